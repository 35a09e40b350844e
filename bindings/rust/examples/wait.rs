use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};

use lanner::{Caller, Engine, EngineOptions, Error, Instance, Linker, Module, Store};

/// A small executor. Any other does as well.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Unpark>) {
            self.0.unpark();
        }
    }

    let waker = Arc::new(Unpark(thread::current())).into();
    let mut future = Box::pin(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// What a guest waits for: here it is another guest, in a store of its own.
async fn price(engine: Engine, name: String) -> Result<f64, Error> {
    println!("the price of {name} is looked up");
    let text = r#"(module (func (export "price") (param i32) (result f64) (f64.convert_i32_s (local.get 0))))"#;
    let mut store = Store::new(&engine, ())?;
    let prices = Instance::new(&mut store, &Module::from_text(&engine, text)?)?;
    prices.typed_function::<i32, f64>(&store, "price")?.call_async(&mut store, name.len() as i32).await
}

fn main() -> Result<(), Error> {
    let engine = Engine::new(EngineOptions::new().interruptible(true))?;
    let module = Module::from_text(
        &engine,
        r#"
        (module
          (import "host" "price" (func $price (param i32 i32) (result f64)))
          (memory (export "memory") 1)
          (data (i32.const 0) "apples")
          (func (export "total") (param $count f64) (result f64)
            (f64.mul (call $price (i32.const 0) (i32.const 6)) (local.get $count))))"#,
    )?;
    let mut store = Store::new(&engine, ())?;
    let mut linker = Linker::new(&engine)?;
    // The closure reads the memory; its future has what it needs, and the guest waits for it.
    linker.define_async_function(&mut store, "host", "price", |caller: Caller<'_, ()>, address: u32, length: u32| {
        let engine = caller.engine().clone();
        let name = caller.memory().and_then(|memory| memory.read_text(&caller, address as usize, length as usize).map(str::to_owned));
        async move { price(engine, name?).await }
    })?;
    let shop = linker.instantiate(&mut store, &module)?;
    let total = shop.typed_function::<f64, f64>(&store, "total")?;
    println!("{}", block_on(total.call_async(&mut store, 7.0))?);
    Ok(())
}
