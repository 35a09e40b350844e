//! Calls that do not block, and functions of the host that return futures.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use common::futures::{all, block_on, poll_once, sleep, wait_until, within, PollWith};
use common::{count, interruptible};
use lanner::{
    AsyncHostFunction, BoxedError, Caller, Error, ExternRef, Function, FunctionType, Instance, Linker, Module, Store, Trap, TrapCode,
    Value, ValueType,
};

#[derive(Debug, PartialEq)]
struct Own(i32);

impl std::fmt::Display for Own {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "number {}", self.0)
    }
}

impl std::error::Error for Own {}

/// Counts how often it is dropped.
#[derive(Clone, Debug, Default)]
struct Counter(Arc<AtomicUsize>);

impl Counter {
    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn guard(&self) -> Guard {
        Guard(self.clone())
    }
}

#[derive(Debug)]
struct Guard(Counter);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0 .0.fetch_add(1, Ordering::SeqCst);
    }
}

/// An error that is counted when it is dropped.
#[derive(Debug)]
struct Counted(#[allow(dead_code)] Guard);

impl std::fmt::Display for Counted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("counted")
    }
}

impl std::error::Error for Counted {}

const GUEST: &str = r#"
    (module $guest
      (import "host" "f" (func $f (param i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 8) "some text")
      (func $inner (param i32) (result i32) (call $f (local.get 0)))
      (func $outer (export "through") (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
      (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (func (export "spin") (param i32) (loop $again (br $again))))"#;

/// A guest whose export `through` returns one more than the host function.
fn guest<T, M>(data: T, function: impl AsyncHostFunction<T, M>) -> (Store<T>, Instance) {
    let engine = interruptible();
    let module = Module::from_text(&engine, GUEST).unwrap();
    let mut store = Store::new(&engine, data).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_async_function(&mut store, "host", "f", function).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    (store, instance)
}

/// Calls the export `through`.
async fn through<T: Send>(store: &mut Store<T>, instance: &Instance, argument: i32) -> Result<i32, Error> {
    instance.typed_function::<i32, i32>(store, "through")?.call_async(store, argument).await
}

/// How often a future was made, and dropped.
#[derive(Clone, Default)]
struct Counters {
    made: Counter,
    dropped: Counter,
}

impl Counters {
    fn wait_for_the_drop(&self) {
        wait_until("the end of the future", || self.made.get() == self.dropped.get());
    }
}

/// A function of the host that waits until it is dropped.
fn wait_for_ever(counters: &Counters) -> impl AsyncHostFunction<(), lanner::Plain<(i32,)>> {
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

#[test]
fn futures_of_calls_go_to_other_threads() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let (mut store, instance) = guest(String::new(), |number: i32| async move { number });
    let typed = instance.typed_function::<(i32, i32), i32>(&store, "add").unwrap();
    let sum = block_on(async { std::thread::spawn(move || block_on(is_send(typed.call_async(&mut store, (3, 4))))).join() });
    assert_eq!(7, sum.unwrap().unwrap());
}

#[test]
fn functions_of_the_host_are_waited_for_in_calls_of_both_kinds() {
    let (mut store, instance) = guest((), |number: i32| async move {
        // Ready at once, or later.
        if number % 2 == 0 {
            sleep(Duration::from_millis(3)).await;
        }
        2 * number
    });
    let function = instance.typed_function::<i32, i32>(&store, "through").unwrap();
    for number in 0..10 {
        assert_eq!(2 * number + 1, function.call(&mut store, number).unwrap());
        assert_eq!(2 * number + 1, block_on(function.call_async(&mut store, number)).unwrap());
    }
}

#[test]
fn what_wakes_often_or_at_once_or_late_does_no_harm() {
    let kept = Arc::new(Mutex::new(Vec::<Waker>::new()));
    let wakers = kept.clone();
    let (mut store, instance) = guest((), move |number: i32| {
        let (wakers, mut left) = (wakers.clone(), number);
        PollWith(move |context: &mut Context<'_>| {
            left -= 1;
            if left < 0 {
                return Poll::Ready(number);
            }
            wakers.lock().unwrap().push(context.waker().clone());
            let waker = context.waker().clone();
            match left % 3 {
                0 => waker.wake(),
                1 => (0..5).for_each(|_| waker.wake_by_ref()),
                _ => drop(std::thread::spawn(move || waker.wake())),
            }
            Poll::Pending
        })
    });
    for number in 0..50 {
        assert_eq!(number + 1, block_on(through(&mut store, &instance, number)).unwrap());
    }
    drop(store);
    let kept = std::mem::take(&mut *kept.lock().unwrap());
    assert_eq!(50 * 49 / 2, kept.len());
    kept.into_iter().for_each(Waker::wake);
}

#[test]
fn many_calls_at_once_take_one_thread_of_the_host() {
    let engine = interruptible();
    let module = Module::from_text(&engine, GUEST).unwrap();
    let mut guests: Vec<_> = (0..count(200, 900))
        .map(|_| {
            let mut store = Store::new(&engine, ()).unwrap();
            let mut linker = Linker::new(&engine).unwrap();
            let double = |number: i32| async move {
                sleep(Duration::from_millis(50)).await;
                2 * number
            };
            linker.define_async_function(&mut store, "host", "f", double).unwrap();
            let instance = linker.instantiate(&mut store, &module).unwrap();
            (store, instance)
        })
        .collect();
    for _ in 0..3 {
        let calls = guests.iter_mut().enumerate().map(|(number, (store, instance))| through(store, instance, number as i32));
        for (number, result) in block_on(all(calls)).into_iter().enumerate() {
            assert_eq!(2 * number as i32 + 1, result.unwrap());
        }
    }
}

#[test]
fn nothing_happens_before_the_first_poll() {
    let calls = Counter::default();
    let counter = calls.clone();
    let (mut store, instance) = guest((), move |number: i32| {
        drop(counter.guard());
        async move { number }
    });
    let function = instance.function(&store, "through").unwrap();
    drop(function.call_async(&mut store, &[1.into()]));
    assert_eq!(0, calls.get());
    assert!(matches!(block_on(function.call_async(&mut store, &[1.into()])).unwrap()[..], [Value::I32(2)]));
    assert_eq!(1, calls.get());
}

#[test]
fn a_call_that_is_dropped_ends_its_guest_and_the_future_of_the_host() {
    let futures = Counters::default();
    let (mut store, instance) = guest((), wait_for_ever(&futures));
    let rounds = count(200, 5000);
    for round in 0..rounds {
        // Some are dropped before the guest waits.
        let time = Duration::from_micros(if round % 2 == 0 { 0 } else { 2000 });
        assert!(block_on(within(time, through(&mut store, &instance, 1))).is_none());
        let add = instance.typed_function::<(i32, i32), i32>(&store, "add").unwrap();
        assert_eq!(5, add.call(&mut store, (2, 3)).unwrap());
        futures.wait_for_the_drop();
    }
    assert!(futures.made.get() > rounds / 4, "{} futures of {rounds} were made", futures.made.get());
    let spin = instance.typed_function::<i32, ()>(&store, "spin").unwrap();
    assert!(block_on(within(Duration::from_millis(20), spin.call_async(&mut store, 0))).is_none());
    assert_eq!(5, block_on(instance.typed_function::<(i32, i32), i32>(&store, "add").unwrap().call_async(&mut store, (2, 3))).unwrap());
}

/// A future that is forgotten leaves its store without a borrow: the next use ends the guest.
#[test]
fn a_call_that_is_forgotten_has_ended_when_its_store_is_used() {
    let futures = Counters::default();
    let (mut store, instance) = guest((), wait_for_ever(&futures));
    let mut call = Box::pin(through(&mut store, &instance, 1));
    assert!(poll_once(call.as_mut()).is_pending());
    wait_until("the future", || futures.made.get() == 1);
    std::mem::forget(call);
    store.data_mut();
    futures.wait_for_the_drop();
    let spin = instance.typed_function::<i32, ()>(&store, "spin").unwrap();
    let mut call = Box::pin(spin.call_async(&mut store, 0));
    assert!(poll_once(call.as_mut()).is_pending());
    std::mem::forget(call);
    drop(store);
}

#[test]
fn an_interruption_and_a_deadline_end_the_future_of_the_host() {
    let futures = Counters::default();
    let (mut store, instance) = guest((), wait_for_ever(&futures));
    let handle = store.interrupt_handle();
    let interrupting = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        handle.interrupt().unwrap()
    });
    let error = block_on(through(&mut store, &instance, 1)).unwrap_err();
    assert_eq!(TrapCode::Interrupted, error.as_trap().unwrap().code());
    assert!(interrupting.join().unwrap());
    futures.wait_for_the_drop();
    store.set_deadline(Duration::from_millis(20)).unwrap();
    // The same where the thread of the host waits.
    let function = instance.typed_function::<i32, i32>(&store, "through").unwrap();
    let error = function.call(&mut store, 1).unwrap_err();
    assert_eq!(TrapCode::DeadlinePassed, error.as_trap().unwrap().code());
    futures.wait_for_the_drop();
    assert_eq!(2, futures.made.get());
}

#[test]
fn errors_traps_and_panics_are_the_same_objects() {
    let (mut store, instance) = guest((), |number: i32| async move {
        if number % 2 == 1 {
            sleep(Duration::from_millis(1)).await;
        }
        match number {
            2 | 3 => Err(BoxedError::from(Own(number))),
            4 | 5 => Err(Error::from(Trap::new("of the host's own")).into()),
            6 | 7 => std::panic::panic_any(Own(number)),
            _ => Ok(number),
        }
    });
    for number in [0, 1, 2, 3, 4, 5, 0] {
        let error = match block_on(through(&mut store, &instance, number)) {
            Ok(result) => {
                assert!(number < 2 && result == number + 1);
                continue;
            }
            Err(error) => error,
        };
        match error {
            Error::Trap(trap) => assert_eq!((true, "of the host's own"), (number > 3, trap.message())),
            Error::Host(host) => {
                let names: Vec<_> = host.frames().iter().map(|frame| frame.function_name.as_deref()).collect();
                assert_eq!(vec![Some("inner"), Some("outer")], names);
                assert_eq!(Own(number), *host.into_error().downcast::<Own>().unwrap());
            }
            other => panic!("{other:?}"),
        }
    }
    for number in [6, 7] {
        let call = std::panic::AssertUnwindSafe(|| block_on(through(&mut store, &instance, number)));
        let panic = std::panic::catch_unwind(call).unwrap_err();
        assert_eq!(Own(number), *panic.downcast::<Own>().unwrap());
    }
    let spin = instance.function(&store, "spin").unwrap();
    let error = block_on(spin.call_async(&mut store, &[])).unwrap_err();
    assert_eq!("0 arguments were given; the function (i32) -> () takes 1", error.to_string());
    assert_eq!(1, block_on(through(&mut store, &instance, 0)).unwrap());
}

#[test]
fn what_goes_wrong_before_there_is_a_future_ends_the_guest_too() {
    let (mut store, instance) = guest((), |number: i32| {
        assert!(number > 0, "no future");
        async move { number }
    });
    let call = std::panic::AssertUnwindSafe(|| block_on(through(&mut store, &instance, 0)));
    let panic = std::panic::catch_unwind(call).unwrap_err();
    assert_eq!("no future", *panic.downcast::<&str>().unwrap());
    assert_eq!(3, block_on(through(&mut store, &instance, 2)).unwrap());
}

#[test]
fn a_closure_reads_the_memory_and_the_data_and_its_future_owns_what_it_uses() {
    let (mut store, instance) = guest(Vec::new(), |mut caller: Caller<'_, Vec<String>>, length: u32| {
        let text = caller.memory().and_then(|memory| memory.read_text(&caller, 8, length as usize).map(str::to_owned));
        caller.data_mut().push(format!("{text:?}"));
        async move {
            sleep(Duration::from_millis(1)).await;
            text.map(|text| text.len() as i32)
        }
    });
    assert_eq!(10, block_on(through(&mut store, &instance, 9)).unwrap());
    assert!(matches!(block_on(through(&mut store, &instance, -1)), Err(Error::Lanner(_))));
    assert_eq!("Ok(\"some text\")", store.data()[0]);
    assert_eq!(2, store.into_data().len());
}

