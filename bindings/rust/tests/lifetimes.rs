//! Stores, threads, references and memories: what lives how long.

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{count, instance, interruptible, plain};
use lanner::{
    Caller, Engine, Error, ExternRef, Function, Global, Instance, Linker, Memory, MemoryType, Module, Store, Table, TableType, Value,
    ValueType, PAGE_SIZE,
};

#[test]
fn what_can_go_where() {
    fn for_all_threads<T: Send + Sync + Clone>() {}
    fn for_one_thread_at_a_time<T: Send>() {}
    for_all_threads::<Engine>();
    for_all_threads::<Module>();
    for_all_threads::<Function>();
    for_all_threads::<lanner::TypedFunction<(i32, i32), i64>>();
    for_all_threads::<Memory>();
    for_all_threads::<Instance>();
    for_all_threads::<Value>();
    for_all_threads::<lanner::InterruptHandle>();
    for_one_thread_at_a_time::<Store<String>>();
    for_one_thread_at_a_time::<Linker>();
    for_one_thread_at_a_time::<lanner::WasiConfig>();
    for_one_thread_at_a_time::<Error>();
}

/// Counts how often it is dropped.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn is_of_another_store<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert!(matches!(&outcome, Err(Error::Lanner(error)) if error.message().contains("another store")), "{outcome:?}");
}

#[test]
fn names_of_other_stores_are_refused() {
    let text = r#"(module (memory (export "m") 1) (func (export "f")) (global (export "g") i32 (i32.const 1)) (table (export "t") 1 funcref)
        (func (export "take") (param externref)))"#;
    let (mut ended, old) = instance(text);
    let (mut store, new) = instance(text);
    let (function, memory) = (old.function(&ended, "f").unwrap(), old.memory(&ended, "m").unwrap());
    let (global, table) = (old.global(&ended, "g").unwrap(), old.table(&ended, "t").unwrap());
    let reference = ExternRef::new(&mut ended, 5).unwrap();
    let typed = function.typed::<(), ()>().unwrap();
    let handle = ended.interrupt_handle();
    for round in 0..2 {
        is_of_another_store(function.call(&mut store, &[]));
        is_of_another_store(typed.call(&mut store, ()));
        is_of_another_store(memory.data(&store));
        is_of_another_store(memory.grow(&mut store, 1));
        is_of_another_store(global.get(&store));
        is_of_another_store(table.get(&store, 0));
        is_of_another_store(old.export(&store, "f"));
        is_of_another_store(reference.object(&store).map(|object| object.is_some()));
        is_of_another_store(new.function(&store, "take").unwrap().call(&mut store, &[reference.clone().into()]));
        is_of_another_store(new.typed_function::<Option<ExternRef>, ()>(&store, "take").unwrap().call(&mut store, Some(reference.clone())));
        is_of_another_store(Linker::new(store.engine()).unwrap().define(&store, "a", "b", function.clone()).map(drop));
        is_of_another_store(Global::new(&mut store, reference.clone(), true));
        if round == 0 {
            // The second time the store has ended.
            ended = Store::new(store.engine(), ()).unwrap();
        }
    }
    assert!(!handle.interrupt().unwrap(), "the store has ended");
    drop(ended);
}

