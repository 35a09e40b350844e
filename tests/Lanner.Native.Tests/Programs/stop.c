/* Programs that never end by themselves are interrupted at any moment: before they begin, while they are instantiated, while they run. */
#define _GNU_SOURCE
#include <pthread.h>
#include <time.h>

#include "example.h"

enum { ROUNDS = 400 };

static const char* const text =
    "(module"
    "  (import \"env\" \"memory\" (memory 1 1 shared))"
    "  (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32)))"
    "  (export \"memory\" (memory 0))"
    "  (func (export \"wasi_thread_start\") (param i32 i32) (loop $again (br $again)))"
    "  (func (export \"_start\")"
    "    (drop (call $spawn (i32.const 0)))"
    "    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))";

struct interruption {
    wasm_store_t* store;
    long nanoseconds;
};

static void* interrupt(void* data)
{
    struct interruption* interruption = data;
    struct timespec time = {0, interruption->nanoseconds};
    nanosleep(&time, NULL);
    CHECK(lanner_store_interrupt(interruption->store));
    return NULL;
}

int main(void)
{
    wasm_config_t* config = wasm_config_new();
    wasm_engine_t* engine;
    int round;
    CHECK(lanner_config_set_interruptible(config, true));
    engine = wasm_engine_new_with_config(config);
    for (round = 0; round < ROUNDS; round++) {
        wasm_store_t* store = wasm_store_new(engine);
        wasm_module_t* module = module_of(store, text);
        lanner_linker_t* linker = lanner_linker_new(engine);
        lanner_wasi_t* wasi = lanner_wasi_new();
        struct interruption interruption = {store, round * 5000L};
        wasm_trap_t* trap = NULL;
        int32_t status = 0;
        pthread_t thread;
        CHECK(lanner_linker_define_wasi(linker, wasi));
        if (round % 10 == 0) {
            CHECK(lanner_store_interrupt(store));
        } else {
            CHECK(pthread_create(&thread, NULL, interrupt, &interruption) == 0);
        }
        CHECK(!lanner_linker_run(linker, store, module, &status, &trap));
        CHECK(trap != NULL && lanner_trap_code(trap) == LANNER_TRAP_INTERRUPTED);
        if (round % 10 != 0) {
            CHECK(pthread_join(thread, NULL) == 0);
        }
        wasm_trap_delete(trap);
        lanner_wasi_delete(wasi);
        lanner_linker_delete(linker);
        wasm_module_delete(module);
        wasm_store_delete(store);
    }
    wasm_engine_delete(engine);
    puts("all of them ended");
    return 0;
}
