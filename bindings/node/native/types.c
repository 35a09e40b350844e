/* Types. Each type of values is a letter, so that the type of a function is a short text that JavaScript can look up. */
#include "addon.h"

char letter_of(wasm_valkind_t kind)
{
    switch (kind) {
        case WASM_I32: return 'i';
        case WASM_I64: return 'I';
        case WASM_F32: return 'f';
        case WASM_F64: return 'F';
        case LANNER_V128: return 'v';
        case WASM_EXTERNREF: return 'e';
        case WASM_FUNCREF: return 'c';
        default: return 'a';
    }
}

wasm_valkind_t kind_of(char letter)
{
    switch (letter) {
        case 'i': return WASM_I32;
        case 'I': return WASM_I64;
        case 'f': return WASM_F32;
        case 'F': return WASM_F64;
        case 'v': return LANNER_V128;
        case 'e': return WASM_EXTERNREF;
        case 'c': return WASM_FUNCREF;
        default: return LANNER_ANYREF;
    }
}

napi_value signature_of(napi_env env, const wasm_functype_t* type)
{
    const wasm_valtype_vec_t* params = api.wasm_functype_params(type);
    const wasm_valtype_vec_t* results = api.wasm_functype_results(type);
    size_t length = params->size + results->size + 1;
    char room[64];
    char* text = length <= sizeof room ? room : malloc(length);
    napi_value result;
    size_t index;
    if (text == NULL) {
        return NULL;
    }
    for (index = 0; index < params->size; index++) {
        text[index] = letter_of(api.wasm_valtype_kind(params->data[index]));
    }
    text[params->size] = ':';
    for (index = 0; index < results->size; index++) {
        text[params->size + 1 + index] = letter_of(api.wasm_valtype_kind(results->data[index]));
    }
    result = new_text(env, text, length);
    if (text != room) {
        free(text);
    }
    return result;
}

wasm_functype_t* functype_of(const char* signature)
{
    wasm_valtype_t* types[2 * MOST_VALUES];
    wasm_valtype_vec_t params;
    wasm_valtype_vec_t results;
    size_t param_count = strcspn(signature, ":");
    size_t result_count = strlen(signature) - param_count - 1;
    size_t index;
    for (index = 0; index < param_count; index++) {
        types[index] = api.wasm_valtype_new(kind_of(signature[index]));
    }
    for (index = 0; index < result_count; index++) {
        types[param_count + index] = api.wasm_valtype_new(kind_of(signature[param_count + 1 + index]));
    }
    api.wasm_valtype_vec_new(&params, param_count, types);
    api.wasm_valtype_vec_new(&results, result_count, types + param_count);
    return api.wasm_functype_new(&params, &results);
}

napi_value limits_value(napi_env env, const wasm_limits_t* limits, const wasm_valtype_t* element)
{
    char letter = element == NULL ? 0 : letter_of(api.wasm_valtype_kind(element));
    napi_value values[3];
    values[0] = new_number(env, limits->min);
    values[1] = limits->max == wasm_limits_max_default ? new_undefined(env) : new_number(env, limits->max);
    values[2] = element == NULL ? NULL : new_text(env, &letter, 1);
    return new_array(env, element == NULL ? 2 : 3, values);
}

wasm_limits_t limits_of(napi_env env, napi_value minimum, napi_value maximum)
{
    wasm_limits_t result;
    result.min = (uint32_t)number_of(env, minimum);
    result.max = is_undefined(env, maximum) ? wasm_limits_max_default : (uint32_t)number_of(env, maximum);
    return result;
}

napi_value type_value(napi_env env, const wasm_externtype_t* type)
{
    const wasm_globaltype_t* global;
    const wasm_tabletype_t* table;
    napi_value values[2];
    char letter;
    switch (api.wasm_externtype_kind(type)) {
        case WASM_EXTERN_FUNC:
            return signature_of(env, api.wasm_externtype_as_functype_const(type));
        case WASM_EXTERN_GLOBAL:
            global = api.wasm_externtype_as_globaltype_const(type);
            letter = letter_of(api.wasm_valtype_kind(api.wasm_globaltype_content(global)));
            values[0] = new_text(env, &letter, 1);
            values[1] = new_boolean(env, api.wasm_globaltype_mutability(global) != WASM_CONST);
            return new_array(env, 2, values);
        case WASM_EXTERN_TABLE:
            table = api.wasm_externtype_as_tabletype_const(type);
            return limits_value(env, api.wasm_tabletype_limits(table), api.wasm_tabletype_element(table));
        case WASM_EXTERN_MEMORY:
            return limits_value(env, api.wasm_memorytype_limits(api.wasm_externtype_as_memorytype_const(type)), NULL);
        default:
            return new_undefined(env);
    }
}
