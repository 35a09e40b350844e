/* Imports go by their places: two may have the same names, and be different things. */
#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"value\" (global $first i32))"
    "  (import \"host\" \"value\" (global $second i32))"
    "  (func (export \"difference\") (result i32) (i32.sub (global.get $first) (global.get $second))))";

static wasm_extern_t* global_of(wasm_store_t* store, int32_t value)
{
    wasm_globaltype_t* type = wasm_globaltype_new(wasm_valtype_new(WASM_I32), WASM_CONST);
    wasm_val_t content = WASM_I32_VAL(value);
    wasm_global_t* global = wasm_global_new(store, type, &content);
    wasm_globaltype_delete(type);
    return wasm_global_as_extern(global);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_extern_t* imports[2] = {global_of(store, 50), global_of(store, 8)};
    wasm_instance_t* instance = instance_of(store, text, imports, 2);
    wasm_func_t* difference = func_of(instance, "difference");
    wasm_module_t* module = module_of(store, text);
    wasm_extern_vec_t one = {1, imports};
    wasm_trap_t* trap = NULL;

    printf("%" PRId32 "\n", call_i32(difference, 0, 0, 0));
    CHECK(wasm_instance_new(store, module, &one, &trap) == NULL && trap != NULL);

    wasm_trap_delete(trap);
    wasm_extern_delete(imports[0]);
    wasm_extern_delete(imports[1]);
    wasm_func_delete(difference);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
