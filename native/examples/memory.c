/* A memory that host and guest both read and write, and that grows in place. */
#include "example.h"

static const char* const text =
    "(module"
    "  (memory (export \"memory\") 1 3)"
    "  (data (i32.const 16) \"guest\")"
    "  (func (export \"load\") (param i32) (result i32) (i32.load8_u (local.get 0)))"
    "  (func (export \"store\") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))";

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_instance_t* instance = instance_of(store, text, NULL, 0);
    wasm_extern_t* export = lanner_instance_export(instance, "memory");
    wasm_memory_t* memory = wasm_extern_as_memory(export);
    wasm_func_t* load = func_of(instance, "load");
    wasm_func_t* put = func_of(instance, "store");
    wasm_limits_t limits = {2, 2};
    wasm_memorytype_t* type = wasm_memorytype_new(&limits);
    wasm_memory_t* own = wasm_memory_new(store, type);
    byte_t* data = wasm_memory_data(memory);

    printf("%" PRIu32 " page, %zu bytes: %.5s\n", wasm_memory_size(memory), wasm_memory_data_size(memory), data + 16);
    memcpy(data + 16, "host!", 5);
    printf("the guest reads %c\n", (char)call_i32(load, 1, 20, 0));
    call_i32(put, 2, 20, '?');
    printf("the host reads %.5s\n", data + 16);

    CHECK(wasm_memory_grow(memory, 2) && !wasm_memory_grow(memory, 1));
    CHECK(wasm_memory_data(memory) == data && wasm_memory_data_size(memory) == 3 * MEMORY_PAGE_SIZE);
    data[3 * MEMORY_PAGE_SIZE - 1] = 42;
    printf("at the end: %" PRId32 "\n", call_i32(load, 1, (int32_t)(3 * MEMORY_PAGE_SIZE - 1), 0));
    {
        wasm_val_t argument = WASM_I32_VAL((int32_t)(3 * MEMORY_PAGE_SIZE));
        wasm_val_vec_t arguments = {1, &argument};
        wasm_val_vec_t none = WASM_EMPTY_VEC;
        wasm_trap_t* trap = wasm_func_call(load, &arguments, &none);
        CHECK(trap != NULL && lanner_trap_code(trap) == LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
        wasm_trap_delete(trap);
    }
    CHECK(wasm_memory_size(own) == 2 && !wasm_memory_grow(own, 1) && wasm_memory_grow(own, 0));

    wasm_memorytype_delete(type);
    wasm_memory_delete(own);
    wasm_func_delete(load);
    wasm_func_delete(put);
    wasm_extern_delete(export);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
