//! Calls that do not block.

mod common;

use std::task::{Context, Poll};
use std::time::Duration;

use common::count;
use common::futures::{all, block_on, poll_once, sleep, wait_until, within, PollWith};
use common::interruptible;
use common::waiting::{guest, through, wait_for_ever, Counter, Counters, Guard, Own, GUEST};
use lanner::{BoxedError, Error, Linker, Module, Store, Trap, TrapCode, Value};

/// An error that is counted when it is dropped.
#[derive(Debug)]
struct Counted(#[allow(dead_code)] Guard);

impl std::fmt::Display for Counted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("counted")
    }
}

impl std::error::Error for Counted {}

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
    let add = instance.typed_function::<(i32, i32), i32>(&store, "add").unwrap();
    for round in 0..count(200, 5000) {
        let made = futures.made.get();
        let mut call = Box::pin(through(&mut store, &instance, 1));
        assert!(poll_once(call.as_mut()).is_pending());
        // Some are dropped before the guest waits, perhaps.
        if round % 2 == 0 {
            wait_until("the future", || futures.made.get() > made);
        }
        drop(call);
        assert_eq!(5, add.call(&mut store, (2, 3)).unwrap());
        futures.wait_for_the_drop();
    }
    let spin = instance.typed_function::<i32, ()>(&store, "spin").unwrap();
    assert!(block_on(within(Duration::from_millis(20), spin.call_async(&mut store, 0))).is_none());
    assert_eq!(5, block_on(add.call_async(&mut store, (2, 3))).unwrap());
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
    let made = futures.made.clone();
    let interrupting = std::thread::spawn(move || {
        wait_until("the future", || made.get() == 1);
        handle.interrupt().unwrap()
    });
    let error = block_on(through(&mut store, &instance, 1)).unwrap_err();
    assert_eq!(TrapCode::Interrupted, error.as_trap().unwrap().code());
    assert!(interrupting.join().unwrap());
    futures.wait_for_the_drop();
    // Long enough for the guest to come to the function of the host on a busy machine.
    store.set_deadline(Duration::from_millis(500)).unwrap();
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
