/* Functions, globals, tables and memories by their names in C, and references. */
#include "addon.h"

enum {
    /* Kinds of references, for JavaScript; functions have WASM_EXTERN_FUNC. */
    REFERENCE_TO_OBJECT = 10,
    REFERENCE_OTHER = 11
};

/* An object of JavaScript, as the host info of a reference: the number of its store, and the key by which the store has it. */
struct object {
    struct state* state;
    double store;
    double key;
};

napi_value function_value(napi_env env, struct state* state, struct store* store, wasm_func_t* function)
{
    wasm_functype_t* type = api.wasm_func_type(function);
    const wasm_valtype_vec_t* params;
    struct function* made;
    napi_value values[4];
    size_t index;
    if (type == NULL) {
        throw_last(env, "reading the type");
        api.wasm_func_delete(function);
        return NULL;
    }
    params = api.wasm_functype_params(type);
    made = (struct function*)handle_new(state, sizeof *made + params->size, HANDLE_FUNCTION, store, function);
    made->param_count = (uint32_t)params->size;
    made->result_count = (uint32_t)api.wasm_functype_results(type)->size;
    for (index = 0; index < params->size; index++) {
        wasm_valkind_t kind = api.wasm_valtype_kind(params->data[index]);
        made->kinds[index] = letter_of(kind);
        made->has_reference_params = made->has_reference_params || kind >= WASM_EXTERNREF;
    }
    values[0] = new_number(env, WASM_EXTERN_FUNC);
    values[1] = handle_value(env, made);
    values[2] = new_number(env, (double)(uintptr_t)api.wasm_func_get_host_info(function));
    values[3] = signature_of(env, type);
    api.wasm_functype_delete(type);
    return new_array(env, 4, values);
}

static napi_value global_value(napi_env env, struct state* state, struct store* store, wasm_global_t* global)
{
    wasm_globaltype_t* type = api.wasm_global_type(global);
    char letter = letter_of(api.wasm_valtype_kind(api.wasm_globaltype_content(type)));
    napi_value pair[2];
    napi_value values[4];
    pair[0] = new_text(env, &letter, 1);
    pair[1] = new_boolean(env, api.wasm_globaltype_mutability(type) != WASM_CONST);
    api.wasm_globaltype_delete(type);
    values[0] = new_number(env, WASM_EXTERN_GLOBAL);
    values[1] = handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_GLOBAL, store, global));
    values[2] = new_number(env, (double)(uintptr_t)api.wasm_global_get_host_info(global));
    values[3] = new_array(env, 2, pair);
    return new_array(env, 4, values);
}

static napi_value table_value(napi_env env, struct state* state, struct store* store, wasm_table_t* table)
{
    wasm_tabletype_t* type = api.wasm_table_type(table);
    napi_value values[4];
    values[0] = new_number(env, WASM_EXTERN_TABLE);
    values[1] = handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_TABLE, store, table));
    values[2] = new_number(env, (double)(uintptr_t)api.wasm_table_get_host_info(table));
    values[3] = limits_value(env, api.wasm_tabletype_limits(type), api.wasm_tabletype_element(type));
    api.wasm_tabletype_delete(type);
    return new_array(env, 4, values);
}

static napi_value memory_value(napi_env env, struct state* state, struct store* store, wasm_memory_t* memory)
{
    wasm_memorytype_t* type = api.wasm_memory_type(memory);
    napi_value values[4];
    values[0] = new_number(env, WASM_EXTERN_MEMORY);
    values[1] = handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_MEMORY, store, memory));
    values[2] = new_number(env, (double)(uintptr_t)api.wasm_memory_get_host_info(memory));
    values[3] = limits_value(env, api.wasm_memorytype_limits(type), NULL);
    api.wasm_memorytype_delete(type);
    return new_array(env, 4, values);
}

napi_value extern_value(napi_env env, struct state* state, struct store* store, wasm_extern_t* external)
{
    napi_value kind;
    switch (api.wasm_extern_kind(external)) {
        case WASM_EXTERN_FUNC: return function_value(env, state, store, api.wasm_extern_as_func(external));
        case WASM_EXTERN_GLOBAL: return global_value(env, state, store, api.wasm_extern_as_global(external));
        case WASM_EXTERN_TABLE: return table_value(env, state, store, api.wasm_extern_as_table(external));
        case WASM_EXTERN_MEMORY: return memory_value(env, state, store, api.wasm_extern_as_memory(external));
        default:
            kind = new_number(env, api.wasm_extern_kind(external));
            api.wasm_extern_delete(external);
            return new_array(env, 1, &kind);
    }
}

wasm_extern_t* extern_of(struct handle* handle)
{
    switch (handle->kind) {
        case HANDLE_FUNCTION: return api.wasm_func_as_extern(handle->thing);
        case HANDLE_GLOBAL: return api.wasm_global_as_extern(handle->thing);
        case HANDLE_TABLE: return api.wasm_table_as_extern(handle->thing);
        case HANDLE_MEMORY: return api.wasm_memory_as_extern(handle->thing);
        default: return NULL;
    }
}

/* setKey(handle, key): what all names of the thing tell from now on. Returns the key that it has already, if it has one, and changes
   nothing then. */
