/*
 * The C API of WebAssembly (https://github.com/WebAssembly/wasm-c-api), as liblanner has it. Programs that are written for this API
 * compile and run without a change; what Lanner has beyond it is in lanner.h. docs/c-api.md says how to build, link and use it.
 *
 * Ownership. Whoever owns a thing has to release it, with the function wasm_..._delete of its type.
 *   - Functions whose names end with _new or _copy, and all others whose result is marked with "own" here, give what the caller owns then.
 *   - A parameter marked with "own" takes over what the caller owned; it must not be used afterwards.
 *   - A parameter "out" is written only: what was there before is not released.
 *   - Who owns a vector owns its elements.
 *   - Everything else is borrowed: an argument for the time of the call, a result as long as the thing lives that it was got from.
 * What is released is this name of the thing: functions, memories and so on live as long as their store.
 *
 * Mistakes. A null pointer where none is allowed, a thing of another kind, a wrong number of arguments, a value of another type: the
 * function does nothing and returns null, false or zero (a call returns a trap), and lanner_last_error tells what was expected and found.
 *
 * Threads. An engine and a shared module may be used by all threads at once. A store and what belongs to it may be used by any thread, one
 * at a time.
 */
#ifndef WASM_H
#define WASM_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef WASM_API_EXTERN
#if defined(_WIN32) && !defined(__MINGW32__)
#define WASM_API_EXTERN __declspec(dllimport)
#else
#define WASM_API_EXTERN
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Says who owns what, and means nothing to the compiler. */
#define own

typedef char byte_t;
typedef float float32_t;
typedef double float64_t;

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Families of functions that many types have.
 */

/* A type whose things are released by wasm_NAME_delete, for which null is nothing to release. */
#define WASM_DECLARE_OWN(name)                  \
    typedef struct wasm_##name##_t wasm_##name##_t; \
    WASM_API_EXTERN void wasm_##name##_delete(own wasm_##name##_t*);

/*
 * A vector: a number of elements in one piece of memory.
 *   new_empty          makes one without elements
 *   new_uninitialized  makes one with room for elements, which are zero or null until they are written
 *   new                makes one of elements that are there, and takes them over
 *   copy               makes one with a copy of each element
 *   delete             releases the elements and the memory, and leaves an empty vector
 */
#define WASM_DECLARE_VEC(name, pointer)         \
    typedef struct wasm_##name##_vec_t {        \
        size_t size;                            \
        wasm_##name##_t pointer* data;          \
    } wasm_##name##_vec_t;                      \
    WASM_API_EXTERN void wasm_##name##_vec_new_empty(own wasm_##name##_vec_t* out);                                     \
    WASM_API_EXTERN void wasm_##name##_vec_new_uninitialized(own wasm_##name##_vec_t* out, size_t size);               \
    WASM_API_EXTERN void wasm_##name##_vec_new(own wasm_##name##_vec_t* out, size_t size, own wasm_##name##_t pointer const data[]); \
    WASM_API_EXTERN void wasm_##name##_vec_copy(own wasm_##name##_vec_t* out, const wasm_##name##_vec_t*);             \
    WASM_API_EXTERN void wasm_##name##_vec_delete(own wasm_##name##_vec_t*);

/* The description of a type, which can be copied and put into vectors. */
#define WASM_DECLARE_TYPE(name)                 \
    WASM_DECLARE_OWN(name)                      \
    WASM_DECLARE_VEC(name, *)                   \
    WASM_API_EXTERN own wasm_##name##_t* wasm_##name##_copy(const wasm_##name##_t*);

/*
 * A thing at run time, to which there may be several names.
 *   copy                          makes another name of the same thing
 *   same                          tells if two names are of the same thing
 *   get_host_info                 returns the pointer that the host has attached to the thing, or null
 *   set_host_info                 attaches a pointer of the host to the thing, under whichever name it was given
 *   set_host_info_with_finalizer  does so, and has the finalizer called with it when it is replaced, when the thing is gone, or at the
 *                                 latest when the store is deleted, on the thread that does so
 */
