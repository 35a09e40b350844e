/*
 * Memories, and buffers of JavaScript over their bytes.
 *
 * A memory never moves, and its bytes stay until its store is deleted. So a buffer is never over bytes that are gone as long as the store
 * outlives it. The buffer is detached when the memory grows, as the JavaScript API of WebAssembly has it, and when the store is closed.
 */
#include "addon.h"

static bool is_alive(napi_env env, const struct view* view, napi_value* buffer)
{
    return napi_get_reference_value(env, view->buffer, buffer) == napi_ok && *buffer != NULL;
}

static void detach(struct store* store, struct view* view)
{
    napi_env env = store->handle.state->env;
    napi_handle_scope scope;
    napi_value buffer = NULL;
    bool is_detached = false;
    if (!view->is_attached || napi_open_handle_scope(env, &scope) != napi_ok) {
        return;
    }
    view->is_attached = false;
    if (is_alive(env, view, &buffer)) {
        napi_is_detached_arraybuffer(env, buffer, &is_detached);
        if (is_detached || napi_detach_arraybuffer(env, buffer) != napi_ok) {
            /* Somebody has transferred the bytes to a buffer of his own (or they cannot be taken away): nobody knows for how long. */
            store->has_lost_buffer = true;
        }
    }
    napi_close_handle_scope(env, scope);
}

void views_check(struct store* store)
{
    struct view* view;
    for (view = store->views; view != NULL; view = view->next) {
        if (view->is_attached && view->can_grow && api.wasm_memory_data_size(view->memory) != view->size) {
            detach(store, view);
        }
    }
}

void views_close(struct store* store)
{
    struct view* view;
    for (view = store->views; view != NULL; view = view->next) {
        detach(store, view);
    }
}

bool views_are_gone(struct store* store)
{
    napi_env env = store->handle.state->env;
    napi_handle_scope scope;
    struct view* view = store->views;
    if (store->has_lost_buffer) {
        return false;
    }
    if (view == NULL || napi_open_handle_scope(env, &scope) != napi_ok) {
        return view == NULL;
    }
    for (; view != NULL; view = view->next) {
        napi_value buffer = NULL;
        if (is_alive(env, view, &buffer) || (store->handle.state->can_transfer && !view->lease->is_over)) {
            break;
        }
    }
    napi_close_handle_scope(env, scope);
    return view == NULL;
}

static void give_up(struct lease* lease)
{
    if (--lease->parts == 0) {
        free(lease);
    }
}

/* The engine of JavaScript has freed the bytes, which are not its own. It calls this on the thread of the buffer. */
static void end_lease(napi_env env, void* data, void* hint)
{
    struct lease* lease = hint;
    (void)env;
    (void)data;
    lease->is_over = true;
    give_up(lease);
}

static void delete_view(struct store* store, struct view* view)
{
    give_up(view->lease);
    napi_delete_reference(store->handle.state->env, view->buffer);
    api.wasm_memory_delete(view->memory);
    free(view);
}

void views_delete(struct store* store)
{
    while (store->views != NULL) {
        struct view* view = store->views;
        store->views = view->next;
        delete_view(store, view);
    }
}

/* Finds the buffer that is over the bytes now, and forgets those that are garbage. */
static napi_value find_buffer(napi_env env, struct store* store, const void* data)
{
    struct view** place = &store->views;
    napi_value result = NULL;
    while (*place != NULL) {
        struct view* view = *place;
        napi_value buffer = NULL;
        bool is_detached = false;
        if (!is_alive(env, view, &buffer) && (!store->handle.state->can_transfer || view->lease->is_over)) {
            *place = view->next;
            delete_view(store, view);
            continue;
        }
        if (view->is_attached && view->data == data && buffer != NULL) {
            napi_is_detached_arraybuffer(env, buffer, &is_detached);
            if (is_detached) {
                detach(store, view);
            } else {
                result = buffer;
            }
        }
        place = &view->next;
    }
    return result;
}

static bool can_grow(const wasm_memory_t* memory)
{
    wasm_memorytype_t* type = api.wasm_memory_type(memory);
    bool result = type == NULL || api.wasm_memorytype_limits(type)->max > api.wasm_memory_size(memory);
    if (type != NULL) {
        api.wasm_memorytype_delete(type);
    }
    return result;
}

/* memoryBuffer(memory): [buffer, if it is new]. */
static napi_value memory_buffer(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    struct store* store = handle->store;
    void* data = api.wasm_memory_data(handle->thing);
    size_t size = api.wasm_memory_data_size(handle->thing);
    napi_value values[2];
    struct view* view;
    bool is_new = false;
    views_check(store);
    values[0] = find_buffer(env, store, data);
    if (values[0] == NULL) {
        is_new = true;
        view = calloc(1, sizeof *view);
        if (view != NULL) {
            view->lease = calloc(1, sizeof *view->lease);
        }
        if (view == NULL || view->lease == NULL) {
            free(view);
            return throw_message(env, "there is no memory left");
        }
        view->lease->parts = 1;
        if (size == 0) {
            /* There are no bytes to be over; it is an object nevertheless that is the same each time. */
            void* nothing;
            view->lease->is_over = true;
            napi_create_arraybuffer(env, 0, &nothing, &values[0]);
        } else {
            napi_status status = napi_create_external_arraybuffer(env, data, size, end_lease, view->lease, &values[0]);
            if (status != napi_ok) {
                bool is_pending = false;
                free(view->lease);
                free(view);
                napi_is_exception_pending(env, &is_pending);
                return is_pending ? NULL
                    : throw_message(env, "this JavaScript engine has no buffers over memory of others; read and write copy");
            }
            view->lease->parts = 2;
        }
        view->data = data;
        view->size = size;
        view->is_attached = true;
        view->can_grow = can_grow(handle->thing);
        view->memory = api.wasm_memory_copy(handle->thing);
        napi_create_reference(env, values[0], 0, &view->buffer);
        view->next = store->views;
        store->views = view;
    }
    values[1] = new_boolean(env, is_new);
    return new_array(env, 2, values);
}

