/* Instances, linkers, globals and tables. */
#include "addon.h"

/* Has a value of the shared ones as wasm_val_t. */
static wasm_val_t value_at(const struct state* state, uint32_t index, wasm_valkind_t kind)
{
    wasm_val_t value;
    memset(&value, 0, sizeof value);
    value.kind = kind;
    memcpy(&value.of, &state->values[index], sizeof value.of);
    return value;
}

static void release_value(wasm_val_t* value)
{
    if (value->kind >= WASM_EXTERNREF) {
        api.wasm_ref_delete(value->of.ref);
    }
}

/* globalNew(store, letter, mutable): with the first shared value. */
static napi_value global_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    char* letter = text_of(env, arguments.values[1], NULL);
    wasm_valkind_t kind = kind_of(letter == NULL ? 'i' : letter[0]);
    wasm_val_t value = value_at(arguments.state, 0, kind);
    wasm_mutability_t mutability = boolean_of(env, arguments.values[2]) ? WASM_VAR : WASM_CONST;
    wasm_globaltype_t* type = api.wasm_globaltype_new(api.wasm_valtype_new(kind), mutability);
    wasm_global_t* global = type == NULL ? NULL : api.wasm_global_new(store->handle.thing, type, &value);
    napi_value result = global == NULL ? throw_last(env, "making the global")
        : extern_value(env, arguments.state, store, api.wasm_global_as_extern(global));
    free(letter);
    if (type != NULL) {
        api.wasm_globaltype_delete(type);
    }
    release_value(&value);
    return result;
}

/* globalGet(global): the first shared value, which owns a reference. */
static napi_value global_get(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    wasm_val_t value;
    memset(&value, 0, sizeof value);
    api.wasm_global_get(handle->thing, &value);
    memcpy(&arguments.state->values[0], &value.of, sizeof value.of);
    return NULL;
}

/* globalSet(global, letter): to the first shared value. */
static napi_value global_set(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    char* letter = text_of(env, arguments.values[1], NULL);
    wasm_val_t value = value_at(arguments.state, 0, kind_of(letter == NULL ? 'i' : letter[0]));
    free(letter);
    api.wasm_global_set(handle->thing, &value);
    release_value(&value);
    return NULL;
}

/* tableNew(store, letter, minimum, maximum): with the first shared value in each element. */
static napi_value table_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    char* letter = text_of(env, arguments.values[1], NULL);
    wasm_limits_t limits = limits_of(env, arguments.values[2], arguments.values[3]);
    wasm_ref_t* initial = arguments.state->values[0].ref;
    wasm_tabletype_t* type = api.wasm_tabletype_new(api.wasm_valtype_new(kind_of(letter == NULL ? 'c' : letter[0])), &limits);
    wasm_table_t* table = type == NULL ? NULL : api.wasm_table_new(store->handle.thing, type, initial);
    napi_value result = table == NULL ? throw_last(env, "making the table")
        : extern_value(env, arguments.state, store, api.wasm_table_as_extern(table));
    free(letter);
    if (type != NULL) {
        api.wasm_tabletype_delete(type);
    }
    api.wasm_ref_delete(initial);
    return result;
}

static napi_value table_get(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    wasm_ref_t* reference = api.wasm_table_get(handle->thing, (uint32_t)number_of(env, arguments.values[1]));
    return reference_value(env, arguments.state, handle->store, reference, true);
}

/* tableSet(table, index): to the first shared value. */
static napi_value table_set(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    wasm_ref_t* reference = arguments.state->values[0].ref;
    if (!api.wasm_table_set(handle->thing, (uint32_t)number_of(env, arguments.values[1]), reference)) {
        throw_last(env, "setting the element");
    }
    api.wasm_ref_delete(reference);
    return NULL;
}

static napi_value table_size(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    return new_number(env, api.wasm_table_size(handle->thing));
}

/* tableGrow(table, count): with the first shared value. */
static napi_value table_grow(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    wasm_ref_t* reference = arguments.state->values[0].ref;
    if (!api.wasm_table_grow(handle->thing, (uint32_t)number_of(env, arguments.values[1]), reference)) {
        throw_last(env, "growing the table");
    }
    api.wasm_ref_delete(reference);
    return NULL;
}

/* The exports of an instance in the order of its module: an array of externs. */
static napi_value instance_exports(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    wasm_extern_vec_t exports = WASM_EMPTY_VEC;
    napi_value result = NULL;
    size_t index;
    api.wasm_instance_exports(handle->thing, &exports);
    napi_create_array_with_length(env, exports.size, &result);
    for (index = 0; index < exports.size; index++) {
        wasm_extern_t* external = exports.data[index];
        exports.data[index] = NULL;
        if (external != NULL) {
            napi_set_element(env, result, (uint32_t)index, extern_value(env, arguments.state, handle->store, external));
        }
    }
    api.wasm_extern_vec_delete(&exports);
    return result;
}

/* The handle, or null when there is a trap, which takeTrap tells. */
static napi_value instance_value(napi_env env, struct state* state, struct store* store, wasm_instance_t* instance, wasm_trap_t* trap)
{
    napi_value result = NULL;
    if (instance != NULL) {
        return handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_INSTANCE, store, instance));
    }
    if (trap == NULL) {
        return throw_last(env, "making the instance");
    }
    trap_keep(state, trap);
    napi_get_null(env, &result);
    return result;
}

