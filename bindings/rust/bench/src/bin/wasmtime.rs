//! The measurement of Wasmtime by its C API (wasm.h), from the library that LANNER_BENCH_WASMTIME names: crates cannot be had everywhere
//! that this is measured, and NuGet's package has the library.

use std::ffi::CString;
use std::os::raw::{c_char, c_int, c_void};

use lanner_bench::{measure, module, Guest, MEGABYTE};

extern "C" {
    fn dlopen(file: *const c_char, mode: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

#[repr(C)]
struct Vector<T> {
    size: usize,
    data: *mut T,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Value {
    kind: u8,
    of: i64,
}

type Pointer = *mut c_void;
type Callback = extern "C" fn(*const Vector<Value>, *mut Vector<Value>) -> Pointer;

struct Wasmtime {
    memory: *mut u8,
    add: Pointer,
    call_host: Pointer,
    megabyte: Pointer,
    trap: Pointer,
    call: unsafe extern "C" fn(Pointer, *const Vector<Value>, *mut Vector<Value>) -> Pointer,
    delete_trap: unsafe extern "C" fn(Pointer),
    trap_message: unsafe extern "C" fn(Pointer, *mut Vector<u8>),
    trap_trace: unsafe extern "C" fn(Pointer, *mut Vector<Pointer>),
    delete_bytes: unsafe extern "C" fn(*mut Vector<u8>),
    delete_frames: unsafe extern "C" fn(*mut Vector<Pointer>),
}

extern "C" fn host_add(arguments: *const Vector<Value>, results: *mut Vector<Value>) -> Pointer {
    // SAFETY: the engine gives two arguments of i32 and room for one result.
    unsafe {
        let arguments = std::slice::from_raw_parts((*arguments).data, 2);
        *(*results).data = i32_value((arguments[0].of as i32).wrapping_add(arguments[1].of as i32));
    }
    std::ptr::null_mut()
}

fn i32_value(value: i32) -> Value {
    Value { kind: 0, of: i64::from(value) }
}

/// A function of the library.
unsafe fn find<F: Copy>(library: Pointer, name: &str) -> F {
    let name = CString::new(name).expect("a name");
    let address = dlsym(library, name.as_ptr());
    assert!(!address.is_null(), "the library has no {name:?}");
    std::mem::transmute_copy(&address)
}

impl Wasmtime {
    /// SAFETY of all: the functions are those of wasm.h and wasmtime.h, with the types that these declare.
    unsafe fn new(path: &str) -> Wasmtime {
        let name = CString::new(path).expect("a path");
        let library = dlopen(name.as_ptr(), 2);
        assert!(!library.is_null(), "{path} cannot be loaded");
        let engine_new: unsafe extern "C" fn() -> Pointer = find(library, "wasm_engine_new");
        let make: unsafe extern "C" fn(Pointer) -> Pointer = find(library, "wasm_store_new");
        let store = make(engine_new());
        let mut source = module();
        let mut binary = Vector { size: source.len(), data: source.as_mut_ptr() };
        if !source.starts_with(b"\0asm") {
            let translate: unsafe extern "C" fn(*const u8, usize, *mut Vector<u8>) -> Pointer = find(library, "wasmtime_wat2wasm");
            assert!(translate(source.as_ptr(), source.len(), &mut binary).is_null(), "the text is no module");
        }
        let module_new: unsafe extern "C" fn(Pointer, *const Vector<u8>) -> Pointer = find(library, "wasm_module_new");
        let module = module_new(store, &binary);
        assert!(!module.is_null(), "no module");

        let type_new: unsafe extern "C" fn(u8) -> Pointer = find(library, "wasm_valtype_new");
        let functype_new: unsafe extern "C" fn(*mut Vector<Pointer>, *mut Vector<Pointer>) -> Pointer = find(library, "wasm_functype_new");
        let types_new: unsafe extern "C" fn(*mut Vector<Pointer>, usize, *const Pointer) = find(library, "wasm_valtype_vec_new");
        let func_new: unsafe extern "C" fn(Pointer, Pointer, Callback) -> Pointer = find(library, "wasm_func_new");
        let as_extern: unsafe extern "C" fn(Pointer) -> Pointer = find(library, "wasm_func_as_extern");
        let (mut params, mut results) = (Vector { size: 0, data: std::ptr::null_mut() }, Vector { size: 0, data: std::ptr::null_mut() });
        types_new(&mut params, 2, [type_new(0), type_new(0)].as_ptr());
        types_new(&mut results, 1, [type_new(0)].as_ptr());
        let mut import = as_extern(func_new(store, functype_new(&mut params, &mut results), host_add));
        let imports = Vector { size: 1, data: &mut import };
        let instance_new: unsafe extern "C" fn(Pointer, Pointer, *const Vector<Pointer>, *mut Pointer) -> Pointer =
            find(library, "wasm_instance_new");
        let instance = instance_new(store, module, &imports, std::ptr::null_mut());
        assert!(!instance.is_null(), "no instance");
        let exports_of: unsafe extern "C" fn(Pointer, *mut Vector<Pointer>) = find(library, "wasm_instance_exports");
        let mut exports = Vector { size: 0, data: std::ptr::null_mut() };
        exports_of(instance, &mut exports);
        let exports = std::slice::from_raw_parts(exports.data, exports.size);
        let as_func: unsafe extern "C" fn(Pointer) -> Pointer = find(library, "wasm_extern_as_func");
        let as_memory: unsafe extern "C" fn(Pointer) -> Pointer = find(library, "wasm_extern_as_memory");
        let data: unsafe extern "C" fn(Pointer) -> *mut u8 = find(library, "wasm_memory_data");
        Wasmtime {
            memory: data(as_memory(exports[0])),
            add: as_func(exports[1]),
            call_host: as_func(exports[2]),
            megabyte: as_func(exports[3]),
            trap: as_func(exports[4]),
            call: find(library, "wasm_func_call"),
            delete_trap: find(library, "wasm_trap_delete"),
            trap_message: find(library, "wasm_trap_message"),
            trap_trace: find(library, "wasm_trap_trace"),
            delete_bytes: find(library, "wasm_byte_vec_delete"),
            delete_frames: find(library, "wasm_frame_vec_delete"),
        }
    }

    fn call<const N: usize, const M: usize>(&self, function: Pointer, arguments: [Value; N]) -> Option<[Value; M]> {
        let mut arguments = arguments;
        let mut results = [i32_value(0); M];
        let arguments = Vector { size: N, data: arguments.as_mut_ptr() };
        let mut room = Vector { size: M, data: results.as_mut_ptr() };
        // SAFETY: the values are those that the function takes, and there is room for its results. The trap is read as Lanner's is.
        unsafe {
            let trap = (self.call)(function, &arguments, &mut room);
            if trap.is_null() {
                return Some(results);
            }
            let mut message = Vector { size: 0, data: std::ptr::null_mut() };
            (self.trap_message)(trap, &mut message);
            let mut frames = Vector { size: 0, data: std::ptr::null_mut() };
            (self.trap_trace)(trap, &mut frames);
            assert!(message.size > 0 && frames.size > 0);
            (self.delete_frames)(&mut frames);
            (self.delete_bytes)(&mut message);
            (self.delete_trap)(trap);
            None
        }
    }
}

impl Guest for Wasmtime {
    fn add(&mut self, left: i32, right: i32) -> i32 {
        let [sum] = self.call(self.add, [i32_value(left), i32_value(right)]).expect("a sum");
        sum.of as i32
    }

    fn call_host(&mut self, count: i32) -> i32 {
        let [count] = self.call(self.call_host, [i32_value(count)]).expect("a count");
        count.of as i32
    }

    fn megabyte(&mut self, content: &[u8], back: &mut [u8]) -> i64 {
        // SAFETY: the memory has 17 pages, and no guest runs.
        unsafe { std::slice::from_raw_parts_mut(self.memory, MEGABYTE) }.copy_from_slice(content);
        let [sum] = self.call(self.megabyte, []).expect("a number");
        // SAFETY: as above.
        back.copy_from_slice(unsafe { std::slice::from_raw_parts(self.memory, MEGABYTE) });
        sum.of
    }

    fn trap(&mut self) -> bool {
        self.call::<0, 0>(self.trap, []).is_none()
    }
}

fn main() {
    let path = std::env::var("LANNER_BENCH_WASMTIME").expect("LANNER_BENCH_WASMTIME names libwasmtime.so");
    // SAFETY: the file is Wasmtime's.
    measure("wasmtime (C API)", || unsafe { Wasmtime::new(&path) });
}