#define WASM_DECLARE_REF_BASE(name)             \
    WASM_DECLARE_OWN(name)                      \
    WASM_API_EXTERN own wasm_##name##_t* wasm_##name##_copy(const wasm_##name##_t*);            \
    WASM_API_EXTERN bool wasm_##name##_same(const wasm_##name##_t*, const wasm_##name##_t*);    \
    WASM_API_EXTERN void* wasm_##name##_get_host_info(const wasm_##name##_t*);                  \
    WASM_API_EXTERN void wasm_##name##_set_host_info(wasm_##name##_t*, void* info);             \
    WASM_API_EXTERN void wasm_##name##_set_host_info_with_finalizer(wasm_##name##_t*, void* info, void (*finalizer)(void*));

/* Conversions of a name, which stay the same name: nothing is owned anew. Those from the general to the particular return null for a
   thing of another kind. */
#define WASM_DECLARE_CONVERSIONS(name, general) \
    WASM_API_EXTERN wasm_##general##_t* wasm_##name##_as_##general(wasm_##name##_t*);                           \
    WASM_API_EXTERN wasm_##name##_t* wasm_##general##_as_##name(wasm_##general##_t*);                           \
    WASM_API_EXTERN const wasm_##general##_t* wasm_##name##_as_##general##_const(const wasm_##name##_t*);       \
    WASM_API_EXTERN const wasm_##name##_t* wasm_##general##_as_##name##_const(const wasm_##general##_t*);

/* A thing at run time that can be taken for a reference. */
#define WASM_DECLARE_REF(name)                  \
    WASM_DECLARE_REF_BASE(name)                 \
    WASM_DECLARE_CONVERSIONS(name, ref)

