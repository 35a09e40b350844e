/* Objects of the host that guests hold and give back. */
#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"see\" (func $see (param externref) (result externref)))"
    "  (table $table (export \"table\") 4 externref)"
    "  (func (export \"keep\") (param i32 externref) (table.set $table (local.get 0) (local.get 1)))"
    "  (func (export \"give\") (param i32) (result externref) (table.get $table (local.get 0)))"
    "  (func (export \"pass\") (param externref) (result externref) (call $see (local.get 0))))";

static wasm_trap_t* see(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    const wasm_ref_t* reference = args->data[0].of.ref;
    printf("the host sees %s\n", reference == NULL ? "null" : (const char*)wasm_ref_get_host_info(reference));
    wasm_val_copy(&results->data[0], &args->data[0]);
    return NULL;
}

static wasm_ref_t* call(const wasm_func_t* function, size_t count, wasm_val_t* arguments)
{
    wasm_val_t result = WASM_INIT_VAL;
    wasm_val_vec_t argument_vector = {count, arguments};
    wasm_val_vec_t result_vector = {wasm_func_result_arity(function), &result};
    expect_no_trap(wasm_func_call(function, &argument_vector, &result_vector));
    return result.of.ref;
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_functype_t* type = wasm_functype_new_1_1(wasm_valtype_new_externref(), wasm_valtype_new_externref());
    wasm_func_t* callback = wasm_func_new(store, type, see);
    wasm_extern_t* imports[] = {wasm_func_as_extern(callback)};
    wasm_instance_t* instance = instance_of(store, text, imports, 1);
    wasm_func_t* keep = func_of(instance, "keep");
    wasm_func_t* give = func_of(instance, "give");
    wasm_func_t* pass = func_of(instance, "pass");
    wasm_foreign_t* first = wasm_foreign_new(store);
    wasm_foreign_t* second = wasm_foreign_new(store);
    wasm_ref_t* reference;
    char first_name[] = "the first";
    char second_name[] = "the second";
    wasm_val_t arguments[2] = {WASM_I32_VAL(2), WASM_REF_VAL(NULL)};

    wasm_functype_delete(type);
    wasm_func_delete(callback);
    wasm_foreign_set_host_info(first, first_name);
    wasm_foreign_set_host_info(second, second_name);

    arguments[1].of.ref = wasm_foreign_as_ref(first);
    CHECK(call(keep, 2, arguments) == NULL);
    reference = call(give, 1, arguments);
    CHECK(reference != NULL && wasm_ref_same(reference, wasm_foreign_as_ref(first)));
    CHECK(!wasm_ref_same(reference, wasm_foreign_as_ref(second)));
    printf("the guest gives back %s\n", (const char*)wasm_ref_get_host_info(reference));
    wasm_ref_delete(reference);

    arguments[0].of.i32 = 3;
    CHECK(call(give, 1, arguments) == NULL);
    arguments[1].of.ref = wasm_foreign_as_ref(second);
    reference = call(pass, 1, &arguments[1]);
    CHECK(wasm_ref_same(reference, wasm_foreign_as_ref(second)));
    wasm_ref_delete(reference);
    arguments[1].of.ref = NULL;
    CHECK(call(pass, 1, &arguments[1]) == NULL);

    /* What is known under another name has the same information. */
    {
        wasm_foreign_t* copy = wasm_foreign_copy(first);
        CHECK(wasm_foreign_get_host_info(copy) == first_name);
        wasm_foreign_delete(copy);
    }
    wasm_foreign_delete(first);
    wasm_foreign_delete(second);
    wasm_func_delete(keep);
    wasm_func_delete(give);
    wasm_func_delete(pass);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
