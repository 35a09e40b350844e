/*
 * Faults of guests and faults of the host, in one process: guests trap on many threads, also on those with small stacks and small stacks
 * for signals, while the host's own handlers see the host's own faults outside of calls and in callbacks.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "example.h"

enum { THREADS = 6, ROUNDS = 2000 };

static const char* const text =
    "(module"
    "  (import \"host\" \"fault\" (func $fault (result i32)))"
    "  (memory 1)"
    "  (func (export \"out of bounds\") (result i32) (i32.load (i32.const -4)))"
    "  (func (export \"divide\") (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))"
    "  (func $endless (export \"recurse\") (result i32) (i32.add (i32.const 1) (call $endless)))"
    "  (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"
    "  (func (export \"fault\") (result i32) (call $fault)))";

static __thread sigjmp_buf place;
static int seen[NSIG];
static int seen_by_later;
static volatile int zero;
static volatile char* volatile nowhere;

static void handle(int signal, siginfo_t* details, void* context)
{
    (void)details;
    (void)context;
    __atomic_add_fetch(&seen[signal], 1, __ATOMIC_RELAXED);
    siglongjmp(place, 1);
}

static struct sigaction found;

/* A handler that goes on to the one that it has found. */
static void handle_and_go_on(int signal, siginfo_t* details, void* context)
{
    __atomic_add_fetch(&seen_by_later, 1, __ATOMIC_RELAXED);
    found.sa_sigaction(signal, details, context);
}

static void fault(void)
{
    if (sigsetjmp(place, 1) == 0) {
        *nowhere = 1;
        CHECK(false);
    }
}

static void fault_by_division(void)
{
#if defined(__x86_64__)
    if (sigsetjmp(place, 1) == 0) {
        CHECK(7 / zero == 5);
        CHECK(false);
    }
#else
    raise(SIGFPE);
#endif
}

static wasm_trap_t* fault_in_callback(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    (void)args;
    fault();
    results->data[0].of.i32 = 1;
    return NULL;
}

static void expect(const wasm_func_t* function, size_t count, lanner_trap_code_t code)
{
    wasm_val_t argument = WASM_I32_VAL(0);
    wasm_val_vec_t arguments = {count, &argument};
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_trap_t* trap = wasm_func_call(function, &arguments, &none);
    CHECK(trap != NULL && lanner_trap_code(trap) == code);
    wasm_trap_delete(trap);
}

struct work {
    wasm_engine_t* engine;
    int rounds;
    bool has_small_signal_stack;
    bool faults;
};

