/* A guest that calls its host. */
#include "example.h"

static wasm_trap_t* hello(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    (void)args;
    (void)results;
    printf("Hello from the host\n");
    return NULL;
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store;
    wasm_functype_t* type;
    wasm_func_t* callback;
    wasm_instance_t* instance;
    wasm_func_t* run;
    wasm_extern_t* imports[1];
    if (engine == NULL) {
        fail("no engine");
    }
    store = wasm_store_new(engine);
    type = wasm_functype_new_0_0();
    callback = wasm_func_new(store, type, hello);
    wasm_functype_delete(type);
    imports[0] = wasm_func_as_extern(callback);
    instance = instance_of(
        store, "(module (import \"\" \"hello\" (func $hello)) (func (export \"run\") (call $hello)))", imports, 1);
    wasm_func_delete(callback);
    run = func_of(instance, "run");
    call_i32(run, 0, 0, 0);
    wasm_func_delete(run);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    printf("Done\n");
    return 0;
}
