/* Globals of the host and of guests. */
#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"pi\" (global $pi f64))"
    "  (import \"host\" \"count\" (global $count (mut i64)))"
    "  (global (export \"own\") (mut i32) (i32.const 7))"
    "  (func (export \"step\") (result f64)"
    "    (global.set $count (i64.add (global.get $count) (i64.const 1)))"
    "    (f64.mul (global.get $pi) (f64.const 2))))";

static wasm_global_t* global_of(wasm_store_t* store, wasm_valkind_t kind, wasm_mutability_t mutability, const wasm_val_t* value)
{
    wasm_globaltype_t* type = wasm_globaltype_new(wasm_valtype_new(kind), mutability);
    wasm_global_t* global = wasm_global_new(store, type, value);
    wasm_globaltype_delete(type);
    if (global == NULL) {
        fail("no global");
    }
    return global;
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_val_t pi_value = WASM_F64_VAL(3.25);
    wasm_val_t count_value = WASM_I64_VAL(41);
    wasm_global_t* pi = global_of(store, WASM_F64, WASM_CONST, &pi_value);
    wasm_global_t* count = global_of(store, WASM_I64, WASM_VAR, &count_value);
    wasm_extern_t* imports[] = {wasm_global_as_extern(pi), wasm_global_as_extern(count)};
    wasm_instance_t* instance = instance_of(store, text, imports, 2);
    wasm_func_t* step = func_of(instance, "step");
    wasm_extern_t* export = lanner_instance_export(instance, "own");
    wasm_global_t* own = wasm_extern_as_global(export);
    wasm_global_t* copy = wasm_global_copy(own);
    wasm_val_t value = WASM_INIT_VAL;
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_val_vec_t one = {1, &value};
    wasm_val_t wrong = WASM_F32_VAL(1);

    expect_no_trap(wasm_func_call(step, &none, &one));
    printf("step: %.2f\n", value.of.f64);
    wasm_global_get(count, &value);
    printf("count: %" PRId64 "\n", value.of.i64);

    CHECK(wasm_global_same(own, copy) && !wasm_global_same(own, count));
    value.kind = WASM_I32;
    value.of.i32 = 8;
    wasm_global_set(own, &value);
    wasm_global_set(own, &wrong);
    value.of.i32 = 0;
    wasm_global_get(copy, &value);
    printf("own: %" PRId32 "\n", value.of.i32);

    /* A constant stays as it is. */
    wasm_global_set(pi, &pi_value);
    {
        wasm_message_t message;
        lanner_last_error(&message);
        printf("%s\n", message.data);
        wasm_name_delete(&message);
    }

    wasm_global_delete(copy);
    wasm_extern_delete(export);
    wasm_func_delete(step);
    wasm_global_delete(pi);
    wasm_global_delete(count);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
