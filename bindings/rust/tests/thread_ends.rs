//! The ends of threads: what destructors of `thread_local!` may do before and after .NET has forgotten the thread.

mod common;

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

use common::process::{is_child, run};
use common::{count, plain, FAULTS};
use lanner::{Engine, Error, ExternRef, Function, Instance, Linker, Module, Store, TrapCode, TypedFunction, WasiConfig};

/// Counts how often it is dropped.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A store with a guest, and a thing of each other kind.
struct Things {
    store: Store<Counted>,
    divide: TypedFunction<(i32, i32), i32>,
    load: TypedFunction<i32, i32>,
    _reference: ExternRef,
    _linker: Linker,
    _wasi: WasiConfig,
    _module: Module,
    engine: Engine,
}

impl Things {
    /// Makes the things, of which `counter` counts three when they are dropped.
    fn new(counter: &Arc<AtomicUsize>) -> Things {
        let engine = plain();
        let module = Module::from_text(&engine, FAULTS).unwrap();
        let mut store = Store::new(&engine, Counted(counter.clone())).unwrap();
        let instance = Instance::new(&mut store, &module).unwrap();
        let kept = Counted(counter.clone());
        Function::wrap(&mut store, move || {
            let _ = &kept;
        })
        .unwrap();
        Things {
            divide: instance.typed_function(&store, "divide").unwrap(),
            load: instance.typed_function(&store, "load").unwrap(),
            _reference: ExternRef::new(&mut store, Counted(counter.clone())).unwrap(),
            store,
            _linker: Linker::new(&engine).unwrap(),
            _wasi: WasiConfig::new().unwrap(),
            _module: module,
            engine,
        }
    }

    fn use_guest(&mut self) {
        assert_eq!(2, self.divide.call(&mut self.store, (6, 3)).unwrap());
        let error = self.load.call(&mut self.store, 65536).unwrap_err();
        assert_eq!(TrapCode::MemoryOutOfBounds, error.as_trap().unwrap().code());
        Store::new(&self.engine, ()).unwrap();
    }
}

fn is_refused<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert!(matches!(&outcome, Err(Error::Lanner(error)) if error.message().contains("ending")), "{outcome:?}");
}

/// Does something with what it holds when it is dropped.
struct Last {
    things: Things,
    end: fn(&mut Things),
}

impl Drop for Last {
    fn drop(&mut self) {
        (self.end)(&mut self.things);
    }
}

thread_local!(static LAST: RefCell<Option<Last>> = const { RefCell::new(None) });

/// Has the thread do something when it ends.
fn at_the_end(things: Things, end: fn(&mut Things)) {
    LAST.with(|last| *last.borrow_mut() = Some(Last { things, end }));
}

/// Ends threads while guests of another trap, and .NET collects what they leave; all that they held is dropped.
fn end_threads(name: &str, run_thread: fn(Arc<AtomicUsize>)) {
    if !is_child(name) {
        let output = run(name);
        assert!(output.status.success(), "{:?}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
        return;
    }
    let (counter, stop) = (Arc::new(AtomicUsize::new(0)), AtomicBool::new(false));
    let threads = count(100, 5000);
    std::thread::scope(|scope| {
        let trapping = scope.spawn(|| {
            let mut things = Things::new(&Arc::default());
            while !stop.load(Ordering::Relaxed) {
                things.use_guest();
            }
        });
        for _ in 0..threads {
            let counter = counter.clone();
            std::thread::spawn(move || run_thread(counter)).join().unwrap();
        }
        stop.store(true, Ordering::Relaxed);
        trapping.join().unwrap();
    });
    assert_eq!(3 * threads, counter.load(Ordering::Relaxed));
}

/// The destructor was added before the thread's first call: it comes last, and calls are refused.
#[test]
fn destructors_from_before_the_first_call_only_drop() {
    end_threads("destructors_from_before_the_first_call_only_drop", |counter| {
        // This adds the destructor.
        LAST.with(|_| ());
        let mut things = Things::new(&counter);
        things.use_guest();
        at_the_end(things, |things| {
            is_refused(things.divide.call(&mut things.store, (6, 3)));
            is_refused(Store::new(&things.engine, ()));
            is_refused(WasiConfig::new());
            is_refused(things.store.interrupt_handle().interrupt());
        });
    });
}

/// The destructor was added later: it comes first, and may do everything.
#[test]
fn destructors_from_after_the_first_call_use_guests() {
    end_threads("destructors_from_after_the_first_call_use_guests", |counter| {
        let things = Things::new(&counter);
        at_the_end(things, Things::use_guest);
    });
}

/// A thread whose first call is in a destructor.
#[test]
fn the_first_call_may_be_in_a_destructor() {
    end_threads("the_first_call_may_be_in_a_destructor", |counter| {
        let things = Things::new(&counter);
        std::thread::spawn(|| at_the_end(things, Things::use_guest)).join().unwrap();
    });
}

/// A thread whose first use of the crate is that it drops something while it ends.
#[test]
fn the_first_call_may_release() {
    end_threads("the_first_call_may_release", |counter| {
        let things = Things::new(&counter);
        std::thread::spawn(|| at_the_end(things, |_| ())).join().unwrap();
    });
}