/* instanceNew(store, module, handles): with imports in the order of the module. */
static napi_value instance_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    wasm_module_t* module = module_in(handle_of(env, arguments.values[1]), store->handle.thing);
    wasm_extern_vec_t imports = WASM_EMPTY_VEC;
    wasm_instance_t* instance;
    wasm_trap_t* trap = NULL;
    struct frame frame;
    uint32_t count = 0;
    uint32_t index;
    if (module == NULL) {
        return throw_last(env, "obtaining the module");
    }
    napi_get_array_length(env, arguments.values[2], &count);
    imports.size = count;
    imports.data = calloc(count + 1, sizeof *imports.data);
    for (index = 0; imports.data != NULL && index < count; index++) {
        napi_value element;
        napi_get_element(env, arguments.values[2], index, &element);
        imports.data[index] = extern_of(handle_of(env, element));
    }
    frame_enter(arguments.state, store, &frame);
    instance = api.wasm_instance_new(store->handle.thing, module, &imports, &trap);
    frame_leave(arguments.state, store, &frame);
    /* The elements are those of the handles. */
    free(imports.data);
    api.wasm_module_delete(module);
    return instance_value(env, arguments.state, store, instance, trap);
}

static napi_value linker_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    lanner_linker_t* linker = api.lanner_linker_new(engine_of(env, arguments.values[0])->engine);
    if (linker == NULL) {
        return throw_last(env, "making the linker");
    }
    api.lanner_linker_allow_shadowing(linker, boolean_of(env, arguments.values[1]));
    return handle_value(env, handle_new(arguments.state, sizeof(struct handle), HANDLE_LINKER, NULL, linker));
}

/* linkerDefine(linker, module, name, handle): an extern; an instance without a name. */
static napi_value linker_define(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct handle* handle = handle_of(env, arguments.values[3]);
    char* module = text_of(env, arguments.values[1], NULL);
    char* name = handle->kind == HANDLE_INSTANCE ? NULL : text_of(env, arguments.values[2], NULL);
    bool is_done = false;
    if (module != NULL) {
        is_done = handle->kind == HANDLE_INSTANCE ? api.lanner_linker_define_instance(linker->thing, module, handle->thing)
            : name != NULL && api.lanner_linker_define(linker->thing, module, name, extern_of(handle));
    }
    free(module);
    free(name);
    return is_done ? NULL : throw_last(env, "the definition");
}

static napi_value linker_define_wasi(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct handle* wasi = handle_of(env, arguments.values[1]);
    return api.lanner_linker_define_wasi(linker->thing, wasi->thing) ? NULL : throw_last(env, "the definition of WASI");
}

static napi_value linker_define_unknown(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct handle* handle = handle_of(env, arguments.values[1]);
    struct shared_module* shared = handle->thing;
    lanner_limits_t limits = lanner_limits_none();
    wasm_store_t* store = api.lanner_store_new(shared->engine->engine, &limits);
    wasm_module_t* module = store == NULL ? NULL : module_in(handle, store);
    if (module == NULL || !api.lanner_linker_define_unknown(linker->thing, module)) {
        throw_last(env, "the definition");
    }
    if (module != NULL) {
        api.wasm_module_delete(module);
    }
    if (store != NULL) {
        api.wasm_store_delete(store);
    }
    return NULL;
}

/* linkerInstantiate(linker, store, module). */
static napi_value linker_instantiate(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct store* store = handle_of(env, arguments.values[1]);
    wasm_module_t* module = module_in(handle_of(env, arguments.values[2]), store->handle.thing);
    wasm_instance_t* instance;
    wasm_trap_t* trap = NULL;
    struct frame frame;
    if (module == NULL) {
        return throw_last(env, "obtaining the module");
    }
    frame_enter(arguments.state, store, &frame);
    instance = api.lanner_linker_instantiate(linker->thing, store->handle.thing, module, &trap);
    frame_leave(arguments.state, store, &frame);
    api.wasm_module_delete(module);
    return instance_value(env, arguments.state, store, instance, trap);
}

/* linkerRun(linker, store, module): the status that the program ends with, or null when there is a trap, which takeTrap tells. */
static napi_value linker_run(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* linker = handle_of(env, arguments.values[0]);
    struct store* store = handle_of(env, arguments.values[1]);
    wasm_module_t* module = module_in(handle_of(env, arguments.values[2]), store->handle.thing);
    wasm_trap_t* trap = NULL;
    napi_value result = NULL;
    struct frame frame;
    int32_t status = 0;
    bool is_done;
    if (module == NULL) {
        return throw_last(env, "obtaining the module");
    }
    frame_enter(arguments.state, store, &frame);
    is_done = api.lanner_linker_run(linker->thing, store->handle.thing, module, &status, &trap);
    frame_leave(arguments.state, store, &frame);
    api.wasm_module_delete(module);
    if (is_done) {
        return new_number(env, status);
    }
    if (trap == NULL) {
        return throw_last(env, "running the program");
    }
    trap_keep(arguments.state, trap);
    napi_get_null(env, &result);
    return result;
}

const struct entry thing_entries[] = {
    {"globalNew", global_new},
    {"globalGet", global_get},
    {"globalSet", global_set},
    {"tableNew", table_new},
    {"tableGet", table_get},
    {"tableSet", table_set},
    {"tableSize", table_size},
    {"tableGrow", table_grow},
    {"instanceNew", instance_new},
    {"instanceExports", instance_exports},
    {"linkerNew", linker_new},
    {"linkerDefine", linker_define},
    {"linkerDefineWasi", linker_define_wasi},
    {"linkerDefineUnknown", linker_define_unknown},
    {"linkerInstantiate", linker_instantiate},
    {"linkerRun", linker_run},
    {NULL, NULL},
};
