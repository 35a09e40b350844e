/* Engines and modules. Both can be used by all threads of the process, each of which has a handle of its own. */
#include "addon.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct shared_module* modules;
static uint64_t next_id = 1;

void engine_release(struct shared_engine* engine)
{
    if (atomic_fetch_sub(&engine->references, 1) == 1) {
        api.wasm_engine_delete(engine->engine);
        free(engine);
    }
}

struct shared_engine* engine_of(napi_env env, napi_value value)
{
    struct handle* handle = handle_of(env, value);
    return handle->thing;
}

static napi_value engine_value(napi_env env, struct state* state, struct shared_engine* engine)
{
    return handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_ENGINE, NULL, engine));
}

/* engineNew(memoryMode, interruptible, fuel, deterministic, features, compilation, cache): undefined is the default. */
static napi_value engine_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    napi_value* values = arguments.values;
    wasm_config_t* config = api.wasm_config_new();
    struct shared_engine* engine;
    wasm_engine_t* made;
    char* cache = NULL;
    bool is_set;
    if (config == NULL) {
        return throw_last(env, "making the options");
    }
    is_set = is_undefined(env, values[0]) || api.lanner_config_set_memory_mode(config, (uint32_t)number_of(env, values[0]));
    is_set = is_set && api.lanner_config_set_interruptible(config, boolean_of(env, values[1]));
    is_set = is_set && api.lanner_config_set_fuel(config, boolean_of(env, values[2]));
    is_set = is_set && api.lanner_config_set_deterministic(config, boolean_of(env, values[3]));
    if (is_set && !is_undefined(env, values[4])) {
        is_set = api.lanner_config_set_features(config, (uint64_t)number_of(env, values[4]));
    }
    if (is_set && !is_undefined(env, values[5])) {
        is_set = api.lanner_config_set_compilation(config, (uint32_t)number_of(env, values[5]));
    }
    if (is_set && !is_undefined(env, values[6])) {
        cache = text_of(env, values[6], NULL);
        is_set = cache != NULL && api.lanner_config_set_cache(config, cache);
        free(cache);
    }
    if (!is_set) {
        throw_last(env, "setting an option");
        api.wasm_config_delete(config);
        return NULL;
    }
    made = api.wasm_engine_new_with_config(config);
    if (made == NULL) {
        return throw_last(env, "making the engine");
    }
    engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        api.wasm_engine_delete(made);
        return throw_message(env, "there is no memory left");
    }
    engine->engine = made;
    atomic_init(&engine->references, 1);
    engine->is_interruptible = boolean_of(env, values[1]);
    engine->has_fuel = boolean_of(env, values[2]);
    return engine_value(env, arguments.state, engine);
}

static napi_value engine_memory_mode(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return new_number(env, api.lanner_engine_memory_mode(engine_of(env, arguments.values[0])->engine));
}

void module_release(struct shared_module* module)
{
    pthread_mutex_lock(&gate);
    if (--module->references > 0) {
        pthread_mutex_unlock(&gate);
        return;
    }
    if (module->previous != NULL) {
        module->previous->next = module->next;
    } else {
        modules = module->next;
    }
    if (module->next != NULL) {
        module->next->previous = module->previous;
    }
    pthread_mutex_unlock(&gate);
    api.wasm_shared_module_delete(module->module);
    engine_release(module->engine);
    free(module);
}

wasm_module_t* module_in(struct handle* module, wasm_store_t* store)
{
    struct shared_module* shared = module->thing;
    return api.wasm_module_obtain(store, shared->module);
}

/* Modules are made in a store. This one lives for a moment, since the shared name is for any store. */
static wasm_store_t* store_for_a_moment(struct shared_engine* engine)
{
    lanner_limits_t limits = lanner_limits_none();
    return api.lanner_store_new(engine->engine, &limits);
}

static napi_value name_value(napi_env env, const wasm_name_t* name)
{
    return new_text(env, name->data, name->size);
}

