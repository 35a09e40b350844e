//! Rust's own faults and signals with Lanner in the process.

#![cfg(target_os = "linux")]

mod common;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

use common::process::{command, is_child, run};
use common::system::{action_of, handle, pthread_kill, pthread_self, repair, Page, REPAIRED};
use common::system::{SA_ONSTACK, SA_RESTART, SA_SIGINFO, SIGCHLD, SIGINT, SIGPIPE, SIGSEGV, SIGTERM, SIGUSR1};
use common::{count, interruptible, plain, FAULTS};
use lanner::{Engine, Error, Function, Instance, InterruptHandle, Module, Store, TrapCode, TypedFunction};

/// A store with a guest that has faults.
struct Faulty {
    store: Store<()>,
    load: TypedFunction<i32, i32>,
    divide: TypedFunction<(i32, i32), i32>,
    recurse: TypedFunction<(), ()>,
}

impl Faulty {
    fn new(engine: &Engine, module: &Module) -> Faulty {
        let mut store = Store::new(engine, ()).unwrap();
        let instance = Instance::new(&mut store, module).unwrap();
        Faulty {
            load: instance.typed_function(&store, "load").unwrap(),
            divide: instance.typed_function(&store, "divide").unwrap(),
            recurse: instance.typed_function(&store, "recurse").unwrap(),
            store,
        }
    }

    /// Traps by faults of the hardware: a memory and a division.
    fn fault(&mut self) {
        expect(TrapCode::MemoryOutOfBounds, self.load.call(&mut self.store, 65536).map(drop));
        expect(TrapCode::IntegerDivideByZero, self.divide.call(&mut self.store, (1, 0)).map(drop));
        assert_eq!(2, self.divide.call(&mut self.store, (6, 3)).unwrap());
    }

    fn recurse(&mut self) {
        expect(TrapCode::StackExhausted, self.recurse.call(&mut self.store, ()));
    }
}

fn expect(code: TrapCode, outcome: Result<(), Error>) {
    match outcome {
        Err(Error::Trap(trap)) => assert_eq!(code, trap.code()),
        other => panic!("{code} was expected, and found was {other:?}"),
    }
}

fn engine_and_module() -> (Engine, Module) {
    let engine = plain();
    let module = Module::from_text(&engine, FAULTS).unwrap();
    (engine, module)
}

/// Rust's standard library gives each thread a small stack for signals, which a trap does not fit on.
#[test]
fn thousands_of_threads_trap() {
    let (engine, module) = engine_and_module();
    let trapped = AtomicUsize::new(0);
    let threads = count(2000, 20_000);
    for round in 0..threads / 8 {
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (engine, module, trapped) = (&engine, &module, &trapped);
                scope.spawn(move || {
                    let mut faulty = Faulty::new(engine, module);
                    faulty.fault();
                    // Slower than the others, since there is a whole stack to unwind.
                    if number == 0 && round % 10 == 0 {
                        faulty.recurse();
                    }
                    trapped.fetch_add(1, Ordering::Relaxed);
                });
            }
        });
    }
    assert_eq!(threads / 8 * 8, trapped.into_inner());
}

/// Threads of several sizes: endless recursion traps in each.
#[test]
fn small_threads_trap() {
    let (engine, module) = engine_and_module();
    for size in [64 << 10, 128 << 10, 1 << 20, 8 << 20] {
        for _ in 0..count(4, 100) {
            let (engine, module) = (engine.clone(), module.clone());
            std::thread::Builder::new()
                .stack_size(size)
                .spawn(move || {
                    let mut faulty = Faulty::new(&engine, &module);
                    faulty.recurse();
                    faulty.fault();
                })
                .unwrap()
                .join()
                .unwrap();
        }
    }
}

/// A thread whose guest traps until it is told to stop.
fn keep_trapping(engine: &Engine, module: &Module, stop: &Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let (engine, module, stop) = (engine.clone(), module.clone(), stop.clone());
    std::thread::spawn(move || {
        let mut faulty = Faulty::new(&engine, &module);
        while !stop.load(Ordering::Relaxed) {
            faulty.fault();
        }
    })
}

