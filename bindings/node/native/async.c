/*
 * Calls of guests that do not block the thread of JavaScript: the library has threads for them. And functions of the host for which their
 * guests wait.
 */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "addon.h"

enum {
    /* So long the end of an environment waits for its guests, in seconds. */
    LONGEST_END = 1,
    BUCKETS = 256
};

/* A call that is on its way. */
struct call {
    struct message message;
    struct call* previous;
    struct call* next;
    struct mailbox* mailbox;
    struct store* store;
    lanner_call_t* name;
    wasm_trap_t* trap;
    wasm_val_vec_t results;
    wasm_byte_vec_t text;
    bool is_of_component;
    /* Guarded by the mailbox: it has ended; nobody is there any more, so that it frees itself. */
    bool has_ended;
    bool is_lost;
};

/* A function of the host for which a guest waits. */
struct wait {
    struct message message;
    struct wait* previous;
    struct wait* next;
    struct wait* next_in_bucket;
    uint64_t id;
    struct store* store;
    /* Null once the wait has ended. */
    lanner_completion_t* completion;
    /* The letters of the results. */
    char results[];
};

/* The waits that can be cancelled, by their numbers: the library may be about to cancel one that has just ended. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct wait* buckets[BUCKETS];
static uint64_t last_id;

/* ------------------------------------------------------------------------------------------------------------------------------------ */

static void call_delete(struct call* call)
{
    if (call->trap != NULL) {
        api.wasm_trap_delete(call->trap);
    }
    api.wasm_val_vec_delete(&call->results);
    api.wasm_byte_vec_delete(&call->text);
    free(call);
}

/* The call has ended, on any thread. */
static void end_call(struct call* call, wasm_trap_t* trap)
{
    struct mailbox* mailbox = call->mailbox;
    bool is_lost;
    call->trap = trap;
    mailbox_lock(mailbox);
    call->has_ended = true;
    is_lost = call->is_lost;
    mailbox->calls--;
    if (mailbox->is_closed) {
        pthread_cond_signal(&mailbox->call_ended);
    } else {
        mailbox_post(mailbox, &call->message);
    }
    mailbox_unlock(mailbox);
    if (is_lost) {
        call_delete(call);
    }
}

static void function_ended(void* data, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    struct call* call = data;
    if (trap == NULL) {
        api.wasm_val_vec_copy(&call->results, results);
    }
    end_call(call, trap);
}

static void component_ended(void* data, wasm_trap_t* trap, const wasm_byte_vec_t* result)
{
    struct call* call = data;
    if (trap == NULL) {
        api.wasm_byte_vec_new(&call->text, result->size, result->data);
    }
    end_call(call, trap);
}

/* The store is free again, or was not taken. */
static void leave(struct state* state, struct call* call)
{
    struct store* store = call->store;
    if (call->previous != NULL) {
        call->previous->next = call->next;
    } else {
        state->calls = call->next;
    }
    if (call->next != NULL) {
        call->next->previous = call->previous;
    }
    if (state->calls == NULL) {
        napi_unref_threadsafe_function(state->env, state->mailbox->wake);
    }
    store->calls--;
    store->is_free = store->is_open && store->calls == 0;
    atomic_store_explicit(&store->running, atomic_load_explicit(&store->running, memory_order_relaxed) - 1, memory_order_relaxed);
}

static void abandon(struct state* state, struct wait* wait);

static void deliver_end(struct state* state, struct message* message)
{
    struct call* call = (struct call*)message;
    napi_env env = state->env;
    napi_value values[2];
    napi_value told;
    size_t index;
    if (call->store->wait != NULL) {
        /* The message may be on its way, and comes too late for a program that ends after the call. */
        abandon(state, call->store->wait);
    }
    leave(state, call);
    if (call->store->views != NULL) {
        views_check(call->store);
    }
    state->head->status = call->trap == NULL ? CALL_DONE : CALL_TRAPPED;
    if (call->trap != NULL) {
        trap_keep(state, call->trap);
        call->trap = NULL;
    }
    for (index = 0; index < call->results.size; index++) {
        memcpy(&state->values[index], &call->results.data[index].of, sizeof call->results.data[index].of);
        /* The shared values own the references. */
        call->results.data[index].of.ref = NULL;
    }
    values[0] = handle_value(env, call);
    values[1] = call->is_of_component ? new_text(env, call->text.data, call->text.size) : new_undefined(env);
    if (napi_get_reference_value(env, state->ended, &told) == napi_ok) {
        napi_call_function(env, new_undefined(env), told, 2, values, NULL);
    }
    api.lanner_call_delete(call->name);
    call_delete(call);
}

