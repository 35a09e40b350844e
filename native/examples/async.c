/* Calls that do not block, and functions of the host that return before they are done: many at once, a trap, a call that is cancelled, a
   component. */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <time.h>

#include "example.h"

enum { STORES = 100 };

static const char* const text =
    "(module"
    "  (import \"host\" \"fetch\" (func $fetch (param i32) (result i32)))"
    "  (func (export \"run\") (param i32) (result i32) (i32.add (call $fetch (local.get 0)) (i32.const 1))))";

static const char* const component_text =
    "(component"
    "  (import \"fetch\" (func $fetch async (param \"number\" u32) (result u32)))"
    "  (core func $fetch (canon lower (func $fetch)))"
    "  (core func $return (canon task.return (result u32)))"
    "  (core module $M"
    "    (import \"\" \"fetch\" (func $fetch (param i32) (result i32)))"
    "    (import \"\" \"return\" (func $return (param i32)))"
    "    (func (export \"run\") (param i32) (call $return (i32.add (call $fetch (local.get 0)) (i32.const 1)))))"
    "  (core instance $m (instantiate $M (with \"\" (instance"
    "    (export \"fetch\" (func $fetch)) (export \"return\" (func $return))))))"
    "  (func (export \"run\") async (param \"number\" u32) (result u32) (canon lift (core func $m \"run\") async)))";

/* -------------------------------------------------------------------------------------------------------------------------------------
 * The end of a call, for which the program waits.
 */