#[test]
fn values_of_all_types_go_in_and_come_out() {
    let engine = interruptible();
    let mut store = Store::new(&engine, ()).unwrap();
    let swap = |a: i64, b: f32, c: f64, d: Option<ExternRef>, e: Option<Function>| async move {
        sleep(Duration::from_millis(1)).await;
        (e, d, c, b, a)
    };
    let swap = Function::wrap_async(&mut store, swap).unwrap();
    let object = ExternRef::new(&mut store, "an object").unwrap();
    type Given = (i64, f32, f64, Option<ExternRef>, Option<Function>);
    type Swapped = (Option<Function>, Option<ExternRef>, f64, f32, i64);
    let typed = swap.typed::<Given, Swapped>().unwrap();
    let given = (i64::MIN, 1.5, f64::INFINITY, Some(object.clone()), Some(swap.clone()));
    let (e, d, c, b, a) = block_on(typed.call_async(&mut store, given)).unwrap();
    assert_eq!((i64::MIN, 1.5, f64::INFINITY), (a, b, c));
    assert!(d.unwrap().is_same(&store, &object).unwrap() && e.unwrap().is_same(&store, &swap).unwrap());
    assert!(matches!(block_on(typed.call_async(&mut store, (0, 0.0, 0.0, None, None))).unwrap(), (None, None, ..)));
    let mut other = Store::new(&engine, ()).unwrap();
    let foreign = ExternRef::new(&mut other, 1).unwrap();
    let error = block_on(typed.call_async(&mut store, (0, 0.0, 0.0, Some(foreign.clone()), None))).unwrap_err();
    assert!(error.to_string().contains("another store"), "{error}");
    assert!(block_on(typed.call_async(&mut other, (0, 0.0, 0.0, None, None))).is_err());
    // A reference that a future of the host returns.
    let give = Function::wrap_async(&mut store, move || std::future::ready(Some(foreign.clone()))).unwrap();
    let error = block_on(give.call_async(&mut store, &[])).unwrap_err();
    assert!(error.to_string().contains("another store"), "{error}");
}

