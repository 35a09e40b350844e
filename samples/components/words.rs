// Counts words, as words.wit says: the same component as words.c, in Rust. The functions at the end are what the canonical ABI wants of the
// world `library`; in projects of their own crates write those from the WIT.
use std::alloc::{alloc, realloc, Layout};
use std::cmp::Reverse;
use std::collections::HashMap;

#[derive(Default)]
pub struct Counter {
    words: HashMap<String, u32>,
}

impl Counter {
    fn add(&mut self, text: &str) -> u32 {
        let is_separator = |character: char| character.is_ascii() && !character.is_ascii_alphanumeric();
        let words = text.split(is_separator).filter(|word| !word.is_empty());
        words.map(|word| *self.words.entry(word.to_ascii_lowercase()).or_default() += 1).count() as u32
    }

    fn top(&self, limit: usize) -> Vec<(&str, u32)> {
        let mut words: Vec<_> = self.words.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        words.sort_by_key(|&(word, count)| (Reverse(count), word));
        words.truncate(limit);
        words
    }

    fn longest(&self) -> Option<&str> {
        // The last of those that are equal is what max_by_key returns.
        self.top(usize::MAX).into_iter().rev().map(|(word, _)| word).max_by_key(|word| word.chars().count())
    }
}

// What results are made of. They go out by address, and cabi_post_… is called when they are read.
#[repr(C)]
pub struct Slice {
    bytes: *mut u8,
    length: usize,
}

#[repr(C)]
pub struct WordCount {
    word: Slice,
    count: u32,
}

#[repr(C)]
pub struct OptionalWord {
    is_some: bool,
    word: Slice,
}

impl Slice {
    fn new(text: &str) -> Slice {
        let bytes = Box::leak(text.as_bytes().to_vec().into_boxed_slice());
        Slice { bytes: bytes.as_mut_ptr(), length: bytes.len() }
    }

    unsafe fn free(self) {
        drop(take(self.bytes, self.length));
    }
}

// Memory that cabi_realloc, or Slice::new, gave away.
unsafe fn take(bytes: *mut u8, length: usize) -> String {
    String::from_utf8_unchecked(Vec::from_raw_parts(bytes, length, length))
}

fn give(words: Vec<(&str, u32)>) -> *mut (*mut WordCount, usize) {
    let items: Box<[_]> = words.into_iter().map(|(word, count)| WordCount { word: Slice::new(word), count }).collect();
    let items = Box::leak(items);
    Box::into_raw(Box::new((items.as_mut_ptr(), items.len())))
}

#[no_mangle]
pub unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, alignment: usize, size: usize) -> *mut u8 {
    match (old_size, size) {
        (_, 0) => alignment as *mut u8,
        (0, _) => alloc(Layout::from_size_align_unchecked(size, alignment)),
        _ => realloc(old, Layout::from_size_align_unchecked(old_size, alignment), size),
    }
}

#[export_name = "lanner:samples/words@0.1.0#count"]
pub unsafe extern "C" fn count(bytes: *mut u8, length: usize) -> *mut (*mut WordCount, usize) {
    let mut counter = Counter::default();
    counter.add(&take(bytes, length));
    give(counter.top(usize::MAX))
}

#[export_name = "cabi_post_lanner:samples/words@0.1.0#count"]
pub unsafe extern "C" fn count_post(result: *mut (*mut WordCount, usize)) {
    let (items, length) = *Box::from_raw(result);
    for item in Vec::from_raw_parts(items, length, length) {
        item.word.free();
    }
}

// The host knows a counter by a handle, and gives back the pointer that the handle was made of.
#[link(wasm_import_module = "[export]lanner:samples/words@0.1.0")]
extern "C" {
    #[link_name = "[resource-new]counter"]
    fn counter_handle(counter: *mut u8) -> i32;
}

#[export_name = "lanner:samples/words@0.1.0#[constructor]counter"]
pub unsafe extern "C" fn constructor() -> i32 {
    counter_handle(Box::into_raw(Box::<Counter>::default()).cast())
}

#[export_name = "lanner:samples/words@0.1.0#[dtor]counter"]
pub unsafe extern "C" fn destructor(counter: *mut Counter) {
    drop(Box::from_raw(counter));
}

#[export_name = "lanner:samples/words@0.1.0#[method]counter.add"]
pub unsafe extern "C" fn add(counter: *mut Counter, bytes: *mut u8, length: usize) -> u32 {
    (*counter).add(&take(bytes, length))
}

#[export_name = "lanner:samples/words@0.1.0#[method]counter.top"]
pub unsafe extern "C" fn top(counter: *mut Counter, limit: u32) -> *mut (*mut WordCount, usize) {
    give((*counter).top(limit as usize))
}

#[export_name = "cabi_post_lanner:samples/words@0.1.0#[method]counter.top"]
pub unsafe extern "C" fn top_post(result: *mut (*mut WordCount, usize)) {
    count_post(result);
}

#[export_name = "lanner:samples/words@0.1.0#[method]counter.longest"]
pub unsafe extern "C" fn longest(counter: *mut Counter) -> *mut OptionalWord {
    let longest = (*counter).longest();
    Box::into_raw(Box::new(OptionalWord { is_some: longest.is_some(), word: Slice::new(longest.unwrap_or("")) }))
}

#[export_name = "cabi_post_lanner:samples/words@0.1.0#[method]counter.longest"]
pub unsafe extern "C" fn longest_post(result: *mut OptionalWord) {
    Box::from_raw(result).word.free();
}
