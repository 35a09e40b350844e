/* Modules as bytes, and compiled code in a file. */
#include "example.h"

int main(int argc, char** argv)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_module_t* module = module_of(
        store, "(module (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))");
    wasm_byte_vec_t bytes;
    wasm_module_t* again;
    wasm_instance_t* instance;
    wasm_func_t* add;
    wasm_extern_vec_t none = WASM_EMPTY_VEC;
    const char* path = argc > 1 ? argv[1] : "serialize.lanner";

    wasm_module_serialize(module, &bytes);
    again = wasm_module_deserialize(store, &bytes);
    if (again == NULL) {
        fail("no module");
    }
    instance = wasm_instance_new(store, again, &none, NULL);
    add = func_of(instance, "add");
    printf("from bytes: %" PRId32 "\n", call_i32(add, 2, 40, 2));
    wasm_func_delete(add);
    wasm_instance_delete(instance);
    wasm_module_delete(again);

    /* Bytes that are none. */
    bytes.data[0] = 'X';
    CHECK(wasm_module_deserialize(store, &bytes) == NULL);
    wasm_byte_vec_delete(&bytes);

    if (!lanner_module_save_compiled(module, path)) {
        fail(path);
    }
    again = lanner_module_load_compiled(store, path);
    if (again == NULL) {
        fail(path);
    }
    instance = wasm_instance_new(store, again, &none, NULL);
    add = func_of(instance, "add");
    printf("from compiled code: %" PRId32 "\n", call_i32(add, 2, 39, 4));
    wasm_func_delete(add);
    wasm_instance_delete(instance);
    wasm_module_delete(again);
    remove(path);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
