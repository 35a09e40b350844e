//! What several tests need.

#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use lanner::{Engine, EngineOptions, Instance, Module, Store};

pub mod futures;
pub mod json;
pub mod process;
pub mod scenario;
pub mod system;
pub mod waiting;

/// The folder of the bindings, where the scenarios are.
pub fn bindings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in bindings").to_path_buf()
}

/// An engine whose guests can be interrupted.
pub fn interruptible() -> Engine {
    Engine::new(EngineOptions::new().interruptible(true)).expect("an engine")
}

/// An engine without options.
pub fn plain() -> Engine {
    Engine::new(EngineOptions::new()).expect("an engine")
}

/// An instance of a module that imports nothing, in a store of its own.
pub fn instance(text: &str) -> (Store<()>, Instance) {
    let engine = plain();
    let module = Module::from_text(&engine, text).expect("a module");
    let mut store = Store::new(&engine, ()).expect("a store");
    let instance = Instance::new(&mut store, &module).expect("an instance");
    (store, instance)
}

/// A new folder, which is deleted at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("lanner-rust-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Many in the long form of the tests (`LANNER_TEST_LONG` in the environment), few otherwise.
pub fn count(few: usize, many: usize) -> usize {
    if std::env::var_os("LANNER_TEST_LONG").is_some() {
        many
    } else {
        few
    }
}

/// Traps of all the kinds that the hardware finds, and a function that does not trap.
pub const FAULTS: &str = r#"
    (module $faults
      (memory (export "memory") 1)
      (func $load (export "load") (param i32) (result i32) (i32.load (local.get 0)))
      (func $divide (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
      (func $endless (export "recurse") (call $endless) (call $endless))
      (func (export "spin") (loop $again (br $again)))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;
