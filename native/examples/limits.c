/* Guests that nobody trusts: fuel, deadlines, interruption by another thread, and limits of memory. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <time.h>

#include "example.h"

static const char* const text =
    "(module"
    "  (memory (export \"memory\") 1)"
    "  (func (export \"loop\") (loop $again (br $again)))"
    "  (func (export \"grow\") (result i32) (memory.grow (i32.const 1000)))"
    "  (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))";

static void run(const char* title, const wasm_func_t* loop)
{
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_trap_t* trap = wasm_func_call(loop, &none, &none);
    CHECK(trap != NULL);
    switch (lanner_trap_code(trap)) {
    case LANNER_TRAP_OUT_OF_FUEL: printf("%s: out of fuel\n", title); break;
    case LANNER_TRAP_DEADLINE_PASSED: printf("%s: the deadline has passed\n", title); break;
    case LANNER_TRAP_INTERRUPTED: printf("%s: interrupted\n", title); break;
    default: CHECK(false);
    }
    wasm_trap_delete(trap);
}

static void* interrupt(void* store)
{
    struct timespec time = {0, 50 * 1000 * 1000};
    nanosleep(&time, NULL);
    CHECK(lanner_store_interrupt(store));
    return NULL;
}

int main(void)
{
    wasm_config_t* config = wasm_config_new();
    wasm_engine_t* engine;
    wasm_store_t* store;
    wasm_store_t* wrong;
    wasm_instance_t* instance;
    wasm_func_t* loop;
    wasm_func_t* grow;
    wasm_func_t* add;
    lanner_limits_t limits = lanner_limits_none();
    int64_t fuel, consumed;
    pthread_t thread;

    CHECK(lanner_config_set_fuel(config, true) && lanner_config_set_interruptible(config, true));
    CHECK(lanner_config_set_deterministic(config, true) && lanner_config_set_compilation(config, LANNER_COMPILE_EAGERLY));
    CHECK(lanner_config_set_memory_mode(config, LANNER_MEMORY_CHECKED) && !lanner_config_set_memory_mode(config, 7));
    engine = wasm_engine_new_with_config(config);
    CHECK(lanner_engine_memory_mode(engine) == LANNER_MEMORY_CHECKED);
    limits.memory_bytes = 1 << 20;
    limits.fuel = 100000;
    limits.stack_bytes = 64 << 10;
    store = lanner_store_new(engine, &limits);
    if (store == NULL) {
        fail("no store");
    }
    instance = instance_of(store, text, NULL, 0);
    loop = func_of(instance, "loop");
    grow = func_of(instance, "grow");
    add = func_of(instance, "add");

    run("fuel", loop);
    CHECK(lanner_store_fuel(store, &fuel) && fuel == 0);
    CHECK(lanner_store_fuel_consumed(store, &consumed) && consumed >= 100000);
    CHECK(lanner_store_set_fuel(store, INT64_MAX / 2));
    printf("more fuel: %" PRId32 "\n", call_i32(add, 2, 2, 3));

    CHECK(lanner_store_set_deadline(store, 50 * 1000));
    run("time", loop);
    lanner_store_clear_deadline(store);
    CHECK(pthread_create(&thread, NULL, interrupt, store) == 0);
    run("another thread", loop);
    pthread_join(thread, NULL);
    CHECK(!lanner_store_is_interrupted(store));
    printf("after that: %" PRId32 "\n", call_i32(add, 2, 3, 4));
    printf("64 MB more: %" PRId32 "\n", call_i32(grow, 0, 0, 0));

    /* An engine without fuel has none to limit. */
    {
        wasm_engine_t* plain = wasm_engine_new();
        wasm_message_t message;
        wrong = lanner_store_new(plain, &limits);
        CHECK(wrong == NULL);
        lanner_last_error(&message);
        printf("%s\n", message.data);
        wasm_name_delete(&message);
        wasm_engine_delete(plain);
    }
    wasm_func_delete(loop);
    wasm_func_delete(grow);
    wasm_func_delete(add);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
