//! Programs of WASI: with threads, an archive, a socket that listens and a clock, and how they end.

mod common;

use std::time::{Duration, SystemTime};

use common::{interruptible, plain, Folder};
use lanner::{Caller, Error, KeyValueStore, Linker, Module, ProgramExit, Store, Streams, TrapCode, WasiConfig, WasiLimit};

/// The module of native/examples/program.c, which is text in the strings of C.
fn program_text() -> String {
    let source = std::fs::read_to_string(common::bindings().join("../native/examples/program.c")).unwrap();
    let start = source.find("\"(module\"").expect("the start of the module");
    let end = start + source[start..].find(";\n\n/* Writes").expect("the end of the module");
    let lines = source[start..end].lines().map(str::trim);
    lines.map(|line| line[1..line.len() - 1].replace("\\\"", "\"")).collect()
}

/// A tar file with one file: a block with the name, the mode, the size and a checksum; the content; two empty blocks.
fn archive(name: &str, content: &str) -> Vec<u8> {
    let mut blocks = vec![0; 4 * 512];
    let size = format!("{:011o}", content.len());
    for (offset, text) in
        [(0, name), (100, "0000644"), (124, &size), (136, "00000000000"), (148, "        "), (156, "0"), (257, "ustar\x0000")]
    {
        blocks[offset..offset + text.len()].copy_from_slice(text.as_bytes());
    }
    let sum: u32 = blocks[..512].iter().map(|byte| u32::from(*byte)).sum();
    blocks[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    blocks[512..512 + content.len()].copy_from_slice(content.as_bytes());
    blocks
}

/// A configuration with all that the program of the example looks at.
fn granted(folder: &Folder) -> WasiConfig {
    let path = folder.0.join("program.tar");
    std::fs::write(&path, archive("file.txt", "a file of the archive\n")).unwrap();
    let mut wasi = WasiConfig::new().unwrap();
    wasi.capture(Streams::STDOUT, 1 << 16).unwrap();
    wasi.archive(&path, "/archive").unwrap().listener("127.0.0.1:0").unwrap();
    wasi.allow_peers("127.0.0.0/8", 0).unwrap().allow_peers("::1", 80).unwrap();
    wasi.clock(SystemTime::UNIX_EPOCH + Duration::from_secs(7), Duration::ZERO).unwrap().most_descriptors(16).unwrap();
    wasi
}

#[test]
fn a_program_has_threads_an_archive_a_listener_and_a_clock_of_its_own() {
    let folder = Folder::new();
    let engine = interruptible();
    let module = Module::from_text(&engine, &program_text()).unwrap();
    for _ in 0..10 {
        let mut wasi = granted(&folder);
        let mut linker = Linker::new(&engine).unwrap();
        linker.define_wasi(&wasi).unwrap();
        let mut store = Store::new(&engine, ()).unwrap();
        assert_eq!(7, linker.run(&mut store, &module).unwrap());
        assert_eq!("a file of the archive\n", String::from_utf8(wasi.stdout().unwrap()).unwrap());
        assert!(wasi.listener("127.0.0.1:0").is_err(), "the configuration is complete");
    }
}

#[test]
fn threads_need_an_engine_that_is_interruptible() {
    let folder = Folder::new();
    let engine = plain();
    let module = Module::from_text(&engine, &program_text()).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_wasi(&granted(&folder)).unwrap();
    let outcome = linker.run(&mut Store::new(&engine, ()).unwrap(), &module);
    assert!(matches!(&outcome, Err(Error::Lanner(error)) if error.message().contains("nterruptible")), "{outcome:?}");
}

#[test]
fn what_cannot_be_granted_is_refused() {
    let folder = Folder::new();
    let mut wasi = WasiConfig::new().unwrap();
    assert!(wasi.archive(folder.0.join("missing.tar"), "/archive").is_err());
    assert!(wasi.archive("a\0b", "/archive").is_err());
    for address in ["127.0.0.1", "localhost", "127.0.0.1:65536", "127.0.0.1:0\0"] {
        assert!(wasi.listener(address).is_err(), "{address:?}");
    }
    for addresses in ["everybody", "10.0.0.0/33", ""] {
        assert!(wasi.allow_peers(addresses, 0).is_err(), "{addresses:?}");
    }
    let epoch = SystemTime::UNIX_EPOCH;
    for (start, step) in [
        (epoch + Duration::from_secs(400_000 * 365 * 86_400), Duration::ZERO),
        (epoch - Duration::from_secs(400_000 * 365 * 86_400), Duration::ZERO),
        (epoch + Duration::from_secs(i64::MAX as u64), Duration::ZERO),
        (epoch, Duration::from_secs(40 * 365 * 86_400)),
        (epoch, Duration::MAX),
    ] {
        assert!(wasi.clock(start, step).is_err(), "{start:?} {step:?}");
    }
    wasi.clock(epoch - Duration::from_secs(1), Duration::from_micros(1)).unwrap();
}

#[test]
fn components_are_granted_what_only_they_can_have() {
    let folder = Folder::new();
    let store = KeyValueStore::new(200).unwrap();
    store.set("key", [0, 255]).unwrap();
    assert_eq!(vec![0, 255], store.get("key").unwrap());
    let mut wasi = WasiConfig::new().unwrap();
    wasi.allow_connect("udp://10.0.0.0/8").unwrap().allow_listen("127.0.0.1:0").unwrap();
    wasi.allow_name_lookup("*.example.com").unwrap().allow_http("https://example.com").unwrap();
    wasi.allow_private_answers().unwrap().setting("name", "value").unwrap().key_value_store("store", &store).unwrap();
    wasi.overlay(&folder.0, "/", 1 << 20).unwrap();
    for limit in [WasiLimit::Resources, WasiLimit::ResourceBytes, WasiLimit::Sockets, WasiLimit::HttpRequests] {
        wasi.limit(limit, u64::MAX).unwrap();
    }
    let refused = [
        ("'http://example.com' cannot be granted: write [tcp", wasi.allow_connect("http://example.com").err()),
        ("'example.com:80' cannot be granted: guests listen at addresses", wasi.allow_listen("example.com:80").err()),
        ("'10.0.0.0/8' is no name of hosts", wasi.allow_name_lookup("10.0.0.0/8").err()),
        ("'udp://example.com' cannot be granted: write [http", wasi.allow_http("udp://example.com").err()),
        ("/no such directory", wasi.overlay("/no such directory", "/", 1).err()),
        ("store", wasi.key_value_store("store", &store).err()),
        ("zero", wasi.setting("a\0", "").err()),
        ("There is no key \"other\"", store.get("other").err()),
        ("the store is full", store.set("other", [0; 200]).err()),
    ];
    for (text, error) in refused {
        let message = error.expect(text).to_string();
        assert!(message.contains(text), "{message}");
    }
}

/// Returns what two readings of the clock give, in nanoseconds.
const CLOCK: &str = r#"(module
    (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "now") (result i64)
      (if (call $time (i32.const 0) (i64.const 0) (i32.const 8)) (then unreachable))
      (i64.load (i32.const 8))))"#;

