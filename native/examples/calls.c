/* The time that calls take, each way, in nanoseconds: the fastest of many short rounds, so that it matters little what else runs. */
#include <pthread.h>
#include <time.h>

#include "example.h"

enum { ROUNDS = 200, CALLS = 10000 };

static const char* const text =
    "(module"
    "  (import \"host\" \"checked\" (func $checked (param i32) (result i32)))"
    "  (import \"host\" \"unchecked\" (func $unchecked (param i32) (result i32)))"
    "  (import \"host\" \"at once\" (func $at-once (param i32) (result i32)))"
    "  (import \"host\" \"later\" (func $later (param i32) (result i32)))"
    "  (memory 1)"
    "  (func (export \"nothing\"))"
    "  (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"
    "  (func (export \"same\") (param externref) (result externref) (local.get 0))"
    "  (func (export \"trap\") unreachable)"
    "  (func (export \"fault\") (result i32) (i32.load (i32.const -4)))"
    "  (func (export \"call checked\") (param $n i32) (result i32) (local $sum i32)"
    "    (loop $next"
    "      (local.set $sum (i32.add (local.get $sum) (call $checked (local.get $n))))"
    "      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "    (local.get $sum))"
    "  (func (export \"call unchecked\") (param $n i32) (result i32) (local $sum i32)"
    "    (loop $next"
    "      (local.set $sum (i32.add (local.get $sum) (call $unchecked (local.get $n))))"
    "      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "    (local.get $sum))"
    "  (func (export \"call at once\") (param $n i32) (result i32) (local $sum i32)"
    "    (loop $next"
    "      (local.set $sum (i32.add (local.get $sum) (call $at-once (local.get $n))))"
    "      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "    (local.get $sum))"
    "  (func (export \"call later\") (param i32) (result i32) (call $later (local.get 0))))";

static wasm_ref_t* reference;