/* memoryNew(store, minimum, maximum). */
static napi_value memory_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    wasm_limits_t limits = limits_of(env, arguments.values[1], arguments.values[2]);
    wasm_memorytype_t* type = api.wasm_memorytype_new(&limits);
    wasm_memory_t* memory = type == NULL ? NULL : api.wasm_memory_new(store->handle.thing, type);
    if (type != NULL) {
        api.wasm_memorytype_delete(type);
    }
    return memory == NULL ? throw_last(env, "making the memory")
        : extern_value(env, arguments.state, store, api.wasm_memory_as_extern(memory));
}

static napi_value memory_size(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    return new_number(env, (double)api.wasm_memory_data_size(handle->thing));
}

static napi_value memory_pages(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    return new_number(env, (double)api.wasm_memory_size(handle->thing));
}

static napi_value memory_type(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    wasm_memorytype_t* type = api.wasm_memory_type(handle->thing);
    napi_value result = type == NULL ? throw_last(env, "reading the type") : limits_value(env, api.wasm_memorytype_limits(type), NULL);
    if (type != NULL) {
        api.wasm_memorytype_delete(type);
    }
    return result;
}

/* memoryGrow(memory, pages): if it has grown. The buffer is detached also when nothing was added. */
static napi_value memory_grow(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    void* data = api.wasm_memory_data(handle->thing);
    struct view* view;
    if (!api.wasm_memory_grow(handle->thing, (uint32_t)number_of(env, arguments.values[1]))) {
        return new_boolean(env, false);
    }
    for (view = handle->store->views; view != NULL; view = view->next) {
        if (view->is_attached && view->data == data) {
            detach(handle->store, view);
        }
    }
    return new_boolean(env, true);
}

/* The bytes at an address, or null if they are not all within the memory. */
static char* bytes_at(struct handle* handle, double address, double length)
{
    double size = (double)api.wasm_memory_data_size(handle->thing);
    return address >= 0 && length >= 0 && address + length <= size ? api.wasm_memory_data(handle->thing) + (size_t)address : NULL;
}

/* memoryRead(memory, address, length): a copy; undefined outside of the memory. */
static napi_value memory_read(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    double length = number_of(env, arguments.values[2]);
    const char* bytes = bytes_at(handle_of(env, arguments.values[0]), number_of(env, arguments.values[1]), length);
    return bytes == NULL ? new_undefined(env) : new_bytes(env, bytes, (size_t)length);
}

/* memoryWrite(memory, address, bytes): if it was within the memory. */
static napi_value memory_write(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_byte_vec_t content = bytes_of(env, arguments.values[2]);
    char* bytes = bytes_at(handle_of(env, arguments.values[0]), number_of(env, arguments.values[1]), (double)content.size);
    if (bytes != NULL && content.size > 0) {
        memmove(bytes, content.data, content.size);
    }
    return new_boolean(env, bytes != NULL);
}

/* If bytes are UTF-8: no other form of a character than the shortest, no surrogates, nothing above U+10FFFF. */
static bool is_utf8(const unsigned char* bytes, size_t length)
{
    size_t index = 0;
    while (index < length) {
        unsigned char first = bytes[index++];
        unsigned char lowest = 0x80;
        unsigned char highest = 0xbf;
        int more;
        if (first < 0x80) {
            continue;
        }
        if (first < 0xc2 || first > 0xf4) {
            return false;
        }
        more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (first == 0xe0) {
            lowest = 0xa0;
        } else if (first == 0xed) {
            highest = 0x9f;
        } else if (first == 0xf0) {
            lowest = 0x90;
        } else if (first == 0xf4) {
            highest = 0x8f;
        }
        for (; more > 0; more--) {
            if (index == length || bytes[index] < lowest || bytes[index] > highest) {
                return false;
            }
            index++;
            lowest = 0x80;
            highest = 0xbf;
        }
    }
    return true;
}

/* memoryText(memory, address, length): a string; undefined outside of the memory, null if it is no UTF-8. Without a length the text ends
   before the first zero. */
static napi_value memory_text(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct handle* handle = handle_of(env, arguments.values[0]);
    double address = number_of(env, arguments.values[1]);
    bool has_length = !is_undefined(env, arguments.values[2]);
    const char* bytes = bytes_at(handle, address, has_length ? number_of(env, arguments.values[2]) : 0);
    napi_value result = NULL;
    size_t length;
    if (bytes == NULL) {
        return new_undefined(env);
    }
    if (has_length) {
        length = (size_t)number_of(env, arguments.values[2]);
    } else {
        const char* last = memchr(bytes, 0, api.wasm_memory_data_size(handle->thing) - (size_t)address);
        if (last == NULL) {
            return new_undefined(env);
        }
        length = (size_t)(last - bytes);
    }
    if (!is_utf8((const unsigned char*)bytes, length)) {
        napi_get_null(env, &result);
        return result;
    }
    return new_text(env, bytes, length);
}

const struct entry memory_entries[] = {
    {"memoryNew", memory_new},
    {"memoryBuffer", memory_buffer},
    {"memoryType", memory_type},
    {"memorySize", memory_size},
    {"memoryPages", memory_pages},
    {"memoryGrow", memory_grow},
    {"memoryRead", memory_read},
    {"memoryWrite", memory_write},
    {"memoryText", memory_text},
    {NULL, NULL},
};
