/* Values between JavaScript and C. */
#include "addon.h"

struct arguments arguments_of(napi_env env, napi_callback_info info)
{
    struct arguments result;
    size_t count = sizeof result.values / sizeof *result.values;
    /* What was not given is undefined then. */
    napi_get_cb_info(env, info, &count, result.values, NULL, NULL);
    result.state = state_of(env);
    return result;
}

napi_value throw_message(napi_env env, const char* message)
{
    struct state* state = state_of(env);
    napi_value text = new_text(env, message, strlen(message));
    napi_value make;
    napi_value receiver = new_undefined(env);
    napi_value error;
    if (napi_get_reference_value(env, state->make_error, &make) == napi_ok
        && napi_call_function(env, receiver, make, 1, &text, &error) == napi_ok) {
        napi_throw(env, error);
    }
    return NULL;
}

napi_value throw_last(napi_env env, const char* what)
{
    wasm_message_t message = WASM_EMPTY_VEC;
    char own_text[200];
    api.lanner_last_error(&message);
    if (message.size > 1) {
        throw_message(env, message.data);
    } else {
        strncpy(own_text, what, 100);
        own_text[100] = 0;
        throw_message(env, strcat(own_text, " failed, and the library does not say why"));
    }
    api.wasm_byte_vec_delete(&message);
    return NULL;
}

double number_of(napi_env env, napi_value value)
{
    double result = 0;
    napi_get_value_double(env, value, &result);
    return result;
}

bool boolean_of(napi_env env, napi_value value)
{
    bool result = false;
    napi_get_value_bool(env, value, &result);
    return result;
}

int64_t integer_of(napi_env env, napi_value value)
{
    int64_t result = 0;
    bool lossless;
    if (napi_get_value_bigint_int64(env, value, &result, &lossless) != napi_ok) {
        napi_get_value_int64(env, value, &result);
    }
    return result;
}

bool is_undefined(napi_env env, napi_value value)
{
    napi_valuetype type = napi_undefined;
    napi_typeof(env, value, &type);
    return type == napi_undefined;
}

char* text_of(napi_env env, napi_value value, size_t* length)
{
    size_t size = 0;
    char* text;
    if (napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok) {
        napi_throw_type_error(env, NULL, "a string was expected");
        return NULL;
    }
    text = malloc(size + 1);
    if (text == NULL) {
        napi_throw_error(env, NULL, "there is no memory left");
        return NULL;
    }
    napi_get_value_string_utf8(env, value, text, size + 1, &size);
    if (length != NULL) {
        *length = size;
    }
    return text;
}

wasm_byte_vec_t bytes_of(napi_env env, napi_value value)
{
    wasm_byte_vec_t result = WASM_EMPTY_VEC;
    napi_typedarray_type type;
    void* data = NULL;
    size_t size = 0;
    if (napi_get_typedarray_info(env, value, &type, &size, &data, NULL, NULL) == napi_ok) {
        result.size = size;
        result.data = data;
    }
    return result;
}

napi_value new_number(napi_env env, double number)
{
    napi_value result = NULL;
    napi_create_double(env, number, &result);
    return result;
}

napi_value new_boolean(napi_env env, bool value)
{
    napi_value result = NULL;
    napi_get_boolean(env, value, &result);
    return result;
}

napi_value new_undefined(napi_env env)
{
    napi_value result = NULL;
    napi_get_undefined(env, &result);
    return result;
}

napi_value new_text(napi_env env, const char* text, size_t length)
{
    napi_value result = NULL;
    napi_create_string_utf8(env, text == NULL ? "" : text, length, &result);
    return result;
}

napi_value new_bytes(napi_env env, const void* bytes, size_t length)
{
    napi_value buffer;
    napi_value result = NULL;
    void* data = NULL;
    if (napi_create_arraybuffer(env, length, &data, &buffer) != napi_ok) {
        return NULL;
    }
    if (length > 0) {
        memcpy(data, bytes, length);
    }
    napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &result);
    return result;
}

napi_value take_bytes(napi_env env, wasm_byte_vec_t* vector)
{
    napi_value result = new_bytes(env, vector->data, vector->size);
    api.wasm_byte_vec_delete(vector);
    return result;
}

napi_value take_text(napi_env env, wasm_byte_vec_t* vector)
{
    size_t length = vector->size;
    napi_value result;
    if (length > 0 && vector->data[length - 1] == 0) {
        length--;
    }
    result = new_text(env, vector->data, length);
    api.wasm_byte_vec_delete(vector);
    return result;
}

napi_value new_array(napi_env env, size_t count, const napi_value* values)
{
    napi_value result = NULL;
    size_t index;
    napi_create_array_with_length(env, count, &result);
    for (index = 0; index < count; index++) {
        napi_set_element(env, result, (uint32_t)index, values[index]);
    }
    return result;
}
