use std::collections::HashMap;
use std::time::Duration;

use lanner::{Caller, Engine, EngineOptions, Error, Limits, Linker, Module, Store};

#[derive(Debug, PartialEq)]
struct NoPrice(i32);

impl std::fmt::Display for NoPrice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "no price for {}", self.0)
    }
}

impl std::error::Error for NoPrice {}

fn main() -> Result<(), Error> {
    let engine = Engine::new(EngineOptions::new().interruptible(true))?;
    let module = Module::from_text(
        &engine,
        r#"
        (module $shop
          (import "host" "price" (func $price (param i32) (result f64)))
          (import "host" "log" (func $log (param i32 i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "adding up")
          (func (export "total") (param $item i32) (param $count i32) (result f64)
            (call $log (i32.const 0) (i32.const 9))
            (f64.mul (call $price (local.get $item)) (f64.convert_i32_s (local.get $count))))
          (func $load (export "load") (param i32) (result i32) (i32.load (local.get 0)))
          (func (export "spin") (loop $again (br $again))))"#,
    )?;

    // The store holds the host's data, and what its guests may use.
    let prices = HashMap::from([(1, 2.5), (2, 10.0)]);
    let mut store = Store::with_limits(&engine, prices, &Limits::new().memory_bytes(1 << 20))?;
    let mut linker = Linker::new(&engine)?;
    linker.define_function(&mut store, "host", "price", |caller: Caller<'_, HashMap<i32, f64>>, item: i32| {
        caller.data().get(&item).copied().ok_or(NoPrice(item))
    })?;
    linker.define_function(
        &mut store,
        "host",
        "log",
        |caller: Caller<'_, HashMap<i32, f64>>, address: u32, length: u32| -> Result<(), Error> {
            let memory = caller.memory()?;
            println!("guest: {}", memory.read_text(&caller, address as usize, length as usize)?);
            Ok(())
        },
    )?;
    let shop = linker.instantiate(&mut store, &module)?;

    // The types are checked once, here.
    let total = shop.typed_function::<(i32, i32), f64>(&store, "total")?;
    println!("{}", total.call(&mut store, (1, 4))?);

    // An error of a host function passes through the guest, and is the same object afterwards.
    let error = total.call(&mut store, (3, 1)).unwrap_err();
    println!("{}", error.downcast::<NoPrice>()?);

    // A trap has the guest's backtrace, and the instance goes on.
    let load = shop.typed_function::<i32, i32>(&store, "load")?;
    if let Err(Error::Trap(trap)) = load.call(&mut store, 65536) {
        println!("{} in {}", trap.code(), trap.frames()[0].function_name.as_deref().unwrap_or("?"));
    }

    // The memory without a copy.
    let memory = shop.memory(&store, "memory")?;
    memory.data_mut(&mut store)?[0..6].copy_from_slice(b"ADDING");
    println!("{}", total.call(&mut store, (2, 1))?);

    // Time is limited.
    store.set_deadline(Duration::from_millis(100))?;
    let spin = shop.typed_function::<(), ()>(&store, "spin")?;
    if let Err(Error::Trap(trap)) = spin.call(&mut store, ()) {
        println!("{}", trap.code());
    }
    Ok(())
}
