/*
 * What the parts of the loader know of each other. The loader finds and starts .NET, stands before its signal handlers, and jumps to the
 * managed side through a table.
 */
#ifndef LANNER_LOADER_H
#define LANNER_LOADER_H

#if defined(_WIN32)
#define LANNER_EXPORT __declspec(dllexport)
#define LANNER_HIDDEN
#define LANNER_THREAD __declspec(thread)
#define LANNER_LIKELY(condition) (condition)
#define LANNER_CALL __cdecl
#else
#define LANNER_EXPORT __attribute__((visibility("default")))
#define LANNER_HIDDEN __attribute__((visibility("hidden")))
/* Found by one addition, instead of by a call of the C library: the model costs a few bytes of a reserve that the C library keeps. */
#define LANNER_THREAD __thread __attribute__((tls_model("initial-exec")))
#define LANNER_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define LANNER_CALL
#endif

#define WASM_API_EXTERN LANNER_EXPORT
#include "lanner.h"

typedef void (*lanner_finalizer_t)(void*);

/* What is known of the running thread. */
struct lanner_thread {
    /* True once .NET runs and the thread has what it needs: one of the host that has called, or one of .NET that has called back. */
    bool is_ready;
    /* True once the thread ends and .NET is about to forget it: a call would have .NET note it again, for ever. */
    bool has_ended;
    /* How many functions of the API are active since the host was last called back: zero while the host's own code runs. A thread of .NET
       that is ready has one, outside of callbacks. */
    int inside;
    /* Where a fault is being handed to a handler of the host, and to which, counted from the one that was installed last. */
    void* handing_frame;
    int handing_depth;
    /* The handler whose turn it is when the host's handler has raised its signal again; 0 when it has not. */
    int raised_depth;
    /* The signals that were blocked when .NET was handed a fault, until the call is left. .NET goes on behind the fault without coming back
       from its handler, and meanwhile all signals are blocked. */
    bool has_mask;
    uint64_t mask;
};

extern LANNER_HIDDEN LANNER_THREAD struct lanner_thread lanner_thread;

LANNER_HIDDEN bool lanner_enter_slowly(void);

/* Begins a function of the API. False when .NET cannot be started, and in a handler of a signal that came during a call. */
static inline bool lanner_enter(void)
{
    if (LANNER_LIKELY(lanner_thread.is_ready && lanner_thread.inside == 0)) {
        lanner_thread.inside = 1;
        return true;
    }
    return lanner_enter_slowly();
}

LANNER_HIDDEN void lanner_signals_restore_mask(void);

static inline void lanner_leave(void)
{
    lanner_thread.inside--;
    if (!LANNER_LIKELY(!lanner_thread.has_mask)) {
        lanner_signals_restore_mask();
    }
}

/* What calls of guests return when they are refused: no trap that anything can be done with, but not null either. */
LANNER_HIDDEN wasm_trap_t* lanner_refused_trap(void);

/* Zeroes what a function was to fill in and cannot. */
static inline void lanner_clear(void* out, size_t size)
{
    if (out != NULL) {
        memset(out, 0, size);
    }
}

/* What the managed side gets when it starts. Class LoaderInfo is the same in C#. */
struct lanner_start_info {
    size_t size;
    size_t function_count;
    void* table;
    wasm_trap_t* (LANNER_CALL *call)(wasm_func_callback_t, const wasm_val_vec_t*, wasm_val_vec_t*);
    wasm_trap_t* (LANNER_CALL *call_with_env)(wasm_func_callback_with_env_t, void*, const wasm_val_vec_t*, wasm_val_vec_t*);
    wasm_trap_t* (LANNER_CALL *call_unchecked)(lanner_callback_t, void*, const lanner_caller_t*, lanner_raw_t*);
    void (LANNER_CALL *finalize)(lanner_finalizer_t, void*);
    void (LANNER_CALL *note_runtime_thread)(void);
    bool (LANNER_CALL *check_signals)(void);
    void (LANNER_CALL *call_async)(
        lanner_async_callback_t, void*, const lanner_caller_t*, const wasm_val_vec_t*, lanner_completion_t*);
    void (LANNER_CALL *call_component_async)(
        lanner_component_async_callback_t, void*, const wasm_byte_vec_t*, lanner_completion_t*);
    /* The results are values with their kinds, or the text of a component's result for a lanner_component_ended_t. */
    void (LANNER_CALL *end_call)(lanner_func_ended_t, void*, wasm_trap_t*, const wasm_val_vec_t*);
    uint64_t (LANNER_CALL *block_signals)(void);
    void (LANNER_CALL *unblock_signals)(uint64_t mask);
};

