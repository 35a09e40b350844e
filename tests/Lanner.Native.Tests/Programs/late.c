/* What comes too late, or at the wrong time: the API can tell, and says so. */
#include <pthread.h>

#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"callback\" (func $callback (result i32)))"
    "  (memory (export \"memory\") 1)"
    "  (table (export \"table\") 1 funcref)"
    "  (global (export \"global\") (mut i32) (i32.const 1))"
    "  (func (export \"run\") (result i32) (call $callback)))";

static wasm_store_t* doomed;
static wasm_func_t* run;

static void expect_trap(const wasm_func_t* function)
{
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_trap_t* trap = wasm_func_call(function, &none, &none);
    CHECK(trap != NULL && lanner_trap_code(trap) == LANNER_TRAP_NONE);
    wasm_trap_delete(trap);
}

static void* call_from_here(void* function)
{
    expect_trap(function);
    return NULL;
}

static wasm_trap_t* callback(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    pthread_t thread;
    wasm_message_t message;
    (void)args;

    /* Another thread cannot come in while this one is inside. */
    CHECK(pthread_create(&thread, NULL, call_from_here, run) == 0);
    pthread_join(thread, NULL);

    /* A store cannot end while its guest runs. Its name is gone, though. */
    if (doomed != NULL) {
        wasm_store_delete(doomed);
        doomed = NULL;
        lanner_last_error(&message);
        CHECK(strcmp(message.data, "A guest of the store is running.") == 0);
        wasm_name_delete(&message);
    }

    /* A result of another kind. */
    results->data[0].kind = WASM_F64;
    return NULL;
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_functype_t* type = wasm_functype_new_0_1(wasm_valtype_new_i32());
    wasm_func_t* function = wasm_func_new(store, type, callback);
    wasm_extern_t* imports[] = {wasm_func_as_extern(function)};
    wasm_extern_t* strange[1];
    wasm_extern_vec_t vector = WASM_ARRAY_VEC(strange);
    wasm_instance_t* instance = instance_of(store, text, imports, 1);
    wasm_module_t* module = module_of(store, text);
    wasm_extern_t* memory_export = lanner_instance_export(instance, "memory");
    wasm_memory_t* memory = wasm_extern_as_memory(memory_export);
    wasm_extern_t* global = lanner_instance_export(instance, "global");
    wasm_trap_t* trap = NULL;

    {
        wasm_func_t* of_doomed;
        wasm_instance_t* instance_of_doomed;
        doomed = wasm_store_new(engine);
        of_doomed = wasm_func_new(doomed, type, callback);
        strange[0] = wasm_func_as_extern(of_doomed);
        instance_of_doomed = instance_of(doomed, text, strange, 1);
        run = func_of(instance_of_doomed, "run");
        expect_trap(run);
        wasm_func_delete(run);
        wasm_func_delete(of_doomed);
        wasm_instance_delete(instance_of_doomed);
    }

    run = func_of(instance, "run");
    expect_trap(run);

    /* An import of another kind, of another store, and none. */
    strange[0] = memory_export;
    CHECK(wasm_instance_new(store, module, &vector, &trap) == NULL && trap != NULL);
    wasm_trap_delete(trap);
    strange[0] = NULL;
    CHECK(wasm_instance_new(store, module, &vector, &trap) == NULL && trap != NULL);
    wasm_trap_delete(trap);
    {
        wasm_store_t* second = wasm_store_new(engine);
        strange[0] = wasm_func_as_extern(function);
        CHECK(wasm_instance_new(second, module, &vector, &trap) == NULL && trap != NULL);
        wasm_trap_delete(trap);
        wasm_store_delete(second);
    }

    /* Everything of a store that is gone. */
    wasm_store_delete(store);
    expect_trap(run);
    CHECK(wasm_memory_data(memory) == NULL && wasm_memory_data_size(memory) == 0 && !wasm_memory_grow(memory, 1));
    CHECK(wasm_extern_as_global(global) != NULL);
    wasm_func_delete(run);
    wasm_func_delete(function);
    wasm_extern_delete(memory_export);
    wasm_extern_delete(global);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_functype_delete(type);
    wasm_engine_delete(engine);
    printf("all of it failed\n");
    return 0;
}
