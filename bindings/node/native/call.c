/*
 * Calls of guests, and of functions of the host by guests.
 *
 * The values travel in bytes that JavaScript and C share, so that a call of Node-API needs neither arguments nor a result. What JavaScript
 * calls copies them to the stack first, since calls can be inside of calls.
 */
#define _POSIX_C_SOURCE 200809L
#include "addon.h"

enum {
    /* So many callbacks are made in one scope of handles. */
    CALLBACKS_OF_SCOPE = 64,
    VALUES_ON_STACK = 16
};

static void close_scope(napi_env env, struct frame* frame)
{
    if (frame->scope != NULL) {
        napi_close_handle_scope(env, frame->scope);
        frame->scope = NULL;
    }
}

void frame_enter(struct state* state, struct store* store, struct frame* frame)
{
    frame->outer = state->frame;
    frame->scope = NULL;
    frame->generation = 0;
    frame->callbacks = 0;
    state->frame = frame;
    /* Other threads read it only to see if guests run. */
    atomic_store_explicit(&store->running, atomic_load_explicit(&store->running, memory_order_relaxed) + 1, memory_order_relaxed);
}

void frame_leave(struct state* state, struct store* store, struct frame* frame)
{
    close_scope(state->env, frame);
    state->frame = frame->outer;
    atomic_store_explicit(&store->running, atomic_load_explicit(&store->running, memory_order_relaxed) - 1, memory_order_relaxed);
    if (store->views != NULL) {
        views_check(store);
    }
}

void trap_keep(struct state* state, wasm_trap_t* trap)
{
    if (state->trap != NULL) {
        api.wasm_trap_delete(state->trap);
    }
    state->trap = trap;
}

/* Calls the function that the head names, with the shared values. */
static napi_value call(napi_env env, napi_callback_info info)
{
    struct state* state = state_of(env);
    struct function* function = (struct function*)(uintptr_t)state->head->pointer;
    struct store* store = function->handle.store;
    lanner_raw_t on_stack[VALUES_ON_STACK];
    lanner_raw_t* values = on_stack;
    struct frame frame;
    wasm_trap_t* trap;
    uint32_t most = function->param_count > function->result_count ? function->param_count : function->result_count;
    uint32_t index;
    (void)info;
    if (!store->is_free && (!store->is_open || store->remote == NULL)) {
        state->head->status = store->is_open ? CALL_IN_USE : CALL_CLOSED;
        return NULL;
    }
    if (function->has_reference_params) {
        /* With room for the arguments behind: the results take their places, and the references are still to be released. */
        most += function->param_count;
    }
    if (most > VALUES_ON_STACK) {
        values = malloc(most * sizeof *values);
        if (values == NULL) {
            return throw_message(env, "there is no memory left");
        }
    }
    for (index = 0; index < function->param_count; index++) {
        values[index] = state->values[index];
    }
    if (function->has_reference_params) {
        memcpy(values + most - function->param_count, values, function->param_count * sizeof *values);
    }
    frame_enter(state, store, &frame);
    trap = store->is_free ? api.lanner_func_call_unchecked(function->handle.thing, values)
        : call_abroad(store, function->handle.thing, values);
    frame_leave(state, store, &frame);
    if (function->has_reference_params) {
        for (index = 0; index < function->param_count; index++) {
            if (kind_of(function->kinds[index]) >= WASM_EXTERNREF) {
                api.wasm_ref_delete(values[most - function->param_count + index].ref);
            }
        }
    }
    if (trap == NULL) {
        state->head->status = CALL_DONE;
        for (index = 0; index < function->result_count; index++) {
            state->values[index] = values[index];
        }
    } else {
        state->head->status = CALL_TRAPPED;
        trap_keep(state, trap);
    }
    if (values != on_stack) {
        free(values);
    }
    return NULL;
}

/* An error of JavaScript that travels through a guest, as the host info of a trap. */
struct error {
    napi_env env;
    napi_ref reference;
};

static void forget_error(void* data)
{
    struct error* error = data;
    if (error->reference != NULL) {
        napi_delete_reference(error->env, error->reference);
    }
    free(error);
}

wasm_trap_t* trap_of_text(wasm_store_t* store, const char* text)
{
    wasm_message_t message;
    char copy[80];
    message.size = strlen(text) + 1;
    message.data = memcpy(copy, text, message.size);
    return api.wasm_trap_new(store, &message);
}

