/*
 * What Go calls: the functions of wasm.h and lanner.h, which jump to those of the library that was opened at run time, and a few of our
 * own, which do several things in one step from Go to C.
 */
#ifndef LANNER_GO_LIBRARY_H
#define LANNER_GO_LIBRARY_H

/* Our functions of the same names as the library's must not be taken for these by the dynamic linker. */
#define WASM_API_EXTERN __attribute__((visibility("hidden")))
#include "lanner.h"

#include "table.h"

/* Opens the library, finds its functions, and starts .NET. Returns null, or a message that the caller frees. */
char* lanner_go_open(const char* path);

/* Has the signal by which .NET stops threads leave the stacks of goroutines alone: signals.c. */
void lanner_go_arrange_signals(void);

/* Prepares the running thread, and arms its alternate stack again after a trap. */
void lanner_go_prepare_thread(void);
void lanner_go_arm(void);

/* The same for a thread of the library's that is about to run guests, and back. */
void lanner_go_begin_abroad(void* env);
void lanner_go_end_abroad(void* env);
#if defined(__linux__) && defined(__x86_64__)
extern __thread bool lanner_go_is_ready;
#else
extern bool lanner_go_is_ready;
#endif

static inline void lanner_go_enter(void)
{
    if (__builtin_expect(!lanner_go_is_ready, 0)) {
        lanner_go_prepare_thread();
    }
}

/* The callbacks that are given to the library, which go on to Go. */
wasm_trap_t* lanner_go_callback(void* env, const lanner_caller_t* caller, lanner_raw_t* values);
void lanner_go_finalizer(void* key);
wasm_trap_t* lanner_go_component_callback(void* env, const wasm_byte_vec_t* arguments, wasm_byte_vec_t* result);
void lanner_go_async_callback(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion);
void lanner_go_component_async_callback(void* env, const wasm_byte_vec_t* arguments, lanner_completion_t* completion);
void lanner_go_cancelled(void* env);

/* Begins a call that holds no thread of Go's. Its end is told to Go under the key. Null if it does not begin. */
lanner_call_t* lanner_go_call_async(uintptr_t function, const lanner_raw_t* values, const uint8_t* kinds, size_t count, uintptr_t key);
lanner_call_t* lanner_go_component_call_async(
    const lanner_component_instance_t* instance, const char* name, const void* data, size_t length, uintptr_t key);
lanner_call_t* lanner_go_component_call_wave_async(const lanner_component_instance_t* instance, const char* call, uintptr_t key);

/* Copies values, with references that the caller owns if it wants them. */
void lanner_go_read_values(const void* vector, lanner_raw_t* out, bool owned);

/* Ends the wait of a guest. */
bool lanner_go_complete(void* completion, const lanner_raw_t* values, const uint8_t* kinds, size_t count);
bool lanner_go_complete_text(void* completion, const void* data, size_t length);
void lanner_go_fail(void* completion, uintptr_t trap);
void lanner_go_watch(void* completion, uintptr_t key);

/* A call with up to four numbers, whose values are on the stack of C: nothing is allocated, and nothing of Go is pointed to. */
struct lanner_go_result {
    uintptr_t trap;
    uint64_t value;
};

static inline struct lanner_go_result lanner_go_call(uintptr_t function, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth)
{
    struct lanner_go_result result;
    lanner_raw_t values[4];
    values[0].i64 = (int64_t)first;
    values[1].i64 = (int64_t)second;
    values[2].i64 = (int64_t)third;
    values[3].i64 = (int64_t)fourth;
    lanner_go_enter();
    result.trap = (uintptr_t)lanner_go_table.lanner_func_call_unchecked((const wasm_func_t*)function, values);
    if (result.trap != 0) {
        lanner_go_arm();
    }
    result.value = (uint64_t)values[0].i64;
    return result;
}

static inline uintptr_t lanner_go_call_values(uintptr_t function, lanner_raw_t* values)
{
    uintptr_t trap;
    lanner_go_enter();
    trap = (uintptr_t)lanner_go_table.lanner_func_call_unchecked((const wasm_func_t*)function, values);
    if (trap != 0) {
        lanner_go_arm();
    }
    return trap;
}

/* A name of a function of the host. */
static inline wasm_func_t* lanner_go_func_new(wasm_store_t* store, const wasm_functype_t* type, uintptr_t key)
{
    return lanner_go_table.lanner_func_new_unchecked(store, type, lanner_go_callback, (void*)key, NULL);
}

static inline wasm_func_t* lanner_go_func_new_async(wasm_store_t* store, const wasm_functype_t* type, uintptr_t key)
{
    return lanner_go_table.lanner_func_new_async(store, type, lanner_go_async_callback, (void*)key, NULL);
}

/* An object of the host, under a key. */
static inline wasm_foreign_t* lanner_go_foreign_new(wasm_store_t* store, uintptr_t key)
{
    wasm_foreign_t* foreign = lanner_go_table.wasm_foreign_new(store);
    if (foreign != NULL) {
        lanner_go_table.wasm_foreign_set_host_info_with_finalizer(foreign, (void*)key, lanner_go_finalizer);
    }
    return foreign;
}

/* The key of an object of the host; zero for any other reference. */
static inline uintptr_t lanner_go_ref_key(wasm_ref_t* reference)
{
    return lanner_go_table.wasm_ref_as_foreign(reference) == NULL ? 0 : (uintptr_t)lanner_go_table.wasm_ref_get_host_info(reference);
}