static void refuse_end(struct message* message)
{
    /* It is in the list of calls. */
    (void)message;
}

/* Notes a call before it begins, since it may have ended before the function that begins it returns. Null, with an error that is thrown,
   if there is no memory. */
static struct call* call_new(napi_env env, struct state* state, struct store* store)
{
    struct call* call = mailbox_open(env, state) ? calloc(1, sizeof *call) : NULL;
    if (call == NULL) {
        throw_message(env, "there is no memory left");
        return NULL;
    }
    call->message.deliver = deliver_end;
    call->message.refuse = refuse_end;
    call->mailbox = store->mailbox = state->mailbox;
    call->store = store;
    call->next = state->calls;
    if (call->next != NULL) {
        call->next->previous = call;
    } else {
        /* Node goes on as long as there are calls. */
        napi_ref_threadsafe_function(env, state->mailbox->wake);
    }
    state->calls = call;
    store->calls++;
    store->is_free = false;
    atomic_store_explicit(&store->running, atomic_load_explicit(&store->running, memory_order_relaxed) + 1, memory_order_relaxed);
    mailbox_lock(state->mailbox);
    state->mailbox->calls++;
    mailbox_unlock(state->mailbox);
    return call;
}

/* The call that has begun, or an error. */
static napi_value begun(napi_env env, struct state* state, struct call* call)
{
    if (call->name != NULL) {
        return handle_value(env, call);
    }
    throw_last(env, "the call");
    mailbox_lock(state->mailbox);
    state->mailbox->calls--;
    mailbox_unlock(state->mailbox);
    leave(state, call);
    call_delete(call);
    return NULL;
}

/* callAsync(): begins a call of the function that the head names, with the shared values, whose references it takes over. */
static napi_value call_async(napi_env env, napi_callback_info info)
{
    struct state* state = state_of(env);
    struct function* function = (struct function*)(uintptr_t)state->head->pointer;
    wasm_val_vec_t given = {function->param_count, calloc(function->param_count + 1, sizeof *given.data)};
    struct call* call = given.data == NULL ? NULL : call_new(env, state, function->handle.store);
    uint32_t index;
    (void)info;
    for (index = 0; given.data != NULL && index < function->param_count; index++) {
        given.data[index].kind = kind_of(function->kinds[index]);
        memcpy(&given.data[index].of, &state->values[index], sizeof given.data[index].of);
    }
    if (call != NULL) {
        call->name = api.lanner_func_call_async(function->handle.thing, &given, function_ended, call);
    }
    for (index = 0; function->has_reference_params && given.data != NULL && index < function->param_count; index++) {
        if (given.data[index].kind >= WASM_EXTERNREF) {
            api.wasm_ref_delete(given.data[index].of.ref);
        }
    }
    free(given.data);
    return call == NULL ? NULL : begun(env, state, call);
}

napi_value begin_component_call(
    napi_env env, struct state* state, struct handle* instance, const char* name, const wasm_byte_vec_t* given)
{
    struct call* call = call_new(env, state, instance->store);
    if (call == NULL) {
        return NULL;
    }
    call->is_of_component = true;
    call->name = given == NULL ? api.lanner_component_instance_call_wave_async(instance->thing, name, component_ended, call)
        : api.lanner_component_instance_call_async(instance->thing, name, given, component_ended, call);
    return begun(env, state, call);
}

static napi_value call_cancel(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct call* call = handle_of(env, arguments.values[0]);
    return new_boolean(env, api.lanner_call_cancel(call->name));
}

void calls_cancel(struct state* state)
{
    struct call* call;
    for (call = state->calls; call != NULL; call = call->next) {
        api.lanner_call_cancel(call->name);
    }
}

void calls_delete(struct state* state)
{
    struct mailbox* mailbox = state->mailbox;
    struct timespec end;
    if (mailbox == NULL) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += LONGEST_END;
    mailbox_lock(mailbox);
    while (mailbox->calls > 0 && pthread_cond_timedwait(&mailbox->call_ended, &mailbox->gate, &end) == 0) {
    }
    while (state->calls != NULL) {
        struct call* call = state->calls;
        struct store* store = call->store;
        bool has_ended = call->has_ended;
        call->is_lost = true;
        state->calls = call->next;
        api.lanner_call_delete(call->name);
        if (has_ended) {
            store->calls--;
            call_delete(call);
        } else if (store->is_open) {
            /* Its guest cannot be stopped: the store stays as it is, with all that the guest may use. */
            store->is_open = false;
            atomic_fetch_add(&store->engine->references, 1);
        }
    }
    mailbox_unlock(mailbox);
}

