/* Calls and functions of the host that wait: mistakes are found, and whatever ends first, each call ends once. */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <time.h>

#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"wait\" (func $wait (param i32) (result i32)))"
    "  (import \"host\" \"pass\" (func $pass (param externref) (result externref)))"
    "  (func (export \"run\") (param i32) (result i32) (call $wait (local.get 0)))"
    "  (func (export \"pass\") (param externref) (result externref) (call $pass (local.get 0)))"
    "  (func (export \"two\") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))"
    "  (func (export \"vector\") (result v128) (v128.const i64x2 1 2))"
    "  (func (export \"spin\") (loop $again (br $again))))";

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;

static void set(int* flag)
{
    pthread_mutex_lock(&gate);
    *flag += 1;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
}

static void wait_for(const int* flag, int count)
{
    pthread_mutex_lock(&gate);
    while (*flag < count) {
        pthread_cond_wait(&change, &gate);
    }
    pthread_mutex_unlock(&gate);
}

static void expect_error(const char* part)
{
    wasm_message_t message;
    lanner_last_error(&message);
    if (strstr(message.data, part) == NULL) {
        fprintf(stderr, "the error is \"%s\", and not of \"%s\"\n", message.data, part);
        exit(1);
    }
    wasm_name_delete(&message);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * A store with an instance, whose function of the host gives its completion away.
 */

struct guest {
    wasm_store_t* store;
    wasm_instance_t* instance;
    wasm_func_t* run;
    lanner_completion_t* completion;
    /* How often the host function was called, was told that nobody waits, and the finalizer ran. */
    int called;
    int cancelled;
    int finalized;
};

static void note_cancelled(void* env)
{
    set(&((struct guest*)env)->cancelled);
}

static void keep(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    struct guest* guest = env;
    (void)caller;
    CHECK(args->size == 1 && args->data[0].kind == WASM_I32);
    CHECK(lanner_completion_on_cancel(completion, note_cancelled, guest));
    CHECK(!lanner_completion_on_cancel(completion, note_cancelled, guest));
    expect_error("was given before");
    guest->completion = completion;
    set(&guest->called);
}

static void pass(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    (void)env;
    (void)caller;
    /* Before it returns: nothing waits. */
    CHECK(lanner_completion_return(completion, args));
}

static void finalize(void* env)
{
    set(&((struct guest*)env)->finalized);
}

static void make(struct guest* guest, wasm_engine_t* engine)
{
    wasm_functype_t* type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_functype_t* of_references = wasm_functype_new_1_1(wasm_valtype_new_externref(), wasm_valtype_new_externref());
    wasm_func_t* functions[2];
    wasm_extern_t* imports[2];
    memset(guest, 0, sizeof *guest);
    guest->store = wasm_store_new(engine);
    functions[0] = lanner_func_new_async(guest->store, type, keep, guest, finalize);
    functions[1] = lanner_func_new_async(guest->store, of_references, pass, NULL, NULL);
    imports[0] = wasm_func_as_extern(functions[0]);
    imports[1] = wasm_func_as_extern(functions[1]);
    guest->instance = instance_of(guest->store, text, imports, 2);
    guest->run = func_of(guest->instance, "run");
    wasm_functype_delete(type);
    wasm_functype_delete(of_references);
    wasm_func_delete(functions[0]);
    wasm_func_delete(functions[1]);
}

static void release_names(struct guest* guest)
{
    wasm_func_delete(guest->run);
    wasm_instance_delete(guest->instance);
}

static void release(struct guest* guest)
{
    release_names(guest);
    wasm_store_delete(guest->store);
    CHECK(guest->finalized == 1);
}

struct end {
    int count;
    wasm_trap_t* trap;
    wasm_val_t result;
    /* The store that is deleted by the callback, if it is to be. */
    wasm_store_t* store;
};

static void ended(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    struct end* end = env;
    end->trap = trap;
    CHECK(trap == NULL || results->size == 0);
    if (trap == NULL && results->size > 0) {
        wasm_val_copy(&end->result, &results->data[0]);
    }
    if (end->store != NULL) {
        wasm_store_delete(end->store);
    }
    set(&end->count);
}

static lanner_call_t* begin(struct end* end, const wasm_func_t* function)
{
    wasm_val_t value = WASM_I32_VAL(7);
    wasm_val_vec_t arguments = {wasm_func_param_arity(function), &value};
    lanner_call_t* call;
    memset(end, 0, sizeof *end);
    call = lanner_func_call_async(function, &arguments, ended, end);
    if (call == NULL) {
        fail("the call does not begin");
    }
    return call;
}

static void expect_trap(struct end* end, lanner_trap_code_t code, const char* part)
{
    wasm_message_t message;
    wait_for(&end->count, 1);
    CHECK(end->trap != NULL && lanner_trap_code(end->trap) == code);
    wasm_trap_message(end->trap, &message);
    if (strstr(message.data, part) == NULL) {
        fprintf(stderr, "the trap is \"%s\", and not of \"%s\"\n", message.data, part);
        exit(1);
    }
    wasm_name_delete(&message);
    wasm_trap_delete(end->trap);
    CHECK(end->count == 1);
}

static void complete(lanner_completion_t* completion, int32_t result)
{
    wasm_val_t value = WASM_I32_VAL(result);
    wasm_val_vec_t results = {1, &value};
    CHECK(lanner_completion_return(completion, &results));
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Mistakes.
 */

static void refuse_calls(struct guest* guest)
{
    struct end end = {0, NULL, WASM_INIT_VAL, NULL};
    wasm_val_t wrong[] = {WASM_F64_VAL(1), WASM_I32_VAL(2)};
    wasm_val_vec_t arguments = {1, wrong};
    wasm_func_t* vector = func_of(guest->instance, "vector");
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    CHECK(lanner_func_call_async(guest->run, &arguments, ended, &end) == NULL);
    expect_error("Argument 0 is of kind f64; i32 was expected");
    arguments.size = 2;
    CHECK(lanner_func_call_async(guest->run, &arguments, ended, &end) == NULL);
    expect_error("takes 1 arguments; 2 were given");
    CHECK(lanner_func_call_async(guest->run, NULL, ended, &end) == NULL);
    expect_error("takes 1 arguments; 0 were given");
    CHECK(lanner_func_call_async(guest->run, &arguments, NULL, &end) == NULL);
    expect_error("callback is null");
    CHECK(lanner_func_call_async(vector, &none, ended, &end) == NULL);
    expect_error("vector");
    CHECK(end.count == 0);
    wasm_func_delete(vector);
}

static void refuse_functions(struct guest* guest)
{
    wasm_valtype_vec_t params;
    wasm_valtype_vec_t results;
    wasm_valtype_t* vector = wasm_valtype_new(LANNER_V128);
    wasm_functype_t* type;
    wasm_valtype_vec_new(&params, 1, &vector);
    wasm_valtype_vec_new_empty(&results);
    type = wasm_functype_new(&params, &results);
    CHECK(lanner_func_new_async(guest->store, type, keep, NULL, NULL) == NULL);
    expect_error("vector");
    CHECK(lanner_func_new_async(guest->store, type, NULL, NULL, NULL) == NULL);
    expect_error("callback is null");
    wasm_functype_delete(type);
}

static void refuse_completions(struct guest* guest)
{
    struct end end;
    wasm_val_t values[] = {WASM_I64_VAL(1), WASM_I32_VAL(2)};
    wasm_val_vec_t results = {1, values};
    wasm_byte_vec_t bytes = WASM_EMPTY_VEC;
    lanner_completion_t* completion;
    guest->called = 0;

    /* Results of another kind, and another number of them. */
    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 1);
    CHECK(!lanner_completion_return(guest->completion, &results));
    expect_error("Result 0 of a host function is of kind i64; i32 was expected");
    expect_trap(&end, LANNER_TRAP_NONE, "Result 0 of a host function is of kind i64");
    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 2);
    results.size = 2;
    CHECK(!lanner_completion_return(guest->completion, &results));
    expect_trap(&end, LANNER_TRAP_NONE, "2 results; 1 were expected");
    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 3);
    CHECK(!lanner_completion_return(guest->completion, NULL));
    expect_trap(&end, LANNER_TRAP_NONE, "0 results; 1 were expected");

    /* The end of a component's function, and no trap. */
    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 4);
    CHECK(!lanner_completion_return_text(guest->completion, &bytes));
    expect_trap(&end, LANNER_TRAP_NONE, "not one of a component");
    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 5);
    CHECK(!lanner_completion_trap(guest->completion, NULL));
    expect_error("a trap was expected");
    expect_trap(&end, LANNER_TRAP_NONE, "a trap was expected");

    /* Ended twice. */
    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 6);
    completion = guest->completion;
    complete(completion, 3);
    results.size = 1;
    CHECK(!lanner_completion_return(completion, &results));
    CHECK(!lanner_completion_trap(completion, NULL));
    CHECK(!lanner_completion_on_cancel(completion, note_cancelled, guest));
    wait_for(&end.count, 1);
    CHECK(end.trap == NULL && end.result.of.i32 == 3);

    /* Nothing, and other things. */
    CHECK(!lanner_completion_return(NULL, &results));
    CHECK(!lanner_completion_trap(NULL, NULL));
    CHECK(!lanner_completion_return((lanner_completion_t*)guest->run, &results));
    expect_error("a function; a completion was expected");
    CHECK(!lanner_call_cancel(NULL) && !lanner_call_cancel((lanner_call_t*)guest->run));
    CHECK(guest->cancelled == 0);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * A store that is in use.
 */

