/* What the tests of signals and ends in C have in common: a guest that adds, traps and calls back, and children that are watched. */
#ifndef GUEST_H
#define GUEST_H

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lanner.h"

#define CHECK(condition)                                                            \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            _exit(1);                                                               \
        }                                                                           \
    } while (0)

#define UNUSED __attribute__((unused))

static const char guest_text[] =
    "(module"
    "  (import \"host\" \"ask\" (func $ask (result i32)))"
    "  (memory 1)"
    "  (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"
    "  (func (export \"load\") (result i32) (i32.load (i32.const -4)))"
    "  (func (export \"divide\") (result i32) (i32.div_s (i32.const 1) (i32.load (i32.const 0))))"
    "  (func $endless (export \"recurse\") (result i32) (i32.add (i32.const 1) (call $endless)))"
    "  (func (export \"ask\") (result i32) (call $ask))"
    "  (func (export \"spin\") (loop $again (br $again)))"
    "  (func (export \"allocate\") (param $n i32) (loop $again"
    "    (drop (memory.grow (i32.const 0)))"
    "    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))";

struct guest {
    wasm_store_t* store;
    wasm_instance_t* instance;
    wasm_func_t* host;
    wasm_func_t* add;
    wasm_func_t* load;
    wasm_func_t* divide;
    wasm_func_t* recurse;
    wasm_func_t* ask;
    wasm_func_t* spin;
};

static wasm_func_t* guest_export(const wasm_instance_t* instance, const char* name)
{
    wasm_func_t* function = wasm_extern_as_func(lanner_instance_export(instance, name));
    CHECK(function != NULL);
    return function;
}

static UNUSED struct guest guest_new(wasm_engine_t* engine, lanner_callback_t callback, void* env)
{
    struct guest guest;
    wasm_functype_t* type;
    wasm_module_t* module;
    wasm_extern_t* imports[1];
    wasm_extern_vec_t vector = {1, imports};
    wasm_trap_t* trap = NULL;
    guest.store = wasm_store_new(engine);
    CHECK(guest.store != NULL);
    type = wasm_functype_new_0_1(wasm_valtype_new_i32());
    guest.host = lanner_func_new_unchecked(guest.store, type, callback, env, NULL);
    wasm_functype_delete(type);
    module = lanner_module_from_text(guest.store, guest_text, strlen(guest_text));
    imports[0] = wasm_func_as_extern(guest.host);
    guest.instance = wasm_instance_new(guest.store, module, &vector, &trap);
    wasm_module_delete(module);
    CHECK(guest.instance != NULL);
    guest.add = guest_export(guest.instance, "add");
    guest.load = guest_export(guest.instance, "load");
    guest.divide = guest_export(guest.instance, "divide");
    guest.recurse = guest_export(guest.instance, "recurse");
    guest.ask = guest_export(guest.instance, "ask");
    guest.spin = guest_export(guest.instance, "spin");
    return guest;
}

static UNUSED void guest_delete(struct guest* guest)
{
    wasm_func_t* functions[] = {guest->host, guest->add, guest->load, guest->divide, guest->recurse, guest->ask, guest->spin};
    size_t index;
    for (index = 0; index < sizeof functions / sizeof *functions; index++) {
        wasm_func_delete(functions[index]);
    }
    wasm_instance_delete(guest->instance);
    wasm_store_delete(guest->store);
}

static UNUSED void expect_add(const struct guest* guest, int32_t left, int32_t right)
{
    lanner_raw_t values[2];
    values[0].i32 = left;
    values[1].i32 = right;
    CHECK(lanner_func_call_unchecked(guest->add, values) == NULL && values[0].i32 == left + right);
}

static UNUSED int32_t call_ask(const struct guest* guest)
{
    lanner_raw_t values[1];
    CHECK(lanner_func_call_unchecked(guest->ask, values) == NULL);
    return values[0].i32;
}

static UNUSED void expect_trap(const wasm_func_t* function, lanner_trap_code_t code)
{
    lanner_raw_t values[1];
    wasm_trap_t* trap = lanner_func_call_unchecked(function, values);
    CHECK(trap != NULL && lanner_trap_code(trap) == code);
    wasm_trap_delete(trap);
}

/* Hardware faults of the guest, each with its trap. */
static UNUSED void expect_traps(const struct guest* guest)
{
    expect_trap(guest->load, LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
    expect_trap(guest->divide, LANNER_TRAP_INTEGER_DIVIDE_BY_ZERO);
}

static UNUSED wasm_trap_t* callback_one(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    values[0].i32 = 1;
    return NULL;
}

/* How often what is quick is done: ten times as often for a long test. */
static UNUSED int rounds_of(int quick)
{
    return getenv("LANNER_TEST_LONG") == NULL ? quick : quick * 10;
}

/* Waits for a child and returns its status: the number with which it has ended, or 128 and the signal. */
static UNUSED int wait_for(pid_t child)
{
    int status = 0;
    pid_t found;
    do {
        found = waitpid(child, &status, 0);
    } while (found < 0 && errno == EINTR);
    CHECK(found == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

extern char** environ;

/* Runs this program again with a word as its argument. It ends with 128 + SIGALRM when it hangs. */
static UNUSED int run_again(const char* word)
{
    char* arguments[3];
    char name[] = "/proc/self/exe";
    char copy[64];
    pid_t child;
    snprintf(copy, sizeof copy, "%s", word);
    arguments[0] = name;
    arguments[1] = copy;
    arguments[2] = NULL;
    CHECK(posix_spawn(&child, name, NULL, NULL, arguments, environ) == 0);
    return wait_for(child);
}

struct test {
    const char* name;
    void (*run)(void);
};

/* Runs the tests, each in a process of its own, or the one that is named in this one. */
static UNUSED int run_tests(const struct test* tests, size_t count, int argument_count, char** arguments)
{
    size_t index;
    int failed = 0;
    if (argument_count > 1) {
        for (index = 0; index < count; index++) {
            if (strcmp(tests[index].name, arguments[1]) == 0) {
                alarm(getenv("LANNER_TEST_LONG") == NULL ? 120 : 1200);
                tests[index].run();
                return 0;
            }
        }
        fprintf(stderr, "there is no test %s\n", arguments[1]);
        return 2;
    }
    for (index = 0; index < count; index++) {
        int status = run_again(tests[index].name);
        printf("%s: %s (%d)\n", status == 0 ? "passed" : "FAILED", tests[index].name, status);
        fflush(stdout);
        failed += status != 0;
    }
    printf("%zu tests, %d failed\n", count, failed);
    return failed == 0 ? 0 : 1;
}

#endif
