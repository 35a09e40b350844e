/* What the examples have in common: modules as text, and the end of a program that has found something wrong. */
#ifndef LANNER_EXAMPLE_H
#define LANNER_EXAMPLE_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lanner.h"

#if defined(__GNUC__)
#define MAYBE_UNUSED __attribute__((unused))
#else
#define MAYBE_UNUSED
#endif

/* Ends the program with the message of the last function that failed. */
static MAYBE_UNUSED void fail(const char* what)
{
    wasm_message_t message;
    lanner_last_error(&message);
    fprintf(stderr, "%s: %s\n", what, message.data);
    wasm_name_delete(&message);
    exit(1);
}

/* Ends the program with a trap that was not expected. */
static MAYBE_UNUSED void expect_no_trap(wasm_trap_t* trap)
{
    wasm_message_t message;
    if (trap == NULL) {
        return;
    }
    wasm_trap_message(trap, &message);
    fprintf(stderr, "a trap: %s\n", message.data);
    exit(1);
}

#define CHECK(condition)                                                        \
    do {                                                                        \
        if (!(condition)) {                                                     \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                            \
        }                                                                       \
    } while (0)

static MAYBE_UNUSED wasm_module_t* module_of(wasm_store_t* store, const char* text)
{
    wasm_module_t* module = lanner_module_from_text(store, text, strlen(text));
    if (module == NULL) {
        fail("the module is wrong");
    }
    return module;
}

/* An instance of a module without imports, or with those that are given. */
static MAYBE_UNUSED wasm_instance_t* instance_of(wasm_store_t* store, const char* text, wasm_extern_t** imports, size_t count)
{
    wasm_module_t* module = module_of(store, text);
    wasm_extern_vec_t vector = {count, imports};
    wasm_trap_t* trap = NULL;
    wasm_instance_t* instance = wasm_instance_new(store, module, &vector, &trap);
    expect_no_trap(trap);
    if (instance == NULL) {
        fail("no instance");
    }
    wasm_module_delete(module);
    return instance;
}

/* The function that an instance exports under a name. The caller owns the name of it. */
static MAYBE_UNUSED wasm_func_t* func_of(const wasm_instance_t* instance, const char* name)
{
    wasm_func_t* function = wasm_extern_as_func(lanner_instance_export(instance, name));
    if (function == NULL) {
        fail(name);
    }
    return function;
}

/* Calls a function that takes and returns numbers of 32 bits. */
static MAYBE_UNUSED int32_t call_i32(const wasm_func_t* function, size_t count, int32_t first, int32_t second)
{
    wasm_val_t arguments[2] = {WASM_I32_VAL(first), WASM_I32_VAL(second)};
    wasm_val_t results[1] = {WASM_I32_VAL(0)};
    wasm_val_vec_t argument_vector = {count, arguments};
    wasm_val_vec_t result_vector = {wasm_func_result_arity(function), results};
    expect_no_trap(wasm_func_call(function, &argument_vector, &result_vector));
    return results[0].of.i32;
}

#endif
