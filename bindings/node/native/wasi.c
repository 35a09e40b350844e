/* What WASI grants, and files, keys and values in memory. */
#include "addon.h"

static void* thing_of(napi_env env, napi_value value)
{
    struct handle* handle = handle_of(env, value);
    return handle->thing;
}

static napi_value wasi_new(napi_env env, napi_callback_info info)
{
    lanner_wasi_t* wasi = api.lanner_wasi_new();
    (void)info;
    return wasi == NULL ? throw_last(env, "making the configuration")
        : handle_value(env, handle_new(state_of(env), sizeof(struct handle), HANDLE_WASI, NULL, wasi));
}

static napi_value add_argument(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    char* text = text_of(env, arguments.values[1], NULL);
    bool is_done = text != NULL && api.lanner_wasi_add_argument(thing_of(env, arguments.values[0]), text);
    free(text);
    return is_done ? NULL : throw_last(env, "adding an argument");
}

/* wasiAddEnvironment(wasi, name, value); without a name all variables of the process. */
static napi_value add_environment(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    lanner_wasi_t* wasi = thing_of(env, arguments.values[0]);
    char* name;
    char* value;
    bool is_done;
    if (is_undefined(env, arguments.values[1])) {
        return api.lanner_wasi_inherit_environment(wasi) ? NULL : throw_last(env, "adding the variables");
    }
    name = text_of(env, arguments.values[1], NULL);
    value = text_of(env, arguments.values[2], NULL);
    is_done = name != NULL && value != NULL && api.lanner_wasi_add_environment(wasi, name, value);
    free(name);
    free(value);
    return is_done ? NULL : throw_last(env, "adding a variable");
}

static napi_value inherit_streams(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return api.lanner_wasi_inherit_streams(thing_of(env, arguments.values[0]), (uint32_t)number_of(env, arguments.values[1]))
        ? NULL : throw_last(env, "giving the streams");
}

static napi_value set_input(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t content = bytes_of(env, arguments.values[1]);
    return api.lanner_wasi_set_input(thing_of(env, arguments.values[0]), &content) ? NULL : throw_last(env, "setting the input");
}

/* wasiCapture(wasi, streams, maximum). */
static napi_value capture(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    napi_value* values = arguments.values;
    uint32_t streams = (uint32_t)number_of(env, values[1]);
    return api.lanner_wasi_capture_streams(thing_of(env, values[0]), streams, (size_t)number_of(env, values[2]))
        ? NULL : throw_last(env, "capturing");
}

static napi_value captured(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t content = WASM_EMPTY_VEC;
    return api.lanner_wasi_captured(thing_of(env, arguments.values[0]), (uint32_t)number_of(env, arguments.values[1]), &content)
        ? take_bytes(env, &content) : throw_last(env, "reading what was captured");
}

/* wasiAddDirectory(wasi, hostPath or files, guestPath, rights). */
static napi_value add_directory(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    napi_value* values = arguments.values;
    lanner_wasi_t* wasi = thing_of(env, values[0]);
    uint32_t rights = (uint32_t)number_of(env, values[3]);
    char* guest = text_of(env, values[2], NULL);
    napi_valuetype type = napi_undefined;
    bool is_done = false;
    napi_typeof(env, values[1], &type);
    if (guest != NULL && type == napi_number) {
        is_done = api.lanner_wasi_add_files(wasi, thing_of(env, values[1]), guest, rights);
    } else if (guest != NULL) {
        char* host = text_of(env, values[1], NULL);
        is_done = host != NULL && api.lanner_wasi_add_directory(wasi, host, guest, rights);
        free(host);
    }
    free(guest);
    return is_done ? NULL : throw_last(env, "adding the directory");
}

/* wasiAddArchive(wasi, hostPath, guestPath). */
static napi_value add_archive(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    char* host = text_of(env, arguments.values[1], NULL);
    char* guest = host == NULL ? NULL : text_of(env, arguments.values[2], NULL);
    bool is_done = guest != NULL && api.lanner_wasi_add_archive(thing_of(env, arguments.values[0]), host, guest);
    free(host);
    free(guest);
    return is_done ? NULL : throw_last(env, "adding the archive");
}