/* ------------------------------------------------------------------------------------------------------------------------------------ */

static struct wait** bucket_of(uint64_t id)
{
    struct wait** place = &buckets[id % BUCKETS];
    while (*place != NULL && (*place)->id != id) {
        place = &(*place)->next_in_bucket;
    }
    return place;
}

/* Takes a wait out of those that can be cancelled. Null if it is not among them. */
static struct wait* take_cancellable(uint64_t id)
{
    struct wait** place = bucket_of(id);
    struct wait* wait = *place;
    if (wait != NULL) {
        *place = wait->next_in_bucket;
    }
    return wait;
}

/* Nobody waits any more, on any thread. */
static void cancelled(void* data)
{
    struct wait* wait;
    pthread_mutex_lock(&gate);
    wait = take_cancellable((uintptr_t)data);
    if (wait != NULL) {
        struct mailbox* mailbox = wait->store->mailbox;
        mailbox_lock(mailbox);
        if (!mailbox->is_closed) {
            mailbox_post(mailbox, &wait->message);
        }
        mailbox_unlock(mailbox);
    }
    pthread_mutex_unlock(&gate);
}

/* The wait has ended: it is not one of the environment's any more, and freed, unless the message that it was cancelled is on its way. */
static void wait_finish(struct state* state, struct wait* wait)
{
    bool is_cancelled;
    wait->completion = NULL;
    if (wait->previous != NULL) {
        wait->previous->next = wait->next;
    } else {
        state->waits = wait->next;
    }
    if (wait->next != NULL) {
        wait->next->previous = wait->previous;
    }
    wait->store->waits--;
    if (wait->store->wait == wait) {
        wait->store->wait = NULL;
    }
    pthread_mutex_lock(&gate);
    is_cancelled = take_cancellable(wait->id) == NULL;
    pthread_mutex_unlock(&gate);
    if (!is_cancelled) {
        store_unreference(wait->store);
        free(wait);
    }
}

static void drop(struct wait* wait)
{
    api.lanner_completion_trap(wait->completion, trap_of_text(NULL, "nobody waits for the function of the host"));
}

/* Nobody waits any more: JavaScript is told so, and its answer is not expected. */
static void abandon(struct state* state, struct wait* wait)
{
    napi_env env = state->env;
    napi_value token = handle_value(env, wait);
    napi_value told;
    drop(wait);
    wait_finish(state, wait);
    if (napi_get_reference_value(env, state->abandoned, &told) == napi_ok) {
        napi_call_function(env, new_undefined(env), told, 1, &token, NULL);
    }
}

static void deliver_cancel(struct state* state, struct message* message)
{
    struct wait* wait = (struct wait*)message;
    if (wait->completion != NULL) {
        abandon(state, wait);
    }
    store_unreference(wait->store);
    free(wait);
}

static void refuse_cancel(struct message* message)
{
    struct wait* wait = (struct wait*)message;
    if (wait->completion == NULL) {
        store_unreference(wait->store);
        free(wait);
    }
}

void waits_delete(struct state* state)
{
    while (state->waits != NULL) {
        struct wait* wait = state->waits;
        drop(wait);
        state->waits = wait->next;
        pthread_mutex_lock(&gate);
        take_cancellable(wait->id);
        pthread_mutex_unlock(&gate);
        store_unreference(wait->store);
        free(wait);
    }
}

static struct wait* wait_new(struct state* state, struct host* host, lanner_completion_t* completion)
{
    const char* results = host->results == NULL ? "" : host->results;
    struct wait* wait = calloc(1, sizeof *wait + strlen(results) + 1);
    struct wait** place;
    if (wait == NULL) {
        return NULL;
    }
    strcpy(wait->results, results);
    wait->message.deliver = deliver_cancel;
    wait->message.refuse = refuse_cancel;
    wait->store = host->store;
    wait->store->references++;
    wait->store->waits++;
    if (host->results != NULL) {
        wait->store->wait = wait;
    }
    wait->completion = completion;
    wait->next = state->waits;
    if (wait->next != NULL) {
        wait->next->previous = wait;
    }
    state->waits = wait;
    pthread_mutex_lock(&gate);
    wait->id = ++last_id;
    place = &buckets[wait->id % BUCKETS];
    wait->next_in_bucket = *place;
    *place = wait;
    pthread_mutex_unlock(&gate);
    return wait;
}

/* A call of an asynchronous function of the host by a guest. */
struct beginning {
    struct host* host;
    const lanner_caller_t* caller;
    const wasm_val_vec_t* values;
    const wasm_byte_vec_t* text;
    lanner_completion_t* completion;
};