#[test]
fn a_linker_outlives_a_store() {
    let engine = plain();
    let module = Module::from_text(&engine, r#"(module (import "host" "f" (func)))"#).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    let mut first = Store::new(&engine, ()).unwrap();
    linker.define_function(&mut first, "host", "f", || ()).unwrap();
    linker.instantiate(&mut first, &module).unwrap();
    drop(first);
    let mut second = Store::new(&engine, ()).unwrap();
    assert!(linker.instantiate(&mut second, &module).is_err());
}

#[test]
fn closures_and_data_end_with_the_store() {
    let engine = plain();
    let dropped = Arc::new(AtomicUsize::new(0));
    for round in 1..=100 {
        let mut store = Store::new(&engine, Counted(dropped.clone())).unwrap();
        let counted = Counted(dropped.clone());
        let function = Function::wrap(&mut store, move || {
            let _ = &counted;
        })
        .unwrap();
        function.call(&mut store, &[]).unwrap();
        ExternRef::new(&mut store, Counted(dropped.clone())).unwrap();
        if round % 2 == 0 {
            std::thread::spawn(move || drop(store)).join().unwrap();
        } else {
            drop(store.into_data());
        }
        drop(function);
        assert_eq!(3 * round, dropped.load(Ordering::Relaxed));
    }
}

#[test]
fn objects_are_the_same_and_are_freed() {
    let engine = plain();
    let module = Module::from_text(
        &engine,
        r#"(module
            (import "host" "look" (func $look (param externref) (result externref)))
            (table $t (export "t") 10 externref)
            (func (export "keep") (param i32 externref) (table.set $t (local.get 0) (call $look (local.get 1))))
            (func (export "get") (param i32) (result externref) (table.get $t (local.get 0))))"#,
    )
    .unwrap();
    let mut store = Store::new(&engine, 0_usize).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker
        .define_function(&mut store, "host", "look", |mut caller: Caller<'_, usize>, reference: Option<ExternRef>| {
            let seen = reference.as_ref().map_or(Ok(0), |it| it.downcast_ref::<(usize, Counted)>(&caller).map(|it| it.unwrap().0));
            *caller.data_mut() = seen?;
            Ok::<_, Error>(reference)
        })
        .unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let keep = instance.typed_function::<(i32, Option<ExternRef>), ()>(&store, "keep").unwrap();
    let get = instance.typed_function::<i32, Option<ExternRef>>(&store, "get").unwrap();
    let dropped = Arc::new(AtomicUsize::new(0));
    // On a busy machine the collector comes late.
    let (least, limit) = (count(20_000, 500_000), Instant::now() + Duration::from_secs(300));
    let mut objects = 0;
    while objects < least || (dropped.load(Ordering::Relaxed) == 0 && Instant::now() < limit) {
        let number = objects;
        objects += 1;
        let reference = ExternRef::new(&mut store, (number, Counted(dropped.clone()))).unwrap();
        keep.call(&mut store, ((number % 10) as i32, Some(reference.clone()))).unwrap();
        assert_eq!(number, *store.data());
        if number % 100 == 0 {
            let again = get.call(&mut store, (number % 10) as i32).unwrap().unwrap();
            assert!(again.is_same(&store, &reference).unwrap());
            let (here, there) = (reference.object(&store).unwrap().unwrap(), again.object(&store).unwrap().unwrap());
            assert!(std::ptr::eq(here as *const _ as *const u8, there as *const _ as *const u8));
        }
    }
    assert!(get.call(&mut store, 3).unwrap().unwrap().downcast_ref::<String>(&store).unwrap().is_none());
    let freed = dropped.load(Ordering::Relaxed);
    assert!(freed > 0 && freed <= objects - 10, "{freed} of {objects} objects were freed");
    drop(store);
    assert_eq!(objects, dropped.load(Ordering::Relaxed));
}

