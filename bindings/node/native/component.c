/* Components: their linkers and instances, and functions of the host, whose values cross as text in JSON. */
#include "addon.h"

/* componentNew(engine, content): of bytes, or of a file if it is a path. */
static napi_value component_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_engine_t* engine = engine_of(env, arguments.values[0])->engine;
    lanner_component_t* component = NULL;
    napi_valuetype type = napi_undefined;
    napi_typeof(env, arguments.values[1], &type);
    if (type == napi_string) {
        char* path = text_of(env, arguments.values[1], NULL);
        component = path == NULL ? NULL : api.lanner_component_from_file(engine, path);
        free(path);
    } else {
        wasm_byte_vec_t bytes = bytes_of(env, arguments.values[1]);
        component = api.lanner_component_new(engine, &bytes);
    }
    return component == NULL ? throw_last(env, "making the component")
        : handle_value(env, handle_new(arguments.state, sizeof(struct handle), HANDLE_COMPONENT, NULL, component));
}

static napi_value component_interface(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* component = handle_of(env, arguments.values[0]);
    wasm_byte_vec_t text = WASM_EMPTY_VEC;
    return api.lanner_component_interface(component->thing, &text) ? take_text(env, &text) : throw_last(env, "reading the interface");
}

static napi_value linker_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    lanner_component_linker_t* linker = api.lanner_component_linker_new(store->handle.thing);
    return linker == NULL ? throw_last(env, "making the linker")
        : handle_value(env, handle_new(arguments.state, sizeof(struct handle), HANDLE_COMPONENT_LINKER, store, linker));
}

/* The function of JavaScript takes the text of the arguments, and returns that of the result. */
static wasm_trap_t* call_host_here(struct host* host, const wasm_byte_vec_t* given, wasm_byte_vec_t* result)
{
    struct store* store = host->store;
    napi_env env = store->handle.state->env;
    napi_value text;
    napi_value returned;
    size_t length = 0;
    char* copy;
    if (!host_enter(host)) {
        return host_gone(host);
    }
    text = new_text(env, given->data, given->size);
    if (text == NULL || napi_call_function(env, store->handle.state->frame->receiver, host->value, 1, &text, &returned) != napi_ok) {
        return trap_of_exception(env, store->handle.thing);
    }
    copy = text_of(env, returned, &length);
    if (copy == NULL) {
        return trap_of_exception(env, store->handle.thing);
    }
    api.wasm_byte_vec_new(result, length, copy);
    free(copy);
    return NULL;
}

/* A call of a function of the host by a guest on another thread. */
struct host_call {
    struct host* host;
    const wasm_byte_vec_t* given;
    wasm_byte_vec_t* result;
};

static wasm_trap_t* do_host_call(void* data)
{
    struct host_call* call = data;
    return call_host_here(call->host, call->given, call->result);
}

/* What guests call. */
static wasm_trap_t* call_host(void* data, const wasm_byte_vec_t* given, wasm_byte_vec_t* result)
{
    struct host* host = data;
    struct host_call call;
    if (current_state == host->store->handle.state) {
        return call_host_here(host, given, result);
    }
    call.host = host;
    call.given = given;
    call.result = result;
    return call_at_home(host->store, do_host_call, &call);
}

/* componentLinkerDefine(linker, interface, name, function, isAsync): without an interface if that is undefined. */
static napi_value linker_define(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    bool has_interface = !is_undefined(env, arguments.values[1]);
    char* interface = has_interface ? text_of(env, arguments.values[1], NULL) : NULL;
    char* name = text_of(env, arguments.values[2], NULL);
    struct host* host = name == NULL || (has_interface && interface == NULL) ? NULL : host_new(env, linker->store, arguments.values[3]);
    bool is_done = false;
    if (host != NULL && boolean_of(env, arguments.values[4])) {
        is_done = api.lanner_component_linker_define_async(linker->thing, interface, name, call_component_host_async, host, NULL);
    } else if (host != NULL) {
        is_done = api.lanner_component_linker_define(linker->thing, interface, name, call_host, host, NULL);
    }
    free(interface);
    free(name);
    if (!is_done) {
        throw_last(env, "the definition");
    }
    if (host != NULL) {
        /* One that was not defined is not called. */
        host_keep(host);
    }
    return NULL;
}

