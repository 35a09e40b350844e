/*
 * What calls cost in C: bench ENGINE LIBRARY, where the library has the standard C API. The engine "lanner" calls by wasm_func_call,
 * "lanner unchecked" by the functions of lanner.h, any other name is of another engine with wasm.h. The library is opened when the program
 * runs, so that one program measures all.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <string.h>

#include "bench.h"
#include "lanner.h"

static void fail(const char* what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void* library;

static void* symbol(const char* name)
{
    void* address = dlsym(library, name);
    if (address == NULL) {
        fail(name);
    }
    return address;
}

/* The function of the library under its own name. */
#define USE(name) __typeof__(name)* const use_##name = (__typeof__(name)*)(uintptr_t)symbol(#name)

static wasm_trap_t* host_add(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    results->data[0].kind = WASM_I32;
    results->data[0].of.i32 = args->data[0].of.i32 + args->data[1].of.i32;
    return NULL;
}

static wasm_trap_t* host_add_unchecked(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    values[0].i32 += values[1].i32;
    return NULL;
}

typedef wasm_trap_t* (*call_function)(const wasm_func_t*, const wasm_val_vec_t*, wasm_val_vec_t*);
typedef wasm_trap_t* (*call_unchecked_function)(const wasm_func_t*, lanner_raw_t*);
static call_function call;
static call_unchecked_function call_unchecked;

/* The guest's add, so many times: the sum of what it has returned. */
static int64_t call_add(const wasm_func_t* add, int count)
{
    int64_t sum = 0;
    int index;
    if (call_unchecked != NULL) {
        lanner_raw_t values[2];
        for (index = 0; index < count; index++) {
            values[0].i32 = index;
            values[1].i32 = 1;
            if (call_unchecked(add, values) != NULL) {
                fail("a call of add");
            }
            sum += values[0].i32;
        }
    } else {
        wasm_val_t arguments[2] = {WASM_I32_VAL(0), WASM_I32_VAL(1)};
        wasm_val_t result = WASM_I32_VAL(0);
        wasm_val_vec_t argument_vector = {2, arguments};
        wasm_val_vec_t result_vector = {1, &result};
        for (index = 0; index < count; index++) {
            arguments[0].of.i32 = index;
            if (call(add, &argument_vector, &result_vector) != NULL) {
                fail("a call of add");
            }
            sum += result.of.i32;
        }
    }
    return sum;
}

static int32_t call_i32(const wasm_func_t* function, int32_t argument)
{
    wasm_val_t value = WASM_I32_VAL(argument);
    wasm_val_t result = WASM_I32_VAL(0);
    wasm_val_vec_t arguments = {1, &value};
    wasm_val_vec_t results = {1, &result};
    if (call(function, &arguments, &results) != NULL) {
        fail("a call of the guest");
    }
    return result.of.i32;
}

static int64_t call_megabyte(const wasm_func_t* function)
{
    wasm_val_t result = WASM_I64_VAL(0);
    wasm_val_vec_t arguments = {0, NULL};
    wasm_val_vec_t results = {1, &result};
    if (call(function, &arguments, &results) != NULL) {
        fail("a call of megabyte");
    }
    return result.of.i64;
}

static void read_module(wasm_byte_vec_t* out)
{
    char path[4096];
    const char* folder = getenv("LANNER_BENCH_MODULE");
    static char content[1 << 16];
    FILE* file;
    size_t size;
    snprintf(path, sizeof path, "%s/bench.wasm", folder == NULL ? "." : folder);
    file = fopen(path, "rb");
    if (file == NULL) {
        fail("there is no bench.wasm in the folder that LANNER_BENCH_MODULE names");
    }
    size = fread(content, 1, sizeof content, file);
    fclose(file);
    out->size = size;
    out->data = content;
}