struct call {
    bool has_ended;
    int32_t result;
    char answer[64];
    wasm_trap_t* trap;
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;

static void end(struct call* call, wasm_trap_t* trap)
{
    pthread_mutex_lock(&gate);
    call->trap = trap;
    call->has_ended = true;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
}

static void ended(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    struct call* call = env;
    if (trap == NULL) {
        call->result = results->data[0].of.i32;
    }
    end(call, trap);
}

static void ended_with_text(void* env, wasm_trap_t* trap, const wasm_byte_vec_t* result)
{
    struct call* call = env;
    snprintf(call->answer, sizeof call->answer, "%.*s", (int)result->size, result->data);
    end(call, trap);
}

static void wait_for(struct call* call)
{
    pthread_mutex_lock(&gate);
    while (!call->has_ended) {
        pthread_cond_wait(&change, &gate);
    }
    pthread_mutex_unlock(&gate);
}

static void begin(struct call* call, const wasm_func_t* function, int32_t argument)
{
    wasm_val_t value = WASM_I32_VAL(argument);
    wasm_val_vec_t vector = {1, &value};
    lanner_call_t* name;
    memset(call, 0, sizeof *call);
    name = lanner_func_call_async(function, &vector, ended, call);
    if (name == NULL) {
        fail("the call does not begin");
    }
    /* The call goes on. */
    lanner_call_delete(name);
}

static void print_trap(const char* what, wasm_trap_t* trap)
{
    wasm_message_t message;
    CHECK(trap != NULL);
    wasm_trap_message(trap, &message);
    printf("%s: %s (%d)\n", what, message.data, (int)lanner_trap_code(trap));
    wasm_name_delete(&message);
    wasm_trap_delete(trap);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * A function of the host that is done after a while: here a thread ends the wait, elsewhere it would be an event loop.
 */

struct work {
    lanner_completion_t* completion;
    int32_t number;
    bool is_of_component;
};

static void* work(void* argument)
{
    struct work work = *(struct work*)argument;
    struct timespec while_ = {0, 10000000};
    free(argument);
    nanosleep(&while_, NULL);
    if (work.number < 0) {
        wasm_message_t message;
        wasm_name_new_from_string_nt(&message, "there is no such number");
        /* The store may be gone when a host function ends. */
        lanner_completion_trap(work.completion, wasm_trap_new(NULL, &message));
        wasm_name_delete(&message);
    } else if (work.is_of_component) {
        char digits[16];
        wasm_byte_vec_t result;
        snprintf(digits, sizeof digits, "%d", (int)(2 * work.number));
        wasm_byte_vec_new(&result, strlen(digits), digits);
        lanner_completion_return_text(work.completion, &result);
        wasm_byte_vec_delete(&result);
    } else {
        wasm_val_t result = WASM_I32_VAL(2 * work.number);
        wasm_val_vec_t results = {1, &result};
        lanner_completion_return(work.completion, &results);
    }
    return NULL;
}

static void start(lanner_completion_t* completion, int32_t number, bool is_of_component)
{
    struct work* started = malloc(sizeof *started);
    pthread_t thread;
    CHECK(started != NULL);
    started->completion = completion;
    started->number = number;
    started->is_of_component = is_of_component;
    CHECK(pthread_create(&thread, NULL, work, started) == 0);
    pthread_detach(thread);
}

static void fetch(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    (void)env;
    (void)caller;
    start(completion, args->data[0].of.i32, false);
}

static void fetch_text(void* env, const wasm_byte_vec_t* arguments, lanner_completion_t* completion)
{
    int number = 0;
    (void)env;
    CHECK(arguments->size < 16 && sscanf(arguments->data, "[%d]", &number) == 1);
    start(completion, number, true);
}

/* One that knows only when it is cancelled what to do. */
static lanner_completion_t* never_done;
static struct call cancelled;

static void note_cancelled(void* env)
{
    end(env, NULL);
}

static void fetch_for_ever(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    (void)caller;
    (void)args;
    CHECK(lanner_completion_on_cancel(completion, note_cancelled, &cancelled));
    pthread_mutex_lock(&gate);
    never_done = completion;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
    CHECK(env == &never_done);
}

/* -------------------------------------------------------------------------------------------------------------------------------------
 * The program.
 */

static wasm_func_t* run_in(wasm_store_t* store, lanner_async_callback_t callback, void* env)
{
    wasm_functype_t* type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t* function = lanner_func_new_async(store, type, callback, env, NULL);
    wasm_extern_t* imports[] = {wasm_func_as_extern(function)};
    wasm_instance_t* instance;
    wasm_func_t* run;
    if (function == NULL) {
        fail("no function");
    }
    instance = instance_of(store, text, imports, 1);
    run = func_of(instance, "run");
    wasm_functype_delete(type);
    wasm_func_delete(function);
    wasm_instance_delete(instance);
    return run;
}

static void run_many(wasm_engine_t* engine)
{
    static wasm_store_t* stores[STORES];
    static struct call calls[STORES];
    int32_t sum = 0;
    int index;
    for (index = 0; index < STORES; index++) {
        wasm_func_t* run;
        stores[index] = wasm_store_new(engine);
        run = run_in(stores[index], fetch, NULL);
        begin(&calls[index], run, index);
        wasm_func_delete(run);
    }
    for (index = 0; index < STORES; index++) {
        wait_for(&calls[index]);
        expect_no_trap(calls[index].trap);
        sum += calls[index].result;
        wasm_store_delete(stores[index]);
    }
    printf("%d guests: %" PRId32 "\n", STORES, sum);
}

static void cancel(wasm_engine_t* engine)
{
    wasm_store_t* store = wasm_store_new(engine);
    wasm_func_t* run = run_in(store, fetch_for_ever, &never_done);
    wasm_val_t argument = WASM_I32_VAL(1);
    wasm_val_vec_t arguments = {1, &argument};
    wasm_message_t waits;
    struct call call = {false, 0, "", NULL};
    lanner_call_t* name = lanner_func_call_async(run, &arguments, ended, &call);
    pthread_mutex_lock(&gate);
    while (never_done == NULL) {
        pthread_cond_wait(&change, &gate);
    }
    pthread_mutex_unlock(&gate);
    do {
        /* The function of the host has been called, and returns. */
        lanner_waits(&waits);
        if (waits.data[0] != 0) {
            break;
        }
        wasm_name_delete(&waits);
    } while (true);
    printf("it waits for %.*s\n", (int)strcspn(waits.data, ","), waits.data);
    wasm_name_delete(&waits);
    CHECK(lanner_call_cancel(name));
    lanner_call_delete(name);
    wait_for(&call);
    wait_for(&cancelled);
    print_trap("cancelled", call.trap);
    /* It has to be ended all the same. */
    CHECK(lanner_completion_return(never_done, &arguments));
    wasm_func_delete(run);
    wasm_store_delete(store);
}

static void run_component(wasm_engine_t* engine)
{
    wasm_store_t* store = wasm_store_new(engine);
    lanner_component_linker_t* linker = lanner_component_linker_new(store);
    wasm_byte_vec_t bytes;
    wasm_byte_vec_t arguments;
    lanner_component_t* component;
    lanner_component_instance_t* instance;
    wasm_trap_t* trap = NULL;
    struct call first = {false, 0, "", NULL};
    struct call second = {false, 0, "", NULL};
    wasm_byte_vec_new(&bytes, strlen(component_text), component_text);
    wasm_byte_vec_new(&arguments, 4, "[20]");
    component = lanner_component_new(engine, &bytes);
    if (component == NULL || !lanner_component_linker_define_async(linker, NULL, "fetch", fetch_text, NULL, NULL)) {
        fail("the component");
    }
    instance = lanner_component_linker_instantiate(linker, component, &trap);
    expect_no_trap(trap);
    /* Both calls of the one instance wait at once. */
    lanner_call_delete(lanner_component_instance_call_async(instance, "run", &arguments, ended_with_text, &first));
    lanner_call_delete(lanner_component_instance_call_wave_async(instance, "run(3)", ended_with_text, &second));
    wait_for(&first);
    wait_for(&second);
    expect_no_trap(first.trap);
    expect_no_trap(second.trap);
    printf("a component: %s, %s\n", first.answer, second.answer);
    wasm_byte_vec_delete(&bytes);
    wasm_byte_vec_delete(&arguments);
    lanner_component_instance_delete(instance);
    lanner_component_delete(component);
    lanner_component_linker_delete(linker);
    wasm_store_delete(store);
}

int main(void)
{
    wasm_config_t* config = wasm_config_new();
    wasm_engine_t* engine;
    wasm_store_t* store;
    wasm_func_t* run;
    struct call call;
    CHECK(lanner_config_set_interruptible(config, true));
    engine = wasm_engine_new_with_config(config);
    store = wasm_store_new(engine);
    run = run_in(store, fetch, NULL);
    begin(&call, run, 20);
    wait_for(&call);
    printf("run(20) = %" PRId32 "\n", call.result);
    begin(&call, run, -1);
    wait_for(&call);
    print_trap("run(-1)", call.trap);
    /* A call of the other kind waits, with its thread. */
    printf("run(3) = %" PRId32 "\n", call_i32(run, 1, 3, 0));
    wasm_func_delete(run);
    wasm_store_delete(store);
    run_many(engine);
    cancel(engine);
    run_component(engine);
    wasm_engine_delete(engine);
    return 0;
}
