//! What `wasm.h` and `lanner.h` declare, as Rust sees it. Nothing here is public.
//!
//! All pointers of the library are to [`Item`]s: it says itself what each of them stands for, and refuses one of another kind.

use std::os::raw::{c_char, c_void};

/// The target of every pointer of the library: a name of something.
#[repr(C)]
pub struct Item {
    _opaque: [u8; 0],
}

/// A vector of bytes: `wasm_byte_vec_t`.
#[repr(C)]
pub struct Bytes {
    pub size: usize,
    pub data: *mut u8,
}

/// A vector of pointers, such as `wasm_valtype_vec_t`.
#[repr(C)]
pub struct Items {
    pub size: usize,
    pub data: *mut *mut Item,
}

/// A value with its kind: `wasm_val_t`.
#[repr(C)]
pub struct KindedValue {
    pub kind: u8,
    pub of: ValueUnion,
}

/// The content of a [`KindedValue`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union ValueUnion {
    pub i32: i32,
    pub i64: i64,
    pub f32: f32,
    pub f64: f64,
    pub reference: *mut Item,
}

/// A vector of values: `wasm_val_vec_t`.
#[repr(C)]
pub struct KindedValues {
    pub size: usize,
    pub data: *mut KindedValue,
}

/// A value without its kind: `lanner_raw_t`.
#[repr(C)]
#[derive(Clone, Copy)]
pub union Raw {
    pub i32: i32,
    pub i64: i64,
    pub f32: f32,
    pub f64: f64,
    pub v128: [u8; 16],
    pub reference: *mut Item,
}

impl Raw {
    /// Zero of any type, and null.
    pub const ZERO: Raw = Raw { v128: [0; 16] };
}

/// The least and the largest size: `wasm_limits_t`.
#[repr(C)]
pub struct SizeLimits {
    pub min: u32,
    pub max: u32,
}

/// `lanner_limits_t`.
#[repr(C)]
pub struct StoreLimits {
    pub memory_bytes: i64,
    pub heap_bytes: i64,
    pub stack_bytes: i64,
    pub fuel: i64,
    pub call_microseconds: i64,
    pub table_elements: i64,
    pub instances: i64,
    pub memories: i64,
    pub tables: i64,
}

/// `lanner_callback_t`.
pub type Callback = unsafe extern "C" fn(environment: *mut c_void, caller: *const Item, values: *mut Raw) -> *mut Item;

/// `lanner_component_callback_t`.
pub type ComponentCallback = unsafe extern "C" fn(environment: *mut c_void, arguments: *const Bytes, result: *mut Bytes) -> *mut Item;

/// `lanner_async_callback_t`.
pub type AsyncCallback =
    unsafe extern "C" fn(environment: *mut c_void, caller: *const Item, arguments: *const KindedValues, completion: *mut Item);

/// `lanner_component_async_callback_t`.
pub type ComponentAsyncCallback = unsafe extern "C" fn(environment: *mut c_void, arguments: *const Bytes, completion: *mut Item);

/// `lanner_func_ended_t`.
pub type FunctionEnded = unsafe extern "C" fn(environment: *mut c_void, trap: *mut Item, results: *const KindedValues);

/// `lanner_component_ended_t`.
pub type ComponentEnded = unsafe extern "C" fn(environment: *mut c_void, trap: *mut Item, result: *const Bytes);

/// What is called with a pointer of the host when nobody waits for it any more.
pub type Cancelled = unsafe extern "C" fn(*mut c_void);

/// What is called with a pointer of the host when the thing is gone that it was attached to.
pub type Finalizer = unsafe extern "C" fn(*mut c_void);

/// Declares the functions that are taken from the library.
macro_rules! functions {
    ($($name:ident($($parameter:ty),*) $(-> $result:ty)?;)*) => {
        /// The functions of the library.
        pub struct Functions {
            $(pub $name: unsafe extern "C" fn($($parameter),*) $(-> $result)?,)*
        }

        impl Functions {
            /// Takes the functions from a library.
            ///
            /// # Safety
            ///
            /// `find` returns the address of the function of `wasm.h` or `lanner.h` with the name, which ends with a zero.
            pub unsafe fn load<E>(mut find: impl FnMut(&'static str) -> Result<*mut c_void, E>) -> Result<Functions, E> {
                Ok(Functions {
                    // SAFETY: the addresses are those of the functions that the headers declare, with the types above.
                    $($name: std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($parameter),*) $(-> $result)?>(
                        find(concat!(stringify!($name), "\0"))?,
                    ),)*
                })
            }
        }
    };
}

