/*
 * What Lanner has beyond the standard C API of WebAssembly: text, limits, fuel, deadlines, WASI, linkers, calls without checks, backtraces
 * with names, compiled code. The rules of wasm.h for ownership, mistakes and threads hold here too. Strings end with a zero and are UTF-8.
 *
 * Functions that return a bool return true if they have done what they are for; lanner_last_error says why not.
 */
#ifndef LANNER_H
#define LANNER_H

#include "wasm.h"

#ifdef __cplusplus
extern "C" {
#endif

#define own

/* The version that the headers are of; lanner_version tells that of the library. */
#define LANNER_VERSION "0.1.0"

/* -------------------------------------------------------------------------------------------------------------------------------------
 * The start, errors.
 */

/*
 * Starts .NET in the process, with the managed part of Lanner from a folder; null for the folder of the library itself. Any function of
 * the API does that when it is the first, so that this is for those who want to choose the moment, or the folder. .NET is looked for
 * in the folder itself, where DOTNET_ROOT points, where /etc/dotnet/install_location points, in the usual places, and beside the command
 * dotnet. Once started it stays until the process ends; a start that has failed is not tried again.
 */
WASM_API_EXTERN bool lanner_start(const char* folder);

/* The version of the library. */
WASM_API_EXTERN const char* lanner_version(void);

/* Why the last function on this thread that has failed did so; empty when none has. */
WASM_API_EXTERN void lanner_last_error(own wasm_message_t* out);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Text.
 */

/* Translates the text format into the binary format. */
WASM_API_EXTERN bool lanner_text_to_binary(const char* text, size_t length, own wasm_byte_vec_t* out);

/* Translates the binary format into the text format. */
WASM_API_EXTERN bool lanner_binary_to_text(const wasm_byte_vec_t* binary, own wasm_message_t* out);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Kinds that the standard does not know, in what functions return.
 */

enum {
    LANNER_V128 = 4,         /* a vector; of the functions that call, only lanner_func_call_unchecked can pass it */
    LANNER_ANYREF = 130,     /* a reference that is neither externref nor funcref */
    LANNER_EXTERN_TAG = 4    /* a tag of exceptions */
};

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Options of engines. Each is set before the engine is made.
 */

typedef uint32_t lanner_memory_mode_t;
enum {
    LANNER_MEMORY_GUARDED,   /* the hardware keeps accesses within bounds, at no cost; takes address space, Linux on x64 only */
    LANNER_MEMORY_CHECKED    /* each access is compared with the size */
};

typedef uint32_t lanner_compilation_t;
enum {
    LANNER_COMPILE_LAZILY,        /* a function when it is first called */
    LANNER_COMPILE_EAGERLY,       /* all functions when the module is made */
    LANNER_COMPILE_IN_BACKGROUND  /* all functions, on other threads, while the module is in use already */
};

/* The default is guarded where that is possible, and checked elsewhere. */
WASM_API_EXTERN bool lanner_config_set_memory_mode(wasm_config_t*, lanner_memory_mode_t);

/* Guests can be interrupted, and have deadlines. Costs a few per cent. */
WASM_API_EXTERN bool lanner_config_set_interruptible(wasm_config_t*, bool);

/* Guests use up fuel. */
WASM_API_EXTERN bool lanner_config_set_fuel(wasm_config_t*, bool);

/* The same module with the same input gives the same results on every machine, down to the bits of a NaN. */
WASM_API_EXTERN bool lanner_config_set_deterministic(wasm_config_t*, bool);

/* The features of WebAssembly that modules may use. */
WASM_API_EXTERN bool lanner_config_set_features(wasm_config_t*, uint64_t features);
enum {
    LANNER_MUTABLE_GLOBALS = 1 << 0,
    LANNER_SIGN_EXTENSION = 1 << 1,
    LANNER_SATURATING_TRUNCATION = 1 << 2,
    LANNER_MULTI_VALUE = 1 << 3,
    LANNER_BULK_MEMORY = 1 << 4,
    LANNER_REFERENCE_TYPES = 1 << 5,
    LANNER_SIMD = 1 << 6,
    LANNER_RELAXED_SIMD = 1 << 7,
    LANNER_TAIL_CALLS = 1 << 8,
    LANNER_TYPED_FUNCTION_REFERENCES = 1 << 9,
    LANNER_GARBAGE_COLLECTION = 1 << 10,
    LANNER_EXCEPTIONS = 1 << 11,
    LANNER_MULTI_MEMORY = 1 << 12,
    LANNER_MEMORY64 = 1 << 13,
    LANNER_EXTENDED_CONSTANTS = 1 << 14,
    LANNER_THREADS = 1 << 15,
    LANNER_LEGACY_EXCEPTIONS = 1 << 16,
    LANNER_WIDE_ARITHMETIC = 1 << 17,
    LANNER_CUSTOM_PAGE_SIZES = 1 << 18,
    LANNER_COMPACT_IMPORTS = 1 << 19
};

WASM_API_EXTERN bool lanner_config_set_compilation(wasm_config_t*, lanner_compilation_t);

/* A folder that keeps compiled code from one process to the next. Who can write there can do what the process can. */
WASM_API_EXTERN bool lanner_config_set_cache(wasm_config_t*, const char* folder);

WASM_API_EXTERN lanner_memory_mode_t lanner_engine_memory_mode(const wasm_engine_t*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Limits, fuel, time.
 */

/* What a store's guests may use together. A negative number is no limit. */
typedef struct lanner_limits_t {
    int64_t memory_bytes;        /* everything that they hold: memories, tables, objects */
    int64_t heap_bytes;          /* of these, structures, arrays and exceptions */
    int64_t stack_bytes;         /* the stack of one call */
    int64_t fuel;                /* needs lanner_config_set_fuel */
    int64_t call_microseconds;   /* the time of one call; needs lanner_config_set_interruptible */
    int64_t table_elements;
    int64_t instances;
    int64_t memories;
    int64_t tables;
} lanner_limits_t;

/* No limits. */
static inline lanner_limits_t lanner_limits_none(void)
{
    lanner_limits_t limits = {-1, -1, -1, -1, -1, -1, -1, -1, -1};
    return limits;
}

/* Makes a store with limits. A guest that reaches one traps, and the trap says which. */
WASM_API_EXTERN own wasm_store_t* lanner_store_new(wasm_engine_t*, const lanner_limits_t*);

/* The fuel that is left, and what guests have used. */
WASM_API_EXTERN bool lanner_store_fuel(const wasm_store_t*, int64_t* out);
WASM_API_EXTERN bool lanner_store_fuel_consumed(const wasm_store_t*, int64_t* out);
WASM_API_EXTERN bool lanner_store_set_fuel(wasm_store_t*, int64_t fuel);
WASM_API_EXTERN bool lanner_store_add_fuel(wasm_store_t*, int64_t fuel);

/* Has the guest that runs in the store trap at its next loop or call; when none runs, the next call. A program (lanner_linker_run) is one
   call, from before its instantiation to its end. Any thread may call this, as long as the store is not deleted. */
WASM_API_EXTERN bool lanner_store_interrupt(wasm_store_t*);

/* True if guests of the store are to stop: for host functions that take long, which then return. Any thread may ask. */
WASM_API_EXTERN bool lanner_store_is_interrupted(const wasm_store_t*);

/* Has guests of the store trap once a time from now has passed, until the deadline is cleared or another is set. */
WASM_API_EXTERN bool lanner_store_set_deadline(wasm_store_t*, uint64_t microseconds);
WASM_API_EXTERN void lanner_store_clear_deadline(wasm_store_t*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Modules.
 */

/* A module from a file in either format. */
WASM_API_EXTERN own wasm_module_t* lanner_module_from_file(wasm_store_t*, const char* path);
WASM_API_EXTERN own wasm_module_t* lanner_module_from_text(wasm_store_t*, const char* text, size_t length);

/* Compiles the module and writes what came out into a file, from which it is loaded for an engine with the same options. The file becomes
   part of the process, outside of any sandbox: load what this program or its user has written, and nothing else. */
WASM_API_EXTERN bool lanner_module_save_compiled(const wasm_module_t*, const char* path);
WASM_API_EXTERN own wasm_module_t* lanner_module_load_compiled(wasm_store_t*, const char* path);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Calls without checks.
 */

/* A value without its kind: 16 bytes. */
typedef union lanner_raw_t {
    int32_t i32;
    int64_t i64;
    float32_t f32;
    float64_t f64;
    uint8_t v128[16];
    struct wasm_ref_t* ref;
} lanner_raw_t;

/* Calls a function with the arguments in the array, where the results are afterwards: it has room for whichever are more. Nobody checks
   that they are of the function's types. References as with wasm_func_call. */
WASM_API_EXTERN own wasm_trap_t* lanner_func_call_unchecked(const wasm_func_t*, lanner_raw_t* values);

/* The instance that calls a host function. It exports nothing when the function was called by the host. Valid during the call. */
typedef struct lanner_caller_t lanner_caller_t;

/* A host function that finds its arguments in an array and leaves its results there. */
typedef own wasm_trap_t* (*lanner_callback_t)(void* env, const lanner_caller_t* caller, lanner_raw_t* values);
WASM_API_EXTERN own wasm_func_t* lanner_func_new_unchecked(
    wasm_store_t*, const wasm_functype_t*, lanner_callback_t, void* env, void (*finalizer)(void*));

/* What the calling instance exports under a name, such as "memory"; null when there is nothing. */
WASM_API_EXTERN own wasm_extern_t* lanner_caller_export(const lanner_caller_t*, const char* name);
WASM_API_EXTERN own wasm_extern_t* lanner_instance_export(const wasm_instance_t*, const char* name);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Calls and host functions that wait. A call can run on a thread of Lanner's, of which a process has at most a thousand; more calls wait
 * for their turn. It takes its thread, whose stack is of 2 MiB, until it has ended, also while its guest waits for a host function.
 * Callbacks may come on any thread, at any moment, before the function that began the call has returned too, and ought to return soon.
 */

/* The name of a call that a thread of Lanner's runs. */
typedef struct lanner_call_t lanner_call_t;

/* Called once, when the call has ended. The trap is null if the guest has returned. The results are valid during the callback. The store
   is free again, and may be used, or deleted, by the callback itself. */
typedef void (*lanner_func_ended_t)(void* env, own wasm_trap_t* trap, const wasm_val_vec_t* results);

/* Begins a call and returns at once. The store is in use until the call has ended; other calls in it are refused. The arguments are read
   before this returns. Null, and no callback, if the call cannot begin: wrong arguments, a store in use, a function that takes or returns a
   vector. A store that is deleted meanwhile has the call cancelled, and is gone when that has ended, before the callback. */
WASM_API_EXTERN own lanner_call_t* lanner_func_call_async(
    const wasm_func_t*, const wasm_val_vec_t* args, lanner_func_ended_t, void* env);

/* Has the guest end with a trap (LANNER_TRAP_INTERRUPTED), also where it waits in a host function of lanner_func_new_async. If the engine
   is not interruptible it ends only there: when it waits, or is to wait next. A call that has ended is not changed. Any thread may call
   this. */
WASM_API_EXTERN bool lanner_call_cancel(lanner_call_t*);

/* Releases the name; the call goes on. Any thread may call this, also before the call has ended. */
WASM_API_EXTERN void lanner_call_delete(own lanner_call_t*);

/* The end of a host function, for which a guest waits. It works on any thread, and also when nobody waits any more, whatever has been
   deleted meanwhile. */
typedef struct lanner_completion_t lanner_completion_t;

/* A host function that may return before it is done. It owns the completion, and ends the wait by exactly one of
   lanner_completion_return, lanner_completion_return_text and lanner_completion_trap: before it returns or later, on any thread. The
   arguments are valid until it returns, the caller until the wait has ended: the memory can be read and written until then. It is called on
   the thread that the guest runs on: the caller's for wasm_func_call, which then blocks, one of Lanner's for lanner_func_call_async. Where
   nothing ends the wait, the guest waits until it is cancelled. */
typedef void (*lanner_async_callback_t)(
    void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, own lanner_completion_t*);
WASM_API_EXTERN own wasm_func_t* lanner_func_new_async(
    wasm_store_t*, const wasm_functype_t*, lanner_async_callback_t, void* env, void (*finalizer)(void*));

/* Ends the wait with results. False, and the guest traps, if they are not of the function's type. */
WASM_API_EXTERN bool lanner_completion_return(own lanner_completion_t*, const wasm_val_vec_t* results);

/* Ends the wait with the result of a component's host function, in JSON; empty or null if it has none. False, and the guest traps, if the
   completion is not one of a component. Text that is no result of the function's type has the guest trap. */
WASM_API_EXTERN bool lanner_completion_return_text(own lanner_completion_t*, const wasm_byte_vec_t* result);

/* Ends the wait, and the guest, with a trap. Where the store may have been deleted, the trap is made by wasm_trap_new without one. */
WASM_API_EXTERN bool lanner_completion_trap(own lanner_completion_t*, own wasm_trap_t*);

/* Has a function called, at most once and on any thread, when nobody waits any more, since the call was cancelled, a deadline has passed
   or the like; at once, before this returns, if that is so already. The completion still has to be ended, which then has no effect. Once
   for each completion. It is neither called nor running any more when what ends the completion has returned, unless it called that. */
WASM_API_EXTERN bool lanner_completion_on_cancel(lanner_completion_t*, void (*cancelled)(void*), void* env);

/* Which guests of the process wait, for what and since when: a text with a line for each. */
WASM_API_EXTERN void lanner_waits(own wasm_message_t* out);

/* Has two functions called on the threads of the library's that run guests: one before a thread does so for a while, the other one when it
   has. For hosts whose handlers of signals need something of each such thread, such as an alternate stack of their own; the runtime of Go
   is one. Both are null, or none. What is set holds for what begins from then on. */
WASM_API_EXTERN bool lanner_set_thread_hooks(void (*begin)(void*), void (*end)(void*), void* env);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Traps.
 */

typedef int32_t lanner_trap_code_t;
enum {
    LANNER_TRAP_NONE = -1,       /* not a trap of WebAssembly: made by wasm_trap_new, or an error of the host */
    LANNER_TRAP_UNREACHABLE = 0,
    LANNER_TRAP_MEMORY_OUT_OF_BOUNDS,
    LANNER_TRAP_TABLE_OUT_OF_BOUNDS,
    LANNER_TRAP_UNDEFINED_ELEMENT,
    LANNER_TRAP_UNINITIALIZED_ELEMENT,
    LANNER_TRAP_INDIRECT_CALL_TYPE_MISMATCH,
    LANNER_TRAP_NULL_FUNCTION_REFERENCE,
    LANNER_TRAP_INTEGER_DIVIDE_BY_ZERO,
    LANNER_TRAP_INTEGER_OVERFLOW,
    LANNER_TRAP_INVALID_CONVERSION_TO_INTEGER,
    LANNER_TRAP_STACK_EXHAUSTED,
    LANNER_TRAP_NULL_REFERENCE,
    LANNER_TRAP_NULL_STRUCTURE_REFERENCE,
    LANNER_TRAP_NULL_ARRAY_REFERENCE,
    LANNER_TRAP_NULL_I31_REFERENCE,
    LANNER_TRAP_NULL_EXCEPTION_REFERENCE,
    LANNER_TRAP_ARRAY_OUT_OF_BOUNDS,
    LANNER_TRAP_CAST_FAILURE,
    LANNER_TRAP_UNALIGNED_ATOMIC,
    LANNER_TRAP_EXPECTED_SHARED_MEMORY,
    LANNER_TRAP_INTERRUPTED,
    LANNER_TRAP_OUT_OF_FUEL,
    LANNER_TRAP_ALLOCATION_TOO_LARGE,
    LANNER_TRAP_HEAP_EXHAUSTED,
    LANNER_TRAP_DEADLINE_PASSED,
    LANNER_TRAP_HOST_COPY_TOO_LARGE,
    LANNER_TRAP_INVALID_TEXT
};

WASM_API_EXTERN lanner_trap_code_t lanner_trap_code(const wasm_trap_t*);

/* True if a program of WASI has ended itself (proc_exit), with the status that it gave. */
WASM_API_EXTERN bool lanner_trap_exit_status(const wasm_trap_t*, int32_t* out);

/* Names and source lines of a frame. False, and nothing in the parameters, when the module does not tell. */
WASM_API_EXTERN bool lanner_frame_func_name(const wasm_frame_t*, own wasm_name_t* out);
WASM_API_EXTERN bool lanner_frame_module_name(const wasm_frame_t*, own wasm_name_t* out);
WASM_API_EXTERN bool lanner_frame_source(const wasm_frame_t*, own wasm_name_t* out, uint32_t* line, uint32_t* column);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Linkers: definitions by name. What belongs to a store can be imported in that store only; WASI is for any store.
 */

typedef struct lanner_linker_t lanner_linker_t;
typedef struct lanner_wasi_t lanner_wasi_t;

WASM_API_EXTERN own lanner_linker_t* lanner_linker_new(wasm_engine_t*);
WASM_API_EXTERN void lanner_linker_delete(own lanner_linker_t*);

/* Something can be defined again under the same names, which hides the first definition. */
WASM_API_EXTERN bool lanner_linker_allow_shadowing(lanner_linker_t*, bool);
WASM_API_EXTERN bool lanner_linker_define(lanner_linker_t*, const char* module, const char* name, const wasm_extern_t*);

/* Defines everything that an instance exports. */
WASM_API_EXTERN bool lanner_linker_define_instance(lanner_linker_t*, const char* module, const wasm_instance_t*);

/* Defines the functions of WASI 0.1 with what the context grants. The context is complete then: later changes have no effect here. */
WASM_API_EXTERN bool lanner_linker_define_wasi(lanner_linker_t*, const lanner_wasi_t*);

/* Defines each function that a module imports and that is not defined, as one that traps. */
WASM_API_EXTERN bool lanner_linker_define_unknown(lanner_linker_t*, const wasm_module_t*);

/* Like wasm_instance_new, with the imports found by their names. */
WASM_API_EXTERN own wasm_instance_t* lanner_linker_instantiate(
    const lanner_linker_t*, wasm_store_t*, const wasm_module_t*, own wasm_trap_t** trap);

/* Runs a program of WASI: instantiates the module, calls _start and gives the status that it ends with. One that starts threads
   (wasi-threads) has them, if the engine is interruptible. The linker needs WASI, and what else the module imports. */
WASM_API_EXTERN bool lanner_linker_run(
    const lanner_linker_t*, wasm_store_t*, const wasm_module_t*, int32_t* status, own wasm_trap_t** trap);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * WASI. A new context grants nothing: no arguments, no environment, no streams, no files.
 */

typedef uint32_t lanner_streams_t;
enum {
    LANNER_STDIN = 1,
    LANNER_STDOUT = 2,
    LANNER_STDERR = 4
};

/* Reading is always allowed. */
typedef uint32_t lanner_rights_t;
enum {
    LANNER_READ_ONLY = 0,
    LANNER_WRITE = 1,        /* change files and delete them */
    LANNER_CREATE = 2,
    LANNER_LINK = 4,         /* make links */
    LANNER_ALL_RIGHTS = 7
};

WASM_API_EXTERN own lanner_wasi_t* lanner_wasi_new(void);
WASM_API_EXTERN void lanner_wasi_delete(own lanner_wasi_t*);

/* The first argument is the name of the program. */
WASM_API_EXTERN bool lanner_wasi_add_argument(lanner_wasi_t*, const char* argument);
WASM_API_EXTERN bool lanner_wasi_add_environment(lanner_wasi_t*, const char* name, const char* value);

/* The variables that the process has now. */
WASM_API_EXTERN bool lanner_wasi_inherit_environment(lanner_wasi_t*);

/* The streams of the process. */
WASM_API_EXTERN bool lanner_wasi_inherit_streams(lanner_wasi_t*, lanner_streams_t streams);

/* Bytes as standard input. */
WASM_API_EXTERN bool lanner_wasi_set_input(lanner_wasi_t*, const wasm_byte_vec_t* content);

/* What the guest writes is kept, up to a number of bytes a stream; what is more, the guest cannot write. */
WASM_API_EXTERN bool lanner_wasi_capture_streams(lanner_wasi_t*, lanner_streams_t streams, size_t maximum);

/* What was written to one of the two so far. */
WASM_API_EXTERN bool lanner_wasi_captured(const lanner_wasi_t*, lanner_streams_t stream, own wasm_byte_vec_t* out);

/* A directory of the host under a path of the guest. */
WASM_API_EXTERN bool lanner_wasi_add_directory(
    lanner_wasi_t*, const char* host_path, const char* guest_path, lanner_rights_t rights);

/* A zip or tar file of the host, read-only, under a path of the guest. */
WASM_API_EXTERN bool lanner_wasi_add_archive(lanner_wasi_t*, const char* host_path, const char* guest_path);

/* A directory, or a zip or tar file, of the host, which is not changed: what the guest changes there stays in memory, up to a number of
   bytes, and is gone with the context. */
WASM_API_EXTERN bool lanner_wasi_add_overlay(lanner_wasi_t*, const char* host_path, const char* guest_path, uint64_t maximum);

/* A socket that listens at an address such as "127.0.0.1:8080" or "[::1]:0", as a descriptor behind those of the directories. */
WASM_API_EXTERN bool lanner_wasi_add_listener(lanner_wasi_t*, const char* address);

/* Peers that may connect, such as "10.0.0.0/8" or "10.1.2.3", from any port if it is 0. Once there are such, no others may. */
WASM_API_EXTERN bool lanner_wasi_allow_peers(lanner_wasi_t*, const char* addresses, uint32_t port);

/* The random numbers that follow from a seed, instead of those of the system. */
WASM_API_EXTERN bool lanner_wasi_set_random_seed(lanner_wasi_t*, int64_t seed);

/* Clocks that begin at a time, in microseconds since 1970, and are so many microseconds further each time they are read, instead of those
   of the system. */
WASM_API_EXTERN bool lanner_wasi_set_clock(lanner_wasi_t*, int64_t start, uint64_t step);

/* The number of files that the guest may have open, with streams and directories; 1024 otherwise. */
WASM_API_EXTERN bool lanner_wasi_set_most_descriptors(lanner_wasi_t*, uint32_t most);

/* A file system in memory, of at most so many bytes. Paths in it begin at its root, such as "/data/input.txt". */
typedef struct lanner_files_t lanner_files_t;
WASM_API_EXTERN own lanner_files_t* lanner_files_new(uint64_t maximum);
WASM_API_EXTERN void lanner_files_delete(own lanner_files_t*);
WASM_API_EXTERN bool lanner_files_create_directory(lanner_files_t*, const char* path);
WASM_API_EXTERN bool lanner_files_write(lanner_files_t*, const char* path, const wasm_byte_vec_t* content);
WASM_API_EXTERN bool lanner_files_read(const lanner_files_t*, const char* path, own wasm_byte_vec_t* out);
WASM_API_EXTERN bool lanner_wasi_add_files(lanner_wasi_t*, const lanner_files_t*, const char* guest_path, lanner_rights_t rights);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * What WASI grants to components only: connections, requests of HTTP, settings, keys and values.
 */

/* What a component may do with hosts of the network. */
typedef uint32_t lanner_network_use_t;
enum {
    LANNER_CONNECT,          /* connect, or send datagrams to them, and look up their names: "example.com:443" or "udp://10.0.0.0/8" */
    LANNER_LISTEN,           /* listen, or receive datagrams of anybody, at addresses of the host: "127.0.0.1:8000-8100" or "[::]:0" */
    LANNER_LOOK_UP,          /* look up names beside those that it may connect to: "*.example.com" */
    LANNER_HTTP              /* send requests of HTTP: "https://example.com" or "http://127.0.0.1:8080" */
};

/* Hosts are [SCHEME://]HOST[:PORTS], where the scheme is tcp, which it is if there is none, or udp; or, for HTTP, http or https, and both
   if there is none. The host is a name, "*.example.com" for all names below one, "*" for all, an address, or a range of addresses such as
   "10.0.0.0/8" or "[fd00::]/8"; for LANNER_LISTEN an address or a range, and for LANNER_LOOK_UP a name alone. The ports are one, or a
   range; all if there are none, or for HTTP that of the scheme and "*" for all. Port 0 lets a component that listens take a free one. Whom
   it then accepts, lanner_wasi_allow_peers says. */
WASM_API_EXTERN bool lanner_wasi_allow(lanner_wasi_t*, lanner_network_use_t use, const char* hosts);

/* Lets names that are granted have any address. Otherwise those of this machine, of private networks and of link-local ones are withheld:
   whoever answers for a name must not choose what a guest reaches of the host's own network. */
WASM_API_EXTERN bool lanner_wasi_allow_private_answers(lanner_wasi_t*);

/* What a component may have at once. */
typedef uint32_t lanner_wasi_limit_t;
enum {
    LANNER_MOST_RESOURCES,           /* streams, descriptors, pollables and so on; 65,536 otherwise. One more traps. */
    LANNER_MOST_RESOURCE_BYTES,      /* bytes that the host keeps for them; 128 MiB otherwise */
    LANNER_MOST_SOCKETS,             /* with those of connections that were accepted; 256 otherwise */
    LANNER_MOST_HTTP_REQUESTS        /* until their responses are read or dropped; 100 otherwise */
};
WASM_API_EXTERN bool lanner_wasi_set_limit(lanner_wasi_t*, lanner_wasi_limit_t, uint64_t most);

/* A setting of the component's configuration (wasi:config). One that is there is replaced. */
WASM_API_EXTERN bool lanner_wasi_add_setting(lanner_wasi_t*, const char* name, const char* value);

/* Keys and values in memory (wasi:keyvalue), of at most so many bytes, with 64 for each pair. Several components may have one, by the name
   by which they open it; any thread may use it meanwhile. To read a key that is not there is an error. */
typedef struct lanner_key_value_store_t lanner_key_value_store_t;
WASM_API_EXTERN own lanner_key_value_store_t* lanner_key_value_store_new(uint64_t maximum);
WASM_API_EXTERN void lanner_key_value_store_delete(own lanner_key_value_store_t*);
WASM_API_EXTERN bool lanner_key_value_store_set(lanner_key_value_store_t*, const char* key, const wasm_byte_vec_t* value);
WASM_API_EXTERN bool lanner_key_value_store_get(const lanner_key_value_store_t*, const char* key, own wasm_byte_vec_t* out);
WASM_API_EXTERN bool lanner_wasi_add_key_value_store(lanner_wasi_t*, const char* name, const lanner_key_value_store_t*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Components. Their values cross as text: in JSON, where records are objects, lists and tuples arrays, enums and cases without a value
 * strings, other cases objects of one member, flags arrays of their labels, an option null or the value, and a result an object with the
 * member "ok" or "error"; or in WAVE, the WebAssembly Value Encoding, such as add(1, 2). Vectors of bytes that come out have no zero at
 * their end. Where a function returns false or null without a trap, the mistake was the caller's, and lanner_last_error describes it.
 */

typedef struct lanner_component_t lanner_component_t;
typedef struct lanner_component_linker_t lanner_component_linker_t;
typedef struct lanner_component_instance_t lanner_component_instance_t;

/* Compiles a component, binary or text. It is shared by threads and by all stores of the engine. */
WASM_API_EXTERN own lanner_component_t* lanner_component_new(wasm_engine_t*, const wasm_byte_vec_t* bytes);
WASM_API_EXTERN own lanner_component_t* lanner_component_from_file(wasm_engine_t*, const char* path);
WASM_API_EXTERN void lanner_component_delete(own lanner_component_t*);

/* The imports and exports in JSON: functions with the names and types of their parameters. */
WASM_API_EXTERN bool lanner_component_interface(const lanner_component_t*, own wasm_byte_vec_t* out);

/* A linker that defines nothing. It serves one store. */
WASM_API_EXTERN own lanner_component_linker_t* lanner_component_linker_new(wasm_store_t*);
WASM_API_EXTERN void lanner_component_linker_delete(own lanner_component_linker_t*);

/* A function of the host. The arguments are an array; the result, which is the caller's to keep afterwards, is read where the type has
   one. A trap that is returned ends the guest's call. */
typedef own wasm_trap_t* (*lanner_component_callback_t)(void* env, const wasm_byte_vec_t* arguments, own wasm_byte_vec_t* result);

/* Defines a function of an interface, such as "ns:package/interface@1.0.0"; null for one that is imported by its own name. The finalizer,
   unless it is null, is called with env when the store is deleted. */
WASM_API_EXTERN bool lanner_component_linker_define(
    lanner_component_linker_t*, const char* interface_name, const char* name, lanner_component_callback_t, void* env,
    void (*finalizer)(void*));

/* Defines the interfaces of WASI 0.2 with what the context grants. */
WASM_API_EXTERN bool lanner_component_linker_define_wasi(lanner_component_linker_t*, const lanner_wasi_t*);

/* Makes an instance. Null when something is not defined, or the guest trapped. */
WASM_API_EXTERN own lanner_component_instance_t* lanner_component_linker_instantiate(
    const lanner_component_linker_t*, const lanner_component_t*, own wasm_trap_t** trap);

/* Runs a program: a component that exports wasi:cli/run, and gives the status that it ends with. */
WASM_API_EXTERN bool lanner_component_linker_run(
    const lanner_component_linker_t*, const lanner_component_t*, int32_t* status, own wasm_trap_t** trap);

WASM_API_EXTERN void lanner_component_instance_delete(own lanner_component_instance_t*);

/* The exports in JSON. */
WASM_API_EXTERN bool lanner_component_instance_interface(const lanner_component_instance_t*, own wasm_byte_vec_t* out);

/* Calls a function by its name, such as "run", or "ns:package/interface#name"; the part before the name may be left away where only one
   function has it. The arguments are an array in JSON, and so is the result; it is null where the type has none. */
WASM_API_EXTERN bool lanner_component_instance_call(
    const lanner_component_instance_t*, const char* function, const wasm_byte_vec_t* arguments, own wasm_byte_vec_t* out,
    own wasm_trap_t** trap);

/* Does a call in WAVE, such as add(1, 2). The result is empty where the type has none. */
WASM_API_EXTERN bool lanner_component_instance_call_wave(
    const lanner_component_instance_t*, const char* call, own wasm_byte_vec_t* out, own wasm_trap_t** trap);

/* The same as calls that wait (lanner_func_call_async), with the result in JSON or WAVE. Of functions whose type is async any number of
   calls may be on their way in one store; others have the store for themselves. The callback may use the store. Null, and no callback, if
   there is no such function or the arguments are not of its types. */
typedef void (*lanner_component_ended_t)(void* env, own wasm_trap_t* trap, const wasm_byte_vec_t* result);
WASM_API_EXTERN own lanner_call_t* lanner_component_instance_call_async(
    const lanner_component_instance_t*, const char* function, const wasm_byte_vec_t* arguments, lanner_component_ended_t, void* env);
WASM_API_EXTERN own lanner_call_t* lanner_component_instance_call_wave_async(
    const lanner_component_instance_t*, const char* call, lanner_component_ended_t, void* env);

/* A function of the host that may return before it is done, and ends by lanner_completion_return_text or lanner_completion_trap. A guest
   whose type of it is async goes on meanwhile, if it can; any other waits. */
typedef void (*lanner_component_async_callback_t)(void* env, const wasm_byte_vec_t* arguments, own lanner_completion_t*);
WASM_API_EXTERN bool lanner_component_linker_define_async(
    lanner_component_linker_t*, const char* interface_name, const char* name, lanner_component_async_callback_t, void* env,
    void (*finalizer)(void*));

#undef own

#ifdef __cplusplus
}
#endif

#endif
