//! The scenario of calls that do not block, which all bindings act out: bindings/scenarios/async.json.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::bindings;
use common::futures::{all, block_on, sleep, wait_until, within};
use common::json::Json;
use common::scenario::{expect_trap, expect_values, types_of, values_of, Failures};
use lanner::{BoxedError, Engine, EngineOptions, Error, FunctionType, Instance, Linker, Module, Store, Value};

/// What host functions share with the runner.
#[derive(Default)]
struct Shared {
    failures: Mutex<Failures>,
    cancelled: AtomicUsize,
}

/// Counts when it is dropped.
struct Count(Arc<Shared>);

impl Drop for Count {
    fn drop(&mut self) {
        self.0.cancelled.fetch_add(1, Ordering::Relaxed);
    }
}

fn define(linker: &mut Linker, store: &mut Store<()>, import: &Json, shared: &Arc<Shared>) -> Result<(), Error> {
    import.allow(&["module", "name", "params", "results", "does", "milliseconds", "message"]);
    let r#type = FunctionType::new(types_of(import.get("params").unwrap()), types_of(import.get("results").unwrap()));
    let (module, name) = (import.get("module").unwrap().text(), import.get("name").unwrap().text());
    let time = Duration::from_millis(import.get("milliseconds").map_or(0, Json::number));
    let shared = shared.clone();
    match import.get("does").unwrap().text() {
        "wait_and_double" => linker.define_dynamic_async_function(store, module, name, r#type, move |_, arguments| {
            let argument = arguments[0].clone();
            async move {
                sleep(time).await;
                match argument {
                    Value::I32(number) => Ok(vec![(2 * number).into()]),
                    other => Err(format!("{other:?} was not expected").into()),
                }
            }
        })?,
        "wait_and_fail" => {
            let message = import.get("message").unwrap().text().to_owned();
            linker.define_dynamic_async_function(store, module, name, r#type, move |_, _| {
                let (shared, message) = (shared.clone(), message.clone());
                async move {
                    sleep(time).await;
                    Err(shared.failures.lock().unwrap().add(&message) as BoxedError)
                }
            })?
        }
        "wait_for_ever" => linker.define_async_function(store, module, name, move || {
            let count = Count(shared.clone());
            async move {
                std::future::pending::<()>().await;
                drop(count);
            }
        })?,
        other => panic!("what {other} does is not known"),
    };
    Ok(())
}

fn make(scenario: &Json, module: &Module, shared: &Arc<Shared>) -> (Store<()>, Instance) {
    let mut store = Store::new(module.engine(), ()).unwrap();
    let mut linker = Linker::new(module.engine()).unwrap();
    for import in scenario.get("imports").unwrap().list() {
        define(&mut linker, &mut store, import, shared).unwrap();
    }
    let instance = linker.instantiate(&mut store, module).unwrap();
    (store, instance)
}

async fn call(step: &Json, store: &mut Store<()>, instance: &Instance, shared: &Shared) {
    let keys = ["cancel_after_milliseconds", "cancelled", "interrupt_after_milliseconds", "host_cancelled", "stores"];
    step.allow(&[&["call_async", "args", "results", "trap", "frames", "host_error"][..], &keys[..]].concat());
    let function = instance.function(store, step.get("call_async").unwrap().text()).unwrap();
    let arguments = values_of(step.get("args").unwrap());
    let after = |key| step.get(key).map(|time| Duration::from_millis(time.number()));
    let before = shared.cancelled.load(Ordering::Relaxed);
    if let Some(time) = after("cancel_after_milliseconds") {
        assert_eq!(Some(&Json::Bool(true)), step.get("cancelled"));
        assert!(within(time, function.call_async(store, &arguments)).await.is_none(), "the call was not to end");
    } else {
        if let Some(time) = after("interrupt_after_milliseconds") {
            let handle = store.interrupt_handle();
            std::thread::spawn(move || {
                std::thread::sleep(time);
                assert!(handle.interrupt().unwrap());
            });
        }
        let outcome = function.call_async(store, &arguments).await;
        if let Some(code) = step.get("trap") {
            expect_trap(code, step.get("frames"), outcome.unwrap_err());
        } else if let Some(message) = step.get("host_error") {
            shared.failures.lock().unwrap().expect(message, outcome.unwrap_err());
        } else {
            expect_values(&values_of(step.get("results").unwrap()), &outcome.unwrap());
        }
    }
    if step.get("host_cancelled") == Some(&Json::Bool(true)) {
        wait_until("the end of the host function's future", || shared.cancelled.load(Ordering::Relaxed) == before + 1);
    }
}

#[test]
fn the_scenario_is_acted_out() {
    let folder = bindings().join("scenarios");
    let scenario = Json::read(&std::fs::read_to_string(folder.join("async.json")).unwrap());
    scenario.allow(&["subject", "async", "module", "engine", "imports", "steps"]);
    assert_eq!(Some(&Json::Bool(true)), scenario.get("async"));
    let wanted = scenario.get("engine").unwrap();
    wanted.allow(&["interruptible"]);
    let options = EngineOptions::new().interruptible(wanted.get("interruptible") == Some(&Json::Bool(true)));
    let engine = Engine::new(options).unwrap();
    let module = Module::from_file(&engine, folder.join(scenario.get("module").unwrap().text())).unwrap();
    let shared = Arc::new(Shared::default());
    let (mut store, instance) = make(&scenario, &module, &shared);
    for step in scenario.get("steps").unwrap().list() {
        if let Some(time) = step.get("deadline_microseconds") {
            step.allow(&["deadline_microseconds"]);
            match time {
                Json::Null => store.clear_deadline(),
                time => store.set_deadline(Duration::from_micros(time.number())).unwrap(),
            }
        } else if let Some(count) = step.get("stores") {
            let mut guests: Vec<_> = (0..count.number()).map(|_| make(&scenario, &module, &shared)).collect();
            block_on(all(guests.iter_mut().map(|(store, instance)| call(step, store, instance, &shared))));
        } else {
            block_on(call(step, &mut store, &instance, &shared));
        }
    }
}