wasm_trap_t* trap_of_error(napi_env env, wasm_store_t* store, napi_value value)
{
    wasm_trap_t* trap = trap_of_text(store, "a function of the host has failed");
    napi_value holder;
    struct error* error = store == NULL || trap == NULL ? NULL : calloc(1, sizeof *error);
    if (error == NULL) {
        return trap;
    }
    error->env = env;
    /* Anything can be thrown, and there are references to objects only. */
    if (napi_create_array_with_length(env, 1, &holder) != napi_ok || napi_set_element(env, holder, 0, value) != napi_ok
        || napi_create_reference(env, holder, 1, &error->reference) != napi_ok) {
        /* The thread is being stopped, and nobody will ask. */
        free(error);
        return trap;
    }
    api.wasm_trap_set_host_info_with_finalizer(trap, error, forget_error);
    return trap;
}

wasm_trap_t* trap_of_exception(napi_env env, wasm_store_t* store)
{
    napi_value exception;
    return napi_get_and_clear_last_exception(env, &exception) == napi_ok ? trap_of_error(env, store, exception)
        : trap_of_text(store, "a function of the host has failed");
}

struct host* host_new(napi_env env, struct store* store, napi_value function)
{
    struct host* host = calloc(1, sizeof *host);
    if (host == NULL) {
        return NULL;
    }
    host->store = store;
    if (napi_create_reference(env, function, 0, &host->function) != napi_ok) {
        free(host);
        return NULL;
    }
    return host;
}

void host_keep(struct host* host)
{
    host->next = host->store->hosts;
    host->store->hosts = host;
}

bool host_enter(struct host* host)
{
    struct store* store = host->store;
    struct state* state = store->handle.state;
    struct frame* frame = state->frame;
    napi_env env = state->env;

    if (store->views != NULL) {
        views_check(store);
    }
    if (frame->scope == NULL || frame->callbacks >= CALLBACKS_OF_SCOPE) {
        close_scope(env, frame);
        frame->callbacks = 0;
        frame->generation = ++state->generation;
        if (napi_open_handle_scope(env, &frame->scope) != napi_ok || napi_get_undefined(env, &frame->receiver) != napi_ok) {
            return false;
        }
    }
    frame->callbacks++;
    if (host->generation != frame->generation) {
        host->generation = frame->generation;
        if (napi_get_reference_value(env, host->function, &host->value) != napi_ok || host->value == NULL) {
            host->generation = 0;
            return false;
        }
    }
    return true;
}

wasm_trap_t* host_gone(struct host* host)
{
    return trap_of_text(host->store->handle.thing, "the function of the host is gone");
}

static wasm_trap_t* call_host_here(struct host* host, const lanner_caller_t* caller, lanner_raw_t* values)
{
    struct store* store = host->store;
    struct state* state = store->handle.state;
    napi_value result;
    uint32_t index;

    if (!host_enter(host)) {
        return host_gone(host);
    }
    for (index = 0; index < host->param_count; index++) {
        state->values[index] = values[index];
    }
    state->head->pointer = (double)(uintptr_t)caller;
    if (napi_call_function(state->env, state->frame->receiver, host->value, 0, NULL, &result) != napi_ok) {
        return trap_of_exception(state->env, store->handle.thing);
    }
    for (index = 0; index < host->result_count; index++) {
        values[index] = state->values[index];
    }
    return NULL;
}

/* A call of a function of the host by a guest on another thread. */
struct host_call {
    struct host* host;
    const lanner_caller_t* caller;
    lanner_raw_t* values;
};

static wasm_trap_t* do_host_call(void* data)
{
    struct host_call* call = data;
    return call_host_here(call->host, call->caller, call->values);
}

/* What guests call. Nothing may leave it but by returning. */
static wasm_trap_t* call_host(void* data, const lanner_caller_t* caller, lanner_raw_t* values)
{
    struct host* host = data;
    struct host_call call;
    if (current_state == host->store->handle.state) {
        return call_host_here(host, caller, values);
    }
    call.host = host;
    call.caller = caller;
    call.values = values;
    return call_at_home(host->store, do_host_call, &call);
}