#[test]
fn functions_of_types_that_are_known_at_run_time_check_what_their_futures_return() {
    let engine = interruptible();
    let mut store = Store::new(&engine, ()).unwrap();
    let r#type = FunctionType::new([ValueType::I32], [ValueType::I32, ValueType::I64]);
    let function = Function::new_async(&mut store, r#type, |_, arguments| {
        let argument = arguments[0].clone();
        async move {
            Ok(match argument {
                Value::I32(0) => vec![1.into(), 2_i64.into()],
                Value::I32(1) => vec![1.into()],
                Value::I32(2) => vec![1.into(), 2.into()],
                other => return Err(format!("{other:?}").into()),
            })
        }
    })
    .unwrap();
    let mut call = |number: i32| block_on(function.call_async(&mut store, &[number.into()]));
    assert!(matches!(call(0).unwrap()[..], [Value::I32(1), Value::I64(2)]));
    assert_eq!("1 results were returned; the type is (i32) -> (i32, i64)", call(1).unwrap_err().to_string());
    assert_eq!("result 1 of the host function is of type i32; i64 was expected", call(2).unwrap_err().to_string());
    assert_eq!("I32(3)", call(3).unwrap_err().to_string());
    let vector = Function::wrap(&mut store, |vector: [u8; 16]| vector).unwrap();
    let error = block_on(vector.call_async(&mut store, &[[0; 16].into()])).unwrap_err();
    assert!(matches!(error, Error::Lanner(_)), "{error:?}");
}