#[test]
fn functions_tables_globals_and_other_references() {
    let (mut store, instance) = instance(
        r#"(module
            (type $pair (struct (field i32) (field i32)))
            (func $two (result i32) (i32.const 2))
            (elem declare func $two)
            (func (export "two") (result funcref) (ref.func $two))
            (func (export "null") (param funcref) (result i32) (ref.is_null (local.get 0)))
            (func (export "pair") (param i32) (result anyref) (struct.new $pair (local.get 0) (i32.const 0)))
            (func (export "first") (param anyref) (result i32) (struct.get $pair 0 (ref.cast (ref $pair) (local.get 0))))
            (global (export "g") (mut externref) (ref.null extern))
            (table (export "t") 2 5 funcref))"#,
    );
    let two = instance.typed_function::<(), Option<Function>>(&store, "two").unwrap().call(&mut store, ()).unwrap().unwrap();
    assert_eq!(2, two.typed::<(), i32>().unwrap().call(&mut store, ()).unwrap());
    let null = instance.typed_function::<Option<Function>, i32>(&store, "null").unwrap();
    assert_eq!((0, 1), (null.call(&mut store, Some(two.clone())).unwrap(), null.call(&mut store, None).unwrap()));

    let pair = instance.function(&store, "pair").unwrap().call(&mut store, &[7.into()]).unwrap().remove(0);
    assert!(matches!(&pair, Value::AnyRef(Some(reference)) if reference.as_function(&store).unwrap().is_none()));
    assert!(matches!(instance.function(&store, "first").unwrap().call(&mut store, &[pair]).unwrap()[..], [Value::I32(7)]));

    let global = instance.global(&store, "g").unwrap();
    let object = ExternRef::new(&mut store, "text").unwrap();
    global.set(&mut store, object).unwrap();
    match global.get(&store).unwrap() {
        Value::ExternRef(Some(reference)) => assert_eq!(Some(&"text"), reference.downcast_ref::<&str>(&store).unwrap()),
        other => panic!("{other:?}"),
    }
    assert!(global.set(&mut store, 1).is_err());
    let constant = Global::new(&mut store, 1_i64, false).unwrap();
    assert!(constant.set(&mut store, 2_i64).is_err());
    assert!(matches!(constant.get(&store).unwrap(), Value::I64(1)));

    let table = instance.table(&store, "t").unwrap();
    table.set(&mut store, 1, two.clone()).unwrap();
    assert!(matches!(table.get(&store, 1).unwrap(), Value::FuncRef(Some(function)) if function.is_same(&store, &two).unwrap()));
    assert_eq!(2, table.grow(&mut store, 3, None::<Function>).unwrap());
    assert!(table.grow(&mut store, 1, None::<Function>).is_err());
    assert!(table.get(&store, 5).is_err() && table.set(&mut store, 0, 1).is_err());
    let r#type = TableType { element: ValueType::ExternRef, minimum: 3, maximum: None };
    let own = Table::new(&mut store, r#type, None::<ExternRef>).unwrap();
    assert_eq!((3, r#type), (own.size(&store).unwrap(), own.r#type()));
}

#[test]
fn functions_of_all_shapes() {
    let params: Vec<String> = (0..20).map(|_| "i64".to_owned()).collect();
    let sum: String = (0..20).map(|index| format!("(local.get {index}) {}", if index > 0 { "(i64.add)" } else { "" })).collect();
    let text = format!(
        r#"(module (func (export "sum") (param {}) (result i64) {sum})
            (func (export "vector") (param v128 f32) (result f32 v128) (local.get 1) (i8x16.add (local.get 0) (local.get 0))))"#,
        params.join(" ")
    );
    let (mut store, instance) = instance(&text);
    let arguments: Vec<Value> = (1..=20_i64).map(Value::from).collect();
    assert!(matches!(instance.function(&store, "sum").unwrap().call(&mut store, &arguments).unwrap()[..], [Value::I64(210)]));
    let vector = instance.typed_function::<([u8; 16], f32), (f32, [u8; 16])>(&store, "vector").unwrap();
    assert_eq!((2.5, [8; 16]), vector.call(&mut store, ([4; 16], 2.5)).unwrap());
    let unsigned = Function::wrap(&mut store, |a: u32, b: u64| (a, b)).unwrap().typed::<(u32, u64), (i32, i64)>().unwrap();
    assert_eq!((-1, -2), unsigned.call(&mut store, (u32::MAX, u64::MAX - 1)).unwrap());
    let host = Function::wrap(&mut store, |caller: Caller<'_, ()>| i32::from(caller.memory().is_ok())).unwrap();
    assert_eq!(0, host.typed::<(), i32>().unwrap().call(&mut store, ()).unwrap());
}

#[test]
fn memories_grow_during_callbacks() {
    let engine = plain();
    let module = Module::from_text(
        &engine,
        r#"(module (import "host" "f" (func $f)) (memory (export "memory") 1 4)
            (func (export "run") (call $f) (drop (memory.grow (i32.const 1))) (call $f))
            (func (export "grow") (result i32) (memory.grow (i32.const 1))))"#,
    )
    .unwrap();
    let mut store = Store::new(&engine, Vec::new()).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker
        .define_function(&mut store, "host", "f", |mut caller: Caller<'_, Vec<usize>>| -> Result<(), Error> {
            let memory = caller.memory()?;
            let (bytes, sizes) = memory.data_and_store_mut(&mut caller)?;
            let last = bytes.len() - 1;
            bytes[last] = 7;
            sizes.push(bytes.len());
            if let Some(lanner::Extern::Function(grow)) = caller.export("grow") {
                grow.call(&mut caller, &[])?;
            }
            assert_eq!(7, memory.data(&caller)?[last]);
            let size = memory.size(&caller)?;
            caller.data_mut().push(size);
            Ok(())
        })
        .unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    instance.typed_function::<(), ()>(&store, "run").unwrap().call(&mut store, ()).unwrap();
    assert_eq!([1, 2, 3, 4].map(|pages| pages * PAGE_SIZE).to_vec(), *store.data());
}