/* A trap that carries an error of Go, under a key; one without a key may be of no store. */
static inline uintptr_t lanner_go_trap_new(wasm_store_t* store, const char* text, size_t length, uintptr_t key)
{
    wasm_message_t message = {length, (char*)text};
    wasm_trap_t* trap = lanner_go_table.wasm_trap_new(store, &message);
    if (trap != NULL && key != 0) {
        lanner_go_table.wasm_trap_set_host_info(trap, (void*)key);
    }
    return (uintptr_t)trap;
}

/* Functions that take bytes, which are Go's for the time of the call. */
static inline wasm_module_t* lanner_go_module_new(wasm_store_t* store, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return wasm_module_new(store, &bytes);
}

static inline wasm_module_t* lanner_go_module_deserialize(wasm_store_t* store, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return wasm_module_deserialize(store, &bytes);
}

static inline bool lanner_go_module_validate(wasm_store_t* store, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return wasm_module_validate(store, &bytes);
}

static inline bool lanner_go_binary_to_text(const void* data, size_t length, wasm_message_t* out)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return lanner_binary_to_text(&bytes, out);
}

static inline lanner_component_t* lanner_go_component_new(wasm_engine_t* engine, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return lanner_component_new(engine, &bytes);
}

static inline bool lanner_go_component_call(
    const lanner_component_instance_t* instance, const char* name, const void* data, size_t length, wasm_byte_vec_t* out, wasm_trap_t** trap)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return lanner_component_instance_call(instance, name, &bytes, out, trap);
}

/* A function of the host for components. */
static inline bool lanner_go_component_define(
    lanner_component_linker_t* linker, const char* interface_name, const char* name, uintptr_t key)
{
    return lanner_component_linker_define(linker, interface_name, name, lanner_go_component_callback, (void*)key, NULL);
}

static inline bool lanner_go_component_define_async(
    lanner_component_linker_t* linker, const char* interface_name, const char* name, uintptr_t key)
{
    return lanner_component_linker_define_async(
        linker, interface_name, name, lanner_go_component_async_callback, (void*)key, NULL);
}

static inline bool lanner_go_wasi_set_input(lanner_wasi_t* wasi, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return lanner_wasi_set_input(wasi, &bytes);
}

static inline bool lanner_go_files_write(lanner_files_t* files, const char* path, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return lanner_files_write(files, path, &bytes);
}

static inline bool lanner_go_key_value_store_set(
    lanner_key_value_store_t* store, const char* key, const void* data, size_t length)
{
    wasm_byte_vec_t bytes = {length, (char*)data};
    return lanner_key_value_store_set(store, key, &bytes);
}

/* The type of a function from the kinds of its parameters and results. */
wasm_functype_t* lanner_go_functype_new(const uint8_t* params, size_t param_count, const uint8_t* results, size_t result_count);

/* The kinds in a vector of types. */
static inline wasm_valkind_t lanner_go_kind_at(const wasm_valtype_vec_t* types, size_t index)
{
    return lanner_go_table.wasm_valtype_kind(types->data[index]);
}

static inline const wasm_importtype_t* lanner_go_import_at(const wasm_importtype_vec_t* types, size_t index)
{
    return types->data[index];
}

static inline const wasm_exporttype_t* lanner_go_export_at(const wasm_exporttype_vec_t* types, size_t index)
{
    return types->data[index];
}

/* The address and the size of a memory. */
struct lanner_go_span {
    uintptr_t data;
    size_t size;
};

static inline struct lanner_go_span lanner_go_memory(uintptr_t memory)
{
    struct lanner_go_span span;
    span.data = (uintptr_t)lanner_go_table.wasm_memory_data((wasm_memory_t*)memory);
    span.size = lanner_go_table.wasm_memory_data_size((const wasm_memory_t*)memory);
    return span;
}

/* Values with their kinds, without the union, which Go does not have. */
static inline void lanner_go_global_get(const wasm_global_t* global, uint64_t* out)
{
    wasm_val_t value;
    memset(&value, 0, sizeof value);
    lanner_go_table.wasm_global_get(global, &value);
    *out = (uint64_t)value.of.i64;
}

static inline void lanner_go_global_set(wasm_global_t* global, wasm_valkind_t kind, uint64_t bits)
{
    wasm_val_t value;
    value.kind = kind;
    value.of.i64 = (int64_t)bits;
    lanner_go_table.wasm_global_set(global, &value);
}

static inline wasm_global_t* lanner_go_global_new(wasm_store_t* store, const wasm_globaltype_t* type, wasm_valkind_t kind, uint64_t bits)
{
    wasm_val_t value;
    value.kind = kind;
    value.of.i64 = (int64_t)bits;
    return lanner_go_table.wasm_global_new(store, type, &value);
}

/* Everything that a trap tells, read in one step. */
struct lanner_go_frame {
    wasm_name_t function_name;
    wasm_name_t module_name;
    wasm_name_t source;
    uint32_t line;
    uint32_t column;
    uint32_t index;
    size_t function_offset;
    size_t module_offset;
    bool has_function_name;
    bool has_module_name;
    bool has_source;
};

struct lanner_go_trap {
    uintptr_t key;
    bool has_exited;
    int32_t status;
    int32_t code;
    wasm_message_t message;
    size_t frame_count;
    struct lanner_go_frame* frames;
};

/* Reads a trap and releases it. A trap that carries an error of Go has a key, and nothing else is read. */
void lanner_go_trap_read(uintptr_t trap, struct lanner_go_trap* out);
void lanner_go_trap_release(struct lanner_go_trap* read);

#endif
