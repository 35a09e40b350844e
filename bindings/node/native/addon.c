/* The start of the addon in an environment, its end, and handles. */
#include "addon.h"

__thread struct state* current_state;

struct state* state_of_slow(napi_env env)
{
    void* data = NULL;
    napi_get_instance_data(env, &data);
    current_state = data;
    return data;
}

struct handle* handle_new(struct state* state, size_t size, enum handle_kind kind, struct store* store, void* thing)
{
    struct handle* handle = calloc(1, size);
    if (handle == NULL) {
        napi_fatal_error("lanner", NAPI_AUTO_LENGTH, "there is no memory left", NAPI_AUTO_LENGTH);
    }
    handle->kind = kind;
    handle->state = state;
    handle->store = store;
    handle->thing = thing;
    handle->next = state->handles;
    if (handle->next != NULL) {
        handle->next->previous = handle;
    }
    state->handles = handle;
    if (store != NULL) {
        store->references++;
    }
    return handle;
}

static void delete_thing(struct handle* handle)
{
    switch (handle->kind) {
        case HANDLE_ENGINE: engine_release(handle->thing); break;
        case HANDLE_MODULE: module_release(handle->thing); break;
        case HANDLE_LINKER: api.lanner_linker_delete(handle->thing); break;
        case HANDLE_INSTANCE: api.wasm_instance_delete(handle->thing); break;
        case HANDLE_FUNCTION: api.wasm_func_delete(handle->thing); break;
        case HANDLE_GLOBAL: api.wasm_global_delete(handle->thing); break;
        case HANDLE_TABLE: api.wasm_table_delete(handle->thing); break;
        case HANDLE_MEMORY: api.wasm_memory_delete(handle->thing); break;
        case HANDLE_REFERENCE: api.wasm_ref_delete(handle->thing); break;
        case HANDLE_WASI: api.lanner_wasi_delete(handle->thing); break;
        case HANDLE_FILES: api.lanner_files_delete(handle->thing); break;
        case HANDLE_KEY_VALUE_STORE: api.lanner_key_value_store_delete(handle->thing); break;
        case HANDLE_COMPONENT: api.lanner_component_delete(handle->thing); break;
        case HANDLE_COMPONENT_LINKER: api.lanner_component_linker_delete(handle->thing); break;
        case HANDLE_COMPONENT_INSTANCE: api.lanner_component_instance_delete(handle->thing); break;
        case HANDLE_STORE: break;
    }
}

void handle_release(struct handle* handle)
{
    struct state* state = handle->state;
    struct store* store = handle->store;
    if (handle->previous != NULL) {
        handle->previous->next = handle->next;
    } else {
        state->handles = handle->next;
    }
    if (handle->next != NULL) {
        handle->next->previous = handle->previous;
    }
    if (handle->kind == HANDLE_STORE) {
        store = (struct store*)handle;
        store_close(store);
        store_unreference(store);
        return;
    }
    delete_thing(handle);
    free(handle);
    if (store != NULL) {
        store_unreference(store);
    }
}

napi_value handle_value(napi_env env, const void* handle)
{
    /* Addresses have 47 bits, and doubles hold 53. */
    return new_number(env, (double)(uintptr_t)handle);
}

void* handle_of(napi_env env, napi_value value)
{
    return (void*)(uintptr_t)number_of(env, value);
}

/* The environment ends: the process, or a worker, which may have been stopped in the middle of something. */
static void end(void* data)
{
    struct state* state = data;
    struct handle* handle;
    struct handle* next;
    calls_delete(state);
    /* First the names, then the stores, then the engines. */
    for (handle = state->handles; handle != NULL; handle = next) {
        next = handle->next;
        if (handle->kind != HANDLE_STORE && handle->kind != HANDLE_ENGINE && handle->kind != HANDLE_MODULE) {
            handle_release(handle);
        }
    }
    for (handle = state->handles; handle != NULL; handle = next) {
        next = handle->next;
        if (handle->kind == HANDLE_STORE) {
            handle_release(handle);
        }
    }
    store_delete_all(state);
    while (state->handles != NULL) {
        handle_release(state->handles);
    }
    if (state->trap != NULL) {
        api.wasm_trap_delete(state->trap);
    }
    napi_delete_reference(state->env, state->shared);
    if (state->make_error != NULL) {
        napi_delete_reference(state->env, state->make_error);
        napi_delete_reference(state->env, state->ended);
        napi_delete_reference(state->env, state->abandoned);
    }
    mailbox_delete(state);
    napi_set_instance_data(state->env, NULL, NULL, NULL);
    free(state->forgotten);
    free(state);
    current_state = NULL;
}

