//! Engines, modules, WASI, the allocator, limits and time.

mod common;

use std::time::Duration;

use common::{instance, interruptible, plain, Folder, FAULTS};
use lanner::{
    Allocator, Compilation, Engine, EngineOptions, Error, ExternType, Features, Files, FunctionType, Instance, Limits, Linker, MemoryMode,
    MemoryType, Module, Rights, Store, Streams, TrapCode, Value, ValueType, WasiConfig,
};

const SMALL: &str =
    r#"(module (import "a" "b" (func (param i32) (result f64))) (memory (export "m") 1 3) (global (export "g") (mut i64) (i64.const 1)))"#;

#[test]
fn versions_and_text() {
    assert_eq!(env!("CARGO_PKG_VERSION"), lanner::version().unwrap());
    lanner::start().unwrap();
    let binary = lanner::text_to_binary("(module (func (export \"f\")))").unwrap();
    assert!(binary.starts_with(b"\0asm"));
    assert!(lanner::binary_to_text(&binary).unwrap().contains("\"f\""));
    assert!(lanner::text_to_binary("(module").is_err());
    assert!(lanner::binary_to_text(b"text").is_err());
}

#[test]
fn modules_say_what_they_import_and_export() {
    let engine = plain();
    let module = Module::new(&engine, SMALL).unwrap();
    let import = &module.imports()[0];
    assert_eq!(("a", "b"), (import.module.as_str(), import.name.as_str()));
    assert_eq!(ExternType::Function(FunctionType::new([ValueType::I32], [ValueType::F64])), import.r#type);
    assert_eq!(ExternType::Memory(MemoryType { minimum: 1, maximum: Some(3) }), module.exports()[0].r#type);
    assert!(matches!(module.exports()[1].r#type, ExternType::Global(global) if global.mutable && global.content == ValueType::I64));
}

#[test]
fn modules_are_saved_and_loaded() {
    let folder = Folder::new();
    let engine = plain();
    let module = Module::new(&engine, FAULTS).unwrap();
    let bytes = module.serialize().unwrap();
    assert_eq!(module.exports(), Module::deserialize(&engine, &bytes).unwrap().exports());
    assert!(Module::deserialize(&engine, b"something else").is_err());
    let path = folder.0.join("module.compiled");
    module.save_compiled(&path).unwrap();
    // SAFETY: this program has written the file.
    let loaded = unsafe { Module::load_compiled(&engine, &path) }.unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let instance = Instance::new(&mut store, &loaded).unwrap();
    assert_eq!(4, instance.typed_function::<(i32, i32), i32>(&store, "divide").unwrap().call(&mut store, (8, 2)).unwrap());
    let binary = lanner::text_to_binary(FAULTS).unwrap();
    Module::validate(&engine, &binary).unwrap();
    assert!(Module::validate(&engine, &binary[..20]).is_err());
    std::fs::write(folder.0.join("module.wasm"), &binary).unwrap();
    assert_eq!(module.exports(), Module::from_file(&engine, folder.0.join("module.wasm")).unwrap().exports());
    assert!(Module::from_file(&engine, folder.0.join("missing.wasm")).is_err());
}

#[test]
fn engines_have_options() {
    let folder = Folder::new();
    let options = EngineOptions::new()
        .memory_mode(MemoryMode::Checked)
        .deterministic(true)
        .compilation(Compilation::Eager)
        .features(Features::ALL.without(Features::SIMD | Features::RELAXED_SIMD))
        .cache(&folder.0);
    let engine = Engine::new(options).unwrap();
    assert_eq!(MemoryMode::Checked, engine.memory_mode());
    assert!(Module::new(&engine, "(module (func (result v128) (v128.const i64x2 0 0)))").is_err());
    let module = Module::new(&engine, FAULTS).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    let error = instance.typed_function::<i32, i32>(&store, "load").unwrap().call(&mut store, 65536).unwrap_err();
    assert_eq!(TrapCode::MemoryOutOfBounds, error.as_trap().unwrap().code());
    // What was not chosen is refused.
    assert!(store.fuel().is_err());
    assert!(store.set_deadline(Duration::from_secs(1)).is_err() || store.interrupt_handle().interrupt().is_err());
    assert!(Features::ALL.contains(Features::THREADS) && !Features::NONE.contains(Features::THREADS));
}

#[test]
fn limits_time_and_fuel() {
    let engine = interruptible();
    let module = Module::new(&engine, FAULTS).unwrap();
    let limits = Limits::new().memory_bytes(1 << 20).instances(1);
    let mut store = Store::with_limits(&engine, (), &limits).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    assert_eq!(-1, instance.typed_function::<i32, i32>(&store, "grow").unwrap().call(&mut store, 100).unwrap());
    assert!(Instance::new(&mut store, &module).is_err());

    let mut store = Store::with_limits(&engine, (), &Limits::new().call_time(Duration::from_millis(50))).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    let spin = instance.typed_function::<(), ()>(&store, "spin").unwrap();
    assert_eq!(TrapCode::DeadlinePassed, spin.call(&mut store, ()).unwrap_err().as_trap().unwrap().code());
    assert!(Store::with_limits(&engine, (), &Limits::new().memory_bytes(u64::MAX)).is_err());

    let mut store = Store::new(&engine, ()).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    let spin = instance.typed_function::<(), ()>(&store, "spin").unwrap();
    let handle = store.interrupt_handle();
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        handle.interrupt().unwrap()
    });
    assert_eq!(TrapCode::Interrupted, spin.call(&mut store, ()).unwrap_err().as_trap().unwrap().code());
    assert!(other.join().unwrap());

    let engine = Engine::new(EngineOptions::new().fuel(true)).unwrap();
    let module = Module::new(&engine, FAULTS).unwrap();
    let mut store = Store::with_limits(&engine, (), &Limits::new().fuel(1000)).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    let divide = instance.typed_function::<(i32, i32), i32>(&store, "divide").unwrap();
    divide.call(&mut store, (1, 1)).unwrap();
    let (left, used) = (store.fuel().unwrap(), store.fuel_consumed().unwrap());
    assert!(used > 0 && left + used == 1000, "{left} {used}");
    store.add_fuel(500).unwrap();
    assert_eq!(left + 500, store.fuel().unwrap());
    assert!(store.set_fuel(u64::MAX).is_err());
}

#[test]
fn wasi_grants_what_is_said_and_nothing_else() {
    let engine = plain();
    let module = Module::from_file(&engine, common::bindings().join("scenarios/wasi.wat")).unwrap();
    let files = Files::new(1 << 20).unwrap();
    files.create_directory("/data").unwrap();
    files.write("/data/file.txt", "in memory\n").unwrap();
    assert_eq!(b"in memory\n".to_vec(), files.read("/data/file.txt").unwrap());
    assert!(files.read("/missing").is_err() && files.write("/large", vec![0; 2 << 20]).is_err());
    files.create_directory("/tree").unwrap();
    files.write("/file.txt", "at the root\n").unwrap();
    let mut wasi = WasiConfig::new().unwrap();
    wasi.arguments(["program", "one"]).unwrap().variable("A", "b").unwrap().input("read\n").unwrap();
    wasi.capture(Streams::STDOUT | Streams::STDERR, 1000).unwrap().random_seed(7).unwrap();
    wasi.files(&files, "/host", Rights::WRITE | Rights::CREATE).unwrap();
    assert!(wasi.argument("a\0b").is_err());
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_wasi(&wasi).unwrap();
    drop(files);
    let mut store = Store::new(&engine, ()).unwrap();
    let program = linker.instantiate(&mut store, &module).unwrap();
    assert_eq!(7, program.run(&mut store).unwrap());
    assert_eq!("one\nA=b\nread\nat the root\n", String::from_utf8(wasi.stdout().unwrap()).unwrap());
    assert!(wasi.argument("late").is_err(), "the configuration is complete");
}

#[test]
fn linkers_define_by_name() {
    let engine = plain();
    let provider = Module::new(&engine, r#"(module (func (export "f") (result i32) (i32.const 5)))"#).unwrap();
    let user = Module::new(
        &engine,
        r#"(module (import "p" "f" (func $f (result i32))) (import "p" "no" (func $no))
            (func (export "five") (result i32) (call $f)) (func (export "no") (call $no)))"#,
    )
    .unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let provider = Instance::new(&mut store, &provider).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_instance(&store, "p", &provider).unwrap();
    assert!(linker.define_instance(&store, "p", &provider).is_err());
    linker.allow_shadowing(true).define_instance(&store, "p", &provider).unwrap();
    linker.define_unknown(&user).unwrap();
    let instance = linker.instantiate(&mut store, &user).unwrap();
    assert_eq!(5, instance.typed_function::<(), i32>(&store, "five").unwrap().call(&mut store, ()).unwrap());
    assert!(matches!(
        instance.typed_function::<(), ()>(&store, "no").unwrap().call(&mut store, ()),
        Err(Error::Trap(_) | Error::Lanner(_))
    ));
}

#[test]
fn allocators_have_other_names_and_want_lengths() {
    let (mut store, instance) = instance(
        r#"(module
            (memory (export "bytes") 1)
            (global $live (export "live") (mut i32) (i32.const 0))
            (func (export "get") (param i32) (result i32) (global.set $live (i32.add (global.get $live) (local.get 0))) (i32.const 64))
            (func (export "give") (param i32 i32) (global.set $live (i32.sub (global.get $live) (local.get 1))))
            (func (export "second") (param i32 i32 i64) (result i32) (i32.load8_u offset=1 (local.get 0)))
            (func (export "number") (result i32) (i32.const 1)))"#,
    );
    assert!(Allocator::new(&store, &instance).is_err());
    let allocator = Allocator::with_names(&store, &instance, "get", "give", "bytes").unwrap();
    let live = instance.global(&store, "live").unwrap();
    let second = instance.function(&store, "second").unwrap();
    let results = allocator.call(&mut store, &second, &[b"abc".into(), 1_i64.into()]).unwrap();
    assert!(matches!(results[..], [Value::I32(98)]), "{results:?}");
    assert!(allocator.call(&mut store, &second, &["text".into(), 1.into()]).is_err(), "the second argument is an i64");
    let number = instance.function(&store, "number").unwrap();
    assert!(allocator.call_text(&mut store, &number, &[]).is_err());
    let span = allocator.new_text(&mut store, "grün").unwrap();
    assert_eq!(("grün", 5), (allocator.read_text(&store, span).unwrap(), allocator.read_bytes(&store, span).unwrap().len()));
    assert!(matches!(live.get(&store).unwrap(), Value::I32(5)));
    allocator.release(&mut store, span).unwrap();
    assert!(matches!(live.get(&store).unwrap(), Value::I32(0)));
}
