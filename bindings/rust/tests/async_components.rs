//! Calls of components that do not block, and functions for components that return futures.

mod common;

use std::time::Duration;

use common::futures::{all, block_on, poll_once, sleep, wait_until};
use common::waiting::{Counters, Guard};
use common::{bindings, interruptible};
use lanner::{BoxedError, Caller, Component, ComponentError, ComponentInstance, ComponentLinker, ComponentValue, Engine, Error, Store};

const HOST: Option<&str> = Some("lanner:scenarios/host@1.0.0");

#[derive(Debug)]
struct NoName(String);

impl std::fmt::Display for NoName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NoName {}

async fn full_name(name: String, guard: Guard) -> Result<ComponentValue, BoxedError> {
    let time = if name == "for ever" { 3_600_000 } else { 1 };
    if name != "at once" {
        sleep(Duration::from_millis(time)).await;
    }
    drop(guard);
    match name.as_str() {
        "panic" => std::panic::panic_any(NoName(name)),
        "nobody" => Err(NoName(name).into()),
        "component error" => Err(ComponentError::new("for no result").into()),
        "number" => Ok(7.into()),
        name => Ok(format!("{name}!").into()),
    }
}

/// An instance of component.wat, whose host functions return futures, which are counted.
fn open(engine: &Engine, component: &Component) -> (Store<u32>, ComponentInstance, Counters) {
    let counters = Counters::default();
    let futures = counters.clone();
    let mut store = Store::new(engine, 0).unwrap();
    let mut linker = ComponentLinker::new(&mut store).unwrap();
    linker
        .define_async(&mut store, HOST, "full-name", move |mut caller: Caller<'_, u32>, arguments: &[ComponentValue]| {
            *caller.data_mut() += 1;
            drop(futures.made.guard());
            full_name(arguments[0].as_str().unwrap().to_owned(), futures.dropped.guard())
        })
        .unwrap()
        .define_async(&mut store, HOST, "lookup", |_, arguments| {
            let argument = arguments[0].clone();
            async move {
                sleep(Duration::from_millis(1)).await;
                match argument.as_str() {
                    Some("right") => Ok(7.into()),
                    Some("wrong") => Err(ComponentError::new("not this key").into()),
                    _ => Err(NoName("nobody".into()).into()),
                }
            }
        })
        .unwrap();
    let instance = linker.instantiate(&mut store, component).unwrap();
    (store, instance, counters)
}

fn component() -> (Engine, Component) {
    let engine = interruptible();
    let component = Component::from_file(&engine, bindings().join("scenarios/component.wat")).unwrap();
    (engine, component)
}

#[test]
fn values_go_in_and_come_out() {
    let (engine, component) = component();
    let (mut store, instance, futures) = open(&engine, &component);
    let greet = block_on(instance.call_async(&mut store, "greet", &["Ada".into()])).unwrap();
    let at_once = block_on(instance.call_async(&mut store, "greet", &["at once".into()])).unwrap();
    assert!(greet.to_string().contains("Ada!") && at_once.to_string().contains("at once!"), "{greet} {at_once}");
    // What blocks gives the same.
    assert_eq!(greet, instance.call(&mut store, "greet", &["Ada".into()]).unwrap());
    assert_eq!(at_once, instance.call(&mut store, "greet", &["at once".into()]).unwrap());
    assert_eq!((4, 4), (*store.data(), futures.dropped.get()));
    assert_eq!("3", block_on(instance.call_json_async(&mut store, "add", "[1, 2]")).unwrap());
    assert_eq!("ok(3)", block_on(instance.call_wave_async(&mut store, "divide(7, 2)")).unwrap());
    let middle = [(0, 10), (8, 20)].map(|(x, y)| ComponentValue::record([("x", x.into()), ("y", y.into())]));
    let middle = block_on(instance.call_async(&mut store, "middle", &middle)).unwrap();
    assert_eq!(ComponentValue::record([("x", 4.into()), ("y", 15.into())]), middle);
}

#[test]
fn results_are_results() {
    let (engine, component) = component();
    let (mut store, instance, _) = open(&engine, &component);
    assert_eq!(ComponentValue::Integer(7), block_on(instance.call_async(&mut store, "ask", &["right".into()])).unwrap());
    let error = block_on(instance.call_async(&mut store, "ask", &["wrong".into()])).unwrap_err();
    assert!(matches!(&error, Error::Component(error) if error.value == "not this key".into()), "{error:?}");
    let error = block_on(instance.call_async(&mut store, "ask", &["nobody".into()])).unwrap_err();
    assert_eq!("nobody", error.downcast::<NoName>().unwrap().0);
}

