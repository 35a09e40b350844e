/* Functions of the host for which guests wait. */
#include "addon.h"

enum {
    BUCKETS = 256
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
void wait_abandon(struct state* state, struct wait* wait)
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
        wait_abandon(state, wait);
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

const struct entry wait_entries[] = {
    {"waitReturn", wait_return},
    {"waitReturnText", wait_return_text},
    {"waitFail", wait_fail},
    {"isWaiting", is_waiting},
    {NULL, NULL},
};