/* A thing that one store can share with others: share makes a name that is for any store, obtain a name for one store. */
#define WASM_DECLARE_SHARABLE_REF(name)         \
    WASM_DECLARE_REF(name)                      \
    WASM_DECLARE_OWN(shared_##name)             \
    WASM_API_EXTERN own wasm_shared_##name##_t* wasm_##name##_share(const wasm_##name##_t*);                       \
    WASM_API_EXTERN own wasm_##name##_t* wasm_##name##_obtain(struct wasm_store_t*, const wasm_shared_##name##_t*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Bytes and names. A name is UTF-8, without a zero at its end; a message has one, which counts in its size.
 */

typedef byte_t wasm_byte_t;
WASM_DECLARE_VEC(byte, )

typedef wasm_byte_vec_t wasm_name_t;
typedef wasm_name_t wasm_message_t;

#define wasm_name wasm_byte_vec
#define wasm_name_new wasm_byte_vec_new
#define wasm_name_new_empty wasm_byte_vec_new_empty
#define wasm_name_new_new_uninitialized wasm_byte_vec_new_uninitialized
#define wasm_name_new_uninitialized wasm_byte_vec_new_uninitialized
#define wasm_name_copy wasm_byte_vec_copy
#define wasm_name_delete wasm_byte_vec_delete

/* A name from a string of C. */
static inline void wasm_name_new_from_string(own wasm_name_t* out, const char* string)
{
    wasm_byte_vec_new(out, strlen(string), string);
}

/* A message from a string of C: with the zero at its end. */
static inline void wasm_name_new_from_string_nt(own wasm_name_t* out, const char* string)
{
    wasm_byte_vec_new(out, strlen(string) + 1, string);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Engines and stores.
 */

/* The options of an engine; lanner.h has functions that set them. */
WASM_DECLARE_OWN(config)
WASM_API_EXTERN own wasm_config_t* wasm_config_new(void);

/* The compiler with its options. A process usually has one. The first that is made starts .NET in the process. */
WASM_DECLARE_OWN(engine)
WASM_API_EXTERN own wasm_engine_t* wasm_engine_new(void);
WASM_API_EXTERN own wasm_engine_t* wasm_engine_new_with_config(own wasm_config_t*);

/* A sandbox: what is made in a store lives in it, and is freed when it is deleted. Finalizers that are still to be called are called
   then. This one has no limits but those of the machine; see lanner_store_new. */
WASM_DECLARE_OWN(store)
WASM_API_EXTERN own wasm_store_t* wasm_store_new(wasm_engine_t*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Descriptions of types.
 */

typedef uint8_t wasm_mutability_t;
enum wasm_mutability_enum {
    WASM_CONST,
    WASM_VAR
};

/* The least and the largest size of a memory, in pages, or of a table, in elements. */
typedef struct wasm_limits_t {
    uint32_t min;
    uint32_t max;
} wasm_limits_t;

/* The largest size when there is none. */
static const uint32_t wasm_limits_max_default = 0xffffffff;

/* Types of values. lanner.h has the kinds of those that this API does not know. */
WASM_DECLARE_TYPE(valtype)

typedef uint8_t wasm_valkind_t;
enum wasm_valkind_enum {
    WASM_I32,
    WASM_I64,
    WASM_F32,
    WASM_F64,
    WASM_EXTERNREF = 128,
    WASM_FUNCREF
};

WASM_API_EXTERN own wasm_valtype_t* wasm_valtype_new(wasm_valkind_t);
WASM_API_EXTERN wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t*);

static inline bool wasm_valkind_is_num(wasm_valkind_t kind)
{
    return kind < WASM_EXTERNREF;
}

static inline bool wasm_valkind_is_ref(wasm_valkind_t kind)
{
    return kind >= WASM_EXTERNREF;
}

static inline bool wasm_valtype_is_num(const wasm_valtype_t* type)
{
    return wasm_valkind_is_num(wasm_valtype_kind(type));
}

static inline bool wasm_valtype_is_ref(const wasm_valtype_t* type)
{
    return wasm_valkind_is_ref(wasm_valtype_kind(type));
}

/* Types of functions. */
WASM_DECLARE_TYPE(functype)
WASM_API_EXTERN own wasm_functype_t* wasm_functype_new(own wasm_valtype_vec_t* params, own wasm_valtype_vec_t* results);
WASM_API_EXTERN const wasm_valtype_vec_t* wasm_functype_params(const wasm_functype_t*);
WASM_API_EXTERN const wasm_valtype_vec_t* wasm_functype_results(const wasm_functype_t*);

/* Types of globals. */
WASM_DECLARE_TYPE(globaltype)
WASM_API_EXTERN own wasm_globaltype_t* wasm_globaltype_new(own wasm_valtype_t*, wasm_mutability_t);
WASM_API_EXTERN const wasm_valtype_t* wasm_globaltype_content(const wasm_globaltype_t*);
WASM_API_EXTERN wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t*);

/* Types of tables. */
WASM_DECLARE_TYPE(tabletype)
WASM_API_EXTERN own wasm_tabletype_t* wasm_tabletype_new(own wasm_valtype_t*, const wasm_limits_t*);
WASM_API_EXTERN const wasm_valtype_t* wasm_tabletype_element(const wasm_tabletype_t*);
WASM_API_EXTERN const wasm_limits_t* wasm_tabletype_limits(const wasm_tabletype_t*);

/* Types of memories. */
WASM_DECLARE_TYPE(memorytype)
WASM_API_EXTERN own wasm_memorytype_t* wasm_memorytype_new(const wasm_limits_t*);
WASM_API_EXTERN const wasm_limits_t* wasm_memorytype_limits(const wasm_memorytype_t*);

/* Types of what modules import and export: one of those above. */
WASM_DECLARE_TYPE(externtype)

typedef uint8_t wasm_externkind_t;
enum wasm_externkind_enum {
    WASM_EXTERN_FUNC,
    WASM_EXTERN_GLOBAL,
    WASM_EXTERN_TABLE,
    WASM_EXTERN_MEMORY
};

WASM_API_EXTERN wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t*);
WASM_DECLARE_CONVERSIONS(functype, externtype)
WASM_DECLARE_CONVERSIONS(globaltype, externtype)
WASM_DECLARE_CONVERSIONS(tabletype, externtype)
WASM_DECLARE_CONVERSIONS(memorytype, externtype)

