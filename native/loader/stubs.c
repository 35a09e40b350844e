/* Written from native/functions.list by tests/Lanner.Native.Tests/StubGenerator.cs. */
#include "table.h"

struct lanner_table lanner_table;

LANNER_EXPORT void wasm_byte_vec_new_empty(wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_byte_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_byte_vec_new_uninitialized(wasm_byte_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_byte_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_byte_vec_new(wasm_byte_vec_t* out, size_t size, const wasm_byte_t* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_byte_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_byte_vec_copy(wasm_byte_vec_t* out, const wasm_byte_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_byte_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_byte_vec_delete(wasm_byte_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_byte_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_config_delete(wasm_config_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_config_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_config_t* wasm_config_new(void)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_config_t* result = lanner_table.wasm_config_new();
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_engine_delete(wasm_engine_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_engine_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_engine_t* wasm_engine_new(void)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_engine_t* result = lanner_table.wasm_engine_new();
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_engine_t* wasm_engine_new_with_config(wasm_config_t* config)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_engine_t* result = lanner_table.wasm_engine_new_with_config(config);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_store_delete(wasm_store_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_store_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_store_t* wasm_store_new(wasm_engine_t* engine)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_store_t* result = lanner_table.wasm_store_new(engine);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_valtype_delete(wasm_valtype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_valtype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_valtype_vec_new_empty(wasm_valtype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_valtype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_valtype_vec_new_uninitialized(wasm_valtype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_valtype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_valtype_vec_new(wasm_valtype_vec_t* out, size_t size, wasm_valtype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_valtype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_valtype_vec_copy(wasm_valtype_vec_t* out, const wasm_valtype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_valtype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_valtype_vec_delete(wasm_valtype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_valtype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_valtype_t* wasm_valtype_copy(const wasm_valtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_valtype_t* result = lanner_table.wasm_valtype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_valtype_t* wasm_valtype_new(wasm_valkind_t kind)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_valtype_t* result = lanner_table.wasm_valtype_new(kind);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_valkind_t result = lanner_table.wasm_valtype_kind(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_functype_delete(wasm_functype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_functype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_functype_vec_new_empty(wasm_functype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_functype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_functype_vec_new_uninitialized(wasm_functype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_functype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_functype_vec_new(wasm_functype_vec_t* out, size_t size, wasm_functype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_functype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_functype_vec_copy(wasm_functype_vec_t* out, const wasm_functype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_functype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_functype_vec_delete(wasm_functype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_functype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_functype_t* wasm_functype_copy(const wasm_functype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_functype_t* result = lanner_table.wasm_functype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_functype_t* wasm_functype_new(wasm_valtype_vec_t* params, wasm_valtype_vec_t* results)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_functype_t* result = lanner_table.wasm_functype_new(params, results);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_valtype_vec_t* wasm_functype_params(const wasm_functype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_valtype_vec_t* result = lanner_table.wasm_functype_params(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_valtype_vec_t* wasm_functype_results(const wasm_functype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_valtype_vec_t* result = lanner_table.wasm_functype_results(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_globaltype_delete(wasm_globaltype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_globaltype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_globaltype_vec_new_empty(wasm_globaltype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_globaltype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_globaltype_vec_new_uninitialized(wasm_globaltype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_globaltype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_globaltype_vec_new(wasm_globaltype_vec_t* out, size_t size, wasm_globaltype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_globaltype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_globaltype_vec_copy(wasm_globaltype_vec_t* out, const wasm_globaltype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_globaltype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_globaltype_vec_delete(wasm_globaltype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_globaltype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_globaltype_t* wasm_globaltype_copy(const wasm_globaltype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_globaltype_t* result = lanner_table.wasm_globaltype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_globaltype_t* wasm_globaltype_new(wasm_valtype_t* content, wasm_mutability_t mutability)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_globaltype_t* result = lanner_table.wasm_globaltype_new(content, mutability);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_valtype_t* wasm_globaltype_content(const wasm_globaltype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_valtype_t* result = lanner_table.wasm_globaltype_content(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_mutability_t result = lanner_table.wasm_globaltype_mutability(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_tabletype_delete(wasm_tabletype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_tabletype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_tabletype_vec_new_empty(wasm_tabletype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_tabletype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_tabletype_vec_new_uninitialized(wasm_tabletype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_tabletype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_tabletype_vec_new(wasm_tabletype_vec_t* out, size_t size, wasm_tabletype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_tabletype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_tabletype_vec_copy(wasm_tabletype_vec_t* out, const wasm_tabletype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_tabletype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_tabletype_vec_delete(wasm_tabletype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_tabletype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_tabletype_t* wasm_tabletype_copy(const wasm_tabletype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_tabletype_t* result = lanner_table.wasm_tabletype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_tabletype_t* wasm_tabletype_new(wasm_valtype_t* element, const wasm_limits_t* limits)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_tabletype_t* result = lanner_table.wasm_tabletype_new(element, limits);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_valtype_t* wasm_tabletype_element(const wasm_tabletype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_valtype_t* result = lanner_table.wasm_tabletype_element(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_limits_t* wasm_tabletype_limits(const wasm_tabletype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_limits_t* result = lanner_table.wasm_tabletype_limits(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_memorytype_delete(wasm_memorytype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_memorytype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_memorytype_vec_new_empty(wasm_memorytype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_memorytype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_memorytype_vec_new_uninitialized(wasm_memorytype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_memorytype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_memorytype_vec_new(wasm_memorytype_vec_t* out, size_t size, wasm_memorytype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_memorytype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_memorytype_vec_copy(wasm_memorytype_vec_t* out, const wasm_memorytype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_memorytype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_memorytype_vec_delete(wasm_memorytype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_memorytype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_memorytype_t* wasm_memorytype_copy(const wasm_memorytype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memorytype_t* result = lanner_table.wasm_memorytype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memorytype_t* wasm_memorytype_new(const wasm_limits_t* limits)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memorytype_t* result = lanner_table.wasm_memorytype_new(limits);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_limits_t* wasm_memorytype_limits(const wasm_memorytype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_limits_t* result = lanner_table.wasm_memorytype_limits(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_externtype_delete(wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_externtype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_externtype_vec_new_empty(wasm_externtype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_externtype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_externtype_vec_new_uninitialized(wasm_externtype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_externtype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_externtype_vec_new(wasm_externtype_vec_t* out, size_t size, wasm_externtype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_externtype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_externtype_vec_copy(wasm_externtype_vec_t* out, const wasm_externtype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_externtype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_externtype_vec_delete(wasm_externtype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_externtype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_externtype_t* wasm_externtype_copy(const wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externtype_t* result = lanner_table.wasm_externtype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externkind_t result = lanner_table.wasm_externtype_kind(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_externtype_t* wasm_functype_as_externtype(wasm_functype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externtype_t* result = lanner_table.wasm_functype_as_externtype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_functype_t* wasm_externtype_as_functype(wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_functype_t* result = lanner_table.wasm_externtype_as_functype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_externtype_t* wasm_functype_as_externtype_const(const wasm_functype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_externtype_t* result = lanner_table.wasm_functype_as_externtype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_functype_t* wasm_externtype_as_functype_const(const wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_functype_t* result = lanner_table.wasm_externtype_as_functype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_externtype_t* wasm_globaltype_as_externtype(wasm_globaltype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externtype_t* result = lanner_table.wasm_globaltype_as_externtype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_globaltype_t* wasm_externtype_as_globaltype(wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_globaltype_t* result = lanner_table.wasm_externtype_as_globaltype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_externtype_t* wasm_globaltype_as_externtype_const(const wasm_globaltype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_externtype_t* result = lanner_table.wasm_globaltype_as_externtype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_globaltype_t* wasm_externtype_as_globaltype_const(const wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_globaltype_t* result = lanner_table.wasm_externtype_as_globaltype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_externtype_t* wasm_tabletype_as_externtype(wasm_tabletype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externtype_t* result = lanner_table.wasm_tabletype_as_externtype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_tabletype_t* wasm_externtype_as_tabletype(wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_tabletype_t* result = lanner_table.wasm_externtype_as_tabletype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_externtype_t* wasm_tabletype_as_externtype_const(const wasm_tabletype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_externtype_t* result = lanner_table.wasm_tabletype_as_externtype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_tabletype_t* wasm_externtype_as_tabletype_const(const wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_tabletype_t* result = lanner_table.wasm_externtype_as_tabletype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_externtype_t* wasm_memorytype_as_externtype(wasm_memorytype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externtype_t* result = lanner_table.wasm_memorytype_as_externtype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memorytype_t* wasm_externtype_as_memorytype(wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memorytype_t* result = lanner_table.wasm_externtype_as_memorytype(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_externtype_t* wasm_memorytype_as_externtype_const(const wasm_memorytype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_externtype_t* result = lanner_table.wasm_memorytype_as_externtype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_memorytype_t* wasm_externtype_as_memorytype_const(const wasm_externtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_memorytype_t* result = lanner_table.wasm_externtype_as_memorytype_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_importtype_delete(wasm_importtype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_importtype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_importtype_vec_new_empty(wasm_importtype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_importtype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_importtype_vec_new_uninitialized(wasm_importtype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_importtype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_importtype_vec_new(wasm_importtype_vec_t* out, size_t size, wasm_importtype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_importtype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_importtype_vec_copy(wasm_importtype_vec_t* out, const wasm_importtype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_importtype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_importtype_vec_delete(wasm_importtype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_importtype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_importtype_t* wasm_importtype_copy(const wasm_importtype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_importtype_t* result = lanner_table.wasm_importtype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_importtype_t* wasm_importtype_new(wasm_name_t* module, wasm_name_t* name, wasm_externtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_importtype_t* result = lanner_table.wasm_importtype_new(module, name, type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_name_t* wasm_importtype_module(const wasm_importtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_name_t* result = lanner_table.wasm_importtype_module(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_name_t* wasm_importtype_name(const wasm_importtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_name_t* result = lanner_table.wasm_importtype_name(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_externtype_t* wasm_importtype_type(const wasm_importtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_externtype_t* result = lanner_table.wasm_importtype_type(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_exporttype_delete(wasm_exporttype_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_exporttype_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_exporttype_vec_new_empty(wasm_exporttype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_exporttype_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_exporttype_vec_new_uninitialized(wasm_exporttype_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_exporttype_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_exporttype_vec_new(wasm_exporttype_vec_t* out, size_t size, wasm_exporttype_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_exporttype_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_exporttype_vec_copy(wasm_exporttype_vec_t* out, const wasm_exporttype_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_exporttype_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_exporttype_vec_delete(wasm_exporttype_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_exporttype_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_exporttype_t* wasm_exporttype_copy(const wasm_exporttype_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_exporttype_t* result = lanner_table.wasm_exporttype_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_exporttype_t* wasm_exporttype_new(wasm_name_t* name, wasm_externtype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_exporttype_t* result = lanner_table.wasm_exporttype_new(name, type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_name_t* wasm_exporttype_name(const wasm_exporttype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_name_t* result = lanner_table.wasm_exporttype_name(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_externtype_t* wasm_exporttype_type(const wasm_exporttype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_externtype_t* result = lanner_table.wasm_exporttype_type(type);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_val_delete(wasm_val_t* value)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_val_delete(value);
    lanner_leave();
}

LANNER_EXPORT void wasm_val_copy(wasm_val_t* out, const wasm_val_t* value)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_val_copy(out, value);
    lanner_leave();
}

LANNER_EXPORT void wasm_val_vec_new_empty(wasm_val_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_val_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_val_vec_new_uninitialized(wasm_val_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_val_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_val_vec_new(wasm_val_vec_t* out, size_t size, const wasm_val_t* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_val_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_val_vec_copy(wasm_val_vec_t* out, const wasm_val_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_val_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_val_vec_delete(wasm_val_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_val_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_ref_delete(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_ref_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_ref_copy(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_ref_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_ref_same(const wasm_ref_t* left, const wasm_ref_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_ref_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_ref_get_host_info(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_ref_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_ref_set_host_info(wasm_ref_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_ref_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_ref_set_host_info_with_finalizer(wasm_ref_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_ref_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT void wasm_frame_delete(wasm_frame_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_frame_delete(item);
    lanner_leave();
}

LANNER_EXPORT void wasm_frame_vec_new_empty(wasm_frame_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_frame_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_frame_vec_new_uninitialized(wasm_frame_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_frame_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_frame_vec_new(wasm_frame_vec_t* out, size_t size, wasm_frame_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_frame_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_frame_vec_copy(wasm_frame_vec_t* out, const wasm_frame_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_frame_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_frame_vec_delete(wasm_frame_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_frame_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_frame_t* wasm_frame_copy(const wasm_frame_t* frame)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_frame_t* result = lanner_table.wasm_frame_copy(frame);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_instance_t* wasm_frame_instance(const wasm_frame_t* frame)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_instance_t* result = lanner_table.wasm_frame_instance(frame);
    lanner_leave();
    return result;
}

LANNER_EXPORT uint32_t wasm_frame_func_index(const wasm_frame_t* frame)
{
    if (!lanner_enter()) {
        return 0;
    }
    uint32_t result = lanner_table.wasm_frame_func_index(frame);
    lanner_leave();
    return result;
}

LANNER_EXPORT size_t wasm_frame_func_offset(const wasm_frame_t* frame)
{
    if (!lanner_enter()) {
        return 0;
    }
    size_t result = lanner_table.wasm_frame_func_offset(frame);
    lanner_leave();
    return result;
}

LANNER_EXPORT size_t wasm_frame_module_offset(const wasm_frame_t* frame)
{
    if (!lanner_enter()) {
        return 0;
    }
    size_t result = lanner_table.wasm_frame_module_offset(frame);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_trap_delete(wasm_trap_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_trap_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_trap_t* wasm_trap_copy(const wasm_trap_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_trap_t* result = lanner_table.wasm_trap_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_trap_same(const wasm_trap_t* left, const wasm_trap_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_trap_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_trap_get_host_info(const wasm_trap_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_trap_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_trap_set_host_info(wasm_trap_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_trap_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_trap_set_host_info_with_finalizer(wasm_trap_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_trap_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_trap_as_ref(wasm_trap_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_trap_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_trap_t* wasm_ref_as_trap(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_trap_t* result = lanner_table.wasm_ref_as_trap(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_trap_as_ref_const(const wasm_trap_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_trap_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_trap_t* wasm_ref_as_trap_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_trap_t* result = lanner_table.wasm_ref_as_trap_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_trap_t* wasm_trap_new(wasm_store_t* store, const wasm_message_t* message)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_trap_t* result = lanner_table.wasm_trap_new(store, message);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_trap_message(const wasm_trap_t* trap, wasm_message_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_trap_message(trap, out);
    lanner_leave();
}

LANNER_EXPORT wasm_frame_t* wasm_trap_origin(const wasm_trap_t* trap)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_frame_t* result = lanner_table.wasm_trap_origin(trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_trap_trace(const wasm_trap_t* trap, wasm_frame_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_trap_trace(trap, out);
    lanner_leave();
}

LANNER_EXPORT void wasm_foreign_delete(wasm_foreign_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_foreign_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_foreign_t* wasm_foreign_copy(const wasm_foreign_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_foreign_t* result = lanner_table.wasm_foreign_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_foreign_same(const wasm_foreign_t* left, const wasm_foreign_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_foreign_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_foreign_get_host_info(const wasm_foreign_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_foreign_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_foreign_set_host_info(wasm_foreign_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_foreign_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_foreign_set_host_info_with_finalizer(wasm_foreign_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_foreign_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_foreign_as_ref(wasm_foreign_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_foreign_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_foreign_t* wasm_ref_as_foreign(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_foreign_t* result = lanner_table.wasm_ref_as_foreign(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_foreign_as_ref_const(const wasm_foreign_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_foreign_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_foreign_t* wasm_ref_as_foreign_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_foreign_t* result = lanner_table.wasm_ref_as_foreign_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_foreign_t* wasm_foreign_new(wasm_store_t* store)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_foreign_t* result = lanner_table.wasm_foreign_new(store);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_module_delete(wasm_module_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_module_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_module_t* wasm_module_copy(const wasm_module_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.wasm_module_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_module_same(const wasm_module_t* left, const wasm_module_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_module_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_module_get_host_info(const wasm_module_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_module_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_module_set_host_info(wasm_module_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_module_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_module_set_host_info_with_finalizer(wasm_module_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_module_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_module_as_ref(wasm_module_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_module_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_module_t* wasm_ref_as_module(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.wasm_ref_as_module(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_module_as_ref_const(const wasm_module_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_module_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_module_t* wasm_ref_as_module_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_module_t* result = lanner_table.wasm_ref_as_module_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_shared_module_delete(wasm_shared_module_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_shared_module_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_shared_module_t* wasm_module_share(const wasm_module_t* module)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_shared_module_t* result = lanner_table.wasm_module_share(module);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_module_t* wasm_module_obtain(wasm_store_t* store, const wasm_shared_module_t* module)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.wasm_module_obtain(store, module);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_module_t* wasm_module_new(wasm_store_t* store, const wasm_byte_vec_t* binary)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.wasm_module_new(store, binary);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_module_validate(wasm_store_t* store, const wasm_byte_vec_t* binary)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_module_validate(store, binary);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_module_imports(const wasm_module_t* module, wasm_importtype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_module_imports(module, out);
    lanner_leave();
}

LANNER_EXPORT void wasm_module_exports(const wasm_module_t* module, wasm_exporttype_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_module_exports(module, out);
    lanner_leave();
}

LANNER_EXPORT void wasm_module_serialize(const wasm_module_t* module, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_module_serialize(module, out);
    lanner_leave();
}

LANNER_EXPORT wasm_module_t* wasm_module_deserialize(wasm_store_t* store, const wasm_byte_vec_t* bytes)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.wasm_module_deserialize(store, bytes);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_func_delete(wasm_func_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_func_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_func_t* wasm_func_copy(const wasm_func_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.wasm_func_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_func_same(const wasm_func_t* left, const wasm_func_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_func_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_func_get_host_info(const wasm_func_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_func_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_func_set_host_info(wasm_func_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_func_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_func_set_host_info_with_finalizer(wasm_func_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_func_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_func_as_ref(wasm_func_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_func_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_func_t* wasm_ref_as_func(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.wasm_ref_as_func(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_func_as_ref_const(const wasm_func_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_func_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_func_t* wasm_ref_as_func_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_func_t* result = lanner_table.wasm_ref_as_func_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_func_t* wasm_func_new(wasm_store_t* store, const wasm_functype_t* type, wasm_func_callback_t callback)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.wasm_func_new(store, type, callback);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_func_t* wasm_func_new_with_env(
        wasm_store_t* store,
        const wasm_functype_t* type,
        wasm_func_callback_with_env_t callback,
        void* env,
        lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.wasm_func_new_with_env(store, type, callback, env, finalizer);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_functype_t* wasm_func_type(const wasm_func_t* function)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_functype_t* result = lanner_table.wasm_func_type(function);
    lanner_leave();
    return result;
}

LANNER_EXPORT size_t wasm_func_param_arity(const wasm_func_t* function)
{
    if (!lanner_enter()) {
        return 0;
    }
    size_t result = lanner_table.wasm_func_param_arity(function);
    lanner_leave();
    return result;
}

LANNER_EXPORT size_t wasm_func_result_arity(const wasm_func_t* function)
{
    if (!lanner_enter()) {
        return 0;
    }
    size_t result = lanner_table.wasm_func_result_arity(function);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_trap_t* wasm_func_call(const wasm_func_t* function, const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    if (!lanner_enter()) {
        return lanner_refused_trap();
    }
    wasm_trap_t* result = lanner_table.wasm_func_call(function, args, results);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_global_delete(wasm_global_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_global_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_global_t* wasm_global_copy(const wasm_global_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_global_t* result = lanner_table.wasm_global_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_global_same(const wasm_global_t* left, const wasm_global_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_global_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_global_get_host_info(const wasm_global_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_global_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_global_set_host_info(wasm_global_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_global_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_global_set_host_info_with_finalizer(wasm_global_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_global_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_global_as_ref(wasm_global_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_global_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_global_t* wasm_ref_as_global(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_global_t* result = lanner_table.wasm_ref_as_global(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_global_as_ref_const(const wasm_global_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_global_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_global_t* wasm_ref_as_global_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_global_t* result = lanner_table.wasm_ref_as_global_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_global_t* wasm_global_new(wasm_store_t* store, const wasm_globaltype_t* type, const wasm_val_t* value)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_global_t* result = lanner_table.wasm_global_new(store, type, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_globaltype_t* wasm_global_type(const wasm_global_t* global)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_globaltype_t* result = lanner_table.wasm_global_type(global);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_global_get(const wasm_global_t* global, wasm_val_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_global_get(global, out);
    lanner_leave();
}

LANNER_EXPORT void wasm_global_set(wasm_global_t* global, const wasm_val_t* value)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_global_set(global, value);
    lanner_leave();
}

LANNER_EXPORT void wasm_table_delete(wasm_table_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_table_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_table_t* wasm_table_copy(const wasm_table_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_table_t* result = lanner_table.wasm_table_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_table_same(const wasm_table_t* left, const wasm_table_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_table_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_table_get_host_info(const wasm_table_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_table_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_table_set_host_info(wasm_table_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_table_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_table_set_host_info_with_finalizer(wasm_table_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_table_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_table_as_ref(wasm_table_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_table_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_table_t* wasm_ref_as_table(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_table_t* result = lanner_table.wasm_ref_as_table(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_table_as_ref_const(const wasm_table_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_table_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_table_t* wasm_ref_as_table_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_table_t* result = lanner_table.wasm_ref_as_table_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_table_t* wasm_table_new(wasm_store_t* store, const wasm_tabletype_t* type, wasm_ref_t* init)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_table_t* result = lanner_table.wasm_table_new(store, type, init);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_tabletype_t* wasm_table_type(const wasm_table_t* table)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_tabletype_t* result = lanner_table.wasm_table_type(table);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_ref_t* wasm_table_get(const wasm_table_t* table, wasm_table_size_t index)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_table_get(table, index);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_table_set(wasm_table_t* table, wasm_table_size_t index, wasm_ref_t* reference)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_table_set(table, index, reference);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_table_size_t wasm_table_size(const wasm_table_t* table)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_table_size_t result = lanner_table.wasm_table_size(table);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_table_grow(wasm_table_t* table, wasm_table_size_t delta, wasm_ref_t* init)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_table_grow(table, delta, init);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_memory_delete(wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_memory_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_memory_t* wasm_memory_copy(const wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memory_t* result = lanner_table.wasm_memory_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_memory_same(const wasm_memory_t* left, const wasm_memory_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_memory_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_memory_get_host_info(const wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_memory_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_memory_set_host_info(wasm_memory_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_memory_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_memory_set_host_info_with_finalizer(wasm_memory_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_memory_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_memory_as_ref(wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_memory_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memory_t* wasm_ref_as_memory(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memory_t* result = lanner_table.wasm_ref_as_memory(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_memory_as_ref_const(const wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_memory_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_memory_t* wasm_ref_as_memory_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_memory_t* result = lanner_table.wasm_ref_as_memory_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memory_t* wasm_memory_new(wasm_store_t* store, const wasm_memorytype_t* type)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memory_t* result = lanner_table.wasm_memory_new(store, type);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memorytype_t* wasm_memory_type(const wasm_memory_t* memory)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memorytype_t* result = lanner_table.wasm_memory_type(memory);
    lanner_leave();
    return result;
}

LANNER_EXPORT byte_t* wasm_memory_data(wasm_memory_t* memory)
{
    if (!lanner_enter()) {
        return 0;
    }
    byte_t* result = lanner_table.wasm_memory_data(memory);
    lanner_leave();
    return result;
}

LANNER_EXPORT size_t wasm_memory_data_size(const wasm_memory_t* memory)
{
    if (!lanner_enter()) {
        return 0;
    }
    size_t result = lanner_table.wasm_memory_data_size(memory);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memory_pages_t wasm_memory_size(const wasm_memory_t* memory)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memory_pages_t result = lanner_table.wasm_memory_size(memory);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_memory_grow(wasm_memory_t* memory, wasm_memory_pages_t delta)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_memory_grow(memory, delta);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_extern_delete(wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_extern_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_extern_t* wasm_extern_copy(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.wasm_extern_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_extern_same(const wasm_extern_t* left, const wasm_extern_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_extern_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_extern_get_host_info(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_extern_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_extern_set_host_info(wasm_extern_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_extern_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_extern_set_host_info_with_finalizer(wasm_extern_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_extern_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_extern_as_ref(wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_extern_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* wasm_ref_as_extern(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.wasm_ref_as_extern(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_extern_as_ref_const(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_extern_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_extern_t* wasm_ref_as_extern_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_extern_t* result = lanner_table.wasm_ref_as_extern_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_extern_vec_new_empty(wasm_extern_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_extern_vec_new_empty(out);
    lanner_leave();
}

LANNER_EXPORT void wasm_extern_vec_new_uninitialized(wasm_extern_vec_t* out, size_t size)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_extern_vec_new_uninitialized(out, size);
    lanner_leave();
}

LANNER_EXPORT void wasm_extern_vec_new(wasm_extern_vec_t* out, size_t size, wasm_extern_t* const* data)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_extern_vec_new(out, size, data);
    lanner_leave();
}

LANNER_EXPORT void wasm_extern_vec_copy(wasm_extern_vec_t* out, const wasm_extern_vec_t* vector)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_extern_vec_copy(out, vector);
    lanner_leave();
}

LANNER_EXPORT void wasm_extern_vec_delete(wasm_extern_vec_t* vector)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_extern_vec_delete(vector);
    lanner_leave();
}

LANNER_EXPORT wasm_externkind_t wasm_extern_kind(const wasm_extern_t* external)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externkind_t result = lanner_table.wasm_extern_kind(external);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_externtype_t* wasm_extern_type(const wasm_extern_t* external)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_externtype_t* result = lanner_table.wasm_extern_type(external);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* wasm_func_as_extern(wasm_func_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.wasm_func_as_extern(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_func_t* wasm_extern_as_func(wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.wasm_extern_as_func(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_extern_t* wasm_func_as_extern_const(const wasm_func_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_extern_t* result = lanner_table.wasm_func_as_extern_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_func_t* wasm_extern_as_func_const(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_func_t* result = lanner_table.wasm_extern_as_func_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* wasm_global_as_extern(wasm_global_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.wasm_global_as_extern(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_global_t* wasm_extern_as_global(wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_global_t* result = lanner_table.wasm_extern_as_global(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_extern_t* wasm_global_as_extern_const(const wasm_global_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_extern_t* result = lanner_table.wasm_global_as_extern_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_global_t* wasm_extern_as_global_const(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_global_t* result = lanner_table.wasm_extern_as_global_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* wasm_table_as_extern(wasm_table_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.wasm_table_as_extern(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_table_t* wasm_extern_as_table(wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_table_t* result = lanner_table.wasm_extern_as_table(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_extern_t* wasm_table_as_extern_const(const wasm_table_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_extern_t* result = lanner_table.wasm_table_as_extern_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_table_t* wasm_extern_as_table_const(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_table_t* result = lanner_table.wasm_extern_as_table_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* wasm_memory_as_extern(wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.wasm_memory_as_extern(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_memory_t* wasm_extern_as_memory(wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_memory_t* result = lanner_table.wasm_extern_as_memory(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_extern_t* wasm_memory_as_extern_const(const wasm_memory_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_extern_t* result = lanner_table.wasm_memory_as_extern_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_memory_t* wasm_extern_as_memory_const(const wasm_extern_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_memory_t* result = lanner_table.wasm_extern_as_memory_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_instance_delete(wasm_instance_t* item)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_instance_delete(item);
    lanner_leave();
}

LANNER_EXPORT wasm_instance_t* wasm_instance_copy(const wasm_instance_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_instance_t* result = lanner_table.wasm_instance_copy(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool wasm_instance_same(const wasm_instance_t* left, const wasm_instance_t* right)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.wasm_instance_same(left, right);
    lanner_leave();
    return result;
}

LANNER_EXPORT void* wasm_instance_get_host_info(const wasm_instance_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    void* result = lanner_table.wasm_instance_get_host_info(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_instance_set_host_info(wasm_instance_t* item, void* info)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_instance_set_host_info(item, info);
    lanner_leave();
}

LANNER_EXPORT void wasm_instance_set_host_info_with_finalizer(wasm_instance_t* item, void* info, lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.wasm_instance_set_host_info_with_finalizer(item, info, finalizer);
    lanner_leave();
}

LANNER_EXPORT wasm_ref_t* wasm_instance_as_ref(wasm_instance_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_ref_t* result = lanner_table.wasm_instance_as_ref(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_instance_t* wasm_ref_as_instance(wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_instance_t* result = lanner_table.wasm_ref_as_instance(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_ref_t* wasm_instance_as_ref_const(const wasm_instance_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_ref_t* result = lanner_table.wasm_instance_as_ref_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT const wasm_instance_t* wasm_ref_as_instance_const(const wasm_ref_t* item)
{
    if (!lanner_enter()) {
        return 0;
    }
    const wasm_instance_t* result = lanner_table.wasm_ref_as_instance_const(item);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_instance_t* wasm_instance_new(
        wasm_store_t* store,
        const wasm_module_t* module,
        const wasm_extern_vec_t* imports,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    wasm_instance_t* result = lanner_table.wasm_instance_new(store, module, imports, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT void wasm_instance_exports(const wasm_instance_t* instance, wasm_extern_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.wasm_instance_exports(instance, out);
    lanner_leave();
}

LANNER_EXPORT bool lanner_text_to_binary(const char* text, size_t length, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_text_to_binary(text, length, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_binary_to_text(const wasm_byte_vec_t* binary, wasm_message_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_binary_to_text(binary, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_memory_mode(wasm_config_t* config, lanner_memory_mode_t mode)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_memory_mode(config, mode);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_interruptible(wasm_config_t* config, bool value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_interruptible(config, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_fuel(wasm_config_t* config, bool value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_fuel(config, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_deterministic(wasm_config_t* config, bool value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_deterministic(config, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_features(wasm_config_t* config, uint64_t features)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_features(config, features);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_compilation(wasm_config_t* config, lanner_compilation_t mode)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_compilation(config, mode);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_config_set_cache(wasm_config_t* config, const char* folder)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_config_set_cache(config, folder);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_memory_mode_t lanner_engine_memory_mode(const wasm_engine_t* engine)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_memory_mode_t result = lanner_table.lanner_engine_memory_mode(engine);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_store_t* lanner_store_new(wasm_engine_t* engine, const lanner_limits_t* limits)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_store_t* result = lanner_table.lanner_store_new(engine, limits);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_fuel(const wasm_store_t* store, int64_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_store_fuel(store, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_fuel_consumed(const wasm_store_t* store, int64_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_store_fuel_consumed(store, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_set_fuel(wasm_store_t* store, int64_t fuel)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_store_set_fuel(store, fuel);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_add_fuel(wasm_store_t* store, int64_t fuel)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_store_add_fuel(store, fuel);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_interrupt(wasm_store_t* store)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_store_interrupt(store);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_is_interrupted(const wasm_store_t* store)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_store_is_interrupted(store);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_store_set_deadline(wasm_store_t* store, uint64_t microseconds)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_store_set_deadline(store, microseconds);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_store_clear_deadline(wasm_store_t* store)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_store_clear_deadline(store);
    lanner_leave();
}

LANNER_EXPORT wasm_module_t* lanner_module_from_file(wasm_store_t* store, const char* path)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.lanner_module_from_file(store, path);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_module_t* lanner_module_from_text(wasm_store_t* store, const char* text, size_t length)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.lanner_module_from_text(store, text, length);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_module_save_compiled(const wasm_module_t* module, const char* path)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_module_save_compiled(module, path);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_module_t* lanner_module_load_compiled(wasm_store_t* store, const char* path)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_module_t* result = lanner_table.lanner_module_load_compiled(store, path);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_trap_t* lanner_func_call_unchecked(const wasm_func_t* function, lanner_raw_t* values)
{
    if (!lanner_enter()) {
        return lanner_refused_trap();
    }
    wasm_trap_t* result = lanner_table.lanner_func_call_unchecked(function, values);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_func_t* lanner_func_new_unchecked(
        wasm_store_t* store,
        const wasm_functype_t* type,
        lanner_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.lanner_func_new_unchecked(store, type, callback, env, finalizer);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* lanner_caller_export(const lanner_caller_t* caller, const char* name)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.lanner_caller_export(caller, name);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_extern_t* lanner_instance_export(const wasm_instance_t* instance, const char* name)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_extern_t* result = lanner_table.lanner_instance_export(instance, name);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_call_t* lanner_func_call_async(
        const wasm_func_t* function,
        const wasm_val_vec_t* args,
        lanner_func_ended_t ended,
        void* env)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_call_t* result = lanner_table.lanner_func_call_async(function, args, ended, env);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_call_cancel(lanner_call_t* call)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_call_cancel(call);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_call_delete(lanner_call_t* call)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_call_delete(call);
    lanner_leave();
}

LANNER_EXPORT wasm_func_t* lanner_func_new_async(
        wasm_store_t* store,
        const wasm_functype_t* type,
        lanner_async_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return 0;
    }
    wasm_func_t* result = lanner_table.lanner_func_new_async(store, type, callback, env, finalizer);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_completion_return(lanner_completion_t* completion, const wasm_val_vec_t* results)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_completion_return(completion, results);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_completion_return_text(lanner_completion_t* completion, const wasm_byte_vec_t* text)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_completion_return_text(completion, text);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_completion_trap(lanner_completion_t* completion, wasm_trap_t* trap)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_completion_trap(completion, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_completion_on_cancel(lanner_completion_t* completion, lanner_finalizer_t cancelled, void* env)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_completion_on_cancel(completion, cancelled, env);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_waits(wasm_message_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return;
    }
    lanner_table.lanner_waits(out);
    lanner_leave();
}

LANNER_EXPORT bool lanner_set_thread_hooks(lanner_finalizer_t begin, lanner_finalizer_t end, void* env)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_set_thread_hooks(begin, end, env);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_trap_code_t lanner_trap_code(const wasm_trap_t* trap)
{
    if (!lanner_enter()) {
        return LANNER_TRAP_NONE;
    }
    lanner_trap_code_t result = lanner_table.lanner_trap_code(trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_trap_exit_status(const wasm_trap_t* trap, int32_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_trap_exit_status(trap, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_frame_func_name(const wasm_frame_t* frame, wasm_name_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_frame_func_name(frame, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_frame_module_name(const wasm_frame_t* frame, wasm_name_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_frame_module_name(frame, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_frame_source(const wasm_frame_t* frame, wasm_name_t* out, uint32_t* line, uint32_t* column)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_frame_source(frame, out, line, column);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_linker_t* lanner_linker_new(wasm_engine_t* engine)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_linker_t* result = lanner_table.lanner_linker_new(engine);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_linker_delete(lanner_linker_t* linker)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_linker_delete(linker);
    lanner_leave();
}

LANNER_EXPORT bool lanner_linker_allow_shadowing(lanner_linker_t* linker, bool value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_linker_allow_shadowing(linker, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_linker_define(lanner_linker_t* linker, const char* module, const char* name, const wasm_extern_t* definition)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_linker_define(linker, module, name, definition);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_linker_define_instance(lanner_linker_t* linker, const char* module, const wasm_instance_t* instance)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_linker_define_instance(linker, module, instance);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_linker_define_wasi(lanner_linker_t* linker, const lanner_wasi_t* wasi)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_linker_define_wasi(linker, wasi);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_linker_define_unknown(lanner_linker_t* linker, const wasm_module_t* module)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_linker_define_unknown(linker, module);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_linker_run(
        const lanner_linker_t* linker,
        wasm_store_t* store,
        const wasm_module_t* module,
        int32_t* status,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    bool result = lanner_table.lanner_linker_run(linker, store, module, status, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT wasm_instance_t* lanner_linker_instantiate(
        const lanner_linker_t* linker,
        wasm_store_t* store,
        const wasm_module_t* module,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    wasm_instance_t* result = lanner_table.lanner_linker_instantiate(linker, store, module, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_wasi_t* lanner_wasi_new(void)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_wasi_t* result = lanner_table.lanner_wasi_new();
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_wasi_delete(lanner_wasi_t* wasi)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_wasi_delete(wasi);
    lanner_leave();
}

LANNER_EXPORT bool lanner_wasi_add_argument(lanner_wasi_t* wasi, const char* argument)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_argument(wasi, argument);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_environment(lanner_wasi_t* wasi, const char* name, const char* value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_environment(wasi, name, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_inherit_environment(lanner_wasi_t* wasi)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_inherit_environment(wasi);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_inherit_streams(lanner_wasi_t* wasi, lanner_streams_t streams)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_inherit_streams(wasi, streams);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_set_input(lanner_wasi_t* wasi, const wasm_byte_vec_t* content)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_set_input(wasi, content);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_capture_streams(lanner_wasi_t* wasi, lanner_streams_t streams, size_t maximum)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_capture_streams(wasi, streams, maximum);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_captured(const lanner_wasi_t* wasi, lanner_streams_t stream, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_wasi_captured(wasi, stream, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_directory(lanner_wasi_t* wasi, const char* host_path, const char* guest_path, lanner_rights_t rights)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_directory(wasi, host_path, guest_path, rights);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_files(lanner_wasi_t* wasi, const lanner_files_t* files, const char* guest_path, lanner_rights_t rights)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_files(wasi, files, guest_path, rights);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_archive(lanner_wasi_t* wasi, const char* host_path, const char* guest_path)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_archive(wasi, host_path, guest_path);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_listener(lanner_wasi_t* wasi, const char* address)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_listener(wasi, address);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_allow_peers(lanner_wasi_t* wasi, const char* addresses, uint32_t port)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_allow_peers(wasi, addresses, port);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_set_random_seed(lanner_wasi_t* wasi, int64_t seed)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_set_random_seed(wasi, seed);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_set_clock(lanner_wasi_t* wasi, int64_t start, uint64_t step)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_set_clock(wasi, start, step);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_set_most_descriptors(lanner_wasi_t* wasi, uint32_t most)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_set_most_descriptors(wasi, most);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_set_limit(lanner_wasi_t* wasi, lanner_wasi_limit_t limit, uint64_t most)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_set_limit(wasi, limit, most);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_allow(lanner_wasi_t* wasi, lanner_network_use_t use, const char* hosts)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_allow(wasi, use, hosts);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_allow_private_answers(lanner_wasi_t* wasi)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_allow_private_answers(wasi);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_setting(lanner_wasi_t* wasi, const char* name, const char* value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_setting(wasi, name, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_key_value_store(lanner_wasi_t* wasi, const char* name, const lanner_key_value_store_t* pairs)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_key_value_store(wasi, name, pairs);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_wasi_add_overlay(lanner_wasi_t* wasi, const char* host_path, const char* guest_path, uint64_t maximum)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_wasi_add_overlay(wasi, host_path, guest_path, maximum);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_files_t* lanner_files_new(uint64_t maximum)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_files_t* result = lanner_table.lanner_files_new(maximum);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_files_delete(lanner_files_t* files)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_files_delete(files);
    lanner_leave();
}

LANNER_EXPORT bool lanner_files_create_directory(lanner_files_t* files, const char* path)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_files_create_directory(files, path);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_files_write(lanner_files_t* files, const char* path, const wasm_byte_vec_t* content)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_files_write(files, path, content);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_files_read(const lanner_files_t* files, const char* path, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_files_read(files, path, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_key_value_store_t* lanner_key_value_store_new(uint64_t maximum)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_key_value_store_t* result = lanner_table.lanner_key_value_store_new(maximum);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_key_value_store_delete(lanner_key_value_store_t* pairs)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_key_value_store_delete(pairs);
    lanner_leave();
}

LANNER_EXPORT bool lanner_key_value_store_set(lanner_key_value_store_t* pairs, const char* key, const wasm_byte_vec_t* value)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_key_value_store_set(pairs, key, value);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_key_value_store_get(const lanner_key_value_store_t* pairs, const char* key, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_key_value_store_get(pairs, key, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_component_t* lanner_component_new(wasm_engine_t* engine, const wasm_byte_vec_t* bytes)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_component_t* result = lanner_table.lanner_component_new(engine, bytes);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_component_t* lanner_component_from_file(wasm_engine_t* engine, const char* path)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_component_t* result = lanner_table.lanner_component_from_file(engine, path);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_component_delete(lanner_component_t* component)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_component_delete(component);
    lanner_leave();
}

LANNER_EXPORT bool lanner_component_interface(const lanner_component_t* component, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_component_interface(component, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_component_linker_t* lanner_component_linker_new(wasm_store_t* store)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_component_linker_t* result = lanner_table.lanner_component_linker_new(store);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_component_linker_delete(lanner_component_linker_t* linker)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_component_linker_delete(linker);
    lanner_leave();
}

LANNER_EXPORT bool lanner_component_linker_define(
        lanner_component_linker_t* linker,
        const char* interface_name,
        const char* name,
        lanner_component_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_component_linker_define(linker, interface_name, name, callback, env, finalizer);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_component_linker_define_wasi(lanner_component_linker_t* linker, const lanner_wasi_t* wasi)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_component_linker_define_wasi(linker, wasi);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_component_instance_t* lanner_component_linker_instantiate(
        const lanner_component_linker_t* linker,
        const lanner_component_t* component,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    lanner_component_instance_t* result = lanner_table.lanner_component_linker_instantiate(linker, component, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_component_linker_run(
        const lanner_component_linker_t* linker,
        const lanner_component_t* component,
        int32_t* status,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    bool result = lanner_table.lanner_component_linker_run(linker, component, status, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT void lanner_component_instance_delete(lanner_component_instance_t* instance)
{
    if (!lanner_enter()) {
        return;
    }
    lanner_table.lanner_component_instance_delete(instance);
    lanner_leave();
}

LANNER_EXPORT bool lanner_component_instance_interface(const lanner_component_instance_t* instance, wasm_byte_vec_t* out)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        return 0;
    }
    bool result = lanner_table.lanner_component_instance_interface(instance, out);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_component_instance_call(
        const lanner_component_instance_t* instance,
        const char* function,
        const wasm_byte_vec_t* arguments,
        wasm_byte_vec_t* out,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    bool result = lanner_table.lanner_component_instance_call(instance, function, arguments, out, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_component_instance_call_wave(
        const lanner_component_instance_t* instance,
        const char* call,
        wasm_byte_vec_t* out,
        wasm_trap_t** trap)
{
    if (!lanner_enter()) {
        lanner_clear(out, sizeof *out);
        lanner_clear(trap, sizeof *trap);
        return 0;
    }
    bool result = lanner_table.lanner_component_instance_call_wave(instance, call, out, trap);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_call_t* lanner_component_instance_call_async(
        const lanner_component_instance_t* instance,
        const char* function,
        const wasm_byte_vec_t* arguments,
        lanner_component_ended_t ended,
        void* env)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_call_t* result = lanner_table.lanner_component_instance_call_async(instance, function, arguments, ended, env);
    lanner_leave();
    return result;
}

LANNER_EXPORT lanner_call_t* lanner_component_instance_call_wave_async(
        const lanner_component_instance_t* instance,
        const char* call,
        lanner_component_ended_t ended,
        void* env)
{
    if (!lanner_enter()) {
        return 0;
    }
    lanner_call_t* result = lanner_table.lanner_component_instance_call_wave_async(instance, call, ended, env);
    lanner_leave();
    return result;
}

LANNER_EXPORT bool lanner_component_linker_define_async(
        lanner_component_linker_t* linker,
        const char* interface_name,
        const char* name,
        lanner_component_async_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer)
{
    if (!lanner_enter()) {
        return 0;
    }
    bool result = lanner_table.lanner_component_linker_define_async(linker, interface_name, name, callback, env, finalizer);
    lanner_leave();
    return result;
}