static void use_twice(struct guest* guest)
{
    struct end end;
    struct end other;
    wasm_val_t value = WASM_I32_VAL(7);
    wasm_val_t result = WASM_INIT_VAL;
    wasm_val_vec_t arguments = {1, &value};
    wasm_val_vec_t results = {1, &result};
    wasm_trap_t* trap;
    guest->called = 0;
    lanner_call_delete(begin(&end, guest->run));
    CHECK(lanner_func_call_async(guest->run, &arguments, ended, &other) == NULL);
    expect_error("The store is in use");
    wait_for(&guest->called, 1);
    CHECK(lanner_func_call_async(guest->run, &arguments, ended, &other) == NULL);
    trap = wasm_func_call(guest->run, &arguments, &results);
    CHECK(trap != NULL);
    wasm_trap_delete(trap);
    complete(guest->completion, 9);
    wait_for(&end.count, 1);
    CHECK(end.trap == NULL && end.result.of.i32 == 9);
}

static void pass_references(struct guest* guest)
{
    wasm_func_t* function = func_of(guest->instance, "pass");
    wasm_foreign_t* foreign = wasm_foreign_new(guest->store);
    wasm_val_t value = WASM_REF_VAL(wasm_foreign_as_ref(foreign));
    wasm_val_vec_t arguments = {1, &value};
    struct end end = {0, NULL, WASM_INIT_VAL, NULL};
    lanner_call_delete(lanner_func_call_async(function, &arguments, ended, &end));
    wait_for(&end.count, 1);
    CHECK(end.trap == NULL && end.result.kind == WASM_EXTERNREF && wasm_ref_same(end.result.of.ref, wasm_foreign_as_ref(foreign)));
    wasm_val_delete(&end.result);
    wasm_foreign_delete(foreign);
    wasm_func_delete(function);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Guests that are to stop.
 */

static void stop(struct guest* guest)
{
    struct end end;
    wasm_func_t* spin = func_of(guest->instance, "spin");
    lanner_call_t* call;
    guest->called = guest->cancelled = 0;

    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 1);
    CHECK(lanner_store_set_deadline(guest->store, 20000));
    expect_trap(&end, LANNER_TRAP_DEADLINE_PASSED, "");
    wait_for(&guest->cancelled, 1);
    complete(guest->completion, 1);
    lanner_store_clear_deadline(guest->store);

    lanner_call_delete(begin(&end, guest->run));
    wait_for(&guest->called, 2);
    CHECK(lanner_store_interrupt(guest->store));
    expect_trap(&end, LANNER_TRAP_INTERRUPTED, "interrupted");
    wait_for(&guest->cancelled, 2);
    complete(guest->completion, 1);

    call = begin(&end, spin);
    CHECK(lanner_call_cancel(call));
    expect_trap(&end, LANNER_TRAP_INTERRUPTED, "interrupted");
    /* Nothing to do any more. */
    CHECK(lanner_call_cancel(call));
    lanner_call_delete(call);

    /* What has been ended is not told. */
    call = begin(&end, guest->run);
    wait_for(&guest->called, 3);
    complete(guest->completion, 4);
    wait_for(&end.count, 1);
    CHECK(lanner_call_cancel(call));
    CHECK(end.trap == NULL && end.result.of.i32 == 4 && guest->cancelled == 2);
    lanner_call_delete(call);
    wasm_func_delete(spin);
}