#[test]
fn errors_panics_and_traps_are_those_of_calls_that_block() {
    let (engine, component) = component();
    let greet = |name: &str| {
        let (mut store, instance, _) = open(&engine, &component);
        block_on(instance.call_async(&mut store, "greet", &[name.into()]))
    };
    assert_eq!("nobody", greet("nobody").unwrap_err().downcast::<NoName>().unwrap().0);
    assert_eq!(ComponentError::new("for no result"), greet("component error").unwrap_err().downcast::<ComponentError>().unwrap());
    assert!(greet("number").is_err());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| greet("panic"))).unwrap_err();
    assert_eq!("panic", panic.downcast::<NoName>().unwrap().0);
    let (mut store, instance, _) = open(&engine, &component);
    assert!(matches!(block_on(instance.call_async(&mut store, "no such function", &[])), Err(Error::Lanner(_))));
    assert!(matches!(block_on(instance.call_async(&mut store, "add", &["text".into()])), Err(Error::Lanner(_))));
    assert!(matches!(block_on(instance.call_wave_async(&mut store, "add(")), Err(Error::Lanner(_))));
    assert!(matches!(block_on(instance.call_async(&mut store, "fail", &[])), Err(Error::Trap(_))));
    assert!(matches!(block_on(instance.call_async(&mut store, "add", &[1.into(), 2.into()])), Err(Error::Trap(_))));
}

#[test]
fn a_call_that_is_dropped_ends_its_guest_and_the_future_of_the_host() {
    let (engine, component) = component();
    for _ in 0..50 {
        let (mut store, instance, futures) = open(&engine, &component);
        let arguments = ["for ever".into()];
        let mut call = Box::pin(instance.call_async(&mut store, "greet", &arguments));
        assert!(poll_once(call.as_mut()).is_pending());
        wait_until("the future", || futures.made.get() == 1);
        drop(call);
        futures.wait_for_the_drop();
        assert_eq!(1, *store.data());
    }
}

#[test]
fn many_calls_at_once_take_one_thread_of_the_host() {
    let (engine, component) = component();
    let mut guests: Vec<_> = (0..100).map(|_| open(&engine, &component)).collect();
    for _ in 0..3 {
        let calls = guests.iter_mut().map(|(store, instance, _)| async move {
            let argument = [ComponentValue::from("Ada")];
            instance.call_async(store, "greet", &argument).await
        });
        assert!(block_on(all(calls)).into_iter().all(|result| result.unwrap().to_string().contains("Ada!")));
    }
}

#[test]
fn calls_in_one_store_go_to_other_threads() {
    fn is_for_all_threads<T: Send + Sync>(_: &T) {}
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let engine = interruptible();
    let component = Component::from_file(&engine, bindings().join("scenarios/component-async.wat")).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let mut linker = ComponentLinker::new(&mut store).unwrap();
    for name in ["twice", "half", "fail", "wait"] {
        let double = move |_: Caller<'_, ()>, arguments: &[ComponentValue]| {
            let argument = arguments.first().cloned();
            async move {
                sleep(Duration::from_millis(10)).await;
                match argument {
                    Some(ComponentValue::Integer(number)) => Ok(ComponentValue::Integer(2 * number)),
                    _ => std::future::pending().await,
                }
            }
        };
        linker.define_async(&mut store, Some("lanner:scenarios/waiting@1.0.0"), name, double).unwrap();
    }
    let instance = linker.instantiate(&mut store, &component).unwrap();
    let calls = store.concurrent();
    is_for_all_threads(&calls);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (instance, calls) = (&instance, &calls);
            scope.spawn(move || {
                for round in 0..20 {
                    let argument = [ComponentValue::Integer(100 * thread + round)];
                    let found = block_on(is_send(instance.call_concurrent(calls, "run", &argument))).unwrap();
                    assert_eq!(ComponentValue::Integer(2 * (100 * thread + round) + 1), found);
                }
            });
        }
    });
    // A function whose type is not async has its turn while the others wait.
    let argument = [ComponentValue::Integer(1)];
    block_on(async {
        let mut run = Box::pin(instance.call_concurrent(&calls, "run", &argument));
        assert!(poll_once(run.as_mut()).is_pending());
        assert_eq!(ComponentValue::Integer(2), instance.call_concurrent(&calls, "halve", &argument).await.unwrap());
        assert_eq!(ComponentValue::Integer(3), run.await.unwrap());
    });
    assert_eq!(ComponentValue::Integer(2), block_on(instance.call_async(&mut store, "halve", &argument)).unwrap());
}
