//! Errors of host functions, panics, traps and other mistakes.

mod common;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use common::{count, instance, plain};
use lanner::{BoxedError, Caller, Error, Function, FunctionType, Linker, Module, ProgramExit, Store, Trap, TrapCode, Value, ValueType};

#[derive(Debug, PartialEq)]
struct Own(i32);

impl fmt::Display for Own {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "number {}", self.0)
    }
}

impl std::error::Error for Own {}

const THROUGH: &str = r#"
    (module $middle
      (import "host" "f" (func $f (param i32) (result i32)))
      (func $inner (param i32) (result i32) (call $f (local.get 0)))
      (func $outer (export "through") (param i32) (result i32) (call $inner (local.get 0))))"#;

/// A guest that calls the function.
fn through<M>(function: impl lanner::HostFunction<(), M>) -> (Store<()>, lanner::TypedFunction<i32, i32>) {
    let engine = plain();
    let module = Module::from_text(&engine, THROUGH).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_function(&mut store, "host", "f", function).unwrap();
    let function = linker.instantiate(&mut store, &module).unwrap().typed_function(&store, "through").unwrap();
    (store, function)
}

#[test]
fn an_error_of_the_host_is_the_same_object() {
    let (mut store, function) = through(|number: i32| if number < 0 { Err(Own(number)) } else { Ok(number + 1) });
    assert_eq!(8, function.call(&mut store, 7).unwrap());
    for number in 1..100 {
        let error = function.call(&mut store, -number).unwrap_err();
        assert_eq!(format!("number {}", -number), error.to_string());
        match &error {
            Error::Host(host) => {
                let names: Vec<_> = host.frames().iter().map(|frame| frame.function_name.as_deref()).collect();
                assert_eq!(vec![Some("inner"), Some("outer")], names);
                assert_eq!(Some("middle"), host.frames()[0].module_name.as_deref());
                assert!(host.frames()[0].module_offset.is_some());
            }
            other => panic!("{other:?}"),
        }
        assert!(error.downcast_ref::<std::io::Error>().is_none());
        let error = error.downcast::<std::io::Error>().unwrap_err();
        assert_eq!(Own(-number), error.downcast::<Own>().unwrap());
    }
}

#[test]
fn text_and_boxes_are_errors_too() {
    let (mut store, function) = through(|number: i32| -> Result<i32, BoxedError> { Err(format!("text {number}").into()) });
    assert_eq!("text 3", function.call(&mut store, 3).unwrap_err().to_string());
    let (mut store, function) = through(|_number: i32| -> Result<i32, &'static str> { Err("short") });
    assert_eq!("short", function.call(&mut store, 3).unwrap_err().to_string());
}

#[test]
fn errors_of_this_crate_pass_through_as_themselves() {
    let (mut store, function) = through(|number: i32| -> Result<i32, Error> {
        Err(match number {
            0 => Trap::new("of the host's own").into(),
            _ => ProgramExit { status: number }.into(),
        })
    });
    match function.call(&mut store, 0) {
        Err(Error::Trap(trap)) => assert_eq!(("of the host's own", TrapCode::None), (trap.message(), trap.code())),
        other => panic!("{other:?}"),
    }
    assert_eq!(Some(5), function.call(&mut store, 5).unwrap_err().exit_status());

    // A trap that is returned alone gets the frames of the guest.
    let (mut store, function) = through(|_number: i32| -> Result<i32, Trap> { Err(Trap::new("alone")) });
    let error = function.call(&mut store, 0).unwrap_err();
    let trap = error.as_trap().unwrap();
    assert_eq!(Some("inner"), trap.frames()[0].function_name.as_deref());
    assert!(trap.backtrace().contains("at middle.outer"), "{trap}");
}

#[test]
fn traps_pass_through_host_functions() {
    let engine = plain();
    let module = Module::from_text(
        &engine,
        r#"(module (import "host" "f" (func $f)) (func (export "start") (call $f)) (func $deep (export "trap") unreachable))"#,
    )
    .unwrap();
    let mut store = Store::new(&engine, None::<lanner::TypedFunction<(), ()>>).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    type Data = Option<lanner::TypedFunction<(), ()>>;
    linker
        .define_function(&mut store, "host", "f", |mut caller: Caller<'_, Data>| -> Result<(), Error> {
            let function = caller.data().clone().unwrap();
            function.call(&mut caller, ())
        })
        .unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    *store.data_mut() = Some(instance.typed_function(&store, "trap").unwrap());
    let error = instance.typed_function::<(), ()>(&store, "start").unwrap().call(&mut store, ()).unwrap_err();
    let trap = error.as_trap().unwrap();
    assert_eq!(TrapCode::Unreachable, trap.code());
    assert_eq!(Some("deep"), trap.frames()[0].function_name.as_deref());
}

