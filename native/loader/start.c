/* Finds .NET, starts it in the process, and has the managed side fill the table. */
#include <stdio.h>
#include <stdlib.h>

#include "table.h"

#define ASSEMBLY "Lanner.Native"
#define TYPE_NAME "Lanner.Native.Startup"
#define METHOD_NAME "Start"

LANNER_THREAD struct lanner_thread lanner_thread;

enum {
    NOT_STARTED,
    STARTED,
    FAILED
};

static int state = NOT_STARTED;
static char failure[2048];

typedef int (LANNER_CALL *start_function)(struct lanner_start_info*);

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Calls of the host by the managed side. Faults there are the host's.
 */

/* The host's code begins: its signals come again, and its faults are its own. Returns how many functions of the API wait for it. */
static int begin_callback(void)
{
    int inside;
    if (!LANNER_LIKELY(lanner_thread.is_ready)) {
        /* A thread of .NET calls back for the first time. From now on the host's code runs here too, which may call the API: outside of
           callbacks faults are those of guests. It keeps its own stack for signals: .NET would release another in its place. */
        lanner_thread.is_ready = true;
        lanner_thread.inside = 1;
    }
    inside = lanner_thread.inside;
    lanner_thread.inside = 0;
    if (!LANNER_LIKELY(!lanner_thread.has_mask)) {
        lanner_signals_restore_mask();
    }
    return inside;
}

static wasm_trap_t* LANNER_CALL call(wasm_func_callback_t callback, const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    int inside = begin_callback();
    wasm_trap_t* trap = callback(args, results);
    lanner_thread.inside = inside;
    return trap;
}

static wasm_trap_t* LANNER_CALL call_with_env(
    wasm_func_callback_with_env_t callback, void* env, const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    int inside = begin_callback();
    wasm_trap_t* trap = callback(env, args, results);
    lanner_thread.inside = inside;
    return trap;
}

static wasm_trap_t* LANNER_CALL call_unchecked(
    lanner_callback_t callback, void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    int inside = begin_callback();
    wasm_trap_t* trap = callback(env, caller, values);
    lanner_thread.inside = inside;
    return trap;
}

static void LANNER_CALL finalize(lanner_finalizer_t finalizer, void* data)
{
    int inside = begin_callback();
    finalizer(data);
    lanner_thread.inside = inside;
}

static void LANNER_CALL call_async(
    lanner_async_callback_t callback, void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args,
    lanner_completion_t* completion)
{
    int inside = begin_callback();
    callback(env, caller, args, completion);
    lanner_thread.inside = inside;
}

static void LANNER_CALL call_component_async(
    lanner_component_async_callback_t callback, void* env, const wasm_byte_vec_t* args, lanner_completion_t* completion)
{
    int inside = begin_callback();
    callback(env, args, completion);
    lanner_thread.inside = inside;
}

static void LANNER_CALL end_call(lanner_func_ended_t ended, void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    int inside = begin_callback();
    ended(env, trap, results);
    lanner_thread.inside = inside;
}

static uint64_t LANNER_CALL block_signals(void)
{
    return lanner_signals_block();
}

static void LANNER_CALL unblock_signals(uint64_t mask)
{
    lanner_signals_unblock(mask);
}

static void LANNER_CALL note_runtime_thread(void)
{
    lanner_signals_note_runtime_thread();
}