/* An engine that is not interruptible: the guest ends where it waits. */
static void stop_where_it_waits(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    struct guest guest;
    struct end end;
    lanner_call_t* call;
    make(&guest, engine);
    call = begin(&end, guest.run);
    wait_for(&guest.called, 1);
    CHECK(lanner_call_cancel(call));
    expect_trap(&end, LANNER_TRAP_INTERRUPTED, "interrupted");
    wait_for(&guest.cancelled, 1);
    complete(guest.completion, 1);
    lanner_call_delete(call);
    release(&guest);
    wasm_engine_delete(engine);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Stores that are deleted.
 */

static void delete_early(wasm_engine_t* engine)
{
    struct guest guest;
    struct end end;
    make(&guest, engine);
    lanner_call_delete(begin(&end, guest.run));
    wait_for(&guest.called, 1);
    release_names(&guest);
    wasm_store_delete(guest.store);
    expect_trap(&end, LANNER_TRAP_INTERRUPTED, "interrupted");
    CHECK(guest.finalized == 1);
    wait_for(&guest.cancelled, 1);
    complete(guest.completion, 1);

    /* By the callback. */
    make(&guest, engine);
    lanner_call_delete(begin(&end, guest.run));
    end.store = guest.store;
    wait_for(&guest.called, 1);
    complete(guest.completion, 5);
    wait_for(&end.count, 1);
    CHECK(end.trap == NULL && end.result.of.i32 == 5 && guest.finalized == 1);
    release_names(&guest);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Calls that callbacks begin.
 */

struct chain {
    wasm_func_t* function;
    int left;
    int done;
};

static void go_on(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    struct chain* chain = env;
    wasm_val_t values[] = {WASM_I32_VAL(chain->left), WASM_I64_VAL(1)};
    wasm_val_vec_t arguments = WASM_ARRAY_VEC(values);
    expect_no_trap(trap);
    CHECK(results->size == 2 && results->data[1].of.i32 == chain->left + 1);
    if (chain->left-- == 0) {
        set(&chain->done);
        return;
    }
    lanner_call_delete(lanner_func_call_async(chain->function, &arguments, go_on, chain));
}

static void call_from_callbacks(struct guest* guest)
{
    struct chain chain = {func_of(guest->instance, "two"), 1000, 0};
    wasm_val_t values[] = {WASM_I32_VAL(1001), WASM_I64_VAL(1)};
    wasm_val_vec_t arguments = WASM_ARRAY_VEC(values);
    lanner_call_t* call = lanner_func_call_async(chain.function, &arguments, go_on, &chain);
    CHECK(call != NULL);
    lanner_call_delete(call);
    wait_for(&chain.done, 1);
    wasm_func_delete(chain.function);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * Completions that race with cancellations.
 */

static void* complete_soon(void* completion)
{
    complete(completion, 2);
    return NULL;
}

static void race(struct guest* guest)
{
    int round;
    int returned = 0;
    guest->called = 0;
    for (round = 0; round < 300; round++) {
        struct end end;
        pthread_t thread;
        lanner_call_t* call = begin(&end, guest->run);
        if (round % 3 != 0) {
            wait_for(&guest->called, round + 1);
            CHECK(pthread_create(&thread, NULL, complete_soon, guest->completion) == 0);
            CHECK(lanner_call_cancel(call));
            pthread_join(thread, NULL);
            wait_for(&end.count, 1);
        } else {
            /* Perhaps before it has begun: then the host function is called, or not at all. */
            CHECK(lanner_call_cancel(call));
            wait_for(&end.count, 1);
            CHECK(end.trap != NULL);
            if (guest->called > round) {
                complete(guest->completion, 1);
            }
            guest->called = round + 1;
        }
        CHECK(end.count == 1);
        returned += end.trap == NULL ? 1 : 0;
        wasm_trap_delete(end.trap);
        lanner_call_delete(call);
    }
    CHECK(returned <= 200);
}

int main(void)
{
    wasm_config_t* config = wasm_config_new();
    wasm_engine_t* engine;
    struct guest guest;
    CHECK(lanner_config_set_interruptible(config, true));
    engine = wasm_engine_new_with_config(config);
    make(&guest, engine);
    refuse_calls(&guest);
    refuse_functions(&guest);
    refuse_completions(&guest);
    use_twice(&guest);
    pass_references(&guest);
    stop(&guest);
    call_from_callbacks(&guest);
    race(&guest);
    release(&guest);
    stop_where_it_waits();
    delete_early(engine);
    wasm_engine_delete(engine);
    printf("all calls ended\n");
    return 0;
}
