/* Signals that the host handles come while guests trap: on the stack of the thread, and on the alternate stack. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include "example.h"

enum { TRAPS = 20000 };

static volatile sig_atomic_t handled;
static wasm_func_t* load;

static void handle(int signal)
{
    /* Uses some of the stack. */
    volatile char room[1024];
    memset((char*)room, signal, sizeof room);
    handled += room[1] == signal;
}

static uint64_t blocked(void)
{
    sigset_t set;
    uint64_t mask;
    CHECK(pthread_sigmask(SIG_BLOCK, NULL, &set) == 0);
    memcpy(&mask, &set, sizeof mask);
    return mask;
}

static void trap_often(int count)
{
    uint64_t before = blocked();
    int index;
    for (index = 0; index < count; index++) {
        lanner_raw_t value = {.i32 = 65536};
        wasm_trap_t* trap = lanner_func_call_unchecked(load, &value);
        CHECK(lanner_trap_code(trap) == LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
        wasm_trap_delete(trap);
    }
    /* What was blocked at the fault is blocked no more, and what the host has blocked still is. */
    CHECK(blocked() == before);
}

/* A callback traps too, and sees the mask of the host. */
static wasm_trap_t* call_back(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    (void)values;
    trap_often(10);
    return NULL;
}

static void flood(int flags)
{
    struct sigaction action;
    struct itimerval often = {{0, 100}, {0, 100}};
    struct itimerval never = {{0, 0}, {0, 0}};
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART | flags;
    handled = 0;
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
    trap_often(TRAPS);
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
    CHECK(handled > 10);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_functype_t* type = wasm_functype_new_0_0();
    wasm_func_t* host = lanner_func_new_unchecked(store, type, call_back, NULL, NULL);
    wasm_extern_t* imports[1] = {wasm_func_as_extern(host)};
    wasm_instance_t* instance = instance_of(
        store,
        "(module (import \"host\" \"call_back\" (func $call_back)) (memory 1)"
        "  (func (export \"load\") (param i32) (result i32) (i32.load (local.get 0)))"
        "  (func (export \"through\") (call $call_back) unreachable))",
        imports, 1);
    wasm_func_t* through = func_of(instance, "through");
    sigset_t usr2;
    int index;
    load = func_of(instance, "load");

    flood(0);
    puts("on the stack of the thread");
    flood(SA_ONSTACK);
    puts("on the alternate stack");

    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    CHECK(pthread_sigmask(SIG_BLOCK, &usr2, NULL) == 0);
    for (index = 0; index < 100; index++) {
        lanner_raw_t none = {.i32 = 0};
        wasm_trap_t* trap = lanner_func_call_unchecked(through, &none);
        CHECK(lanner_trap_code(trap) == LANNER_TRAP_UNREACHABLE);
        wasm_trap_delete(trap);
    }
    trap_often(10);
    puts("in callbacks");

    wasm_functype_delete(type);
    wasm_func_delete(load);
    wasm_func_delete(through);
    wasm_func_delete(host);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
