//! The ends of processes with live instances and running guests, and forks.

#![cfg(target_os = "linux")]

mod common;

use std::os::unix::process::ExitStatusExt;
use std::sync::Mutex;
use std::time::Duration;

use common::futures::block_on;
use common::process::{command, finish, is_child};
use common::system::{_exit, alarm, atexit, fork, waitpid, SIGABRT, SIGALRM};
use common::{count, plain, FAULTS};
use lanner::{Engine, Error, Instance, Module, Store, TrapCode};

/// Starts threads whose guests run on, or trap again and again.
fn keep_running(engine: &Engine, module: &Module) {
    for number in 0..4 {
        let (engine, module) = (engine.clone(), module.clone());
        std::thread::spawn(move || {
            let mut store = Store::new(&engine, ()).unwrap();
            let instance = Instance::new(&mut store, &module).unwrap();
            if number % 2 == 0 {
                instance.typed_function::<(), ()>(&store, "spin").unwrap().call(&mut store, ()).unwrap();
            }
            let load = instance.typed_function::<i32, i32>(&store, "load").unwrap();
            loop {
                assert!(load.call(&mut store, 65536).is_err());
            }
        });
    }
    std::thread::sleep(Duration::from_millis(10));
}

static KEPT: Mutex<Vec<(Store<()>, Instance)>> = Mutex::new(Vec::new());

/// Calls a guest, and traps.
fn use_guest(store: &mut Store<()>, instance: &Instance) {
    let divide = instance.typed_function::<(i32, i32), i32>(store, "divide").unwrap();
    assert_eq!(3, divide.call(store, (6, 2)).unwrap());
    for (function, argument, code) in [("load", 65536, TrapCode::MemoryOutOfBounds), ("divide", 1, TrapCode::IntegerDivideByZero)] {
        let outcome = match function {
            "load" => instance.typed_function::<i32, i32>(store, "load").unwrap().call(store, argument),
            _ => divide.call(store, (argument, 0)),
        };
        match outcome {
            Err(Error::Trap(trap)) => assert_eq!(code, trap.code()),
            other => panic!("{other:?}"),
        }
    }
}

/// Makes a guest, calls it, and traps.
fn use_new_guest(engine: &Engine) {
    let mut store = Store::new(engine, ()).unwrap();
    let instance = Instance::new(&mut store, &Module::from_text(engine, FAULTS).unwrap()).unwrap();
    use_guest(&mut store, &instance);
}

/// Ends the process in a way of which the status is expected, several times.
fn end(name: &str, check: impl Fn(std::process::ExitStatus, String)) {
    for _ in 0..count(2, 200) {
        let output = finish(command(name));
        check(output.status, String::from_utf8_lossy(&output.stderr).into_owned());
    }
}

fn prepare() -> (Engine, Module) {
    let engine = plain();
    let module = Module::from_text(&engine, FAULTS).unwrap();
    for _ in 0..3 {
        let mut store = Store::new(&engine, ()).unwrap();
        let instance = Instance::new(&mut store, &module).unwrap();
        use_guest(&mut store, &instance);
        KEPT.lock().unwrap().push((store, instance));
    }
    keep_running(&engine, &module);
    (engine, module)
}

#[test]
fn exit_with_running_guests() {
    if is_child("exit_with_running_guests") {
        let _kept = prepare();
        std::process::exit(7);
    }
    end("exit_with_running_guests", |status, errors| assert_eq!(Some(7), status.code(), "{status:?} {errors}"));
}

#[test]
fn return_from_main_with_running_guests() {
    if is_child("return_from_main_with_running_guests") {
        std::mem::forget(prepare());
        return;
    }
    end("return_from_main_with_running_guests", |status, errors| assert!(status.success(), "{status:?} {errors}"));
}

/// Calls that are on their way, of guests that run on and that wait for the host.
fn begin_calls() {
    let engine = common::interruptible();
    let module = Module::from_text(
        &engine,
        r#"(module (import "host" "f" (func $f)) (func (export "wait") (call $f)) (func (export "spin") (loop $again (br $again))))"#,
    )
    .unwrap();
    for name in ["wait", "spin", "wait"] {
        let mut store = Store::new(&engine, ()).unwrap();
        let mut linker = lanner::Linker::new(&engine).unwrap();
        linker.define_async_function(&mut store, "host", "f", std::future::pending::<()>).unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        std::thread::spawn(move || {
            let function = instance.typed_function::<(), ()>(&store, name).unwrap();
            block_on(function.call_async(&mut store, ()))
        });
    }
    std::thread::sleep(Duration::from_millis(20));
}

#[test]
fn exit_with_calls_on_their_way() {
    if is_child("exit_with_calls_on_their_way") {
        begin_calls();
        std::process::exit(7);
    }
    end("exit_with_calls_on_their_way", |status, errors| assert_eq!(Some(7), status.code(), "{status:?} {errors}"));
}

#[test]
fn return_from_main_with_calls_on_their_way() {
    if is_child("return_from_main_with_calls_on_their_way") {
        begin_calls();
        return;
    }
    end("return_from_main_with_calls_on_their_way", |status, errors| assert!(status.success(), "{status:?} {errors}"));
}