int main(int count, char** arguments)
{
    struct bench_result result;
    wasm_byte_vec_t binary;
    if (count != 3) {
        fail("usage: bench ENGINE LIBRARY");
    }
    library = dlopen(arguments[2], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fail(dlerror());
    }
    {
        USE(wasm_engine_new);
        USE(wasm_store_new);
        USE(wasm_module_new);
        USE(wasm_valtype_new);
        USE(wasm_valtype_vec_new);
        USE(wasm_functype_new);
        USE(wasm_func_new);
        USE(wasm_func_as_extern);
        USE(wasm_instance_new);
        USE(wasm_instance_exports);
        USE(wasm_extern_as_func);
        USE(wasm_extern_as_memory);
        USE(wasm_func_call);
        USE(wasm_memory_data);
        USE(wasm_trap_delete);
        const bool is_unchecked = strcmp(arguments[1], "lanner unchecked") == 0;
        wasm_engine_t* engine = use_wasm_engine_new();
        wasm_store_t* store = use_wasm_store_new(engine);
        wasm_module_t* module;
        wasm_valtype_t* types[2] = {use_wasm_valtype_new(WASM_I32), use_wasm_valtype_new(WASM_I32)};
        wasm_valtype_t* more_types[1] = {use_wasm_valtype_new(WASM_I32)};
        wasm_valtype_vec_t params, results;
        wasm_functype_t* type;
        wasm_func_t* host;
        wasm_extern_t* imports[1];
        wasm_extern_vec_t import_vector = {1, imports};
        wasm_extern_vec_t exports;
        wasm_instance_t* instance;
        wasm_func_t *add, *call_host, *megabyte, *trap;
        char* memory;
        char* written = malloc(MEGABYTE);
        char* read = malloc(MEGABYTE);
        int64_t start;
        int round, index, calls;
        read_module(&binary);
        module = use_wasm_module_new(store, &binary);
        use_wasm_valtype_vec_new(&params, 2, types);
        use_wasm_valtype_vec_new(&results, 1, more_types);
        type = use_wasm_functype_new(&params, &results);
        call = use_wasm_func_call;
        if (is_unchecked) {
            USE(lanner_func_call_unchecked);
            USE(lanner_func_new_unchecked);
            call_unchecked = use_lanner_func_call_unchecked;
            host = use_lanner_func_new_unchecked(store, type, host_add_unchecked, NULL, NULL);
        } else {
            host = use_wasm_func_new(store, type, host_add);
        }
        imports[0] = use_wasm_func_as_extern(host);
        instance = module == NULL ? NULL : use_wasm_instance_new(store, module, &import_vector, NULL);
        if (instance == NULL) {
            fail("there is no instance");
        }
        /* In the order of the module: memory, add, call_host, megabyte, trap. */
        use_wasm_instance_exports(instance, &exports);
        add = use_wasm_extern_as_func(exports.data[1]);
        call_host = use_wasm_extern_as_func(exports.data[2]);
        megabyte = use_wasm_extern_as_func(exports.data[3]);
        trap = use_wasm_extern_as_func(exports.data[4]);
        memory = use_wasm_memory_data(use_wasm_extern_as_memory(exports.data[0]));
        if (call_add(add, 1) != 1) {
            fail("add is wrong");
        }
        bench_first_answer(&result);

        call_add(add, bench_count(100000));
        calls = bench_count(1000000);
        start = bench_now(CLOCK_MONOTONIC);
        if (call_add(add, calls) != (int64_t)calls * (calls + 1) / 2) {
            fail("add is wrong");
        }
        result.call_ns = (double)(bench_now(CLOCK_MONOTONIC) - start) / calls;

        call_i32(call_host, bench_count(100000));
        start = bench_now(CLOCK_MONOTONIC);
        if (call_i32(call_host, calls) != calls) {
            fail("call_host is wrong");
        }
        result.callback_ns = (double)(bench_now(CLOCK_MONOTONIC) - start) / calls;

        for (index = 0; index < MEGABYTE; index++) {
            written[index] = (char)(7 * index + 3);
        }
        result.megabyte_us = 1e18;
        for (round = 0; round < 10; round++) {
            double time;
            start = bench_now(CLOCK_MONOTONIC);
            for (index = 0; index < 10; index++) {
                memcpy(memory, written, MEGABYTE);
                call_megabyte(megabyte);
                memcpy(read, memory, MEGABYTE);
            }
            time = (double)(bench_now(CLOCK_MONOTONIC) - start) / 10 / 1000;
            result.megabyte_us = time < result.megabyte_us ? time : result.megabyte_us;
        }
        for (index = 0; index < MEGABYTE; index++) {
            if (read[index] != (char)~written[index]) {
                fail("megabyte is wrong");
            }
        }

        calls = bench_count(1000);
        for (round = -bench_count(100), start = 0; round < calls; round++) {
            wasm_val_vec_t none = {0, NULL};
            wasm_trap_t* error;
            if (round == 0) {
                start = bench_now(CLOCK_MONOTONIC);
            }
            if (call_unchecked != NULL) {
                lanner_raw_t value;
                error = call_unchecked(trap, &value);
            } else {
                error = call(trap, &none, &none);
            }
            if (error == NULL) {
                fail("there was no trap");
            }
            use_wasm_trap_delete(error);
        }
        result.trap_us = (double)(bench_now(CLOCK_MONOTONIC) - start) / calls / 1000;
        if (call_add(add, 10) != 55) {
            fail("the instance does not go on");
        }
        bench_print("C", arguments[1], &result);
        free(written);
        free(read);
    }
    return 0;
}