static napi_value release(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    handle_release(handle_of(env, arguments.values[0]));
    return NULL;
}

/* open(path, makeError, canTransfer, ended, abandoned): opens the library, and takes functions of JavaScript: one that makes an error of a
   message, and those that are told that a call has ended, and that nobody waits for a function of the host any more. */
static napi_value open_library(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    char* path = text_of(env, arguments.values[0], NULL);
    const char* failure;
    if (path == NULL) {
        return NULL;
    }
    napi_create_reference(env, arguments.values[1], 1, &arguments.state->make_error);
    arguments.state->can_transfer = boolean_of(env, arguments.values[2]);
    napi_create_reference(env, arguments.values[3], 1, &arguments.state->ended);
    napi_create_reference(env, arguments.values[4], 1, &arguments.state->abandoned);
    failure = api_open(path);
    free(path);
    return failure == NULL ? new_undefined(env) : new_text(env, failure, strlen(failure));
}

static napi_value version(napi_env env, napi_callback_info info)
{
    const char* text = api.lanner_version();
    (void)info;
    return new_text(env, text, strlen(text));
}

/* Starts .NET. A start that fails is told by the library's last error. */
static napi_value start(napi_env env, napi_callback_info info)
{
    (void)info;
    return api.lanner_start(NULL) ? new_undefined(env) : throw_last(env, "the start of .NET");
}

/* Which guests of the process wait, for what and since when, as text. */
static napi_value waits(napi_env env, napi_callback_info info)
{
    wasm_message_t text = WASM_EMPTY_VEC;
    (void)info;
    api.lanner_waits(&text);
    return take_text(env, &text);
}

static const struct entry own_entries[] = {
    {"release", release},
    {"open", open_library},
    {"version", version},
    {"start", start},
    {"waits", waits},
    {NULL, NULL},
};

static bool add_entries(napi_env env, napi_value exports, const struct entry* entries)
{
    for (; entries->name != NULL; entries++) {
        napi_value function;
        if (napi_create_function(env, entries->name, NAPI_AUTO_LENGTH, entries->function, NULL, &function) != napi_ok
            || napi_set_named_property(env, exports, entries->name, function) != napi_ok) {
            return false;
        }
    }
    return true;
}

NAPI_MODULE_INIT()
{
    const struct entry* const all[] = {own_entries, engine_entries, store_entries, call_entries, reference_entries, thing_entries,
        memory_entries, wasi_entries, component_entries, async_entries, wait_entries};
    struct state* state = calloc(1, sizeof *state);
    napi_value shared;
    void* bytes = NULL;
    size_t index;
    if (state == NULL) {
        return NULL;
    }
    state->env = env;
    if (napi_create_arraybuffer(env, SHARED_SIZE, &bytes, &shared) != napi_ok
        || napi_create_reference(env, shared, 1, &state->shared) != napi_ok
        || napi_set_named_property(env, exports, "shared", shared) != napi_ok
        || napi_set_instance_data(env, state, NULL, NULL) != napi_ok
        || napi_add_env_cleanup_hook(env, end, state) != napi_ok) {
        return NULL;
    }
    state->head = bytes;
    state->values = (lanner_raw_t*)((char*)bytes + HEAD_SIZE);
    for (index = 0; index < sizeof all / sizeof *all; index++) {
        if (!add_entries(env, exports, all[index])) {
            return NULL;
        }
    }
    return exports;
}