/// The program's own faults, thousands of times, which its own handler puts right: on threads that have called Lanner and on new ones,
/// while another thread is in a guest, and in host functions, between traps of guests.
fn repair_faults(rounds: usize) {
    let (engine, module) = engine_and_module();
    let before = REPAIRED.load(Ordering::Relaxed);
    let stop = Arc::new(AtomicBool::new(false));
    let trapping = keep_trapping(&engine, &module, &stop);
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (engine, module) = (engine.clone(), module.clone());
            std::thread::spawn(move || {
                let mut faulty = Faulty::new(&engine, &module);
                let page = Page::new();
                page.fault(1);
                let inside = Page::new();
                let in_host = Function::wrap(&mut faulty.store, move |value: i32| {
                    inside.fault(value as u8);
                    value
                });
                let in_host = in_host.unwrap().typed::<i32, i32>().unwrap();
                for round in 0..rounds {
                    page.fault(round as u8);
                    faulty.fault();
                    page.fault(round as u8 ^ 255);
                    assert_eq!(round as i32, in_host.call(&mut faulty.store, round as i32).unwrap());
                    if round % 64 == 0 {
                        faulty.recurse();
                        std::thread::spawn(|| Page::new().fault(7)).join().unwrap();
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    stop.store(true, Ordering::Relaxed);
    trapping.join().unwrap();
    assert!(REPAIRED.load(Ordering::Relaxed) - before >= 2 * (3 * rounds + 1));
}

// SAFETY: pages are used by one thread at a time.
unsafe impl Send for Page {}

#[test]
fn handlers_of_before_go_on() {
    if !is_child("handlers_of_before_go_on") {
        return expect_success("handlers_of_before_go_on");
    }
    handle(SIGSEGV, repair as *const () as usize, SA_SIGINFO | SA_ONSTACK);
    Page::new().fault(1);
    repair_faults(count(400, 20_000));
}

#[test]
fn handlers_of_later_go_on() {
    if !is_child("handlers_of_later_go_on") {
        return expect_success("handlers_of_later_go_on");
    }
    let (engine, module) = engine_and_module();
    Faulty::new(&engine, &module).fault();
    handle(SIGSEGV, repair as *const () as usize, SA_SIGINFO | SA_ONSTACK);
    Page::new().fault(1);
    repair_faults(count(400, 20_000));
}

fn expect_success(name: &str) {
    let output = run(name);
    assert!(output.status.success(), "{:?}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
}

/// Where a child is to end with a fault.
const PLACES: [&str; 4] = ["called", "new", "callback", "during"];

/// Does something that ends the process, in one of the places.
fn end_in(place: &str, end: fn()) {
    let (engine, module) = engine_and_module();
    let mut faulty = Faulty::new(&engine, &module);
    faulty.fault();
    faulty.recurse();
    let thread = std::thread::Builder::new().name("unlucky".to_owned());
    let place = place.to_owned();
    let thread = thread.spawn(move || match place.as_str() {
        "called" => {
            Faulty::new(&engine, &module).fault();
            end();
        }
        "new" => end(),
        "callback" => {
            let host = Function::wrap(&mut faulty.store, end).unwrap().typed::<(), ()>().unwrap();
            faulty.fault();
            host.call(&mut faulty.store, ()).unwrap();
        }
        _ => {
            std::thread::spawn(move || loop {
                faulty.fault();
            });
            std::thread::sleep(std::time::Duration::from_millis(5));
            end();
        }
    });
    let _ = thread.unwrap().join();
    panic!("the process goes on");
}

fn end_in_children(name: &str, check: impl Fn(&str, std::process::Output)) {
    for place in PLACES {
        for _ in 0..count(2, 50) {
            let mut child = command(name);
            child.env("LANNER_TEST_PLACE", place);
            check(place, common::process::finish(child));
        }
    }
}

fn overflow() {
    #[inline(never)]
    fn deeper(depth: u64) -> u64 {
        let room = hint::black_box_or_not([depth; 64]);
        if depth == u64::MAX {
            return room[0];
        }
        deeper(depth + 1) + room[63]
    }
    println!("{}", deeper(0));
}

/// `std::hint::black_box` is younger than the oldest compiler that this is for.
mod hint {
    pub fn black_box_or_not<T>(value: T) -> T {
        // SAFETY: the value is read once and forgotten once.
        unsafe {
            let copy = std::ptr::read_volatile(&value);
            std::mem::forget(value);
            copy
        }
    }
}

#[test]
fn overflows_of_rust_are_reported() {
    if is_child("overflows_of_rust_are_reported") {
        return end_in(&std::env::var("LANNER_TEST_PLACE").unwrap(), overflow);
    }
    end_in_children("overflows_of_rust_are_reported", |place, output| {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            errors.contains("thread 'unlucky'") && errors.contains("has overflowed its stack"),
            "{place}: {:?} {errors}",
            output.status
        );
        assert_eq!(Some(common::system::SIGABRT), output.status.signal(), "{place}: {errors}");
    });
}

fn null() {
    // A fault, which ends the process by its signal.
    let address = hint::black_box_or_not(8_usize) as *mut i32;
    // SAFETY: none; that is the point.
    unsafe { address.write_volatile(1) };
}

#[test]
fn bad_pointers_of_rust_end_the_process_by_their_signal() {
    if is_child("bad_pointers_of_rust_end_the_process_by_their_signal") {
        return end_in(&std::env::var("LANNER_TEST_PLACE").unwrap(), null);
    }
    end_in_children("bad_pointers_of_rust_end_the_process_by_their_signal", |place, output| {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(Some(SIGSEGV), output.status.signal(), "{place}: {:?} {errors}", output.status);
    });
}

/// Divisions, indices and explicit panics in host functions, thousands of times.
#[test]
fn panics_of_host_functions_go_on_where_the_guest_was_called() {
    let (engine, module) = engine_and_module();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(|| {
        let mut faulty = Faulty::new(&engine, &module);
        let list = [1, 2, 3];
        let host = Function::wrap(&mut faulty.store, move |kind: i32, value: i32| match kind {
            0 => 1 / value,
            1 => list[value as usize + 3],
            _ => std::panic::panic_any(value),
        });
        let host = host.unwrap().typed::<(i32, i32), i32>().unwrap();
        for round in 0..count(3000, 50_000) {
            for kind in 0..3 {
                let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| host.call(&mut faulty.store, (kind, 0))));
                let payload = outcome.expect_err("a panic");
                match kind {
                    2 => assert_eq!(Some(&0), payload.downcast_ref::<i32>()),
                    _ => assert!(payload.is::<String>() || payload.is::<&str>()),
                }
            }
            if round % 100 == 0 {
                faulty.fault();
            }
        }
    });
    std::panic::set_hook(hook);
    outcome.unwrap();
}

/// Starts a child that says when its guest runs, sends it a signal, and returns how it has ended.
fn signal_child(name: &str, signal: i32) -> (std::process::ExitStatus, String) {
    let mut child = command(name).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("the guest runs") {
        line.clear();
        assert_ne!(0, output.read_line(&mut line).unwrap(), "the child has ended");
    }
    std::thread::sleep(std::time::Duration::from_millis(20));
    // SAFETY: the child is this one's own.
    assert_eq!(0, unsafe { common::system::kill(child.id() as i32, signal) });
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    (child.wait().unwrap(), rest)
}

fn spin() -> Result<(), Error> {
    let engine = interruptible();
    let module = Module::from_text(&engine, FAULTS).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let instance = Instance::new(&mut store, &module).unwrap();
    HANDLE.lock().unwrap().replace(store.interrupt_handle());
    expect(TrapCode::MemoryOutOfBounds, instance.typed_function::<i32, i32>(&store, "load")?.call(&mut store, -1).map(drop));
    println!("\nthe guest runs");
    std::io::stdout().flush().unwrap();
    instance.typed_function::<(), ()>(&store, "spin")?.call(&mut store, ())
}

static HANDLE: std::sync::Mutex<Option<InterruptHandle>> = std::sync::Mutex::new(None);
static ASKED: AtomicBool = AtomicBool::new(false);

extern "C" fn ask(_signal: i32) {
    ASKED.store(true, Ordering::Relaxed);
}

#[test]
fn signals_end_a_process_as_before() {
    if is_child("signals_end_a_process_as_before") {
        common::process::end_in_time();
        // A shell that has started the tests in the background has SIGINT ignored (POSIX, 2.11).
        handle(SIGINT, 0, 0);
        spin().unwrap();
        return;
    }
    for _ in 0..count(2, 100) {
        for signal in [SIGINT, SIGTERM] {
            let (status, _) = signal_child("signals_end_a_process_as_before", signal);
            assert_eq!(Some(signal), status.signal(), "{status:?}");
        }
    }
}

/// Ctrl-C as programs handle it: the handler notes it, and a thread interrupts the guest.
#[test]
fn own_handlers_of_signals_are_called() {
    if is_child("own_handlers_of_signals_are_called") {
        // The parent would wait for ever.
        common::process::end_in_time();
        handle(SIGINT, ask as *const () as usize, 0);
        handle(SIGTERM, ask as *const () as usize, 0);
        std::thread::spawn(|| loop {
            if ASKED.load(Ordering::Relaxed) {
                if let Some(handle) = HANDLE.lock().unwrap().as_ref() {
                    handle.interrupt().unwrap();
                    return;
                }
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        });
        expect(TrapCode::Interrupted, spin());
        println!("interrupted");
        return;
    }
    for _ in 0..count(2, 100) {
        for signal in [SIGINT, SIGTERM] {
            let (status, output) = signal_child("own_handlers_of_signals_are_called", signal);
            assert!(status.success() && output.contains("interrupted"), "{status:?} {output}");
        }
    }
}

static CAUGHT: AtomicUsize = AtomicUsize::new(0);

extern "C" fn count_signal(_signal: i32) {
    CAUGHT.fetch_add(1, Ordering::Relaxed);
}

/// Signals that come while a guest traps, also by faults of the hardware, when .NET is on the stack for signals.
#[test]
fn signals_come_while_guests_trap() {
    if !is_child("signals_come_while_guests_trap") {
        return expect_success("signals_come_while_guests_trap");
    }
    let (engine, module) = engine_and_module();
    for flags in [0, SA_ONSTACK] {
        handle(SIGUSR1, count_signal as *const () as usize, flags | SA_RESTART);
        let before = CAUGHT.load(Ordering::Relaxed);
        let (sender, receiver) = std::sync::mpsc::channel();
        let (engine, module) = (engine.clone(), module.clone());
        let trapping = std::thread::spawn(move || {
            // SAFETY: a thread may ask who it is.
            sender.send(unsafe { pthread_self() }).unwrap();
            let mut faulty = Faulty::new(&engine, &module);
            let mut rounds = 0;
            while rounds < count(1000, 50_000) || CAUGHT.load(Ordering::Relaxed) - before < count(2000, 100_000) {
                faulty.fault();
                rounds += 1;
            }
        });
        let thread = receiver.recv().unwrap();
        while !trapping.is_finished() {
            // SAFETY: the name of the thread is valid until it is joined; to one that has ended nothing is sent.
            unsafe { pthread_kill(thread, SIGUSR1) };
            std::thread::sleep(std::time::Duration::from_micros(20));
        }
        trapping.join().unwrap();
    }
}

/// Rust has SIGPIPE ignored: a broken pipe is an error of writing.
#[test]
fn broken_pipes_are_errors_as_before() {
    // In a process of its own: a child that another test starts would hold the other end of the pipe for a moment.
    if !is_child("broken_pipes_are_errors_as_before") {
        return expect_success("broken_pipes_are_errors_as_before");
    }
    let before = action_of(SIGPIPE).handler;
    let (engine, module) = engine_and_module();
    let mut faulty = Faulty::new(&engine, &module);
    assert_eq!(1, before, "the tests run with SIGPIPE ignored");
    for round in 0..count(2000, 50_000) {
        let (mut writer, reader) = UnixStream::pair().unwrap();
        drop(reader);
        assert_eq!(ErrorKind::BrokenPipe, writer.write_all(b"text").unwrap_err().kind());
        if round % 100 == 0 {
            faulty.fault();
        }
    }
    assert_eq!(1, action_of(SIGPIPE).handler);
}

#[test]
fn children_are_waited_for_as_before() {
    let (engine, module) = engine_and_module();
    let stop = Arc::new(AtomicBool::new(false));
    let trapping = keep_trapping(&engine, &module, &stop);
    assert_eq!(0, action_of(SIGCHLD).handler);
    for round in 0..count(100, 3000) {
        let status = Command::new("sh").args(["-c", &format!("exit {}", round % 7)]).status().unwrap();
        assert_eq!(Some((round % 7) as i32), status.code());
    }
    stop.store(true, Ordering::Relaxed);
    trapping.join().unwrap();
}
