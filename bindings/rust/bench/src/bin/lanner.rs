//! The measurement of Lanner.

use lanner::{Engine, EngineOptions, Linker, Memory, Module, Store, TypedFunction};
use lanner_bench::{measure, module, Guest, MEGABYTE};

struct Lanner {
    store: Store<()>,
    memory: Memory,
    add: TypedFunction<(i32, i32), i32>,
    call_host: TypedFunction<i32, i32>,
    megabyte: TypedFunction<(), i64>,
    trap: TypedFunction<(), ()>,
}

impl Lanner {
    fn new() -> Result<Lanner, lanner::Error> {
        let engine = Engine::new(EngineOptions::new())?;
        let module = Module::new(&engine, module())?;
        let mut store = Store::new(&engine, ())?;
        let mut linker = Linker::new(&engine)?;
        linker.define_function(&mut store, "host", "add", |left: i32, right: i32| left.wrapping_add(right))?;
        let instance = linker.instantiate(&mut store, &module)?;
        Ok(Lanner {
            memory: instance.memory(&store, "memory")?,
            add: instance.typed_function(&store, "add")?,
            call_host: instance.typed_function(&store, "call_host")?,
            megabyte: instance.typed_function(&store, "megabyte")?,
            trap: instance.typed_function(&store, "trap")?,
            store,
        })
    }
}

impl Guest for Lanner {
    fn add(&mut self, left: i32, right: i32) -> i32 {
        self.add.call(&mut self.store, (left, right)).expect("a sum")
    }

    fn call_host(&mut self, count: i32) -> i32 {
        self.call_host.call(&mut self.store, count).expect("a count")
    }

    fn megabyte(&mut self, content: &[u8], back: &mut [u8]) -> i64 {
        self.memory.write(&mut self.store, 0, content).expect("room");
        let result = self.megabyte.call(&mut self.store, ()).expect("a number");
        back.copy_from_slice(&self.memory.data(&self.store).expect("the memory")[..MEGABYTE]);
        result
    }

    fn trap(&mut self) -> bool {
        matches!(self.trap.call(&mut self.store, ()), Err(lanner::Error::Trap(_)))
    }
}

fn main() {
    measure("lanner", || Lanner::new().expect("a guest"));
}
