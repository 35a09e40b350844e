/*
 * Guests on other threads, and the thread of JavaScript: messages, and calls in both directions.
 *
 * A guest that calls a function of the host waits on its thread until the event loop has come to the function. Meanwhile the function may
 * call functions of the guest, which run on the guest's own thread, on top of the call that waits there: its thread and that of JavaScript
 * take turns.
 */
#include "addon.h"

/* A call of a function of the host by a guest on another thread; it is on the stack of that. Guarded by the mailbox. */
struct remote {
    struct message message;
    struct remote* outer;
    struct store* store;
    wasm_trap_t* (*function)(void* data);
    void* data;
    wasm_trap_t* trap;
    bool is_done;
    /* The call of a guest that the function of the host is doing, and a function of the host that this one calls. */
    struct nested* nested;
    struct remote* inner;
    pthread_cond_t changed;
};

/* A call of a guest by the function of the host that the guest waits for. */
struct nested {
    wasm_func_t* function;
    lanner_raw_t* values;
    wasm_trap_t* trap;
    bool is_begun;
    bool is_done;
};

void mailbox_lock(struct mailbox* mailbox)
{
    pthread_mutex_lock(&mailbox->gate);
}

void mailbox_unlock(struct mailbox* mailbox)
{
    pthread_mutex_unlock(&mailbox->gate);
}

void mailbox_post(struct mailbox* mailbox, struct message* message)
{
    message->next = NULL;
    *mailbox->last = message;
    mailbox->last = &message->next;
    if (mailbox->first == message) {
        napi_call_threadsafe_function(mailbox->wake, NULL, napi_tsfn_nonblocking);
    }
}

/* Delivers what there is. What comes meanwhile is for the next time, so that other events have their turn. */
static void deliver(napi_env env, napi_value callback, void* context, void* data)
{
    struct state* state = context;
    struct mailbox* mailbox = env == NULL ? NULL : state->mailbox;
    (void)callback;
    (void)data;
    if (mailbox == NULL || mailbox->taken != NULL) {
        return;
    }
    mailbox_lock(mailbox);
    mailbox->taken = mailbox->first;
    mailbox->first = NULL;
    mailbox->last = &mailbox->first;
    mailbox_unlock(mailbox);
    while (mailbox->taken != NULL) {
        struct message* message = mailbox->taken;
        napi_handle_scope scope;
        if (napi_open_handle_scope(env, &scope) != napi_ok) {
            return;
        }
        mailbox->taken = message->next;
        message->deliver(state, message);
        napi_close_handle_scope(env, scope);
    }
}

static void refuse_all(struct message* message)
{
    while (message != NULL) {
        struct message* next = message->next;
        message->refuse(message);
        message = next;
    }
}

static void answer(struct remote* remote, wasm_trap_t* trap)
{
    remote->trap = trap;
    remote->is_done = true;
    pthread_cond_signal(&remote->changed);
}

static wasm_trap_t* nobody_home(struct store* store)
{
    return trap_of_text(store->handle.thing, "the thread of the function of the host has ended");
}

static void refuse_remote(struct message* message)
{
    struct remote* remote = (struct remote*)message;
    answer(remote, nobody_home(remote->store));
}

/* The environment ends. Guests that wait for it are answered, and all are asked to end. */
static void close_mailbox(void* data)
{
    struct state* state = data;
    struct mailbox* mailbox = state->mailbox;
    struct handle* handle;
    calls_cancel(state);
    mailbox_lock(mailbox);
    mailbox->is_closed = true;
    refuse_all(mailbox->taken);
    refuse_all(mailbox->first);
    mailbox->taken = mailbox->first = NULL;
    for (handle = state->handles; handle != NULL; handle = handle->next) {
        if (handle->kind == HANDLE_STORE) {
            /* Functions of the host that are running, if the process ends inside of one. */
            struct remote* remote = ((struct store*)handle)->remote;
            for (; remote != NULL; remote = remote->outer) {
                answer(remote, nobody_home(remote->store));
            }
        }
    }
    mailbox_unlock(mailbox);
    waits_delete(state);
}