/* functionNew(store, signature, function, isAsync): like externs, [kind, handle, key, type]. */
static napi_value function_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    char* signature = text_of(env, arguments.values[1], NULL);
    wasm_functype_t* type = signature == NULL ? NULL : functype_of(signature);
    struct host* host = type == NULL ? NULL : host_new(env, store, arguments.values[2]);
    wasm_func_t* function = NULL;
    if (host != NULL) {
        host->param_count = (uint32_t)strcspn(signature, ":");
        host->result_count = (uint32_t)strlen(signature) - host->param_count - 1;
        if (boolean_of(env, arguments.values[3])) {
            host->results = strdup(signature + host->param_count + 1);
            function = api.lanner_func_new_async(store->handle.thing, type, call_host_async, host, NULL);
        } else {
            function = api.lanner_func_new_unchecked(store->handle.thing, type, call_host, host, NULL);
        }
    }
    free(signature);
    if (type != NULL) {
        api.wasm_functype_delete(type);
    }
    if (host != NULL) {
        /* One that no function was made of is not called. */
        host_keep(host);
    }
    return function == NULL ? throw_last(env, "making the function") : function_value(env, arguments.state, store, function);
}

void hosts_delete(struct store* store)
{
    while (store->hosts != NULL) {
        struct host* host = store->hosts;
        store->hosts = host->next;
        napi_delete_reference(store->handle.state->env, host->function);
        free(host->results);
        free(host);
    }
}

static napi_value frame_text(napi_env env, bool is_known, wasm_name_t* name)
{
    return is_known ? take_text(env, name) : new_undefined(env);
}

static napi_value frame_number(napi_env env, size_t number, size_t unknown)
{
    return number == unknown ? new_undefined(env) : new_number(env, (double)number);
}

static napi_value frames_value(napi_env env, const wasm_trap_t* trap)
{
    wasm_frame_vec_t frames = WASM_EMPTY_VEC;
    napi_value result = NULL;
    size_t index;
    api.wasm_trap_trace(trap, &frames);
    napi_create_array_with_length(env, frames.size, &result);
    for (index = 0; index < frames.size; index++) {
        const wasm_frame_t* frame = frames.data[index];
        wasm_name_t name = WASM_EMPTY_VEC;
        uint32_t line = 0;
        uint32_t column = 0;
        bool has_source;
        napi_value values[8];
        values[0] = frame_text(env, api.lanner_frame_func_name(frame, &name), &name);
        values[1] = frame_text(env, api.lanner_frame_module_name(frame, &name), &name);
        values[2] = frame_number(env, api.wasm_frame_func_index(frame), UINT32_MAX);
        values[3] = frame_number(env, api.wasm_frame_func_offset(frame), SIZE_MAX);
        values[4] = frame_number(env, api.wasm_frame_module_offset(frame), SIZE_MAX);
        has_source = api.lanner_frame_source(frame, &name, &line, &column);
        values[5] = frame_text(env, has_source, &name);
        values[6] = has_source ? new_number(env, line) : new_undefined(env);
        values[7] = has_source ? new_number(env, column) : new_undefined(env);
        napi_set_element(env, result, (uint32_t)index, new_array(env, 8, values));
    }
    api.wasm_frame_vec_delete(&frames);
    return result;
}

/* What the trap of the last call was: ["host", error], ["exit", status] or ["trap", message, code, frames]. */
static napi_value take_trap(napi_env env, napi_callback_info info)
{
    struct state* state = state_of(env);
    wasm_trap_t* trap = state->trap;
    napi_value values[4];
    size_t count = 2;
    struct error* error;
    int32_t status = 0;
    napi_value result;
    (void)info;
    state->trap = NULL;
    if (trap == NULL) {
        return throw_message(env, "there is no trap");
    }
    error = api.wasm_trap_get_host_info(trap);
    if (error != NULL) {
        napi_value holder;
        values[0] = new_text(env, "host", 4);
        values[1] = new_undefined(env);
        if (error->reference != NULL && napi_get_reference_value(env, error->reference, &holder) == napi_ok) {
            napi_get_element(env, holder, 0, &values[1]);
            /* The library may call the finalizer much later, and JavaScript must not keep the error until then. */
            napi_delete_reference(env, error->reference);
            error->reference = NULL;
        }
    } else if (api.lanner_trap_exit_status(trap, &status)) {
        values[0] = new_text(env, "exit", 4);
        values[1] = new_number(env, status);
    } else {
        wasm_message_t message = WASM_EMPTY_VEC;
        api.wasm_trap_message(trap, &message);
        values[0] = new_text(env, "trap", 4);
        values[1] = take_text(env, &message);
        values[2] = new_number(env, api.lanner_trap_code(trap));
        values[3] = frames_value(env, trap);
        count = 4;
    }
    result = new_array(env, count, values);
    api.wasm_trap_delete(trap);
    return result;
}

const struct entry call_entries[] = {
    {"call", call},
    {"functionNew", function_new},
    {"takeTrap", take_trap},
    {NULL, NULL},
};