/// A guest that calls a host function whose future waits for a guest of another store.
#[test]
fn futures_of_the_host_wait_for_other_guests() {
    let engine = interruptible();
    let module = Module::from_text(&engine, GUEST).unwrap();
    let dropped = Counter::default();
    let guard = dropped.clone();
    let (mut store, instance) = guest((), move |number: i32| {
        let (engine, module, guard) = (engine.clone(), module.clone(), guard.guard());
        async move {
            let mut store = Store::new(&engine, guard)?;
            let mut linker = Linker::new(&engine)?;
            linker.define_async_function(&mut store, "host", "f", |number: i32| async move {
                sleep(Duration::from_millis(if number > 0 { 1 } else { 3_600_000 })).await;
                10 * number
            })?;
            let instance = linker.instantiate(&mut store, &module)?;
            through(&mut store, &instance, number).await
        }
    });
    assert_eq!(42, block_on(through(&mut store, &instance, 4)).unwrap());
    assert_eq!(1, dropped.get());
    // What is dropped outside is dropped inside.
    assert!(block_on(within(Duration::from_millis(20), through(&mut store, &instance, 0))).is_none());
    wait_until("the end of the inner store", || dropped.get() == 2);
}

/// The store ends while the future is polled, by the thread of the crate: what it ends with goes nowhere.
#[test]
fn a_future_may_be_ready_after_its_store_has_ended() {
    for (fails, panics) in [(false, false), (true, false), (true, true)] {
        let (polled, finished) = (Counter::default(), Counter::default());
        let (first, last) = (polled.clone(), finished.clone());
        let (mut store, instance) = guest((), move |number: i32| {
            let (first, guard) = (first.guard(), last.guard());
            async move {
                sleep(Duration::from_millis(1)).await;
                drop(first);
                // Longer than the store lives.
                std::thread::sleep(Duration::from_millis(50));
                assert!(!panics, "late");
                drop(guard);
                if fails {
                    Err(Own(number))
                } else {
                    Ok(number)
                }
            }
        });
        let mut call = Box::pin(through(&mut store, &instance, 1));
        assert!(poll_once(call.as_mut()).is_pending());
        wait_until("the second poll", || polled.get() == 1);
        drop(call);
        drop(store);
        assert_eq!(0, finished.get());
        wait_until("the end of the future", || finished.get() == 1);
    }
}