/* Calls the function of JavaScript, which returns when it waits for the first time. */
static wasm_trap_t* begin_wait(void* data)
{
    struct beginning* beginning = data;
    struct host* host = beginning->host;
    struct state* state = host->store->handle.state;
    napi_env env = state->env;
    struct wait* wait = host_enter(host) ? wait_new(state, host, beginning->completion) : NULL;
    napi_value values[2];
    wasm_trap_t* trap;
    size_t index;
    if (wait == NULL) {
        return host_gone(host);
    }
    values[0] = handle_value(env, wait);
    values[1] = beginning->text == NULL ? new_undefined(env) : new_text(env, beginning->text->data, beginning->text->size);
    for (index = 0; beginning->values != NULL && index < beginning->values->size; index++) {
        memcpy(&state->values[index], &beginning->values->data[index].of, sizeof beginning->values->data[index].of);
    }
    state->head->pointer = (double)(uintptr_t)beginning->caller;
    if (napi_call_function(env, state->frame->receiver, host->value, 2, values, NULL) != napi_ok) {
        /* The thread is being stopped. */
        trap = trap_of_exception(env, host->store->handle.thing);
        wait_finish(state, wait);
        return trap;
    }
    api.lanner_completion_on_cancel(wait->completion, cancelled, (void*)(uintptr_t)wait->id);
    return NULL;
}

static void begin(struct beginning* beginning)
{
    struct store* store = beginning->host->store;
    wasm_trap_t* trap;
    if (current_state == store->handle.state) {
        napi_env env = store->handle.state->env;
        throw_message(env, "the function of the host is asynchronous: the guest was to be called by callAsync, which does not block the "
            "thread that the function needs");
        trap = trap_of_exception(env, store->handle.thing);
    } else {
        trap = call_at_home(store, begin_wait, beginning);
    }
    if (trap != NULL) {
        api.lanner_completion_trap(beginning->completion, trap);
    }
}

void call_host_async(void* data, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    struct beginning beginning = {data, caller, args, NULL, completion};
    begin(&beginning);
}

void call_component_host_async(void* data, const wasm_byte_vec_t* given, lanner_completion_t* completion)
{
    struct beginning beginning = {data, NULL, NULL, given, completion};
    begin(&beginning);
}

/* waitReturn(wait): ends a wait with the shared values, whose references it takes over. */
static napi_value wait_return(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct state* state = arguments.state;
    struct wait* wait = handle_of(env, arguments.values[0]);
    size_t count = strlen(wait->results);
    wasm_val_vec_t results = {count, calloc(count + 1, sizeof *results.data)};
    size_t index;
    if (results.data == NULL) {
        return throw_message(env, "there is no memory left");
    }
    for (index = 0; index < count; index++) {
        results.data[index].kind = kind_of(wait->results[index]);
        memcpy(&results.data[index].of, &state->values[index], sizeof results.data[index].of);
    }
    api.lanner_completion_return(wait->completion, &results);
    for (index = 0; index < count; index++) {
        if (results.data[index].kind >= WASM_EXTERNREF) {
            api.wasm_ref_delete(results.data[index].of.ref);
        }
    }
    free(results.data);
    wait_finish(state, wait);
    return NULL;
}

/* waitReturnText(wait, text). */
static napi_value wait_return_text(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct wait* wait = handle_of(env, arguments.values[0]);
    wasm_byte_vec_t result = WASM_EMPTY_VEC;
    result.data = text_of(env, arguments.values[1], &result.size);
    if (result.data != NULL) {
        api.lanner_completion_return_text(wait->completion, &result);
        free(result.data);
        wait_finish(arguments.state, wait);
    }
    return NULL;
}

/* waitFail(wait, error): ends a wait, and its guest, with what was thrown. */
static napi_value wait_fail(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct wait* wait = handle_of(env, arguments.values[0]);
    api.lanner_completion_trap(wait->completion, trap_of_error(env, wait->store->handle.thing, arguments.values[1]));
    wait_finish(arguments.state, wait);
    return NULL;
}

/* isWaiting(store): true if a guest of it, called on another thread, waits for a function of the host. */
static napi_value is_waiting(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    return new_boolean(env, store->remote != NULL || store->waits > 0);
}

const struct entry async_entries[] = {
    {"callAsync", call_async},
    {"callCancel", call_cancel},
    {"waitReturn", wait_return},
    {"waitReturnText", wait_return_text},
    {"waitFail", wait_fail},
    {"isWaiting", is_waiting},
    {NULL, NULL},
};