static bool LANNER_CALL check_signals(void)
{
    return lanner_signals_check();
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Text.
 */

static char* joined(const char* left, const char* right)
{
    size_t size = strlen(left) + strlen(right) + 2;
    char* result = malloc(size);
    if (result != NULL) {
        snprintf(result, size, "%s%c%s", left, LANNER_SEPARATOR, right);
    }
    return result;
}

static bool has_file(const char* folder, const char* name)
{
    char* path = joined(folder, name);
    bool exists = path != NULL && lanner_exists(path);
    free(path);
    return exists;
}

static bool ends_with(const char* text, const char* end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * A .NET that is installed: hostfxr, whose functions and numbers are documented with .NET ("native hosting").
 */

typedef void* host_text;
typedef int (LANNER_CALL *initialize_function)(host_text config_path, const void* parameters, void** context);
typedef int (LANNER_CALL *get_delegate_function)(void* context, int type, void** function);
typedef int (LANNER_CALL *close_function)(void* context);
typedef int (LANNER_CALL *load_assembly_function)(host_text path, void* load_context, void* reserved);
typedef int (LANNER_CALL *get_function_function)(
    host_text type, host_text method, host_text delegate_type, void* load_context, void* reserved, void** function);

enum {
    GET_FUNCTION_POINTER = 6,
    LOAD_ASSEMBLY = 7
};

struct version_search {
    int best[3];
    char name[128];
};

static void visit_version(void* search_state, const char* name)
{
    struct version_search* search = search_state;
    int numbers[3] = {0, 0, 0};
    int index;
    /* Only releases: the name is three numbers. */
    char rest;
    if (sscanf(name, "%d.%d.%d%c", &numbers[0], &numbers[1], &numbers[2], &rest) != 3 || strlen(name) >= sizeof search->name) {
        return;
    }
    for (index = 0; index < 3 && numbers[index] == search->best[index]; index++) {
    }
    if (index < 3 && numbers[index] > search->best[index]) {
        memcpy(search->best, numbers, sizeof numbers);
        snprintf(search->name, sizeof search->name, "%s", name);
    }
}

/* The path of the newest hostfxr in a folder where .NET is installed, or null. */
static char* hostfxr_in(const char* root)
{
    struct version_search search;
    char* folder;
    char* version;
    char* path = NULL;
    char* fxr;
    memset(&search, 0, sizeof search);
    folder = joined(root, "host");
    fxr = folder == NULL ? NULL : joined(folder, "fxr");
    free(folder);
    if (fxr == NULL) {
        return NULL;
    }
    lanner_list(fxr, visit_version, &search);
    if (search.name[0] != 0) {
        version = joined(fxr, search.name);
        path = version == NULL ? NULL : joined(version, LANNER_LIBRARY_NAME("hostfxr"));
        free(version);
        if (path != NULL && !lanner_exists(path)) {
            free(path);
            path = NULL;
        }
    }
    free(fxr);
    return path;
}

/* The folder of the command dotnet that PATH leads to, without symbolic links, or null. */
static char* folder_of_command(void)
{
#if defined(_WIN32)
    const char divider = ';';
    const char* command = "dotnet.exe";
#else
    const char divider = ':';
    const char* command = "dotnet";
#endif
    const char* path = getenv("PATH");
    while (path != NULL && *path != 0) {
        const char* end = strchr(path, divider);
        size_t length = end == NULL ? strlen(path) : (size_t)(end - path);
        char* folder = malloc(length + 1);
        char* file;
        char* real;
        char* slash;
        if (folder == NULL) {
            return NULL;
        }
        memcpy(folder, path, length);
        folder[length] = 0;
        file = joined(folder, command);
        free(folder);
        real = file == NULL ? NULL : lanner_real_path(file);
        free(file);
        if (real != NULL) {
            slash = strrchr(real, LANNER_SEPARATOR);
            if (slash != NULL) {
                *slash = 0;
                return real;
            }
            free(real);
        }
        path = end == NULL ? NULL : end + 1;
    }
    return NULL;
}

static char* find_hostfxr(void)
{
    const char* const* place;
    const char* root = getenv("DOTNET_ROOT");
    char* path;
    char* folder;
    if (root != NULL && root[0] != 0) {
        /* Whoever names a place means that one. */
        path = hostfxr_in(root);
        if (path == NULL) {
            snprintf(failure, sizeof failure, "DOTNET_ROOT is %s, where .NET is not: there is no host/fxr with a version", root);
        }
        return path;
    }
    folder = folder_of_command();
    path = folder == NULL ? NULL : hostfxr_in(folder);
    free(folder);
    for (place = lanner_usual_places(); path == NULL && *place != NULL; place++) {
        path = hostfxr_in(*place);
    }
    if (path == NULL) {
        snprintf(
            failure, sizeof failure,
            ".NET 10 was not found: not beside liblanner, nor where the command dotnet is, nor in the usual places. "
            "Install it (https://dotnet.microsoft.com), or let DOTNET_ROOT name its folder.");
    }
    return path;
}

static start_function start_installed(const char* folder)
{
    char* fxr_path = find_hostfxr();
    char* config = joined(folder, ASSEMBLY ".runtimeconfig.json");
    char* assembly = joined(folder, ASSEMBLY ".dll");
    char reason[1024];
    void* fxr;
    void* context = NULL;
    void* function = NULL;
    int result;
    initialize_function initialize;
    get_delegate_function get_delegate;
    close_function close_context;
    load_assembly_function load_assembly = NULL;
    get_function_function get_function = NULL;

    if (fxr_path == NULL || config == NULL || assembly == NULL) {
        return NULL;
    }
    fxr = lanner_open_library(fxr_path, reason, sizeof reason);
    if (fxr == NULL) {
        snprintf(failure, sizeof failure, "%s cannot be loaded: %s", fxr_path, reason);
        return NULL;
    }
    *(void**)&initialize = lanner_find_symbol(fxr, "hostfxr_initialize_for_runtime_config");
    *(void**)&get_delegate = lanner_find_symbol(fxr, "hostfxr_get_runtime_delegate");
    *(void**)&close_context = lanner_find_symbol(fxr, "hostfxr_close");
    if (initialize == NULL || get_delegate == NULL || close_context == NULL) {
        snprintf(failure, sizeof failure, "%s lacks functions that .NET 8 and later have", fxr_path);
        return NULL;
    }

    /* 1 and 2 say that the process has a .NET already, which is used then. */
    result = initialize(lanner_host_string(config), NULL, &context);
    if (result < 0 || result > 2 || context == NULL) {
        snprintf(
            failure, sizeof failure, "%s does not start .NET with %s: error 0x%08x. Is .NET 10 installed there?", fxr_path, config,
            (unsigned)result);
        return NULL;
    }
    /* The default load context, where the assemblies of guests look for the engine. */
    result = get_delegate(context, LOAD_ASSEMBLY, (void**)&load_assembly);
    if (result >= 0) {
        result = get_delegate(context, GET_FUNCTION_POINTER, (void**)&get_function);
    }
    close_context(context);
    if (result < 0 || load_assembly == NULL || get_function == NULL) {
        snprintf(failure, sizeof failure, ".NET could not be started by %s: error 0x%08x", fxr_path, (unsigned)result);
        return NULL;
    }
    result = load_assembly(lanner_host_string(assembly), NULL, NULL);
    if (result < 0) {
        snprintf(failure, sizeof failure, "%s cannot be loaded: error 0x%08x", assembly, (unsigned)result);
        return NULL;
    }
    result = get_function(
        lanner_host_string(TYPE_NAME ", " ASSEMBLY), lanner_host_string(METHOD_NAME), (host_text)(intptr_t)-1, NULL, NULL, &function);
    if (result < 0 || function == NULL) {
        snprintf(failure, sizeof failure, "%s has no method %s.%s: error 0x%08x", assembly, TYPE_NAME, METHOD_NAME, (unsigned)result);
        return NULL;
    }
    free(fxr_path);
    free(config);
    free(assembly);
    return *(start_function*)&function;
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * A .NET of its own in the folder: coreclr, which is told all assemblies.
 */

typedef int (LANNER_CALL *coreclr_initialize_function)(
    const char* program, const char* domain, int count, const char** keys, const char** values, void** host, unsigned* domain_id);
typedef int (LANNER_CALL *coreclr_create_function)(
    void* host, unsigned domain_id, const char* assembly, const char* type, const char* method, void** function);

struct assembly_list {
    const char* folder;
    char* text;
    size_t length;
    size_t capacity;
};

static void visit_assembly(void* list_state, const char* name)
{
    struct assembly_list* list = list_state;
    size_t size = strlen(list->folder) + strlen(name) + 2;
#if defined(_WIN32)
    const char divider = ';';
#else
    const char divider = ':';
#endif
    if (!ends_with(name, ".dll") || list->text == NULL) {
        return;
    }
    if (list->length + size + 1 > list->capacity) {
        char* larger;
        list->capacity = (list->length + size + 1) * 2;
        larger = realloc(list->text, list->capacity);
        if (larger == NULL) {
            free(list->text);
        }
        list->text = larger;
        if (larger == NULL) {
            return;
        }
    }
    list->length += (size_t)sprintf(list->text + list->length, "%s%c%s%c", list->folder, LANNER_SEPARATOR, name, divider);
}

static start_function start_own(const char* folder)
{
    struct assembly_list list = {folder, calloc(1, 4096), 0, 4096};
    char* library = joined(folder, LANNER_LIBRARY_NAME("coreclr"));
    char* program = joined(folder, ASSEMBLY ".dll");
    char reason[1024];
    void* clr;
    void* host = NULL;
    void* function = NULL;
    unsigned domain = 0;
    int result;
    coreclr_initialize_function initialize;
    coreclr_create_function create;
    const char* keys[] = {
        "TRUSTED_PLATFORM_ASSEMBLIES", "NATIVE_DLL_SEARCH_DIRECTORIES", "APP_CONTEXT_BASE_DIRECTORY", "System.Globalization.Invariant",
        "System.GC.Concurrent", "System.Runtime.TieredPGO",
    };
    const char* values[sizeof keys / sizeof *keys];

    lanner_list(folder, visit_assembly, &list);
    if (library == NULL || program == NULL || list.text == NULL) {
        snprintf(failure, sizeof failure, "no memory is left");
        return NULL;
    }
    clr = lanner_open_library(library, reason, sizeof reason);
    if (clr == NULL) {
        snprintf(failure, sizeof failure, "%s cannot be loaded: %s", library, reason);
        return NULL;
    }
    *(void**)&initialize = lanner_find_symbol(clr, "coreclr_initialize");
    *(void**)&create = lanner_find_symbol(clr, "coreclr_create_delegate");
    if (initialize == NULL || create == NULL) {
        snprintf(failure, sizeof failure, "%s is not the library of .NET", library);
        return NULL;
    }
    values[0] = list.text;
    values[1] = folder;
    values[2] = folder;
    values[3] = "true";
    values[4] = "false";
    values[5] = "false";
    result = initialize(program, "lanner", (int)(sizeof keys / sizeof *keys), keys, values, &host, &domain);
    if (result < 0) {
        snprintf(failure, sizeof failure, "%s does not start: error 0x%08x", library, (unsigned)result);
        return NULL;
    }
    result = create(host, domain, ASSEMBLY, TYPE_NAME, METHOD_NAME, &function);
    if (result < 0 || function == NULL) {
        snprintf(failure, sizeof failure, "%s has no method %s.%s: error 0x%08x", program, TYPE_NAME, METHOD_NAME, (unsigned)result);
        return NULL;
    }
    free(list.text);
    free(library);
    free(program);
    return *(start_function*)&function;
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * The start.
 */

/* The folder with the managed part: the one that is named, that of the library, or the folder "lanner" in it. */
static char* find_folder(const char* named)
{
    char* folder = named != NULL ? joined(named, "") : lanner_own_folder();
    char* inner;
    if (folder == NULL) {
        snprintf(failure, sizeof failure, "the folder of liblanner is not known; lanner_start can name that of " ASSEMBLY ".dll");
        return NULL;
    }
    if (named != NULL) {
        folder[strlen(folder) - 1] = 0;
    }
    if (has_file(folder, ASSEMBLY ".dll")) {
        return folder;
    }
    inner = joined(folder, "lanner");
    if (inner != NULL && has_file(inner, ASSEMBLY ".dll")) {
        free(folder);
        return inner;
    }
    snprintf(failure, sizeof failure, ASSEMBLY ".dll is neither in %s nor in its folder \"lanner\"", folder);
    free(inner);
    free(folder);
    return NULL;
}

static bool start(const char* named)
{
    static struct lanner_start_info info;
    char* folder = find_folder(named);
    start_function function;
    int result;
    bool has_set_protection;
    bool has_set_diagnostics;
    bool has_set_worker;
    if (folder == NULL) {
        return false;
    }

    /* Without the first a process that forks shares the pages of its code with the child, which then writes into it. Without the second
       .NET puts files into the temporary folder, which a child takes away. They are for this process, not for those that it starts. */
    has_set_protection = lanner_set_variable("DOTNET_EnableWriteXorExecute", "0");
    has_set_diagnostics = lanner_set_variable("DOTNET_EnableDiagnostics", "0");
    /* The thread of the tiering compiler stays: made anew on a thread of the host, it would get the host's signals. */
    has_set_worker = lanner_set_variable("DOTNET_TC_BackgroundWorkerTimeoutMs", "FFFFFFFF");
    lanner_isolate_libraries();
    lanner_signals_remember();
    function = has_file(folder, LANNER_LIBRARY_NAME("coreclr")) ? start_own(folder) : start_installed(folder);
    if (has_set_protection) {
        lanner_unset_variable("DOTNET_EnableWriteXorExecute");
    }
    if (has_set_diagnostics) {
        lanner_unset_variable("DOTNET_EnableDiagnostics");
    }
    if (has_set_worker) {
        lanner_unset_variable("DOTNET_TC_BackgroundWorkerTimeoutMs");
    }
    free(folder);
    if (function == NULL) {
        lanner_signals_arrange();
        return false;
    }
    info.size = sizeof info;
    info.function_count = sizeof lanner_table / sizeof(void*);
    info.table = &lanner_table;
    info.call = call;
    info.call_with_env = call_with_env;
    info.call_unchecked = call_unchecked;
    info.finalize = finalize;
    info.note_runtime_thread = note_runtime_thread;
    info.check_signals = check_signals;
    info.call_async = call_async;
    info.call_component_async = call_component_async;
    info.end_call = end_call;
    info.block_signals = block_signals;
    info.unblock_signals = unblock_signals;
    /* The engine puts its handler before those of .NET now, and the loader stands before both. */
    result = function(&info);
    lanner_signals_arrange();
    if (result != 0) {
        snprintf(
            failure, sizeof failure, ASSEMBLY ".dll is of another version than liblanner: it has %d functions, expected were %d", result,
            (int)info.function_count);
        return false;
    }
    return true;
}

static bool start_once(const char* folder)
{
    bool is_started;
#if defined(_WIN32)
    if (state == STARTED) {
        return true;
    }
#else
    if (__atomic_load_n(&state, __ATOMIC_ACQUIRE) == STARTED) {
        return true;
    }
#endif
    lanner_lock();
    if (state == NOT_STARTED) {
        uint64_t mask = lanner_signals_block();
        lanner_signals_prepare_thread();
        lanner_thread.inside++;
        is_started = start(folder);
        lanner_thread.inside--;
        lanner_signals_unblock(mask);
#if defined(_WIN32)
        state = is_started ? STARTED : FAILED;
#else
        __atomic_store_n(&state, is_started ? STARTED : FAILED, __ATOMIC_RELEASE);
#endif
    }
    is_started = state == STARTED;
    lanner_unlock();
    return is_started;
}

wasm_trap_t* lanner_refused_trap(void)
{
    /* Has no mark of something alive, so that every function refuses it. */
    static uint64_t refused[32];
    return (wasm_trap_t*)refused;
}

static void end_thread(void* unused)
{
    (void)unused;
    lanner_thread.is_ready = false;
    /* The first thread ends with the process: handlers of atexit may call. */
    lanner_thread.has_ended = !lanner_is_main_thread();
}

bool lanner_enter_slowly(void)
{
    /* In a call that has not called back: this is a handler of a signal, or somebody has left a callback by longjmp. */
    if (lanner_thread.inside > 0 || lanner_thread.has_ended || !start_once(NULL)) {
        return false;
    }
    lanner_signals_prepare_thread();
    lanner_thread.is_ready = true;
    lanner_thread.inside = 1;
    /* Nothing is released; but .NET knows the thread then, and forgets it after what is added now. */
    lanner_table.wasm_ref_delete(NULL);
    lanner_at_thread_end(end_thread);
    return true;
}

LANNER_EXPORT bool lanner_start(const char* folder)
{
    return start_once(folder);
}

LANNER_EXPORT const char* lanner_version(void)
{
    return LANNER_VERSION;
}

LANNER_EXPORT void lanner_last_error(wasm_message_t* out)
{
    if (out == NULL) {
        return;
    }
    if (lanner_thread.has_ended || lanner_thread.inside > 0) {
        out->data = (char*)(lanner_thread.has_ended ? "the thread is ending: calls are refused, in destructors of what belongs to it"
                                                   : "a call is active on the thread: handlers of signals cannot call");
        out->size = strlen(out->data) + 1;
        return;
    }
    if (state == STARTED && lanner_enter()) {
        lanner_table.lanner_last_managed_error(out);
        lanner_leave();
        return;
    }
    /* Released by the stub of wasm_byte_vec_delete, which cannot be without .NET: so it is text that stays. */
    out->data = state == FAILED ? failure : (char*)"";
    out->size = strlen(out->data) + 1;
}