bool mailbox_open(napi_env env, struct state* state)
{
    struct mailbox* mailbox;
    napi_value name = new_text(env, "lanner", 6);
    if (state->mailbox != NULL) {
        return true;
    }
    mailbox = calloc(1, sizeof *mailbox);
    if (mailbox == NULL) {
        return false;
    }
    mailbox->last = &mailbox->first;
    if (napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, NULL, NULL, state, deliver, &mailbox->wake) != napi_ok) {
        free(mailbox);
        return false;
    }
    pthread_mutex_init(&mailbox->gate, NULL);
    pthread_cond_init(&mailbox->call_ended, NULL);
    state->mailbox = mailbox;
    napi_unref_threadsafe_function(env, mailbox->wake);
    /* It comes before the end of what wakes this thread, since that was made earlier. */
    napi_add_env_cleanup_hook(env, close_mailbox, state);
    return true;
}

void mailbox_delete(struct state* state)
{
    struct mailbox* mailbox = state->mailbox;
    bool is_in_use;
    if (mailbox == NULL) {
        return;
    }
    mailbox_lock(mailbox);
    is_in_use = mailbox->calls > 0;
    mailbox_unlock(mailbox);
    if (!is_in_use) {
        pthread_cond_destroy(&mailbox->call_ended);
        pthread_mutex_destroy(&mailbox->gate);
        free(mailbox);
    }
}

/* Calls the function of the host, on the thread of JavaScript. */
static void serve(struct state* state, struct remote* remote)
{
    struct store* store = remote->store;
    struct frame frame;
    wasm_trap_t* trap;
    mailbox_lock(store->mailbox);
    remote->outer = store->remote;
    store->remote = remote;
    mailbox_unlock(store->mailbox);
    frame_enter(state, store, &frame);
    trap = remote->function(remote->data);
    frame_leave(state, store, &frame);
    mailbox_lock(store->mailbox);
    store->remote = remote->outer;
    answer(remote, trap);
    mailbox_unlock(store->mailbox);
}

static void deliver_remote(struct state* state, struct message* message)
{
    serve(state, (struct remote*)message);
}

wasm_trap_t* call_at_home(struct store* store, wasm_trap_t* (*function)(void* data), void* data)
{
    struct mailbox* mailbox = store->mailbox;
    struct remote remote = {.message = {NULL, deliver_remote, refuse_remote}, .store = store, .function = function, .data = data};
    struct nested* nested;
    pthread_cond_init(&remote.changed, NULL);
    mailbox_lock(mailbox);
    if (mailbox->is_closed) {
        answer(&remote, nobody_home(store));
    } else if (store->remote != NULL && store->remote->nested != NULL) {
        /* The thread of JavaScript is not in its event loop: it waits for the guest that has called now. */
        store->remote->inner = &remote;
        pthread_cond_signal(&store->remote->changed);
    } else {
        mailbox_post(mailbox, &remote.message);
    }
    while (!remote.is_done) {
        nested = remote.nested;
        if (nested == NULL || nested->is_begun) {
            pthread_cond_wait(&remote.changed, &mailbox->gate);
            continue;
        }
        nested->is_begun = true;
        mailbox_unlock(mailbox);
        nested->trap = api.lanner_func_call_unchecked(nested->function, nested->values);
        mailbox_lock(mailbox);
        nested->is_done = true;
        pthread_cond_signal(&remote.changed);
    }
    mailbox_unlock(mailbox);
    pthread_cond_destroy(&remote.changed);
    return remote.trap;
}

wasm_trap_t* call_abroad(struct store* store, wasm_func_t* function, lanner_raw_t* values)
{
    struct mailbox* mailbox = store->mailbox;
    struct state* state = store->handle.state;
    struct remote* remote = store->remote;
    struct nested nested = {.function = function, .values = values};
    mailbox_lock(mailbox);
    remote->nested = &nested;
    pthread_cond_signal(&remote->changed);
    while (!nested.is_done) {
        struct remote* inner = remote->inner;
        if (inner == NULL) {
            pthread_cond_wait(&remote->changed, &mailbox->gate);
            continue;
        }
        remote->inner = NULL;
        mailbox_unlock(mailbox);
        serve(state, inner);
        mailbox_lock(mailbox);
    }
    remote->nested = NULL;
    mailbox_unlock(mailbox);
    return nested.trap;
}
