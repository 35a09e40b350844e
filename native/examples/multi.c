/* Functions with several results, and values as guests and host pass them without kinds. */
#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"turn\" (func $turn (param i32 i64 f32 f64) (result f64 f32 i64 i32)))"
    "  (func (export \"turn\") (param i32 i64 f32 f64) (result f64 f32 i64 i32)"
    "    (call $turn (local.get 0) (local.get 1) (local.get 2) (local.get 3)))"
    "  (func (export \"add\") (param v128 v128) (result v128) (i32x4.add (local.get 0) (local.get 1))))";

static wasm_trap_t* turn(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    size_t index;
    for (index = 0; index < 4; index++) {
        wasm_val_copy(&results->data[index], &args->data[3 - index]);
    }
    return NULL;
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_valtype_t* params[] = {wasm_valtype_new_i32(), wasm_valtype_new_i64(), wasm_valtype_new_f32(), wasm_valtype_new_f64()};
    wasm_valtype_t* results[] = {wasm_valtype_new_f64(), wasm_valtype_new_f32(), wasm_valtype_new_i64(), wasm_valtype_new_i32()};
    wasm_functype_t* type = wasm_functype_of(4, params, 4, results);
    wasm_func_t* callback = wasm_func_new(store, type, turn);
    wasm_extern_t* imports[] = {wasm_func_as_extern(callback)};
    wasm_instance_t* instance = instance_of(store, text, imports, 1);
    wasm_func_t* function = func_of(instance, "turn");
    wasm_val_t values[] = {WASM_I32_VAL(1), WASM_I64_VAL(2), WASM_F32_VAL(3.5f), WASM_F64_VAL(4.5)};
    wasm_val_t turned[4] = {WASM_INIT_VAL, WASM_INIT_VAL, WASM_INIT_VAL, WASM_INIT_VAL};
    wasm_val_vec_t arguments = WASM_ARRAY_VEC(values);
    wasm_val_vec_t returned = WASM_ARRAY_VEC(turned);
    lanner_raw_t raw[4];
    int32_t lanes[8] = {1, 2, 3, 4, 10, 20, 30, 40};

    expect_no_trap(wasm_func_call(function, &arguments, &returned));
    printf("%.1f %.1f %" PRId64 " %" PRId32 "\n", turned[0].of.f64, (double)turned[1].of.f32, turned[2].of.i64, turned[3].of.i32);

    raw[0].i32 = 5;
    raw[1].i64 = 6;
    raw[2].f32 = 7.5f;
    raw[3].f64 = 8.5;
    expect_no_trap(lanner_func_call_unchecked(function, raw));
    printf("%.1f %.1f %" PRId64 " %" PRId32 "\n", raw[0].f64, (double)raw[1].f32, raw[2].i64, raw[3].i32);
    wasm_func_delete(function);

    function = func_of(instance, "add");
    memcpy(raw, lanes, sizeof lanes);
    expect_no_trap(lanner_func_call_unchecked(function, raw));
    memcpy(lanes, raw, 16);
    printf("%" PRId32 " %" PRId32 " %" PRId32 " %" PRId32 "\n", lanes[0], lanes[1], lanes[2], lanes[3]);
    wasm_func_delete(function);

    wasm_functype_delete(type);
    wasm_func_delete(callback);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
