/* Calls of guests that do not block the thread of JavaScript: the library has threads for them. */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "addon.h"

enum {
    /* So long the end of an environment waits for its guests, in seconds. */
    LONGEST_END = 1
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

static void deliver_end(struct state* state, struct message* message)
{
    struct call* call = (struct call*)message;
    napi_env env = state->env;
    napi_value values[2];
    napi_value told;
    size_t index;
    if (call->store->wait != NULL) {
        /* The message may be on its way, and comes too late for a program that ends after the call. */
        wait_abandon(state, call->store->wait);
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

const struct entry async_entries[] = {
    {"callAsync", call_async},
    {"callCancel", call_cancel},
    {NULL, NULL},
};
