/*
 * Faults on threads of Lanner's, where guests run and the host is called back, by turns: those of guests are traps, those of callbacks are
 * the host's. And signals: the host's do not come there.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include "example.h"

enum { STORES = 8, ROUNDS = 60 };

static const char* const text =
    "(module"
    "  (import \"host\" \"wait\" (func $wait (param i32) (result i32)))"
    "  (memory 1)"
    "  (func (export \"out of bounds\") (param i32) (result i32)"
    "    (i32.load (i32.mul (call $wait (local.get 0)) (i32.const -4))))"
    "  (func (export \"divide\") (param i32) (result i32)"
    "    (i32.div_s (i32.const 1) (i32.sub (call $wait (local.get 0)) (local.get 0))))"
    "  (func $endless (param i32) (result i32) (i32.add (i32.const 1) (call $endless (local.get 0))))"
    "  (func (export \"recurse\") (param i32) (result i32) (call $endless (call $wait (local.get 0)))))";

static __thread sigjmp_buf place;
static __thread volatile char* volatile nowhere;
static int faults;
static int signals;
static pthread_t receiver;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;

static void handle_fault(int signal, siginfo_t* details, void* context)
{
    (void)signal;
    (void)details;
    (void)context;
    __atomic_add_fetch(&faults, 1, __ATOMIC_RELAXED);
    siglongjmp(place, 1);
}

static void handle_signal(int signal)
{
    (void)signal;
    CHECK(pthread_equal(pthread_self(), receiver));
    __atomic_add_fetch(&signals, 1, __ATOMIC_RELAXED);
}

static void fault(void)
{
    if (sigsetjmp(place, 1) == 0) {
        /* Not where a sanitizer would see it. */
        *(volatile char*)(nowhere + 1) = 1;
        CHECK(false);
    }
}

static void* return_later(void* argument)
{
    wasm_val_t value = WASM_I32_VAL(1);
    wasm_val_vec_t results = {1, &value};
    CHECK(lanner_completion_return(argument, &results));
    return NULL;
}

/* Faults, uses the API, and has another thread end the wait. */
static void wait(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    pthread_t thread;
    wasm_message_t message;
    (void)env;
    (void)caller;
    (void)args;
    fault();
    lanner_last_error(&message);
    wasm_name_delete(&message);
    fault();
    CHECK(pthread_create(&thread, NULL, return_later, completion) == 0);
    pthread_detach(thread);
}

/* The functions in turn, but for the one that uses up the stack, for which the trap takes long. */
static int turn(int round)
{
    return round == 2 ? 2 : round % 2;
}

struct guest {
    const wasm_func_t* functions[3];
    int round;
    bool is_done;
};

static void begin(struct guest* guest);

static void ended(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    static const lanner_trap_code_t codes[] = {
        LANNER_TRAP_MEMORY_OUT_OF_BOUNDS, LANNER_TRAP_INTEGER_DIVIDE_BY_ZERO, LANNER_TRAP_STACK_EXHAUSTED};
    struct guest* guest = env;
    CHECK(trap != NULL && results->size == 0);
    CHECK(lanner_trap_code(trap) == codes[turn(guest->round)]);
    wasm_trap_delete(trap);
    fault();
    guest->round++;
    if (guest->round < ROUNDS) {
        begin(guest);
        return;
    }
    pthread_mutex_lock(&gate);
    guest->is_done = true;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
}

static void begin(struct guest* guest)
{
    wasm_val_t value = WASM_I32_VAL(1);
    wasm_val_vec_t arguments = {1, &value};
    lanner_call_t* call = lanner_func_call_async(guest->functions[turn(guest->round)], &arguments, ended, guest);
    if (call == NULL) {
        fail("the call does not begin");
    }
    lanner_call_delete(call);
}

static void expect_signals_here(void)
{
    sigset_t set;
    sigset_t pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    /* With the signal blocked here, it waits until this thread takes it: no other may. */
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    usleep(50000);
    CHECK(__atomic_load_n(&signals, __ATOMIC_RELAXED) == 0);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
    CHECK(__atomic_load_n(&signals, __ATOMIC_RELAXED) == 1);
}

int main(void)
{
    struct sigaction action;
    wasm_engine_t* engine;
    wasm_store_t* stores[STORES];
    struct guest guests[STORES];
    int index;
    int function;
    receiver = pthread_self();
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handle_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
    memset(&action, 0, sizeof action);
    action.sa_handler = handle_signal;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    engine = wasm_engine_new();
    for (index = 0; index < STORES; index++) {
        static const char* const names[] = {"out of bounds", "divide", "recurse"};
        wasm_functype_t* type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
        wasm_func_t* callback;
        wasm_extern_t* imports[1];
        wasm_instance_t* instance;
        stores[index] = wasm_store_new(engine);
        callback = lanner_func_new_async(stores[index], type, wait, NULL, NULL);
        imports[0] = wasm_func_as_extern(callback);
        instance = instance_of(stores[index], text, imports, 1);
        for (function = 0; function < 3; function++) {
            guests[index].functions[function] = func_of(instance, names[function]);
        }
        guests[index].round = 0;
        guests[index].is_done = false;
        begin(&guests[index]);
        wasm_functype_delete(type);
        wasm_func_delete(callback);
        wasm_instance_delete(instance);
    }
    for (index = 0; index < STORES; index++) {
        pthread_mutex_lock(&gate);
        while (!guests[index].is_done) {
            pthread_cond_wait(&change, &gate);
        }
        pthread_mutex_unlock(&gate);
    }
    expect_signals_here();
    for (index = 0; index < STORES; index++) {
        for (function = 0; function < 3; function++) {
            wasm_func_delete((wasm_func_t*)guests[index].functions[function]);
        }
        wasm_store_delete(stores[index]);
    }
    printf("%d faults of the host\n", faults);
    wasm_engine_delete(engine);
    return 0;
}