static double now(void)
{
    struct timespec time;
    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static wasm_trap_t* checked(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    results->data[0].kind = WASM_I32;
    results->data[0].of.i32 = args->data[0].of.i32;
    return NULL;
}

static wasm_trap_t* unchecked(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    (void)values;
    return NULL;
}

static void at_once(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    (void)env;
    (void)caller;
    lanner_completion_return(completion, args);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * A thread that ends what waits.
 */

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static lanner_completion_t* pending;
static int ended_calls;

static void later(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    (void)env;
    (void)caller;
    (void)args;
    pthread_mutex_lock(&gate);
    pending = completion;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
}

static void* end_pending(void* unused)
{
    wasm_val_t result = WASM_I32_VAL(1);
    wasm_val_vec_t results = {1, &result};
    (void)unused;
    for (;;) {
        lanner_completion_t* completion;
        pthread_mutex_lock(&gate);
        while (pending == NULL) {
            pthread_cond_wait(&change, &gate);
        }
        completion = pending;
        pending = NULL;
        pthread_mutex_unlock(&gate);
        lanner_completion_return(completion, &results);
    }
    return NULL;
}

static void ended(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    (void)env;
    (void)results;
    expect_no_trap(trap);
    pthread_mutex_lock(&gate);
    ended_calls++;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
}

typedef void (*measured)(const wasm_func_t* function, int count);

static void call_standard(const wasm_func_t* function, int count)
{
    wasm_val_t arguments[] = {WASM_I32_VAL(2), WASM_I32_VAL(3)};
    wasm_val_t result = WASM_I32_VAL(0);
    wasm_val_vec_t argument_vector = WASM_ARRAY_VEC(arguments);
    wasm_val_vec_t result_vector = {1, &result};
    int index;
    for (index = 0; index < count; index++) {
        if (wasm_func_call(function, &argument_vector, &result_vector) != NULL) {
            fail("call");
        }
    }
}

static void call_without_checks(const wasm_func_t* function, int count)
{
    lanner_raw_t values[2];
    int index;
    for (index = 0; index < count; index++) {
        values[0].i32 = 2;
        values[1].i32 = 3;
        if (lanner_func_call_unchecked(function, values) != NULL) {
            fail("call");
        }
    }
}

static void call_with_reference(const wasm_func_t* function, int count)
{
    wasm_val_t argument = WASM_REF_VAL(reference);
    wasm_val_t result = WASM_INIT_VAL;
    wasm_val_vec_t argument_vector = {1, &argument};
    wasm_val_vec_t result_vector = {1, &result};
    int index;
    for (index = 0; index < count; index++) {
        if (wasm_func_call(function, &argument_vector, &result_vector) != NULL) {
            fail("call");
        }
        wasm_val_delete(&result);
    }
}

static void call_loop(const wasm_func_t* function, int count)
{
    lanner_raw_t value;
    value.i32 = count;
    if (lanner_func_call_unchecked(function, &value) != NULL) {
        fail("call");
    }
}

static void call_async(const wasm_func_t* function, int count)
{
    wasm_val_t arguments[] = {WASM_I32_VAL(2), WASM_I32_VAL(3)};
    wasm_val_vec_t vector = {wasm_func_param_arity(function), arguments};
    int index;
    for (index = 0; index < count; index++) {
        int before = ended_calls;
        lanner_call_t* call = lanner_func_call_async(function, &vector, ended, NULL);
        if (call == NULL) {
            fail("call");
        }
        pthread_mutex_lock(&gate);
        while (ended_calls == before) {
            pthread_cond_wait(&change, &gate);
        }
        pthread_mutex_unlock(&gate);
        lanner_call_delete(call);
    }
}

static void call_that_traps(const wasm_func_t* function, int count)
{
    lanner_raw_t value;
    int index;
    for (index = 0; index < count; index++) {
        wasm_trap_t* trap = lanner_func_call_unchecked(function, &value);
        if (trap == NULL) {
            fail("no trap");
        }
        wasm_trap_delete(trap);
    }
}

static void nothing_but_entering(const wasm_func_t* function, int count)
{
    int index;
    for (index = 0; index < count; index++) {
        if (wasm_func_as_ref_const(function) == NULL) {
            fail("entering");
        }
    }
}

static void measure(const wasm_instance_t* instance, const char* name, const char* title, measured what, int count)
{
    wasm_func_t* function = func_of(instance, name);
    double fastest = 1e18;
    int round;
    /* .NET compiles anew what is called often, in the background: rounds until then are not counted. */
    for (round = 0; round < ROUNDS; round++) {
        what(function, count);
    }
    for (round = 0; round < ROUNDS; round++) {
        double start = now();
        double time;
        what(function, count);
        time = (now() - start) / count;
        fastest = time < fastest ? time : fastest;
    }
    printf("%-58s %8.1f ns\n", title, fastest);
    wasm_func_delete(function);
}

int main(void)
{
    double start = now();
    wasm_engine_t* engine = wasm_engine_new();
    double started = now();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_functype_t* type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t* functions[] = {
        wasm_func_new(store, type, checked), lanner_func_new_unchecked(store, type, unchecked, NULL, NULL),
        lanner_func_new_async(store, type, at_once, NULL, NULL), lanner_func_new_async(store, type, later, NULL, NULL)};
    wasm_extern_t* imports[] = {
        wasm_func_as_extern(functions[0]), wasm_func_as_extern(functions[1]), wasm_func_as_extern(functions[2]),
        wasm_func_as_extern(functions[3])};
    wasm_instance_t* instance = instance_of(store, text, imports, 4);
    pthread_t thread;
    wasm_func_t* add = func_of(instance, "add");
    CHECK(call_i32(add, 2, 2, 3) == 5);
    printf("%-58s %8.1f ms\n", "the start of .NET and an engine", (started - start) / 1e6);
    printf("%-58s %8.1f ms\n", "from there to the first answer of a guest", (now() - started) / 1e6);
    wasm_func_delete(add);
    reference = wasm_foreign_as_ref(wasm_foreign_new(store));
    measure(instance, "nothing", "a function that only enters Lanner", nothing_but_entering, CALLS);
    measure(instance, "add", "guest's add: wasm_func_call", call_standard, CALLS);
    measure(instance, "add", "guest's add: lanner_func_call_unchecked", call_without_checks, CALLS);
    measure(instance, "call checked", "guest to host: wasm_func_new", call_loop, CALLS);
    measure(instance, "call unchecked", "guest to host: lanner_func_new_unchecked", call_loop, CALLS);
    measure(instance, "same", "a guest's function with an externref: wasm_func_call", call_with_reference, 1000);
    measure(instance, "call at once", "guest to host: lanner_func_new_async, done in the callback", call_loop, 1000);
    CHECK(pthread_create(&thread, NULL, end_pending, NULL) == 0);
    measure(instance, "add", "guest's add: lanner_func_call_async, to its end", call_async, 10);
    measure(instance, "call later", "the same, which waits once for another thread", call_async, 10);
    measure(instance, "trap", "a trap: unreachable", call_that_traps, 100);
    measure(instance, "fault", "a trap: out of bounds, found by the hardware", call_that_traps, 100);
    wasm_ref_delete(reference);
    wasm_func_delete(functions[0]);
    wasm_func_delete(functions[1]);
    wasm_func_delete(functions[2]);
    wasm_func_delete(functions[3]);
    wasm_functype_delete(type);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