/* What a module imports: two names and a type. */
WASM_DECLARE_TYPE(importtype)
WASM_API_EXTERN own wasm_importtype_t* wasm_importtype_new(own wasm_name_t* module, own wasm_name_t* name, own wasm_externtype_t*);
WASM_API_EXTERN const wasm_name_t* wasm_importtype_module(const wasm_importtype_t*);
WASM_API_EXTERN const wasm_name_t* wasm_importtype_name(const wasm_importtype_t*);
WASM_API_EXTERN const wasm_externtype_t* wasm_importtype_type(const wasm_importtype_t*);

/* What a module exports: a name and a type. */
WASM_DECLARE_TYPE(exporttype)
WASM_API_EXTERN own wasm_exporttype_t* wasm_exporttype_new(own wasm_name_t*, own wasm_externtype_t*);
WASM_API_EXTERN const wasm_name_t* wasm_exporttype_name(const wasm_exporttype_t*);
WASM_API_EXTERN const wasm_externtype_t* wasm_exporttype_type(const wasm_exporttype_t*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Values and references.
 */

struct wasm_ref_t;

/* A value with its kind. Who owns the value owns the reference in it. */
typedef struct wasm_val_t {
    wasm_valkind_t kind;
    union {
        int32_t i32;
        int64_t i64;
        float32_t f32;
        float64_t f64;
        struct wasm_ref_t* ref;
    } of;
} wasm_val_t;

/* Releases the reference in a value, if it has one. */
WASM_API_EXTERN void wasm_val_delete(own wasm_val_t*);
WASM_API_EXTERN void wasm_val_copy(own wasm_val_t* out, const wasm_val_t*);
WASM_DECLARE_VEC(val, )

/* A reference to anything. The null reference of WebAssembly is a null pointer. */
WASM_DECLARE_REF_BASE(ref)

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Traps, and where they came from.
 */

/* A function that was active when a guest trapped. lanner.h has its name and line. */
WASM_DECLARE_OWN(frame)
WASM_DECLARE_VEC(frame, *)
WASM_API_EXTERN own wasm_frame_t* wasm_frame_copy(const wasm_frame_t*);

/* The instance: null when the store has none, or several, of the module that the frame is of. It belongs to the store. */
WASM_API_EXTERN struct wasm_instance_t* wasm_frame_instance(const wasm_frame_t*);

/* The index of the function, and the position of the instruction in bytes: from the start of the function's body, and from that of the
   module. What is not known is the largest number of its type. */
WASM_API_EXTERN uint32_t wasm_frame_func_index(const wasm_frame_t*);
WASM_API_EXTERN size_t wasm_frame_func_offset(const wasm_frame_t*);
WASM_API_EXTERN size_t wasm_frame_module_offset(const wasm_frame_t*);

/* Why a call ended early. A host function makes one to end its guest; the call of the guest then returns the same trap. */
WASM_DECLARE_REF(trap)
WASM_API_EXTERN own wasm_trap_t* wasm_trap_new(wasm_store_t*, const wasm_message_t*);
WASM_API_EXTERN void wasm_trap_message(const wasm_trap_t*, own wasm_message_t* out);

/* The innermost frame, or null when there is none. */
WASM_API_EXTERN own wasm_frame_t* wasm_trap_origin(const wasm_trap_t*);

/* All frames, the innermost first. At most 100 are kept. */
WASM_API_EXTERN void wasm_trap_trace(const wasm_trap_t*, own wasm_frame_vec_t* out);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Foreign objects, modules, functions, globals, tables, memories.
 */

/* A new object of the host, for externref. Its host info says what it is. */
WASM_DECLARE_REF(foreign)
WASM_API_EXTERN own wasm_foreign_t* wasm_foreign_new(wasm_store_t*);

/* Modules, from the binary format. Functions are compiled when they are first called, unless the engine was told otherwise. */
WASM_DECLARE_SHARABLE_REF(module)
WASM_API_EXTERN own wasm_module_t* wasm_module_new(wasm_store_t*, const wasm_byte_vec_t* binary);
WASM_API_EXTERN bool wasm_module_validate(wasm_store_t*, const wasm_byte_vec_t* binary);
WASM_API_EXTERN void wasm_module_imports(const wasm_module_t*, own wasm_importtype_vec_t* out);
WASM_API_EXTERN void wasm_module_exports(const wasm_module_t*, own wasm_exporttype_vec_t* out);

/* Bytes from which deserialize makes the module again, in any process and on any machine. They hold no machine code, and are checked like
   any module: they may come from anywhere. Compiled code is kept by lanner_module_save_compiled. */
WASM_API_EXTERN void wasm_module_serialize(const wasm_module_t*, own wasm_byte_vec_t* out);
WASM_API_EXTERN own wasm_module_t* wasm_module_deserialize(wasm_store_t*, const wasm_byte_vec_t*);

/*
 * Functions: of guests, and of the host. A function of the host gets its arguments and a vector with room for the results, each with
 * its kind and zero or null before. It owns what it writes to the results until it returns. It returns null, or a trap, which the caller
 * takes over. It must return: neither longjmp nor an exception may leave it.
 */
WASM_DECLARE_REF(func)

typedef own wasm_trap_t* (*wasm_func_callback_t)(const wasm_val_vec_t* args, own wasm_val_vec_t* results);
typedef own wasm_trap_t* (*wasm_func_callback_with_env_t)(void* env, const wasm_val_vec_t* args, own wasm_val_vec_t* results);

WASM_API_EXTERN own wasm_func_t* wasm_func_new(wasm_store_t*, const wasm_functype_t*, wasm_func_callback_t);

/* The same with a pointer that is handed to each call. The finalizer, unless it is null, is called with it when the store is deleted. */
WASM_API_EXTERN own wasm_func_t* wasm_func_new_with_env(
    wasm_store_t*, const wasm_functype_t*, wasm_func_callback_with_env_t, void* env, void (*finalizer)(void*));

WASM_API_EXTERN own wasm_functype_t* wasm_func_type(const wasm_func_t*);
WASM_API_EXTERN size_t wasm_func_param_arity(const wasm_func_t*);
WASM_API_EXTERN size_t wasm_func_result_arity(const wasm_func_t*);

/* Calls a function with as many arguments as it has parameters, and a vector with room for its results, or an empty one when nobody wants
   them. Returns null, or a trap. The arguments stay the caller's, who owns the results. */
WASM_API_EXTERN own wasm_trap_t* wasm_func_call(const wasm_func_t*, const wasm_val_vec_t* args, own wasm_val_vec_t* results);

/* Globals. Setting one that is constant, or to a value of another type, does nothing. */
WASM_DECLARE_REF(global)
WASM_API_EXTERN own wasm_global_t* wasm_global_new(wasm_store_t*, const wasm_globaltype_t*, const wasm_val_t*);
WASM_API_EXTERN own wasm_globaltype_t* wasm_global_type(const wasm_global_t*);
WASM_API_EXTERN void wasm_global_get(const wasm_global_t*, own wasm_val_t* out);
WASM_API_EXTERN void wasm_global_set(wasm_global_t*, const wasm_val_t*);

/* Tables. References that are put into them stay the caller's too. */
WASM_DECLARE_REF(table)
typedef uint32_t wasm_table_size_t;
WASM_API_EXTERN own wasm_table_t* wasm_table_new(wasm_store_t*, const wasm_tabletype_t*, wasm_ref_t* init);
WASM_API_EXTERN own wasm_tabletype_t* wasm_table_type(const wasm_table_t*);
WASM_API_EXTERN own wasm_ref_t* wasm_table_get(const wasm_table_t*, wasm_table_size_t index);
WASM_API_EXTERN bool wasm_table_set(wasm_table_t*, wasm_table_size_t index, wasm_ref_t*);
WASM_API_EXTERN wasm_table_size_t wasm_table_size(const wasm_table_t*);
WASM_API_EXTERN bool wasm_table_grow(wasm_table_t*, wasm_table_size_t delta, wasm_ref_t* init);

/* Memories. They never move: the address of the data stays the same when a memory grows, until the store is deleted. Nobody checks what
   the host reads and writes there. */
WASM_DECLARE_REF(memory)
typedef uint32_t wasm_memory_pages_t;
static const size_t MEMORY_PAGE_SIZE = 0x10000;
WASM_API_EXTERN own wasm_memory_t* wasm_memory_new(wasm_store_t*, const wasm_memorytype_t*);
WASM_API_EXTERN own wasm_memorytype_t* wasm_memory_type(const wasm_memory_t*);
WASM_API_EXTERN byte_t* wasm_memory_data(wasm_memory_t*);
WASM_API_EXTERN size_t wasm_memory_data_size(const wasm_memory_t*);
WASM_API_EXTERN wasm_memory_pages_t wasm_memory_size(const wasm_memory_t*);
WASM_API_EXTERN bool wasm_memory_grow(wasm_memory_t*, wasm_memory_pages_t delta);

/* What instances import and export: one of those above. */
WASM_DECLARE_REF(extern)
WASM_DECLARE_VEC(extern, *)
WASM_API_EXTERN wasm_externkind_t wasm_extern_kind(const wasm_extern_t*);
WASM_API_EXTERN own wasm_externtype_t* wasm_extern_type(const wasm_extern_t*);
WASM_DECLARE_CONVERSIONS(func, extern)
WASM_DECLARE_CONVERSIONS(global, extern)
WASM_DECLARE_CONVERSIONS(table, extern)
WASM_DECLARE_CONVERSIONS(memory, extern)

/*
 * Instances. The imports are in the order in which the module names them. When there is no instance, the trap (unless the pointer to it
 * is null) says why: the start function trapped, a segment did not fit, or an import is missing or of another type.
 */
WASM_DECLARE_REF(instance)
WASM_API_EXTERN own wasm_instance_t* wasm_instance_new(
    wasm_store_t*, const wasm_module_t*, const wasm_extern_vec_t* imports, own wasm_trap_t** trap);

/* The exports, in the order of the module. */
WASM_API_EXTERN void wasm_instance_exports(const wasm_instance_t*, own wasm_extern_vec_t* out);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Short forms.
 */

#define WASM_EMPTY_VEC {0, NULL}
#define WASM_ARRAY_VEC(array) {sizeof(array) / sizeof(*(array)), array}

static inline own wasm_valtype_t* wasm_valtype_new_i32(void)
{
    return wasm_valtype_new(WASM_I32);
}

static inline own wasm_valtype_t* wasm_valtype_new_i64(void)
{
    return wasm_valtype_new(WASM_I64);
}

static inline own wasm_valtype_t* wasm_valtype_new_f32(void)
{
    return wasm_valtype_new(WASM_F32);
}

static inline own wasm_valtype_t* wasm_valtype_new_f64(void)
{
    return wasm_valtype_new(WASM_F64);
}

static inline own wasm_valtype_t* wasm_valtype_new_externref(void)
{
    return wasm_valtype_new(WASM_EXTERNREF);
}

static inline own wasm_valtype_t* wasm_valtype_new_funcref(void)
{
    return wasm_valtype_new(WASM_FUNCREF);
}

/* The type of functions with so many of the parameters and results that follow. */
static inline own wasm_functype_t* wasm_functype_of(
    size_t param_count, own wasm_valtype_t* const params[], size_t result_count, own wasm_valtype_t* const results[])
{
    wasm_valtype_vec_t param_types, result_types;
    wasm_valtype_vec_new(&param_types, param_count, params);
    wasm_valtype_vec_new(&result_types, result_count, results);
    return wasm_functype_new(&param_types, &result_types);
}

static inline own wasm_functype_t* wasm_functype_new_0_0(void)
{
    return wasm_functype_of(0, NULL, 0, NULL);
}

static inline own wasm_functype_t* wasm_functype_new_1_0(own wasm_valtype_t* p)
{
    return wasm_functype_of(1, &p, 0, NULL);
}

static inline own wasm_functype_t* wasm_functype_new_2_0(own wasm_valtype_t* p1, own wasm_valtype_t* p2)
{
    wasm_valtype_t* params[] = {p1, p2};
    return wasm_functype_of(2, params, 0, NULL);
}

static inline own wasm_functype_t* wasm_functype_new_3_0(own wasm_valtype_t* p1, own wasm_valtype_t* p2, own wasm_valtype_t* p3)
{
    wasm_valtype_t* params[] = {p1, p2, p3};
    return wasm_functype_of(3, params, 0, NULL);
}

static inline own wasm_functype_t* wasm_functype_new_0_1(own wasm_valtype_t* r)
{
    return wasm_functype_of(0, NULL, 1, &r);
}

static inline own wasm_functype_t* wasm_functype_new_1_1(own wasm_valtype_t* p, own wasm_valtype_t* r)
{
    return wasm_functype_of(1, &p, 1, &r);
}

static inline own wasm_functype_t* wasm_functype_new_2_1(own wasm_valtype_t* p1, own wasm_valtype_t* p2, own wasm_valtype_t* r)
{
    wasm_valtype_t* params[] = {p1, p2};
    return wasm_functype_of(2, params, 1, &r);
}

static inline own wasm_functype_t* wasm_functype_new_3_1(
    own wasm_valtype_t* p1, own wasm_valtype_t* p2, own wasm_valtype_t* p3, own wasm_valtype_t* r)
{
    wasm_valtype_t* params[] = {p1, p2, p3};
    return wasm_functype_of(3, params, 1, &r);
}

static inline own wasm_functype_t* wasm_functype_new_0_2(own wasm_valtype_t* r1, own wasm_valtype_t* r2)
{
    wasm_valtype_t* results[] = {r1, r2};
    return wasm_functype_of(0, NULL, 2, results);
}

static inline own wasm_functype_t* wasm_functype_new_1_2(own wasm_valtype_t* p, own wasm_valtype_t* r1, own wasm_valtype_t* r2)
{
    wasm_valtype_t* results[] = {r1, r2};
    return wasm_functype_of(1, &p, 2, results);
}

static inline own wasm_functype_t* wasm_functype_new_2_2(
    own wasm_valtype_t* p1, own wasm_valtype_t* p2, own wasm_valtype_t* r1, own wasm_valtype_t* r2)
{
    wasm_valtype_t* params[] = {p1, p2};
    wasm_valtype_t* results[] = {r1, r2};
    return wasm_functype_of(2, params, 2, results);
}

static inline own wasm_functype_t* wasm_functype_new_3_2(
    own wasm_valtype_t* p1, own wasm_valtype_t* p2, own wasm_valtype_t* p3, own wasm_valtype_t* r1, own wasm_valtype_t* r2)
{
    wasm_valtype_t* params[] = {p1, p2, p3};
    wasm_valtype_t* results[] = {r1, r2};
    return wasm_functype_of(3, params, 2, results);
}

/* A pointer of the host as an integer that guests can carry. */
static inline void wasm_val_init_ptr(own wasm_val_t* out, void* pointer)
{
#if UINTPTR_MAX == UINT32_MAX
    out->kind = WASM_I32;
    out->of.i32 = (int32_t)(intptr_t)pointer;
#else
    out->kind = WASM_I64;
    out->of.i64 = (int64_t)(intptr_t)pointer;
#endif
}

static inline void* wasm_val_ptr(const wasm_val_t* value)
{
#if UINTPTR_MAX == UINT32_MAX
    return (void*)(intptr_t)value->of.i32;
#else
    return (void*)(intptr_t)value->of.i64;
#endif
}

#define WASM_I32_VAL(value) {.kind = WASM_I32, .of = {.i32 = value}}
#define WASM_I64_VAL(value) {.kind = WASM_I64, .of = {.i64 = value}}
#define WASM_F32_VAL(value) {.kind = WASM_F32, .of = {.f32 = value}}
#define WASM_F64_VAL(value) {.kind = WASM_F64, .of = {.f64 = value}}
#define WASM_REF_VAL(value) {.kind = WASM_EXTERNREF, .of = {.ref = value}}
#define WASM_INIT_VAL {.kind = WASM_EXTERNREF, .of = {.ref = NULL}}

#undef own

#ifdef __cplusplus
}
#endif

#endif