#[test]
fn exit_by_another_thread() {
    if is_child("exit_by_another_thread") {
        let kept = prepare();
        std::thread::spawn(|| std::process::exit(9));
        std::thread::sleep(Duration::from_secs(300));
        drop(kept);
        return;
    }
    end("exit_by_another_thread", |status, errors| assert_eq!(Some(9), status.code(), "{status:?} {errors}"));
}

#[test]
fn exit_from_a_host_function() {
    if is_child("exit_from_a_host_function") {
        let (engine, _module) = prepare();
        let mut store = Store::new(&engine, ()).unwrap();
        let host = lanner::Function::wrap(&mut store, |status: i32| -> () { std::process::exit(status) }).unwrap();
        let _ = host.typed::<i32, ()>().unwrap().call(&mut store, 11);
        return;
    }
    end("exit_from_a_host_function", |status, errors| assert_eq!(Some(11), status.code(), "{status:?} {errors}"));
}

#[test]
fn abort_with_running_guests() {
    if is_child("abort_with_running_guests") {
        let _kept = prepare();
        std::process::abort();
    }
    end("abort_with_running_guests", |status, errors| assert_eq!(Some(SIGABRT), status.signal(), "{status:?} {errors}"));
}

#[test]
fn a_panic_with_running_guests() {
    if is_child("a_panic_with_running_guests") {
        let _kept = prepare();
        panic!("the end");
    }
    end("a_panic_with_running_guests", |status, errors| {
        assert_eq!(Some(101), status.code(), "{status:?} {errors}");
        assert!(errors.contains("the end"), "{errors}");
    });
}

/// What is called at the very end may still use guests, or is told that it cannot.
extern "C" fn at_the_end() {
    let mut kept = KEPT.lock().unwrap();
    let (store, instance) = kept.last_mut().unwrap();
    match instance.typed_function::<(i32, i32), i32>(store, "divide") {
        Ok(divide) => assert_eq!(2, divide.call(store, (4, 2)).unwrap()),
        Err(error) => assert!(error.to_string().contains("ending"), "{error}"),
    }
    kept.clear();
    // SAFETY: the process ends, with a status that shows that all of this was done.
    unsafe { _exit(13) }
}

#[test]
fn stores_are_dropped_at_the_end() {
    if is_child("stores_are_dropped_at_the_end") {
        // SAFETY: the function may be called at the end.
        assert_eq!(0, unsafe { atexit(at_the_end) });
        std::mem::forget(prepare());
        std::process::exit(0);
    }
    end("stores_are_dropped_at_the_end", |status, errors| assert_eq!(Some(13), status.code(), "{status:?} {errors}"));
}

/// A child of one thread uses what was there before the fork, and makes anew; the parent goes on.
///
/// .NET does not promise that: of forty children about one waits for ever for a lock that a thread of .NET's held at the moment of the
/// fork, and one of 600 was ended by .NET (SIGABRT). The first are ended by an alarm. There may be few of both; none may end in any other
/// way, and the parent is never harmed.
#[test]
fn forked_children_use_guests() {
    if !is_child("forked_children_use_guests") {
        let output = finish(command("forked_children_use_guests"));
        assert!(output.status.success(), "{:?} {}", output.status, String::from_utf8_lossy(&output.stderr));
        return;
    }
    let engine = plain();
    let module = Module::from_text(&engine, FAULTS).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    use_guest(&mut store, &instance);
    let (rounds, mut lost) = (count(40, 1000), 0);
    for round in 0..rounds {
        // SAFETY: the child goes on with this thread alone, and ends without what the parent has prepared for its own end.
        let child = unsafe { fork() };
        if child == 0 {
            // SAFETY: the alarm ends this process only.
            unsafe { alarm(10) };
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                use_guest(&mut store, &instance);
                use_new_guest(&engine);
            }));
            // SAFETY: as above.
            unsafe { _exit(if outcome.is_ok() { 3 } else { 4 }) }
        }
        let mut status = 0;
        // SAFETY: the child is this one's own.
        assert_eq!(child, unsafe { waitpid(child, &mut status, 0) });
        // The next bit says whether there is a dump.
        if [SIGALRM, SIGABRT].contains(&(status & !128)) {
            lost += 1;
        } else {
            assert_eq!(3 << 8, status, "the child of round {round}");
        }
        use_guest(&mut store, &instance);
    }
    assert!(lost * 8 <= rounds, "{lost} of {rounds} children were lost");
}

/// Children that start Lanner themselves, of a parent that has not.
#[test]
fn forked_children_start_lanner() {
    if !is_child("forked_children_start_lanner") {
        let output = finish(command("forked_children_start_lanner"));
        assert!(output.status.success(), "{:?} {}", output.status, String::from_utf8_lossy(&output.stderr));
        return;
    }
    for round in 0..count(5, 100) {
        // SAFETY: as above.
        let child = unsafe { fork() };
        if child == 0 {
            use_new_guest(&plain());
            // SAFETY: as above.
            unsafe { _exit(3) }
        }
        let mut status = 0;
        // SAFETY: the child is this one's own.
        assert_eq!(child, unsafe { waitpid(child, &mut status, 0) });
        assert_eq!(3 << 8, status, "the child of round {round}");
    }
}