/* Signals: signals_posix.c, signals_windows.c. */

/* Blocks signals on the thread that starts .NET, so that the threads that .NET makes have them blocked: they are for the host's threads.
   And while .NET starts its own handlers are in their place. Returns the mask as it was. */
LANNER_HIDDEN uint64_t lanner_signals_block(void);
LANNER_HIDDEN void lanner_signals_unblock(uint64_t mask);
/* Remembers the handlers of the host, before .NET starts. */
LANNER_HIDDEN void lanner_signals_remember(void);
/* Stands before the handlers of .NET, or gives signals back, after it has started. */
LANNER_HIDDEN void lanner_signals_arrange(void);
/* Looks for handlers that the host has installed since. True if there were some. */
LANNER_HIDDEN bool lanner_signals_check(void);
/* Prepares the running thread, which is one of the host. */
LANNER_HIDDEN void lanner_signals_prepare_thread(void);
/* Whether the running thread is the first one of the process. */
LANNER_HIDDEN bool lanner_is_main_thread(void);
/* Has a function called when the thread ends, before those that were added earlier. */
LANNER_HIDDEN void lanner_at_thread_end(void (*end)(void*));
/* Notes what threads are like that .NET has made; runs on one. */
LANNER_HIDDEN void lanner_signals_note_runtime_thread(void);

/* The platform: platform_posix.c, platform_windows.c. Paths are UTF-8; results are allocated. */

#if defined(_WIN32)
#define LANNER_SEPARATOR '\\'
#define LANNER_LIBRARY_NAME(name) name ".dll"
#elif defined(__APPLE__)
#define LANNER_SEPARATOR '/'
#define LANNER_LIBRARY_NAME(name) "lib" name ".dylib"
#else
#define LANNER_SEPARATOR '/'
#define LANNER_LIBRARY_NAME(name) "lib" name ".so"
#endif

LANNER_HIDDEN void lanner_lock(void);
LANNER_HIDDEN void lanner_unlock(void);
/* The folder of this library. */
LANNER_HIDDEN char* lanner_own_folder(void);
LANNER_HIDDEN bool lanner_exists(const char* path);
/* The names in a folder, one call each. */
LANNER_HIDDEN void lanner_list(const char* folder, void (*visit)(void* state, const char* name), void* state);
/* The path of a library or program without symbolic links, or null. */
LANNER_HIDDEN char* lanner_real_path(const char* path);
LANNER_HIDDEN void* lanner_open_library(const char* path, char* error, size_t error_size);
/* Has the libraries that .NET will open keep to their own functions, where the program has others of the same names: those of Node.js
   have an OpenSSL inside, and that of the system would call into it. */
LANNER_HIDDEN void lanner_isolate_libraries(void);
LANNER_HIDDEN void* lanner_find_symbol(void* library, const char* name);
/* The places where .NET is, besides DOTNET_ROOT, in the order of trying; the last is null. */
LANNER_HIDDEN const char* const* lanner_usual_places(void);
/* Sets a variable that is not set; true if it was not. */
LANNER_HIDDEN bool lanner_set_variable(const char* name, const char* value);
LANNER_HIDDEN void lanner_unset_variable(const char* name);
/* A string as the host components of .NET take it. */
LANNER_HIDDEN void* lanner_host_string(const char* text);

#endif