static napi_value imports_value(napi_env env, const wasm_module_t* module)
{
    wasm_importtype_vec_t imports = WASM_EMPTY_VEC;
    napi_value result = NULL;
    size_t index;
    api.wasm_module_imports(module, &imports);
    napi_create_array_with_length(env, imports.size, &result);
    for (index = 0; index < imports.size; index++) {
        const wasm_externtype_t* type = api.wasm_importtype_type(imports.data[index]);
        napi_value values[4];
        values[0] = name_value(env, api.wasm_importtype_module(imports.data[index]));
        values[1] = name_value(env, api.wasm_importtype_name(imports.data[index]));
        values[2] = new_number(env, api.wasm_externtype_kind(type));
        values[3] = type_value(env, type);
        napi_set_element(env, result, (uint32_t)index, new_array(env, 4, values));
    }
    api.wasm_importtype_vec_delete(&imports);
    return result;
}

static napi_value exports_value(napi_env env, const wasm_module_t* module)
{
    wasm_exporttype_vec_t exports = WASM_EMPTY_VEC;
    napi_value result = NULL;
    size_t index;
    api.wasm_module_exports(module, &exports);
    napi_create_array_with_length(env, exports.size, &result);
    for (index = 0; index < exports.size; index++) {
        const wasm_externtype_t* type = api.wasm_exporttype_type(exports.data[index]);
        napi_value values[3];
        values[0] = name_value(env, api.wasm_exporttype_name(exports.data[index]));
        values[1] = new_number(env, api.wasm_externtype_kind(type));
        values[2] = type_value(env, type);
        napi_set_element(env, result, (uint32_t)index, new_array(env, 3, values));
    }
    api.wasm_exporttype_vec_delete(&exports);
    return result;
}

/* [handle, id, imports, exports]. */
static napi_value module_value(napi_env env, struct state* state, struct shared_module* shared, const wasm_module_t* module)
{
    napi_value values[4];
    values[0] = handle_value(env, handle_new(state, sizeof(struct handle), HANDLE_MODULE, NULL, shared));
    values[1] = new_number(env, (double)shared->id);
    values[2] = imports_value(env, module);
    values[3] = exports_value(env, module);
    return new_array(env, 4, values);
}

enum source {
    FROM_BYTES,
    FROM_TEXT,
    FROM_FILE,
    FROM_SERIALIZED,
    FROM_COMPILED
};

static wasm_module_t* make(napi_env env, wasm_store_t* store, enum source source, napi_value value)
{
    wasm_module_t* module = NULL;
    wasm_byte_vec_t bytes = WASM_EMPTY_VEC;
    size_t length = 0;
    char* text = NULL;
    if (source == FROM_BYTES || source == FROM_SERIALIZED) {
        bytes = bytes_of(env, value);
        return source == FROM_BYTES ? api.wasm_module_new(store, &bytes) : api.wasm_module_deserialize(store, &bytes);
    }
    text = text_of(env, value, &length);
    if (text == NULL) {
        return NULL;
    }
    if (source == FROM_TEXT) {
        module = api.lanner_module_from_text(store, text, length);
    } else if (source == FROM_FILE) {
        module = api.lanner_module_from_file(store, text);
    } else {
        module = api.lanner_module_load_compiled(store, text);
    }
    free(text);
    return module;
}

/* moduleNew(engine, source, content). */
static napi_value module_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct shared_engine* engine = engine_of(env, arguments.values[0]);
    enum source source = (enum source)number_of(env, arguments.values[1]);
    wasm_store_t* store = store_for_a_moment(engine);
    wasm_module_t* module = store == NULL ? NULL : make(env, store, source, arguments.values[2]);
    wasm_shared_module_t* name = module == NULL ? NULL : api.wasm_module_share(module);
    struct shared_module* shared = name == NULL ? NULL : calloc(1, sizeof *shared);
    napi_value result = NULL;
    if (shared != NULL) {
        shared->references = 1;
        shared->module = name;
        shared->engine = engine;
        atomic_fetch_add(&engine->references, 1);
        pthread_mutex_lock(&gate);
        shared->id = next_id++;
        shared->next = modules;
        if (modules != NULL) {
            modules->previous = shared;
        }
        modules = shared;
        pthread_mutex_unlock(&gate);
        result = module_value(env, arguments.state, shared, module);
    } else {
        throw_last(env, "making the module");
    }
    if (module != NULL) {
        api.wasm_module_delete(module);
    }
    if (store != NULL) {
        api.wasm_store_delete(store);
    }
    return result;
}

