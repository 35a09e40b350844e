/* A guest traps, and then the host crashes. */
#include "example.h"

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_instance_t* instance = instance_of(
        store, "(module (memory 1) (func (export \"load\") (result i32) (i32.load (i32.const -4))))", NULL, 0);
    wasm_func_t* load = func_of(instance, "load");
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_trap_t* trap = wasm_func_call(load, &none, &none);
    volatile char* volatile nowhere = NULL;
    CHECK(trap != NULL);
    printf("a guest has trapped\n");
    fflush(stdout);
    *nowhere = 1;
    return 0;
}
