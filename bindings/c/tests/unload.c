/* The library is opened, used, closed and opened again, as a plug-in may do; the host's own faults stay the host's. The first argument is
   the library. */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lanner.h"

#define CHECK(condition)                                                            \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                \
        }                                                                           \
    } while (0)

static sigjmp_buf place;
static volatile int seen;
static volatile char* volatile nowhere;

static void handle(int signal)
{
    (void)signal;
    seen++;
    siglongjmp(place, 1);
}

static void fault(void)
{
    if (sigsetjmp(place, 1) == 0) {
        *nowhere = 1;
        CHECK(false);
    }
}

/* What the program needs of the library. */
static void* library;

static void* found(const char* name)
{
    void* address = dlsym(library, name);
    CHECK(address != NULL);
    return address;
}

#define FIND(name) __typeof__(&name) own_##name = (__typeof__(&name))(uintptr_t)found(#name)

static void use(const char* path)
{
    static const char text[] = "(module (memory 1) (func (export \"load\") (result i32) (i32.load (i32.const -4))))";
    int round;
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    {
        FIND(wasm_engine_new);
        FIND(wasm_store_new);
        FIND(lanner_module_from_text);
        FIND(wasm_instance_new);
        FIND(lanner_instance_export);
        FIND(wasm_extern_as_func);
        FIND(lanner_func_call_unchecked);
        FIND(lanner_trap_code);
        FIND(wasm_trap_delete);
        FIND(wasm_store_delete);
        FIND(wasm_engine_delete);
        wasm_engine_t* engine = own_wasm_engine_new();
        wasm_store_t* store = own_wasm_store_new(engine);
        wasm_module_t* module = own_lanner_module_from_text(store, text, strlen(text));
        wasm_extern_vec_t none = WASM_EMPTY_VEC;
        wasm_instance_t* instance = own_wasm_instance_new(store, module, &none, NULL);
        wasm_func_t* load = own_wasm_extern_as_func(own_lanner_instance_export(instance, "load"));
        CHECK(load != NULL);
        for (round = 0; round < 100; round++) {
            lanner_raw_t value;
            wasm_trap_t* trap = own_lanner_func_call_unchecked(load, &value);
            CHECK(trap != NULL && own_lanner_trap_code(trap) == LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
            own_wasm_trap_delete(trap);
            fault();
        }
        own_wasm_store_delete(store);
        own_wasm_engine_delete(engine);
    }
    CHECK(dlclose(library) == 0);
}

int main(int count, char** arguments)
{
    int round;
    CHECK(count == 2);
    signal(SIGSEGV, handle);
    for (round = 0; round < 5; round++) {
        use(arguments[1]);
        fault();
    }
    CHECK(seen == 505);
    printf("all of it as it should be\n");
    return 0;
}
