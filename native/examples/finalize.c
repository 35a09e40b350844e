/* Finalizers: each is called once, at the latest with the end of its store. */
#include "example.h"

enum { COUNT = 10000 };

static int live;

static void finalize(void* data)
{
    CHECK(data != NULL);
    live--;
}

static void make(wasm_store_t* store, const wasm_module_t* module)
{
    int index;
    for (index = 0; index < COUNT; index++) {
        wasm_extern_vec_t none = WASM_EMPTY_VEC;
        wasm_instance_t* instance = wasm_instance_new(store, module, &none, NULL);
        wasm_foreign_t* foreign = wasm_foreign_new(store);
        wasm_instance_set_host_info_with_finalizer(instance, &live, finalize);
        wasm_foreign_set_host_info_with_finalizer(foreign, &live, finalize);
        live += 2;
        wasm_instance_delete(instance);
        wasm_foreign_delete(foreign);
    }
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* first = wasm_store_new(engine);
    wasm_store_t* second = wasm_store_new(engine);
    wasm_module_t* module = module_of(first, "(module (func (export \"f\")))");
    wasm_shared_module_t* shared = wasm_module_share(module);
    wasm_module_t* obtained = wasm_module_obtain(second, shared);
    wasm_foreign_t* foreign = wasm_foreign_new(first);
    wasm_shared_module_delete(shared);

    /* What is replaced is finalized. */
    wasm_foreign_set_host_info_with_finalizer(foreign, &live, finalize);
    live++;
    wasm_foreign_set_host_info(foreign, NULL);
    CHECK(live == 0);
    wasm_foreign_delete(foreign);

    make(first, module);
    make(second, obtained);
    wasm_module_delete(obtained);
    wasm_store_delete(second);
    CHECK(live <= 2 * COUNT && live >= COUNT);
    make(first, module);
    wasm_module_delete(module);
    wasm_store_delete(first);
    printf("%d are left\n", live);
    wasm_engine_delete(engine);
    return 0;
}
