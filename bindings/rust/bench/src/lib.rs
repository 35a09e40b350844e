//! What the programs of the measurement share: bindings/bench/README.md says what is measured.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The bytes of a megabyte.
pub const MEGABYTE: usize = 1 << 20;

/// One engine.
pub trait Guest {
    /// Calls `add`.
    fn add(&mut self, left: i32, right: i32) -> i32;
    /// Calls `call_host`.
    fn call_host(&mut self, count: i32) -> i32;
    /// Writes a megabyte, calls `megabyte`, and reads the megabyte back.
    fn megabyte(&mut self, content: &[u8], back: &mut [u8]) -> i64;
    /// Calls `trap`, and takes its error.
    fn trap(&mut self) -> bool;
}

/// The module, as bytes of the binary format or of text.
pub fn module() -> Vec<u8> {
    let path = match std::env::var_os("LANNER_BENCH_MODULE") {
        Some(folder) => Path::new(&folder).join("bench.wasm"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../bench/bench.wat"),
    };
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Measures an engine and prints its line.
pub fn measure<G: Guest>(engine: &str, start: impl FnOnce() -> G) {
    let mut guest = start();
    assert_eq!(42, guest.add(40, 2));
    let first_answer = std::env::var("LANNER_BENCH_START").ok().and_then(|start| start.trim().parse::<u128>().ok()).map(|start| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_nanos();
        format!("\"first_answer_ms\": {:.1}, ", now.saturating_sub(start) as f64 / 1e6)
    });
    let part = if std::env::var_os("LANNER_BENCH_QUICK").is_some() { 100 } else { 1 };

    let call = each(100_000 / part, 1_000_000 / part, |number| assert_eq!(number as i32 + 1, guest.add(number as i32, 1)));
    guest.call_host((100_000 / part) as i32);
    let count = 1_000_000 / part;
    let begin = Instant::now();
    assert_eq!(count as i32, guest.call_host(count as i32));
    let callback = begin.elapsed().as_nanos() as f64 / count as f64;

    let content: Vec<u8> = (0..MEGABYTE).map(|number| (number * 7 + 3) as u8).collect();
    let mut back = vec![0; MEGABYTE];
    let (means, times) = if part == 1 { (10, 10) } else { (1, 1) };
    let mut megabyte = f64::MAX;
    for _ in 0..means {
        megabyte = megabyte.min(each(0, times, |_| {
            guest.megabyte(&content, &mut back);
        }));
        assert!(content.iter().zip(&back).all(|(there, here)| *there == !*here));
    }
    let trap = each(100 / part.min(100), 1000 / part, |_| assert!(guest.trap()));
    assert_eq!(3, guest.add(1, 2));
    println!(
        "{{\"language\": \"{}\", \"engine\": \"{engine}\", {}\"call_ns\": {call:.1}, \"callback_ns\": {callback:.1}, \
         \"megabyte_us\": {:.1}, \"trap_us\": {:.2}}}",
        language(),
        first_answer.unwrap_or_default(),
        megabyte / 1e3,
        trap / 1e3
    );
}

/// The mean time of one round in nanoseconds, after some to warm up.
fn each(warm: usize, count: usize, mut round: impl FnMut(usize)) -> f64 {
    (0..warm).for_each(&mut round);
    let begin = Instant::now();
    (0..count).for_each(&mut round);
    begin.elapsed().as_nanos() as f64 / count as f64
}

fn language() -> String {
    std::env::var("LANNER_BENCH_LANGUAGE").unwrap_or_else(|_| "Rust".to_owned())
}
