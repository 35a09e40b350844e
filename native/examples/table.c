/* Tables of functions: read, written, grown; functions of the host in them. */
#include "example.h"

static const char* const text =
    "(module"
    "  (type $unary (func (param i32) (result i32)))"
    "  (table (export \"table\") 2 6 funcref)"
    "  (elem (i32.const 1) $double)"
    "  (func $double (export \"double\") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))"
    "  (func (export \"call\") (param i32 i32) (result i32)"
    "    (call_indirect (type $unary) (local.get 0) (local.get 1))))";

static wasm_trap_t* negate(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    results->data[0].kind = WASM_I32;
    results->data[0].of.i32 = -args->data[0].of.i32;
    return NULL;
}

static void call(const wasm_func_t* function, int32_t value, int32_t index)
{
    wasm_val_t arguments[] = {WASM_I32_VAL(value), WASM_I32_VAL(index)};
    wasm_val_t result = WASM_INIT_VAL;
    wasm_val_vec_t argument_vector = WASM_ARRAY_VEC(arguments);
    wasm_val_vec_t result_vector = {1, &result};
    wasm_trap_t* trap = wasm_func_call(function, &argument_vector, &result_vector);
    if (trap == NULL) {
        printf("element %" PRId32 " of %" PRId32 " is %" PRId32 "\n", index, value, result.of.i32);
    } else {
        wasm_message_t message;
        wasm_trap_message(trap, &message);
        printf("element %" PRId32 ": %s\n", index, message.data);
        wasm_name_delete(&message);
        wasm_trap_delete(trap);
    }
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_instance_t* instance = instance_of(store, text, NULL, 0);
    wasm_extern_t* export = lanner_instance_export(instance, "table");
    wasm_table_t* table = wasm_extern_as_table(export);
    wasm_func_t* function = func_of(instance, "call");
    wasm_func_t* twice = func_of(instance, "double");
    wasm_functype_t* type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t* host = wasm_func_new(store, type, negate);
    wasm_ref_t* element;

    wasm_functype_delete(type);
    CHECK(wasm_table_size(table) == 2);
    call(function, 21, 0);
    call(function, 21, 1);
    call(function, 21, 2);

    element = wasm_table_get(table, 1);
    CHECK(element != NULL && wasm_ref_same(element, wasm_func_as_ref(twice)));
    CHECK(wasm_ref_as_func(element) != NULL && wasm_ref_as_table(element) == NULL);
    wasm_ref_delete(element);
    CHECK(wasm_table_get(table, 0) == NULL && wasm_table_get(table, 2) == NULL);

    CHECK(wasm_table_set(table, 0, wasm_func_as_ref(host)));
    CHECK(wasm_table_set(table, 1, NULL));
    CHECK(!wasm_table_set(table, 2, NULL));
    call(function, 21, 0);
    call(function, 21, 1);

    CHECK(wasm_table_grow(table, 4, wasm_func_as_ref(twice)) && wasm_table_size(table) == 6);
    CHECK(!wasm_table_grow(table, 1, NULL));
    call(function, 4, 5);

    wasm_func_delete(host);
    wasm_func_delete(twice);
    wasm_func_delete(function);
    wasm_extern_delete(export);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