/// What is dropped may panic: the thread that polls goes on.
#[test]
fn a_future_that_panics_when_it_is_dropped_does_no_harm() {
    struct Panics(Counter);
    impl Drop for Panics {
        fn drop(&mut self) {
            drop(self.0.guard());
            panic!("dropped");
        }
    }
    let dropped = Counter::default();
    let counter = dropped.clone();
    let (mut store, instance) = guest((), move |number: i32| {
        let panics = if number == 0 { Some(Panics(counter.clone())) } else { None };
        async move {
            sleep(Duration::from_millis(if number > 0 { 1 } else { 3_600_000 })).await;
            drop(panics);
            number
        }
    });
    assert!(block_on(within(Duration::from_millis(20), through(&mut store, &instance, 0))).is_none());
    wait_until("the end of the future", || dropped.get() == 1);
    assert_eq!(6, block_on(through(&mut store, &instance, 5)).unwrap());
}

#[test]
fn those_who_wait_are_listed() {
    let (mut store, instance) = guest((), wait_for_ever(&Counters::default()));
    let mut call = Box::pin(through(&mut store, &instance, 1));
    assert!(poll_once(call.as_mut()).is_pending());
    wait_until("the guest that waits", || !lanner::waits().unwrap().is_empty());
}

extern "C" {
    fn malloc_trim(pad: usize) -> i32;
}

/// The bytes of memory of the process that are in use.
fn resident() -> usize {
    // SAFETY: it gives memory back to the system.
    unsafe { malloc_trim(0) };
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    4096 * pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap()
}

#[test]
fn nothing_is_left_after_thousands_of_calls() {
    let (futures, errors) = (Counter::default(), Counter::default());
    let (future, error) = (futures.clone(), errors.clone());
    let (mut store, instance) = guest((), move |number: i32| {
        let (guard, error) = (future.guard(), error.clone());
        let mut polls = number % 3;
        let wait = PollWith(move |context: &mut Context<'_>| {
            polls -= 1;
            context.waker().wake_by_ref();
            if polls < 0 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        async move {
            wait.await;
            drop(guard);
            if number % 2 == 0 {
                Err(Counted(error.guard()))
            } else {
                Ok(number)
            }
        }
    });
    let function = instance.typed_function::<i32, i32>(&store, "through").unwrap();
    let mut run = |rounds: i32| {
        for number in 0..rounds {
            let result = block_on(function.call_async(&mut store, number));
            assert_eq!(number % 2 == 0, result.is_err());
        }
    };
    let rounds = count(6_000, 100_000) as i32;
    run(rounds);
    let before = resident();
    run(rounds);
    let grown = resident().saturating_sub(before);
    assert!(grown < 16 << 20, "{grown} bytes more are in use");
    assert_eq!((2 * rounds as usize, rounds as usize), (futures.get(), errors.get()));
}
