/* One module, a store for each thread. */
#include <pthread.h>

#include "example.h"

enum { THREADS = 8, ROUNDS = 50 };

static const char* const text =
    "(module"
    "  (import \"host\" \"offset\" (func $offset (result i32)))"
    "  (func (export \"sum\") (param $n i32) (result i32) (local $sum i32)"
    "    (loop $next"
    "      (local.set $sum (i32.add (local.get $sum) (local.get $n)))"
    "      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "    (i32.add (local.get $sum) (call $offset))))";

struct work {
    wasm_engine_t* engine;
    wasm_shared_module_t* shared;
    int32_t number;
    int32_t result;
};

static wasm_trap_t* offset(void* env, const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    (void)args;
    results->data[0].of.i32 = ((const struct work*)env)->number;
    return NULL;
}

static void* run(void* argument)
{
    struct work* work = argument;
    wasm_store_t* store = wasm_store_new(work->engine);
    wasm_module_t* module = wasm_module_obtain(store, work->shared);
    int round;
    for (round = 0; round < ROUNDS; round++) {
        wasm_functype_t* type = wasm_functype_new_0_1(wasm_valtype_new_i32());
        wasm_func_t* callback = wasm_func_new_with_env(store, type, offset, work, NULL);
        wasm_extern_t* imports[] = {wasm_func_as_extern(callback)};
        wasm_extern_vec_t vector = WASM_ARRAY_VEC(imports);
        wasm_instance_t* instance = wasm_instance_new(store, module, &vector, NULL);
        wasm_func_t* sum = func_of(instance, "sum");
        work->result += call_i32(sum, 1, 1000, 0);
        wasm_functype_delete(type);
        wasm_func_delete(callback);
        wasm_func_delete(sum);
        wasm_instance_delete(instance);
    }
    wasm_module_delete(module);
    wasm_store_delete(store);
    return NULL;
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_module_t* module = module_of(store, text);
    wasm_shared_module_t* shared = wasm_module_share(module);
    pthread_t threads[THREADS];
    struct work works[THREADS];
    int index;
    wasm_module_delete(module);
    wasm_store_delete(store);
    for (index = 0; index < THREADS; index++) {
        works[index].engine = engine;
        works[index].shared = shared;
        works[index].number = index;
        works[index].result = 0;
        CHECK(pthread_create(&threads[index], NULL, run, &works[index]) == 0);
    }
    for (index = 0; index < THREADS; index++) {
        pthread_join(threads[index], NULL);
        printf("thread %d: %" PRId32 "\n", index, works[index].result);
    }
    wasm_shared_module_delete(shared);
    wasm_engine_delete(engine);
    return 0;
}