/* moduleOpen(id): a handle for this thread of a module that another one has made, with its engine: [module, engine, interruptible, fuel].
   Undefined when there is no such module, or no longer. */
static napi_value module_open(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    uint64_t id = (uint64_t)number_of(env, arguments.values[0]);
    struct shared_module* shared;
    napi_value values[4];
    wasm_store_t* store;
    wasm_module_t* module;
    pthread_mutex_lock(&gate);
    for (shared = modules; shared != NULL && shared->id != id; shared = shared->next) {
    }
    if (shared != NULL) {
        shared->references++;
    }
    pthread_mutex_unlock(&gate);
    if (shared == NULL) {
        return new_undefined(env);
    }
    store = store_for_a_moment(shared->engine);
    module = store == NULL ? NULL : api.wasm_module_obtain(store, shared->module);
    if (module == NULL) {
        throw_last(env, "obtaining the module");
        module_release(shared);
    } else {
        values[0] = module_value(env, arguments.state, shared, module);
        api.wasm_module_delete(module);
        atomic_fetch_add(&shared->engine->references, 1);
        values[1] = engine_value(env, arguments.state, shared->engine);
        values[2] = new_boolean(env, shared->engine->is_interruptible);
        values[3] = new_boolean(env, shared->engine->has_fuel);
    }
    if (store != NULL) {
        api.wasm_store_delete(store);
    }
    return module == NULL ? NULL : new_array(env, 4, values);
}

/* moduleSave(module, path): writes the compiled module; moduleSave(module) returns the bytes of serialization. */
static napi_value module_save(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    struct shared_module* shared = handle->thing;
    wasm_store_t* store = store_for_a_moment(shared->engine);
    wasm_module_t* module = store == NULL ? NULL : api.wasm_module_obtain(store, shared->module);
    napi_value result = NULL;
    wasm_byte_vec_t bytes = WASM_EMPTY_VEC;
    char* path = NULL;
    if (module == NULL) {
        throw_last(env, "obtaining the module");
    } else if (is_undefined(env, arguments.values[1])) {
        api.wasm_module_serialize(module, &bytes);
        result = take_bytes(env, &bytes);
    } else if ((path = text_of(env, arguments.values[1], NULL)) != NULL) {
        if (!api.lanner_module_save_compiled(module, path)) {
            throw_last(env, "writing the compiled module");
        }
        free(path);
    }
    if (module != NULL) {
        api.wasm_module_delete(module);
    }
    if (store != NULL) {
        api.wasm_store_delete(store);
    }
    return result;
}

/* moduleValidate(engine, bytes). */
static napi_value module_validate(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t bytes = bytes_of(env, arguments.values[1]);
    wasm_store_t* store = store_for_a_moment(engine_of(env, arguments.values[0]));
    bool is_valid;
    if (store == NULL) {
        return throw_last(env, "making a store");
    }
    is_valid = api.wasm_module_validate(store, &bytes);
    api.wasm_store_delete(store);
    return new_boolean(env, is_valid);
}

static napi_value text_to_binary(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t binary = WASM_EMPTY_VEC;
    size_t length = 0;
    char* text = text_of(env, arguments.values[0], &length);
    bool is_done;
    if (text == NULL) {
        return NULL;
    }
    is_done = api.lanner_text_to_binary(text, length, &binary);
    free(text);
    return is_done ? take_bytes(env, &binary) : throw_last(env, "the translation");
}

static napi_value binary_to_text(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t bytes = bytes_of(env, arguments.values[0]);
    wasm_message_t text = WASM_EMPTY_VEC;
    return api.lanner_binary_to_text(&bytes, &text) ? take_text(env, &text) : throw_last(env, "the translation");
}

const struct entry engine_entries[] = {
    {"engineNew", engine_new},
    {"engineMemoryMode", engine_memory_mode},
    {"moduleNew", module_new},
    {"moduleOpen", module_open},
    {"moduleSave", module_save},
    {"moduleValidate", module_validate},
    {"textToBinary", text_to_binary},
    {"binaryToText", binary_to_text},
    {NULL, NULL},
};
