/* A thread traps whose alternate stack was taken away after its first call, as Rust does before destructors of a thread's
   variables, while a thread traps that has one: .NET notes for all threads together where its handler was called from. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "example.h"

enum { ROUNDS = 20000 };

static wasm_engine_t* engine;
static int is_over;

struct guest {
    wasm_store_t* store;
    wasm_module_t* module;
    wasm_instance_t* instance;
    wasm_extern_vec_t exports;
};

static void make(struct guest* guest)
{
    wasm_extern_vec_t imports = WASM_EMPTY_VEC;
    guest->store = wasm_store_new(engine);
    guest->module = module_of(guest->store, "(module (memory 1) (func (export \"load\") (drop (i32.load (i32.const -4)))))");
    guest->instance = wasm_instance_new(guest->store, guest->module, &imports, NULL);
    CHECK(guest->instance != NULL);
    wasm_instance_exports(guest->instance, &guest->exports);
}

static void delete(struct guest* guest)
{
    wasm_extern_vec_delete(&guest->exports);
    wasm_instance_delete(guest->instance);
    wasm_module_delete(guest->module);
    wasm_store_delete(guest->store);
}

static void have_trap(struct guest* guest)
{
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_trap_t* trap = wasm_func_call(wasm_extern_as_func(guest->exports.data[0]), &none, &none);
    CHECK(trap != NULL && lanner_trap_code(trap) == LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
    wasm_trap_delete(trap);
}

static void* trap_with_stack(void* unused)
{
    struct guest guest;
    (void)unused;
    make(&guest);
    while (!__atomic_load_n(&is_over, __ATOMIC_RELAXED)) {
        have_trap(&guest);
    }
    delete(&guest);
    return NULL;
}

int main(void)
{
    struct guest guest;
    pthread_t other;
    int round;
    engine = wasm_engine_new();
    make(&guest);
    CHECK(pthread_create(&other, NULL, trap_with_stack, NULL) == 0);
    for (round = 0; round < ROUNDS; round++) {
        stack_t none;
        memset(&none, 0, sizeof none);
        none.ss_flags = SS_DISABLE;
        CHECK(sigaltstack(&none, NULL) == 0);
        have_trap(&guest);
    }
    __atomic_store_n(&is_over, 1, __ATOMIC_RELAXED);
    CHECK(pthread_join(other, NULL) == 0);
    delete(&guest);
    wasm_engine_delete(engine);
    puts("all of them trapped");
    return 0;
}