static void* run(void* argument)
{
    const struct work* work = argument;
    wasm_store_t* store;
    wasm_functype_t* type;
    wasm_func_t* callback;
    wasm_extern_t* imports[1];
    wasm_instance_t* instance;
    wasm_func_t* out_of_bounds;
    wasm_func_t* divide;
    wasm_func_t* recurse;
    wasm_func_t* add;
    wasm_func_t* calls_fault;
    int round;
    if (work->has_small_signal_stack) {
        /* As threads of Rust have it: 8 KiB, with a page before that nobody may touch. */
        char* memory = mmap(NULL, 8192 + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        stack_t stack;
        memset(&stack, 0, sizeof stack);
        CHECK(memory != MAP_FAILED && mprotect(memory, 4096, PROT_NONE) == 0);
        stack.ss_sp = memory + 4096;
        stack.ss_size = 8192;
        CHECK(sigaltstack(&stack, NULL) == 0);
    }
    store = wasm_store_new(work->engine);
    type = wasm_functype_new_0_1(wasm_valtype_new_i32());
    callback = wasm_func_new(store, type, fault_in_callback);
    wasm_functype_delete(type);
    imports[0] = wasm_func_as_extern(callback);
    instance = instance_of(store, text, imports, 1);
    out_of_bounds = func_of(instance, "out of bounds");
    divide = func_of(instance, "divide");
    recurse = func_of(instance, "recurse");
    add = func_of(instance, "add");
    calls_fault = func_of(instance, "fault");
    for (round = 0; round < work->rounds; round++) {
        expect(out_of_bounds, 0, LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
        expect(divide, 1, LANNER_TRAP_INTEGER_DIVIDE_BY_ZERO);
        CHECK(call_i32(add, 2, round, 1) == round + 1);
        if (work->faults) {
            fault();
            CHECK(call_i32(calls_fault, 0, 0, 0) == 1);
            expect(out_of_bounds, 0, LANNER_TRAP_MEMORY_OUT_OF_BOUNDS);
            fault_by_division();
        }
        if (round % 200 == 0) {
            expect(recurse, 0, LANNER_TRAP_STACK_EXHAUSTED);
        }
    }
    wasm_func_delete(callback);
    wasm_func_delete(out_of_bounds);
    wasm_func_delete(divide);
    wasm_func_delete(recurse);
    wasm_func_delete(add);
    wasm_func_delete(calls_fault);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    return NULL;
}

static void run_threads(struct work work, size_t stack_size)
{
    pthread_t threads[THREADS];
    pthread_attr_t attributes;
    int index;
    pthread_attr_init(&attributes);
    CHECK(pthread_attr_setstacksize(&attributes, stack_size) == 0);
    for (index = 0; index < THREADS; index++) {
        CHECK(pthread_create(&threads[index], &attributes, run, &work) == 0);
    }
    for (index = 0; index < THREADS; index++) {
        pthread_join(threads[index], NULL);
    }
    pthread_attr_destroy(&attributes);
}

/* A thread that never calls Lanner. */
static void* fault_only(void* argument)
{
    int round;
    (void)argument;
    for (round = 0; round < 100; round++) {
        fault();
    }
    return NULL;
}

static void install(int signal, void (*handler)(int, siginfo_t*, void*), struct sigaction* previous)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    CHECK(sigaction(signal, &action, previous) == 0);
}

static const int others[] = {SIGINT, SIGQUIT, SIGTERM, SIGABRT, SIGPIPE, SIGCHLD, SIGHUP, SIGUSR1, SIGCONT, SIGWINCH};

/* The host's handlers of other signals, which are to be the same when .NET has started. */
static void (*handler_of(int signal))(int)
{
    struct sigaction action;
    CHECK(sigaction(signal, NULL, &action) == 0);
    return action.sa_handler;
}

int main(void)
{
    struct work work = {NULL, ROUNDS, false, false};
    pthread_t thread;
    wasm_store_t* store;
    int before, by_later, index;
    void (*handlers[sizeof others / sizeof *others])(int);

    /* The host's handlers from before. */
    install(SIGSEGV, handle, NULL);
    install(SIGFPE, handle, NULL);
    signal(SIGTERM, SIG_IGN);
    for (index = 0; index < (int)(sizeof others / sizeof *others); index++) {
        handlers[index] = handler_of(others[index]);
    }
    fault();
    CHECK(seen[SIGSEGV] == 1);
    work.engine = wasm_engine_new();
    CHECK(work.engine != NULL);
    for (index = 0; index < (int)(sizeof others / sizeof *others); index++) {
        CHECK(handler_of(others[index]) == handlers[index]);
    }
    CHECK(getenv("DOTNET_EnableWriteXorExecute") == NULL && getenv("DOTNET_EnableDiagnostics") == NULL);

    run(&work);
    CHECK(seen[SIGSEGV] == 1 && seen[SIGFPE] == 0);
    printf("guests trap: the host sees none of it\n");

    fault();
    CHECK(seen[SIGSEGV] == 2);
    work.faults = true;
    work.rounds = 500;
    run_threads(work, 1 << 20);
    CHECK(seen[SIGSEGV] == 2 + 2 * 500 * THREADS && seen[SIGFPE] == 500 * THREADS);
    printf("host and guests fault on the same threads: each sees its own\n");

    work.has_small_signal_stack = true;
    run_threads(work, 256 << 10);
    CHECK(seen[SIGFPE] == 2 * 500 * THREADS);
    printf("with small stacks too\n");

    before = seen[SIGSEGV];
    CHECK(pthread_create(&thread, NULL, fault_only, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK(seen[SIGSEGV] == before + 100);
    printf("a thread that never calls Lanner sees its own\n");

    /* A handler that comes later, and goes on to what it has found. It is noticed when the next store is made. */
    install(SIGSEGV, handle_and_go_on, &found);
    store = wasm_store_new(work.engine);
    before = seen[SIGSEGV];
    fault();
    fault();
    CHECK(seen[SIGSEGV] == before + 2 && seen_by_later == 2);
    work.has_small_signal_stack = false;
    work.rounds = 200;
    by_later = seen_by_later;
    run_threads(work, 1 << 20);
    CHECK(seen_by_later == by_later + 2 * 200 * THREADS);
    printf("a handler that was installed later sees the host's faults and none of the guests'\n");

    /* So many memories that the engine reserves more address space, and puts its handler before that of the loader. */
    for (index = 0; index < 100; index++) {
        wasm_instance_delete(instance_of(store, "(module (memory 1))", NULL, 0));
    }
    by_later = seen_by_later;
    run_threads(work, 1 << 20);
    CHECK(seen_by_later == by_later + 2 * 200 * THREADS);
    wasm_store_delete(store);
    wasm_engine_delete(work.engine);
    printf("with many memories too\n");
    return 0;
}