static napi_value set_key(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    void* key = (void*)(uintptr_t)number_of(env, arguments.values[1]);
    void* known = NULL;
    switch (handle->kind) {
        case HANDLE_FUNCTION:
            known = api.wasm_func_get_host_info(handle->thing);
            if (known == NULL) {
                api.wasm_func_set_host_info(handle->thing, key);
            }
            break;
        case HANDLE_GLOBAL:
            known = api.wasm_global_get_host_info(handle->thing);
            if (known == NULL) {
                api.wasm_global_set_host_info(handle->thing, key);
            }
            break;
        case HANDLE_TABLE:
            known = api.wasm_table_get_host_info(handle->thing);
            if (known == NULL) {
                api.wasm_table_set_host_info(handle->thing, key);
            }
            break;
        case HANDLE_MEMORY:
            known = api.wasm_memory_get_host_info(handle->thing);
            if (known == NULL) {
                api.wasm_memory_set_host_info(handle->thing, key);
            }
            break;
        default:
            break;
    }
    return new_number(env, (double)(uintptr_t)(known == NULL ? key : known));
}

napi_value reference_value(napi_env env, struct state* state, struct store* store, wasm_ref_t* reference, bool owned)
{
    napi_value values[2];
    wasm_func_t* function;
    if (reference == NULL) {
        return new_undefined(env);
    }
    if (api.wasm_ref_as_foreign(reference) != NULL) {
        values[0] = new_number(env, REFERENCE_TO_OBJECT);
        values[1] = new_number(env, ((struct object*)api.wasm_ref_get_host_info(reference))->key);
        if (owned) {
            api.wasm_ref_delete(reference);
        }
        return new_array(env, 2, values);
    }
    if (!owned) {
        reference = api.wasm_ref_copy(reference);
    }
    function = api.wasm_ref_as_func(reference);
    if (function != NULL) {
        return function_value(env, state, store, function);
    }
    values[0] = new_number(env, REFERENCE_OTHER);
    values[1] = handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_REFERENCE, store, reference));
    return new_array(env, 2, values);
}

/* readReference(store, index, owned): what the shared value is. */
static napi_value read_reference(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct state* state = arguments.state;
    uint32_t index = (uint32_t)number_of(env, arguments.values[1]);
    return reference_value(env, state, handle_of(env, arguments.values[0]), state->values[index].ref, boolean_of(env, arguments.values[2]));
}

static void forget_object(void* data)
{
    struct object* object = data;
    struct state* state = object->state;
    size_t count = (size_t)state->head->forgotten;
    if ((count + 1) * 2 > state->forgotten_room) {
        size_t room = state->forgotten_room == 0 ? 64 : state->forgotten_room * 2;
        double* larger = realloc(state->forgotten, room * sizeof *larger);
        if (larger == NULL) {
            /* The object is kept until its store is closed. */
            free(object);
            return;
        }
        state->forgotten = larger;
        state->forgotten_room = room;
    }
    state->forgotten[count * 2] = object->store;
    state->forgotten[count * 2 + 1] = object->key;
    state->head->forgotten++;
    free(object);
}

/* writeObject(store, index, key): a reference to an object of JavaScript becomes the shared value, which owns it. */
static napi_value write_object(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    uint32_t index = (uint32_t)number_of(env, arguments.values[1]);
    struct object* object = calloc(1, sizeof *object);
    wasm_foreign_t* foreign = object == NULL ? NULL : api.wasm_foreign_new(store->handle.thing);
    if (foreign == NULL) {
        free(object);
        return throw_last(env, "making a reference");
    }
    object->state = arguments.state;
    object->store = (double)store->id;
    object->key = number_of(env, arguments.values[2]);
    api.wasm_foreign_set_host_info_with_finalizer(foreign, object, forget_object);
    arguments.state->values[index].ref = api.wasm_foreign_as_ref(foreign);
    return NULL;
}

/* writeReference(index, handle): a reference to what the handle stands for becomes the shared value, which owns it; null without one. */
static napi_value write_reference(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    uint32_t index = (uint32_t)number_of(env, arguments.values[0]);
    struct handle* handle = handle_of(env, arguments.values[1]);
    wasm_ref_t* reference = NULL;
    if (handle != NULL) {
        reference = handle->kind == HANDLE_FUNCTION ? api.wasm_func_as_ref(handle->thing) : handle->thing;
        reference = api.wasm_ref_copy(reference);
    }
    arguments.state->values[index].ref = reference;
    return NULL;
}

/* The objects that guests have given up since the last time: pairs of the number of a store and a key. */
static napi_value take_forgotten(napi_env env, napi_callback_info info)
{
    struct state* state = state_of(env);
    uint32_t count = (uint32_t)state->head->forgotten * 2;
    napi_value result = NULL;
    uint32_t index;
    (void)info;
    state->head->forgotten = 0;
    napi_create_array_with_length(env, count, &result);
    for (index = 0; index < count; index++) {
        napi_set_element(env, result, index, new_number(env, state->forgotten[index]));
    }
    return result;
}

/* callerExport(store, caller, name): like externs; undefined when there is nothing of the name. */
static napi_value caller_export(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    const lanner_caller_t* caller = handle_of(env, arguments.values[1]);
    char* name = text_of(env, arguments.values[2], NULL);
    wasm_extern_t* external;
    if (name == NULL) {
        return NULL;
    }
    external = api.lanner_caller_export(caller, name);
    free(name);
    return external == NULL ? new_undefined(env) : extern_value(env, arguments.state, store, external);
}

const struct entry reference_entries[] = {
    {"setKey", set_key},
    {"readReference", read_reference},
    {"writeObject", write_object},
    {"writeReference", write_reference},
    {"takeForgotten", take_forgotten},
    {"callerExport", caller_export},
    {NULL, NULL},
};