static napi_value add_listener(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    char* address = text_of(env, arguments.values[1], NULL);
    bool is_done = address != NULL && api.lanner_wasi_add_listener(thing_of(env, arguments.values[0]), address);
    free(address);
    return is_done ? NULL : throw_last(env, "adding the listener");
}

/* wasiAllowPeers(wasi, addresses, port). */
static napi_value allow_peers(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    uint32_t port = (uint32_t)number_of(env, arguments.values[2]);
    char* addresses = text_of(env, arguments.values[1], NULL);
    bool is_done = addresses != NULL && api.lanner_wasi_allow_peers(thing_of(env, arguments.values[0]), addresses, port);
    free(addresses);
    return is_done ? NULL : throw_last(env, "allowing peers");
}

/* wasiAddOverlay(wasi, hostPath, guestPath, maximum). */
static napi_value add_overlay(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    uint64_t maximum = (uint64_t)number_of(env, arguments.values[3]);
    char* host = text_of(env, arguments.values[1], NULL);
    char* guest = host == NULL ? NULL : text_of(env, arguments.values[2], NULL);
    bool is_done = guest != NULL && api.lanner_wasi_add_overlay(thing_of(env, arguments.values[0]), host, guest, maximum);
    free(host);
    free(guest);
    return is_done ? NULL : throw_last(env, "adding the overlay");
}

/* wasiAllow(wasi, use, hosts); without hosts the addresses that names may have. */
static napi_value allow(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    lanner_wasi_t* wasi = thing_of(env, arguments.values[0]);
    uint32_t use;
    char* hosts;
    bool is_done;
    if (is_undefined(env, arguments.values[1])) {
        return api.lanner_wasi_allow_private_answers(wasi) ? NULL : throw_last(env, "the grant");
    }
    use = (uint32_t)number_of(env, arguments.values[1]);
    hosts = text_of(env, arguments.values[2], NULL);
    is_done = hosts != NULL && api.lanner_wasi_allow(wasi, use, hosts);
    free(hosts);
    return is_done ? NULL : throw_last(env, "the grant");
}

/* wasiSetLimit(wasi, limit, most). */
static napi_value set_limit(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    uint32_t limit = (uint32_t)number_of(env, arguments.values[1]);
    uint64_t most = (uint64_t)number_of(env, arguments.values[2]);
    return api.lanner_wasi_set_limit(thing_of(env, arguments.values[0]), limit, most) ? NULL : throw_last(env, "setting the limit");
}

static napi_value add_setting(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    char* name = text_of(env, arguments.values[1], NULL);
    char* value = name == NULL ? NULL : text_of(env, arguments.values[2], NULL);
    bool is_done = value != NULL && api.lanner_wasi_add_setting(thing_of(env, arguments.values[0]), name, value);
    free(name);
    free(value);
    return is_done ? NULL : throw_last(env, "adding a setting");
}

/* wasiAddKeyValueStore(wasi, name, store). */
static napi_value add_key_value_store(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    napi_value* values = arguments.values;
    char* name = text_of(env, values[1], NULL);
    bool is_done = name != NULL && api.lanner_wasi_add_key_value_store(thing_of(env, values[0]), name, thing_of(env, values[2]));
    free(name);
    return is_done ? NULL : throw_last(env, "adding the store");
}

/* wasiSetClock(wasi, start, step): in microseconds, as numbers of 64 bits. */
static napi_value set_clock(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    int64_t begin = integer_of(env, arguments.values[1]);
    uint64_t step = (uint64_t)integer_of(env, arguments.values[2]);
    return api.lanner_wasi_set_clock(thing_of(env, arguments.values[0]), begin, step) ? NULL : throw_last(env, "setting the clock");
}