#[test]
fn memories_check_bounds() {
    let engine = plain();
    let mut store = Store::new(&engine, ()).unwrap();
    let memory = Memory::new(&mut store, MemoryType { minimum: 0, maximum: Some(2) }).unwrap();
    assert!(memory.data(&store).unwrap().is_empty() && memory.data_mut(&mut store).unwrap().is_empty());
    assert!(memory.write(&mut store, 0, b"a").is_err());
    assert_eq!(0, memory.grow(&mut store, 1).unwrap());
    memory.write(&mut store, PAGE_SIZE - 4, "grün".as_bytes()).unwrap_err();
    memory.write(&mut store, PAGE_SIZE - 5, "grün".as_bytes()).unwrap();
    assert_eq!("grün", memory.read_text(&store, PAGE_SIZE - 5, 5).unwrap());
    assert!(memory.read_text(&store, PAGE_SIZE - 5, 4).is_ok() && memory.read_text(&store, PAGE_SIZE - 5, 3).is_err());
    assert!(memory.read(&store, usize::MAX, &mut [0; 2]).is_err());
    assert_eq!(MemoryType { minimum: 0, maximum: Some(2) }, memory.r#type(&store).unwrap());
    assert!(memory.grow(&mut store, 2).is_err());
    assert_eq!(1, memory.pages(&store).unwrap());
}

#[test]
fn many_stores_on_many_threads() {
    let engine = interruptible();
    let module =
        Module::from_text(&engine, r#"(module (memory (export "m") 1) (func (export "f") (param i32) (result i32) (local.get 0)))"#)
            .unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..count(200, 5000) as i32 {
                    let mut store = Store::new(&engine, number).unwrap();
                    let instance = Instance::new(&mut store, &module).unwrap();
                    let function = instance.typed_function::<i32, i32>(&store, "f").unwrap();
                    let memory = instance.memory(&store, "m").unwrap();
                    // The store goes on to another thread with its guests, and its names to a third.
                    let store = std::thread::spawn(move || {
                        assert_eq!(number, function.call(&mut store, number).unwrap());
                        memory.data_mut(&mut store).unwrap().fill(1);
                        store
                    });
                    std::thread::spawn(move || drop(instance)).join().unwrap();
                    assert_eq!(number, store.join().unwrap().into_data());
                }
            });
        }
    });
}
