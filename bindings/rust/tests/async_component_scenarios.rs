//! The scenarios of calls of components that do not block, which all bindings act out: bindings/scenarios/component*-async.json.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::futures::{all, block_on, sleep, wait_until, within};
use common::json::Json;
use common::scenario::{expect_trap, Failures};
use common::{bindings, interruptible};
use lanner::{BoxedError, Component, ComponentInstance, ComponentLinker, ComponentValue, Concurrent, Error, Store};

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

fn value_of(json: &Json) -> ComponentValue {
    match json {
        Json::Number(text) => ComponentValue::from_json(text).unwrap(),
        other => panic!("{other:?} is no number, and others are not known here"),
    }
}

fn values_of(list: &Json) -> Vec<ComponentValue> {
    list.list().iter().map(value_of).collect()
}

/// What the host function does that waits, and answers with a number.
enum Does {
    Double,
    Halve,
    Fail(String),
    WaitForEver,
}

async fn act_host(does: Arc<Does>, time: Duration, argument: Option<i64>, shared: Arc<Shared>) -> Result<ComponentValue, BoxedError> {
    sleep(time).await;
    match (&*does, argument) {
        (Does::Double, Some(number)) => Ok((2 * number).into()),
        (Does::Halve, Some(number)) => Ok((number / 2).into()),
        (Does::Fail(message), None) => Err(shared.failures.lock().unwrap().add(message)),
        (Does::WaitForEver, None) => {
            let _count = Count(shared.clone());
            std::future::pending().await
        }
        _ => Err("other arguments were expected".into()),
    }
}

fn define(linker: &mut ComponentLinker, store: &mut Store<()>, import: &Json, shared: &Arc<Shared>) {
    import.allow(&["interface", "name", "does", "milliseconds", "message"]);
    let does = Arc::new(match import.get("does").unwrap().text() {
        "wait_and_double" => Does::Double,
        "wait_and_halve" => Does::Halve,
        "wait_and_fail" => Does::Fail(import.get("message").unwrap().text().to_owned()),
        "wait_for_ever" => Does::WaitForEver,
        other => panic!("what {other} does is not known"),
    });
    let time = Duration::from_millis(import.get("milliseconds").map_or(0, Json::number));
    let (interface, name) = (import.get("interface").unwrap().text(), import.get("name").unwrap().text());
    let shared = shared.clone();
    let function = move |_: lanner::Caller<'_, ()>, arguments: &[ComponentValue]| {
        let argument = arguments.first().map(|argument| i64::try_from(argument.clone()).unwrap());
        act_host(does.clone(), time, argument, shared.clone())
    };
    linker.define_async(store, Some(interface), name, function).unwrap();
}

fn expect(step: &Json, outcome: Result<ComponentValue, Error>, shared: &Shared) {
    if let Some(result) = step.get("result") {
        assert_eq!(value_of(result), outcome.unwrap());
    } else if let Some(code) = step.get("trap") {
        expect_trap(code, step.get("frames"), outcome.unwrap_err());
    } else if let Some(message) = step.get("host_error") {
        shared.failures.lock().unwrap().expect(message, outcome.unwrap_err());
    } else {
        assert_eq!(Some(&Json::Bool(true)), step.get("fails"));
        assert!(matches!(outcome, Err(Error::Lanner(_))), "{outcome:?}");
    }
}

async fn call_many(step: &Json, store: &Concurrent<'_, ()>, instance: &ComponentInstance, shared: &Shared) {
    let arguments = values_of(step.get("args").unwrap());
    let name = step.get("call_async").unwrap().text();
    let calls = (0..step.get("calls").unwrap().number::<usize>()).map(|_| instance.call_concurrent(store, name, &arguments));
    all(calls).await.into_iter().for_each(|outcome| expect(step, outcome, shared));
}

async fn call(step: &Json, store: &mut Store<()>, instance: &ComponentInstance, shared: &Shared) {
    let keys = ["call_async", "args", "calls", "result", "fails", "trap", "frames", "host_error"];
    step.allow(&[&["cancel_after_milliseconds", "cancelled", "host_cancelled"][..], &keys[..]].concat());
    if step.get("calls").is_some() {
        return call_many(step, &store.concurrent(), instance, shared).await;
    }
    let before = shared.cancelled.load(Ordering::Relaxed);
    let arguments = values_of(step.get("args").unwrap());
    let name = step.get("call_async").unwrap().text();
    match step.get("cancel_after_milliseconds") {
        Some(time) => {
            assert_eq!(Some(&Json::Bool(true)), step.get("cancelled"));
            let time = Duration::from_millis(time.number());
            assert!(within(time, instance.call_async(store, name, &arguments)).await.is_none(), "the call was not to end");
        }
        None => expect(step, instance.call_async(store, name, &arguments).await, shared),
    }
    if step.get("host_cancelled") == Some(&Json::Bool(true)) {
        wait_until("the end of the host function's future", || shared.cancelled.load(Ordering::Relaxed) == before + 1);
    }
}

fn act(name: &str) {
    let folder = bindings().join("scenarios");
    let scenario = Json::read(&std::fs::read_to_string(folder.join(name)).unwrap());
    scenario.allow(&["subject", "async", "component", "imports", "steps"]);
    assert_eq!(Some(&Json::Bool(true)), scenario.get("async"));
    let engine = interruptible();
    let component = Component::from_file(&engine, folder.join(scenario.get("component").unwrap().text())).unwrap();
    let shared = Arc::new(Shared::default());
    let mut store = Store::new(&engine, ()).unwrap();
    let mut linker = ComponentLinker::new(&mut store).unwrap();
    for import in scenario.get("imports").unwrap().list() {
        define(&mut linker, &mut store, import, &shared);
    }
    let instance = linker.instantiate(&mut store, &component).unwrap();
    for step in scenario.get("steps").unwrap().list() {
        block_on(call(step, &mut store, &instance, &shared));
    }
}

#[test]
fn all_scenarios_are_acted_out() {
    let files = std::fs::read_dir(bindings().join("scenarios")).unwrap();
    let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|name| name.starts_with("component") && name.ends_with("-async.json")).collect();
    assert!(names.len() >= 3, "{names:?}");
    for name in names {
        act(&name);
    }
}