static napi_value set_most_descriptors(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return api.lanner_wasi_set_most_descriptors(thing_of(env, arguments.values[0]), (uint32_t)number_of(env, arguments.values[1]))
        ? NULL : throw_last(env, "setting the number of descriptors");
}

static napi_value set_random_seed(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return api.lanner_wasi_set_random_seed(thing_of(env, arguments.values[0]), integer_of(env, arguments.values[1]))
        ? NULL : throw_last(env, "setting the seed");
}

static napi_value files_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    lanner_files_t* files = api.lanner_files_new((uint64_t)number_of(env, arguments.values[0]));
    return files == NULL ? throw_last(env, "making the files")
        : handle_value(env, handle_new(arguments.state, sizeof(struct handle), HANDLE_FILES, NULL, files));
}

static napi_value files_create_directory(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    char* path = text_of(env, arguments.values[1], NULL);
    bool is_done = path != NULL && api.lanner_files_create_directory(thing_of(env, arguments.values[0]), path);
    free(path);
    return is_done ? NULL : throw_last(env, "making the directory");
}

static napi_value files_write(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t content = bytes_of(env, arguments.values[2]);
    char* path = text_of(env, arguments.values[1], NULL);
    bool is_done = path != NULL && api.lanner_files_write(thing_of(env, arguments.values[0]), path, &content);
    free(path);
    return is_done ? NULL : throw_last(env, "writing the file");
}

static napi_value files_read(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t content = WASM_EMPTY_VEC;
    char* path = text_of(env, arguments.values[1], NULL);
    bool is_done = path != NULL && api.lanner_files_read(thing_of(env, arguments.values[0]), path, &content);
    free(path);
    return is_done ? take_bytes(env, &content) : throw_last(env, "reading the file");
}

static napi_value key_value_store_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    lanner_key_value_store_t* store = api.lanner_key_value_store_new((uint64_t)number_of(env, arguments.values[0]));
    return store == NULL ? throw_last(env, "making the store")
        : handle_value(env, handle_new(arguments.state, sizeof(struct handle), HANDLE_KEY_VALUE_STORE, NULL, store));
}

static napi_value key_value_store_set(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t value = bytes_of(env, arguments.values[2]);
    char* key = text_of(env, arguments.values[1], NULL);
    bool is_done = key != NULL && api.lanner_key_value_store_set(thing_of(env, arguments.values[0]), key, &value);
    free(key);
    return is_done ? NULL : throw_last(env, "setting the value");
}

static napi_value key_value_store_get(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t value = WASM_EMPTY_VEC;
    char* key = text_of(env, arguments.values[1], NULL);
    bool is_done = key != NULL && api.lanner_key_value_store_get(thing_of(env, arguments.values[0]), key, &value);
    free(key);
    return is_done ? take_bytes(env, &value) : throw_last(env, "reading the value");
}

const struct entry wasi_entries[] = {
    {"wasiNew", wasi_new},
    {"wasiAddArgument", add_argument},
    {"wasiAddEnvironment", add_environment},
    {"wasiInheritStreams", inherit_streams},
    {"wasiSetInput", set_input},
    {"wasiCapture", capture},
    {"wasiCaptured", captured},
    {"wasiAddDirectory", add_directory},
    {"wasiAddArchive", add_archive},
    {"wasiAddListener", add_listener},
    {"wasiAllowPeers", allow_peers},
    {"wasiSetRandomSeed", set_random_seed},
    {"wasiSetClock", set_clock},
    {"wasiSetMostDescriptors", set_most_descriptors},
    {"wasiAddOverlay", add_overlay},
    {"wasiAllow", allow},
    {"wasiSetLimit", set_limit},
    {"wasiAddSetting", add_setting},
    {"wasiAddKeyValueStore", add_key_value_store},
    {"keyValueStoreNew", key_value_store_new},
    {"keyValueStoreSet", key_value_store_set},
    {"keyValueStoreGet", key_value_store_get},
    {"filesNew", files_new},
    {"filesCreateDirectory", files_create_directory},
    {"filesWrite", files_write},
    {"filesRead", files_read},
    {NULL, NULL},
};