#[test]
fn callbacks_from_callbacks() {
    // Each level calls the guest, which calls the host again; at the bottom the host fails.
    let engine = plain();
    let module = Module::from_text(&engine, THROUGH).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    let depth = Arc::new(AtomicUsize::new(0));
    let deepest = depth.clone();
    linker
        .define_function(&mut store, "host", "f", move |mut caller: Caller<'_, ()>, number: i32| -> Result<i32, BoxedError> {
            deepest.fetch_max(number as usize, Ordering::Relaxed);
            if number == 100 {
                return Err(Own(number).into());
            }
            match caller.export("through") {
                Some(lanner::Extern::Function(again)) => Ok(again.typed::<i32, i32>()?.call(&mut caller, number + 1)? + 1),
                other => Err(format!("{other:?} was not expected").into()),
            }
        })
        .unwrap();
    let function = linker.instantiate(&mut store, &module).unwrap().typed_function::<i32, i32>(&store, "through").unwrap();
    let error = function.call(&mut store, 0).unwrap_err();
    assert_eq!(Own(100), error.downcast::<Own>().unwrap());
    assert_eq!(100, depth.load(Ordering::Relaxed));
}

#[test]
fn a_panic_goes_through_and_the_store_goes_on() {
    let (mut store, function) = through(|number: i32| if number == 0 { std::panic::resume_unwind(Box::new(Own(3))) } else { number });
    for _ in 0..count(100, 10_000) {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| function.call(&mut store, 0)));
        assert_eq!(Own(3), *outcome.unwrap_err().downcast::<Own>().unwrap());
        assert_eq!(5, function.call(&mut store, 5).unwrap());
    }
}

/// An error whose text panics.
#[derive(Debug)]
struct Bad;

impl fmt::Display for Bad {
    fn fmt(&self, _formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        std::panic::resume_unwind(Box::new("text"))
    }
}

impl std::error::Error for Bad {}

#[test]
fn errors_without_a_text_pass_through() {
    let (mut store, function) = through(|_number: i32| -> Result<i32, Bad> { Err(Bad) });
    assert!(function.call(&mut store, 0).unwrap_err().downcast::<Bad>().is_ok());
}

#[test]
fn errors_are_freed_with_whoever_has_them() {
    #[derive(Debug)]
    struct Counted(Arc<AtomicUsize>);
    impl fmt::Display for Counted {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("counted")
        }
    }
    impl std::error::Error for Counted {}
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let dropped = Arc::new(AtomicUsize::new(0));
    let counter = dropped.clone();
    let (mut store, function) = through(move |_number: i32| -> Result<i32, Counted> { Err(Counted(counter.clone())) });
    for number in 0..1000 {
        let error = function.call(&mut store, 0).unwrap_err();
        assert_eq!(number, dropped.load(Ordering::Relaxed));
        drop(error);
    }
    drop(store);
    assert_eq!(1000, dropped.load(Ordering::Relaxed));
}

#[test]
fn mistakes_are_errors() {
    let (mut store, instance) = instance(r#"(module (func (export "f") (param i32) (result f64) (f64.const 1)) (memory (export "m") 1))"#);
    let function = instance.function(&store, "f").unwrap();
    let message = |error: Error| match error {
        Error::Lanner(error) => error.message().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!("0 arguments were given; the function (i32) -> (f64) takes 1", message(function.call(&mut store, &[]).unwrap_err()));
    assert_eq!("argument 0 is of type i64; i32 was expected", message(function.call(&mut store, &[Value::I64(1)]).unwrap_err()));
    assert!(message(function.call_into(&mut store, &[Value::I32(1)], &mut []).unwrap_err()).contains("room for 0"));
    assert_eq!(
        "the function is of type (i32) -> (f64); (i32, i32) -> (f64) was expected",
        message(function.typed::<(i32, i32), f64>().unwrap_err())
    );
    assert!(message(instance.export(&store, "g").unwrap_err()).contains("\"f\", \"m\""));
    assert!(message(instance.function(&store, "m").unwrap_err()).contains("is a memory"));
    assert!(message(instance.export(&store, "a\0b").unwrap_err()).contains("zero"));
    assert!(message(Module::from_text(&plain(), "(module").unwrap_err()).len() > 5);
    let engine = plain();
    let module = Module::from_text(&engine, r#"(module (import "host" "missing" (func)))"#).unwrap();
    let mut other = Store::new(&engine, ()).unwrap();
    assert!(message(Linker::new(&engine).unwrap().instantiate(&mut other, &module).unwrap_err()).contains("missing"));
}

#[test]
fn results_of_host_functions_are_checked() {
    let engine = plain();
    let mut store = Store::new(&engine, ()).unwrap();
    let function = Function::new(&mut store, FunctionType::new([], [ValueType::I32]), |_caller, _arguments, results| {
        results[0] = Value::F64(1.0);
        Ok(())
    })
    .unwrap();
    let error = function.call(&mut store, &[]).unwrap_err();
    assert_eq!("result 0 of the host function is of type f64; i32 was expected", error.to_string());
}

#[test]
fn errors_of_start_functions_come_out() {
    let engine = plain();
    let module = Module::from_text(&engine, r#"(module (import "host" "f" (func $f)) (start $f))"#).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_function(&mut store, "host", "f", || -> Result<(), Own> { Err(Own(1)) }).unwrap();
    assert_eq!(Own(1), linker.instantiate(&mut store, &module).unwrap_err().downcast::<Own>().unwrap());
    let module = Module::from_text(&engine, "(module (func $f unreachable) (start $f))").unwrap();
    let error = linker.instantiate(&mut store, &module).unwrap_err();
    assert_eq!(Some(TrapCode::Unreachable), error.as_trap().map(Trap::code));
}
