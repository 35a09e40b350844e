//! A guest that calls a function of the host which waits, and what counts the ends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use lanner::{AsyncHostFunction, Error, Instance, Linker, Module, Store};

use super::futures::wait_until;
use super::interruptible;

#[derive(Debug, PartialEq)]
pub struct Own(pub i32);

impl std::fmt::Display for Own {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "number {}", self.0)
    }
}

impl std::error::Error for Own {}

/// Counts how often it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<AtomicUsize>);

impl Counter {
    pub fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    pub fn guard(&self) -> Guard {
        Guard(self.clone())
    }
}

#[derive(Debug)]
pub struct Guard(Counter);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0 .0.fetch_add(1, Ordering::SeqCst);
    }
}

pub const GUEST: &str = r#"
    (module $guest
      (import "host" "f" (func $f (param i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 8) "some text")
      (func $inner (param i32) (result i32) (call $f (local.get 0)))
      (func $outer (export "through") (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
      (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (func (export "spin") (param i32) (loop $again (br $again))))"#;

/// A guest whose export `through` returns one more than the host function.
pub fn guest<T, M>(data: T, function: impl AsyncHostFunction<T, M>) -> (Store<T>, Instance) {
    let engine = interruptible();
    let module = Module::from_text(&engine, GUEST).unwrap();
    let mut store = Store::new(&engine, data).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_async_function(&mut store, "host", "f", function).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    (store, instance)
}

/// Calls the export `through`.
pub async fn through<T: Send>(store: &mut Store<T>, instance: &Instance, argument: i32) -> Result<i32, Error> {
    instance.typed_function::<i32, i32>(store, "through")?.call_async(store, argument).await
}

/// How often a future was made, and dropped.
#[derive(Clone, Default)]
pub struct Counters {
    pub made: Counter,
    pub dropped: Counter,
}

impl Counters {
    pub fn wait_for_the_drop(&self) {
        wait_until("the end of the future", || self.made.get() == self.dropped.get());
    }
}

/// A function of the host that waits until it is dropped.
pub fn wait_for_ever(counters: &Counters) -> impl AsyncHostFunction<(), lanner::Plain<(i32,)>> {
    let counters = counters.clone();
    move |_: i32| {
        drop(counters.made.guard());
        let guard = counters.dropped.guard();
        async move {
            std::future::pending::<()>().await;
            drop(guard);
            0
        }
    }
}