#[test]
fn a_clock_goes_on_by_its_step() {
    let engine = plain();
    let module = Module::from_text(&engine, CLOCK).unwrap();
    let mut wasi = WasiConfig::new().unwrap();
    wasi.clock(SystemTime::UNIX_EPOCH + Duration::new(5, 1_000), Duration::from_millis(3)).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_wasi(&wasi).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let now = instance.typed_function::<(), i64>(&store, "now").unwrap();
    let (first, second) = (now.call(&mut store, ()).unwrap(), now.call(&mut store, ()).unwrap());
    assert_eq!(3_000_000, second - first);
    assert!((5_000_001_000..=5_003_001_000).contains(&first), "{first}");
}

#[test]
fn programs_end_in_several_ways() {
    let engine = plain();
    let run = |text: &str, end: fn(i32) -> Result<(), Error>| {
        let mut store = Store::new(&engine, 0).unwrap();
        let mut linker = Linker::new(&engine).unwrap();
        linker
            .define_function(&mut store, "host", "end", move |mut caller: Caller<'_, i32>, value: i32| {
                *caller.data_mut() += 1;
                end(value)
            })
            .unwrap();
        let outcome = linker.run(&mut store, &Module::from_text(&engine, text).unwrap());
        (outcome, store.into_data())
    };
    let calls = r#"(module (import "host" "end" (func $end (param i32))) (func (export "_start") (call $end (i32.const 5))))"#;
    assert!(matches!(run(calls, |_| Ok(())), (Ok(0), 1)));
    assert!(matches!(run(calls, |status| Err(ProgramExit { status }.into())), (Ok(5), 1)));
    let (outcome, _) = run(r#"(module (func (export "_start") unreachable))"#, |_| Ok(()));
    assert_eq!(TrapCode::Unreachable, outcome.unwrap_err().as_trap().unwrap().code());
    let (outcome, _) = run("(module)", |_| Ok(()));
    assert!(outcome.unwrap_err().to_string().contains("_start"));
    let (outcome, _) = run(r#"(module (import "host" "missing" (func)) (func (export "_start")))"#, |_| Ok(()));
    assert!(matches!(outcome.unwrap_err(), Error::Lanner(error) if error.message().contains("missing")));
    // A panic goes on where the program was run.
    let panic = std::panic::catch_unwind(|| run(calls, |value| std::panic::panic_any(value)).1).unwrap_err();
    assert_eq!(Some(&5), panic.downcast_ref::<i32>());
}

/// Host functions are of one store, and threads have stores of their own: a closure, which need not be `Sync`, is never called by two.
#[test]
fn threads_cannot_call_host_functions() {
    let folder = Folder::new();
    let engine = interruptible();
    let import = r#"(module (import "host" "f" (func $f))"#;
    let text = program_text().replace("(module", import).replacen("(i32.atomic.store (i32.const 0) (i32.const 1))", "(call $f)", 1);
    let module = Module::from_text(&engine, &text).unwrap();
    let mut linker = Linker::new(&engine).unwrap();
    linker.define_wasi(&granted(&folder)).unwrap();
    let mut store = Store::new(&engine, 0).unwrap();
    linker.define_function(&mut store, "host", "f", |mut caller: Caller<'_, i32>| *caller.data_mut() += 1).unwrap();
    let outcome = linker.run(&mut store, &module);
    assert!(matches!(&outcome, Err(error) if error.to_string().contains("another store")), "{outcome:?}");
    assert_eq!(0, *store.data());
}