functions! {
    lanner_version() -> *const c_char;
    lanner_last_error(*mut Bytes);
    lanner_start(*const c_char) -> bool;
    lanner_text_to_binary(*const u8, usize, *mut Bytes) -> bool;
    lanner_binary_to_text(*const Bytes, *mut Bytes) -> bool;
    wasm_byte_vec_new(*mut Bytes, usize, *const u8);
    wasm_byte_vec_delete(*mut Bytes);

    wasm_config_new() -> *mut Item;
    wasm_config_delete(*mut Item);
    lanner_config_set_memory_mode(*mut Item, u32) -> bool;
    lanner_config_set_interruptible(*mut Item, bool) -> bool;
    lanner_config_set_fuel(*mut Item, bool) -> bool;
    lanner_config_set_deterministic(*mut Item, bool) -> bool;
    lanner_config_set_features(*mut Item, u64) -> bool;
    lanner_config_set_compilation(*mut Item, u32) -> bool;
    lanner_config_set_cache(*mut Item, *const c_char) -> bool;
    wasm_engine_new_with_config(*mut Item) -> *mut Item;
    wasm_engine_delete(*mut Item);
    lanner_engine_memory_mode(*const Item) -> u32;

    lanner_store_new(*mut Item, *const StoreLimits) -> *mut Item;
    wasm_store_delete(*mut Item);
    lanner_store_fuel(*const Item, *mut i64) -> bool;
    lanner_store_fuel_consumed(*const Item, *mut i64) -> bool;
    lanner_store_set_fuel(*mut Item, i64) -> bool;
    lanner_store_add_fuel(*mut Item, i64) -> bool;
    lanner_store_interrupt(*mut Item) -> bool;
    lanner_store_is_interrupted(*const Item) -> bool;
    lanner_store_set_deadline(*mut Item, u64) -> bool;
    lanner_store_clear_deadline(*mut Item);

    wasm_module_new(*mut Item, *const Bytes) -> *mut Item;
    lanner_module_from_text(*mut Item, *const u8, usize) -> *mut Item;
    lanner_module_from_file(*mut Item, *const c_char) -> *mut Item;
    wasm_module_validate(*mut Item, *const Bytes) -> bool;
    wasm_module_serialize(*const Item, *mut Bytes);
    wasm_module_deserialize(*mut Item, *const Bytes) -> *mut Item;
    lanner_module_save_compiled(*const Item, *const c_char) -> bool;
    lanner_module_load_compiled(*mut Item, *const c_char) -> *mut Item;
    wasm_module_share(*const Item) -> *mut Item;
    wasm_module_obtain(*mut Item, *const Item) -> *mut Item;
    wasm_module_delete(*mut Item);
    wasm_shared_module_delete(*mut Item);
    wasm_module_imports(*const Item, *mut Items);
    wasm_module_exports(*const Item, *mut Items);
    wasm_importtype_vec_delete(*mut Items);
    wasm_exporttype_vec_delete(*mut Items);
    wasm_importtype_module(*const Item) -> *const Bytes;
    wasm_importtype_name(*const Item) -> *const Bytes;
    wasm_importtype_type(*const Item) -> *const Item;
    wasm_exporttype_name(*const Item) -> *const Bytes;
    wasm_exporttype_type(*const Item) -> *const Item;

    wasm_valtype_new(u8) -> *mut Item;
    wasm_valtype_kind(*const Item) -> u8;
    wasm_valtype_vec_new(*mut Items, usize, *const *mut Item);
    wasm_functype_new(*mut Items, *mut Items) -> *mut Item;
    wasm_functype_delete(*mut Item);
    wasm_functype_params(*const Item) -> *const Items;
    wasm_functype_results(*const Item) -> *const Items;
    wasm_globaltype_new(*mut Item, u8) -> *mut Item;
    wasm_globaltype_delete(*mut Item);
    wasm_globaltype_content(*const Item) -> *const Item;
    wasm_globaltype_mutability(*const Item) -> u8;
    wasm_tabletype_new(*mut Item, *const SizeLimits) -> *mut Item;
    wasm_tabletype_delete(*mut Item);
    wasm_tabletype_element(*const Item) -> *const Item;
    wasm_tabletype_limits(*const Item) -> *const SizeLimits;
    wasm_memorytype_new(*const SizeLimits) -> *mut Item;
    wasm_memorytype_delete(*mut Item);
    wasm_memorytype_limits(*const Item) -> *const SizeLimits;
    wasm_externtype_kind(*const Item) -> u8;
    wasm_externtype_as_functype_const(*const Item) -> *const Item;
    wasm_externtype_as_globaltype_const(*const Item) -> *const Item;
    wasm_externtype_as_tabletype_const(*const Item) -> *const Item;
    wasm_externtype_as_memorytype_const(*const Item) -> *const Item;

    wasm_ref_delete(*mut Item);
    wasm_ref_copy(*const Item) -> *mut Item;
    wasm_ref_same(*const Item, *const Item) -> bool;
    wasm_ref_as_func_const(*const Item) -> *const Item;
    wasm_ref_as_foreign_const(*const Item) -> *const Item;
    wasm_ref_get_host_info(*const Item) -> *mut c_void;
    wasm_foreign_new(*mut Item) -> *mut Item;
    wasm_foreign_set_host_info_with_finalizer(*mut Item, *mut c_void, Finalizer);

    wasm_trap_new(*mut Item, *const Bytes) -> *mut Item;
    wasm_trap_delete(*mut Item);
    wasm_trap_message(*const Item, *mut Bytes);
    wasm_trap_trace(*const Item, *mut Items);
    wasm_trap_get_host_info(*const Item) -> *mut c_void;
    wasm_trap_set_host_info_with_finalizer(*mut Item, *mut c_void, Finalizer);
    lanner_trap_code(*const Item) -> i32;
    lanner_trap_exit_status(*const Item, *mut i32) -> bool;
    wasm_frame_vec_delete(*mut Items);
    wasm_frame_func_index(*const Item) -> u32;
    wasm_frame_func_offset(*const Item) -> usize;
    wasm_frame_module_offset(*const Item) -> usize;
    lanner_frame_func_name(*const Item, *mut Bytes) -> bool;
    lanner_frame_module_name(*const Item, *mut Bytes) -> bool;
    lanner_frame_source(*const Item, *mut Bytes, *mut u32, *mut u32) -> bool;

    wasm_func_type(*const Item) -> *mut Item;
    lanner_func_call_unchecked(*const Item, *mut Raw) -> *mut Item;
    lanner_func_new_unchecked(*mut Item, *const Item, Callback, *mut c_void, Option<Finalizer>) -> *mut Item;
    lanner_func_call_async(*const Item, *const KindedValues, FunctionEnded, *mut c_void) -> *mut Item;
    lanner_call_cancel(*mut Item) -> bool;
    lanner_call_delete(*mut Item);
    lanner_func_new_async(*mut Item, *const Item, AsyncCallback, *mut c_void, Option<Finalizer>) -> *mut Item;
    lanner_completion_return(*mut Item, *const KindedValues) -> bool;
    lanner_completion_return_text(*mut Item, *const Bytes) -> bool;
    lanner_completion_trap(*mut Item, *mut Item) -> bool;
    lanner_completion_on_cancel(*mut Item, Cancelled, *mut c_void) -> bool;
    lanner_waits(*mut Bytes);
    wasm_global_new(*mut Item, *const Item, *const KindedValue) -> *mut Item;
    wasm_global_type(*const Item) -> *mut Item;
    wasm_global_get(*const Item, *mut KindedValue);
    wasm_global_set(*mut Item, *const KindedValue);
    wasm_table_new(*mut Item, *const Item, *mut Item) -> *mut Item;
    wasm_table_type(*const Item) -> *mut Item;
    wasm_table_get(*const Item, u32) -> *mut Item;
    wasm_table_set(*mut Item, u32, *mut Item) -> bool;
    wasm_table_size(*const Item) -> u32;
    wasm_table_grow(*mut Item, u32, *mut Item) -> bool;
    wasm_memory_new(*mut Item, *const Item) -> *mut Item;
    wasm_memory_type(*const Item) -> *mut Item;
    wasm_memory_data(*mut Item) -> *mut u8;
    wasm_memory_data_size(*const Item) -> usize;
    wasm_memory_size(*const Item) -> u32;
    wasm_memory_grow(*mut Item, u32) -> bool;
    wasm_extern_kind(*const Item) -> u8;
    lanner_caller_export(*const Item, *const c_char) -> *mut Item;
    lanner_instance_export(*const Item, *const c_char) -> *mut Item;

    lanner_linker_new(*mut Item) -> *mut Item;
    lanner_linker_delete(*mut Item);
    lanner_linker_allow_shadowing(*mut Item, bool) -> bool;
    lanner_linker_define(*mut Item, *const c_char, *const c_char, *const Item) -> bool;
    lanner_linker_define_instance(*mut Item, *const c_char, *const Item) -> bool;
    lanner_linker_define_wasi(*mut Item, *const Item) -> bool;
    lanner_linker_define_unknown(*mut Item, *const Item) -> bool;
    lanner_linker_instantiate(*const Item, *mut Item, *const Item, *mut *mut Item) -> *mut Item;
    lanner_linker_run(*const Item, *mut Item, *const Item, *mut i32, *mut *mut Item) -> bool;

    lanner_component_new(*mut Item, *const Bytes) -> *mut Item;
    lanner_component_from_file(*mut Item, *const c_char) -> *mut Item;
    lanner_component_delete(*mut Item);
    lanner_component_interface(*const Item, *mut Bytes) -> bool;
    lanner_component_linker_new(*mut Item) -> *mut Item;
    lanner_component_linker_delete(*mut Item);
    lanner_component_linker_define(
        *mut Item, *const c_char, *const c_char, ComponentCallback, *mut c_void, Option<Finalizer>
    ) -> bool;
    lanner_component_linker_define_async(
        *mut Item, *const c_char, *const c_char, ComponentAsyncCallback, *mut c_void, Option<Finalizer>
    ) -> bool;
    lanner_component_linker_define_wasi(*mut Item, *const Item) -> bool;
    lanner_component_linker_instantiate(*const Item, *const Item, *mut *mut Item) -> *mut Item;
    lanner_component_linker_run(*const Item, *const Item, *mut i32, *mut *mut Item) -> bool;
    lanner_component_instance_delete(*mut Item);
    lanner_component_instance_interface(*const Item, *mut Bytes) -> bool;
    lanner_component_instance_call(*const Item, *const c_char, *const Bytes, *mut Bytes, *mut *mut Item) -> bool;
    lanner_component_instance_call_wave(*const Item, *const c_char, *mut Bytes, *mut *mut Item) -> bool;
    lanner_component_instance_call_async(*const Item, *const c_char, *const Bytes, ComponentEnded, *mut c_void) -> *mut Item;
    lanner_component_instance_call_wave_async(*const Item, *const c_char, ComponentEnded, *mut c_void) -> *mut Item;

    lanner_wasi_new() -> *mut Item;
    lanner_wasi_delete(*mut Item);
    lanner_wasi_add_argument(*mut Item, *const c_char) -> bool;
    lanner_wasi_add_environment(*mut Item, *const c_char, *const c_char) -> bool;
    lanner_wasi_inherit_environment(*mut Item) -> bool;
    lanner_wasi_inherit_streams(*mut Item, u32) -> bool;
    lanner_wasi_set_input(*mut Item, *const Bytes) -> bool;
    lanner_wasi_capture_streams(*mut Item, u32, usize) -> bool;
    lanner_wasi_captured(*const Item, u32, *mut Bytes) -> bool;
    lanner_wasi_add_directory(*mut Item, *const c_char, *const c_char, u32) -> bool;
    lanner_wasi_add_archive(*mut Item, *const c_char, *const c_char) -> bool;
    lanner_wasi_add_listener(*mut Item, *const c_char) -> bool;
    lanner_wasi_allow_peers(*mut Item, *const c_char, u32) -> bool;
    lanner_wasi_set_random_seed(*mut Item, i64) -> bool;
    lanner_wasi_set_clock(*mut Item, i64, u64) -> bool;
    lanner_wasi_set_most_descriptors(*mut Item, u32) -> bool;
    lanner_wasi_set_limit(*mut Item, u32, u64) -> bool;
    lanner_wasi_allow(*mut Item, u32, *const c_char) -> bool;
    lanner_wasi_allow_private_answers(*mut Item) -> bool;
    lanner_wasi_add_setting(*mut Item, *const c_char, *const c_char) -> bool;
    lanner_wasi_add_key_value_store(*mut Item, *const c_char, *const Item) -> bool;
    lanner_wasi_add_overlay(*mut Item, *const c_char, *const c_char, u64) -> bool;
    lanner_key_value_store_new(u64) -> *mut Item;
    lanner_key_value_store_delete(*mut Item);
    lanner_key_value_store_set(*mut Item, *const c_char, *const Bytes) -> bool;
    lanner_key_value_store_get(*const Item, *const c_char, *mut Bytes) -> bool;
    lanner_files_new(u64) -> *mut Item;
    lanner_files_delete(*mut Item);
    lanner_files_create_directory(*mut Item, *const c_char) -> bool;
    lanner_files_write(*mut Item, *const c_char, *const Bytes) -> bool;
    lanner_files_read(*const Item, *const c_char, *mut Bytes) -> bool;
    lanner_wasi_add_files(*mut Item, *const Item, *const c_char, u32) -> bool;
}