static napi_value linker_define_wasi(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct handle* wasi = handle_of(env, arguments.values[1]);
    return api.lanner_component_linker_define_wasi(linker->thing, wasi->thing) ? NULL : throw_last(env, "the definition of WASI");
}

/* What a call gives that has not come to its end: null for a trap, which takeTrap tells. */
static napi_value no_result(napi_env env, struct state* state, wasm_trap_t* trap, const char* what)
{
    napi_value result = NULL;
    if (trap == NULL) {
        return throw_last(env, what);
    }
    trap_keep(state, trap);
    napi_get_null(env, &result);
    return result;
}

/* componentLinkerInstantiate(linker, component). */
static napi_value linker_instantiate(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct handle* component = handle_of(env, arguments.values[1]);
    lanner_component_instance_t* instance;
    wasm_trap_t* trap = NULL;
    struct frame frame;
    frame_enter(arguments.state, linker->store, &frame);
    instance = api.lanner_component_linker_instantiate(linker->thing, component->thing, &trap);
    frame_leave(arguments.state, linker->store, &frame);
    return instance == NULL ? no_result(env, arguments.state, trap, "making the instance")
        : handle_value(env, handle_new(arguments.state, sizeof(struct handle), HANDLE_COMPONENT_INSTANCE, linker->store, instance));
}

/* componentLinkerRun(linker, component): the status. */
static napi_value linker_run(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct handle* component = handle_of(env, arguments.values[1]);
    wasm_trap_t* trap = NULL;
    struct frame frame;
    int32_t status = 0;
    bool is_done;
    frame_enter(arguments.state, linker->store, &frame);
    is_done = api.lanner_component_linker_run(linker->thing, component->thing, &status, &trap);
    frame_leave(arguments.state, linker->store, &frame);
    return is_done ? new_number(env, status) : no_result(env, arguments.state, trap, "running the program");
}

/* componentCall(instance, name, arguments, isAsync): the text of the result, or the call that has begun if it is asynchronous. Without
   arguments, undefined, the name is a call in WAVE. */
static napi_value instance_call(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* instance = handle_of(env, arguments.values[0]);
    bool is_wave = is_undefined(env, arguments.values[2]);
    char* name = text_of(env, arguments.values[1], NULL);
    wasm_byte_vec_t given = WASM_EMPTY_VEC;
    wasm_byte_vec_t out = WASM_EMPTY_VEC;
    wasm_trap_t* trap = NULL;
    struct frame frame;
    napi_value begun;
    bool is_done;
    if (name != NULL && !is_wave) {
        given.data = text_of(env, arguments.values[2], &given.size);
    }
    if (name == NULL || (!is_wave && given.data == NULL)) {
        free(name);
        return NULL;
    }
    if (boolean_of(env, arguments.values[3])) {
        begun = begin_component_call(env, arguments.state, instance, name, is_wave ? NULL : &given);
        free(name);
        free(given.data);
        return begun;
    }
    frame_enter(arguments.state, instance->store, &frame);
    is_done = is_wave ? api.lanner_component_instance_call_wave(instance->thing, name, &out, &trap)
        : api.lanner_component_instance_call(instance->thing, name, &given, &out, &trap);
    frame_leave(arguments.state, instance->store, &frame);
    free(name);
    free(given.data);
    return is_done ? take_text(env, &out) : no_result(env, arguments.state, trap, "the call");
}

const struct entry component_entries[] = {
    {"componentNew", component_new},
    {"componentInterface", component_interface},
    {"componentLinkerNew", linker_new},
    {"componentLinkerDefine", linker_define},
    {"componentLinkerDefineWasi", linker_define_wasi},
    {"componentLinkerInstantiate", linker_instantiate},
    {"componentLinkerRun", linker_run},
    {"componentCall", instance_call},
    {NULL, NULL},
};
