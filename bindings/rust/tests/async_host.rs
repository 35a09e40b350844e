//! Functions of the host that return futures.

mod common;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use common::futures::{block_on, poll_once, sleep, unless, wait_until, PollWith};
use common::interruptible;
use common::waiting::{guest, through, Counter, Own, GUEST};
use lanner::{Caller, Error, ExternRef, Function, FunctionType, Linker, Module, Store, Value, ValueType};

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
    let (begun, dropped) = (Counter::default(), Counter::default());
    let (inner, guard) = (begun.clone(), dropped.clone());
    let (mut store, instance) = guest((), move |number: i32| {
        let (engine, module, inner, guard) = (engine.clone(), module.clone(), inner.clone(), guard.guard());
        async move {
            let mut store = Store::new(&engine, guard)?;
            let mut linker = Linker::new(&engine)?;
            linker.define_async_function(&mut store, "host", "f", move |number: i32| {
                drop(inner.guard());
                async move {
                    sleep(Duration::from_millis(if number > 0 { 1 } else { 3_600_000 })).await;
                    10 * number
                }
            })?;
            let instance = linker.instantiate(&mut store, &module)?;
            through(&mut store, &instance, number).await
        }
    });
    assert_eq!(42, block_on(through(&mut store, &instance, 4)).unwrap());
    assert_eq!(1, dropped.get());
    // What is dropped outside is dropped inside.
    assert!(block_on(unless(|| begun.get() == 2, through(&mut store, &instance, 0))).is_none());
    wait_until("the end of the inner store", || dropped.get() == 2);
}

/// The store ends while the future is polled, by the thread of the crate: what it ends with goes nowhere.
#[test]
fn a_future_may_be_ready_after_its_store_has_ended() {
    for (fails, panics) in [(false, false), (true, false), (true, true)] {
        let (polled, finished) = (Counter::default(), Counter::default());
        let (first, last) = (polled.clone(), finished.clone());
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let (mut store, instance) = guest((), move |number: i32| {
            let (first, guard, over) = (first.guard(), last.guard(), over.clone());
            async move {
                // Long enough for the guest's thread, which polls first and again if it is woken meanwhile, to be gone.
                sleep(Duration::from_millis(300)).await;
                drop(first);
                for _ in 0..10_000 {
                    if over.load(Ordering::Acquire) {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
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
        is_over.store(true, Ordering::Release);
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
    let (begun, dropped) = (Counter::default(), Counter::default());
    let (first, counter) = (begun.clone(), dropped.clone());
    let (mut store, instance) = guest((), move |number: i32| {
        let panics = if number == 0 { Some(Panics(counter.clone())) } else { None };
        drop(first.guard());
        async move {
            sleep(Duration::from_millis(if number > 0 { 1 } else { 3_600_000 })).await;
            drop(panics);
            number
        }
    });
    assert!(block_on(unless(|| begun.get() == 1, through(&mut store, &instance, 0))).is_none());
    wait_until("the end of the future", || dropped.get() == 1);
    assert_eq!(6, block_on(through(&mut store, &instance, 5)).unwrap());
}
