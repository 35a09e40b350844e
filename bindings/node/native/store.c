/* Stores: their limits, their end, and interruption from other threads. */
#define _POSIX_C_SOURCE 200809L
#include <time.h>
#include <unistd.h>

#include "addon.h"

enum {
    /* What the collector of JavaScript is told that a store takes, so that forgotten ones are found. */
    WEIGHT = 256 << 10,
    /* The same for a closed store whose buffers are still held: these take address space. */
    GRAVE_WEIGHT = 4 << 20
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct store* all;
static uint64_t next_id = 1;

static void adjust(struct state* state, int64_t change)
{
    int64_t result;
    napi_adjust_external_memory(state->env, change, &result);
}

void store_unreference(struct store* store)
{
    if (--store->references == 0) {
        free(store);
    }
}

static void delete_store(struct store* store)
{
    wasm_store_t* thing = store->handle.thing;
    pthread_mutex_lock(&gate);
    if (store->previous_of_all != NULL) {
        store->previous_of_all->next_of_all = store->next_of_all;
    } else {
        all = store->next_of_all;
    }
    if (store->next_of_all != NULL) {
        store->next_of_all->previous_of_all = store->previous_of_all;
    }
    pthread_mutex_unlock(&gate);
    views_delete(store);
    api.wasm_store_delete(thing);
    hosts_delete(store);
    store->handle.thing = NULL;
    adjust(store->handle.state, -WEIGHT);
    store_unreference(store);
}

/* Frees closed stores whose buffers are gone. */
static void sweep(struct state* state)
{
    struct store** place = &state->graves;
    while (*place != NULL) {
        struct store* store = *place;
        if (views_are_gone(store)) {
            *place = store->next_grave;
            state->grave_count--;
            adjust(state, -GRAVE_WEIGHT);
            delete_store(store);
        } else {
            place = &store->next_grave;
        }
    }
    state->sweep_at = state->grave_count * 2 + 8;
}

void store_close(struct store* store)
{
    struct state* state = store->handle.state;
    if (!store->is_open) {
        return;
    }
    store->is_open = false;
    store->is_free = false;
    views_close(store);
    if (views_are_gone(store)) {
        delete_store(store);
        return;
    }
    /* JavaScript still has a buffer over the bytes. It is detached, but work that Node does on other threads, such as compression, may be
       at the bytes: they stay until the buffer is garbage. */
    store->next_grave = state->graves;
    state->graves = store;
    state->grave_count++;
    adjust(state, GRAVE_WEIGHT);
    if (state->grave_count >= state->sweep_at) {
        sweep(state);
    }
}

void store_delete_all(struct state* state)
{
    while (state->graves != NULL) {
        struct store* store = state->graves;
        state->graves = store->next_grave;
        delete_store(store);
    }
}

/* storeNew(engine, limits): nine numbers, of which negative ones are no limit. Returns [handle, id]. */
static napi_value store_new(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct shared_engine* engine = engine_of(env, arguments.values[0]);
    struct state* state = arguments.state;
    int64_t numbers[9];
    lanner_limits_t limits;
    napi_value values[2];
    wasm_store_t* thing;
    struct store* store;
    uint32_t index;
    for (index = 0; index < 9; index++) {
        napi_value element = NULL;
        napi_get_element(env, arguments.values[1], index, &element);
        numbers[index] = integer_of(env, element);
    }
    memcpy(&limits, numbers, sizeof limits);
    if (state->grave_count > 0 && state->grave_count >= state->sweep_at) {
        sweep(state);
    }
    thing = api.lanner_store_new(engine->engine, &limits);
    if (thing == NULL) {
        return throw_last(env, "making the store");
    }
    store = (struct store*)handle_new(state, sizeof *store, HANDLE_STORE, NULL, thing);
    store->is_open = true;
    store->is_free = true;
    store->engine = engine;
    store->is_interruptible = engine->is_interruptible;
    /* One for the handle of JavaScript, one for the store of the library. */
    store->references = 2;
    pthread_mutex_lock(&gate);
    store->id = next_id++;
    store->next_of_all = all;
    if (all != NULL) {
        all->previous_of_all = store;
    }
    all = store;
    pthread_mutex_unlock(&gate);
    adjust(state, WEIGHT);
    values[0] = handle_value(env, store);
    values[1] = new_number(env, (double)store->id);
    return new_array(env, 2, values);
}

/* storeClose(store): false while a guest of it runs. */
static napi_value close_open(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct store* store = handle_of(env, arguments.values[0]);
    if (atomic_load_explicit(&store->running, memory_order_relaxed) > 0) {
        return new_boolean(env, false);
    }
    store_close(store);
    return new_boolean(env, true);
}

static napi_value sweep_graves(napi_env env, napi_callback_info info)
{
    (void)info;
    sweep(state_of(env));
    return NULL;
}

static wasm_store_t* thing_of(napi_env env, napi_value value)
{
    struct store* store = handle_of(env, value);
    return store->handle.thing;
}

static napi_value big(napi_env env, bool is_done, int64_t number)
{
    napi_value result = NULL;
    if (!is_done) {
        return throw_last(env, "reading the fuel");
    }
    napi_create_bigint_int64(env, number, &result);
    return result;
}

static napi_value fuel(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    int64_t number = 0;
    bool is_done = api.lanner_store_fuel(thing_of(env, arguments.values[0]), &number);
    return big(env, is_done, number);
}

static napi_value fuel_consumed(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    int64_t number = 0;
    bool is_done = api.lanner_store_fuel_consumed(thing_of(env, arguments.values[0]), &number);
    return big(env, is_done, number);
}

static napi_value set_fuel(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return api.lanner_store_set_fuel(thing_of(env, arguments.values[0]), integer_of(env, arguments.values[1]))
        ? NULL : throw_last(env, "setting the fuel");
}

static napi_value add_fuel(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return api.lanner_store_add_fuel(thing_of(env, arguments.values[0]), integer_of(env, arguments.values[1]))
        ? NULL : throw_last(env, "adding fuel");
}

/* setDeadline(store, microseconds): undefined clears it. */
static napi_value set_deadline(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    wasm_store_t* store = thing_of(env, arguments.values[0]);
    if (is_undefined(env, arguments.values[1])) {
        api.lanner_store_clear_deadline(store);
        return NULL;
    }
    return api.lanner_store_set_deadline(store, (uint64_t)number_of(env, arguments.values[1]))
        ? NULL : throw_last(env, "setting the deadline");
}

static napi_value is_interrupted(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    return new_boolean(env, api.lanner_store_is_interrupted(thing_of(env, arguments.values[0])));
}

/* interrupt(id): for a store of any thread. False if there is none that is open. */
static napi_value interrupt(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    uint64_t id = (uint64_t)number_of(env, arguments.values[0]);
    struct store* store;
    bool is_done = true;
    bool is_found;
    pthread_mutex_lock(&gate);
    for (store = all; store != NULL && (store->id != id || !store->is_open); store = store->next_of_all) {
    }
    is_found = store != NULL;
    if (is_found) {
        is_done = api.lanner_store_interrupt(store->handle.thing);
    }
    pthread_mutex_unlock(&gate);
    return is_done ? new_boolean(env, is_found) : throw_last(env, "the interruption");
}

struct end {
    int status;
    unsigned milliseconds;
};

static void* end_late(void* data)
{
    struct end* end = data;
    struct timespec time;
    time.tv_sec = end->milliseconds / 1000;
    time.tv_nsec = (long)(end->milliseconds % 1000) * 1000000;
    while (nanosleep(&time, &time) != 0) {
    }
    _exit(end->status);
}

/*
 * exiting(status, milliseconds): the process ends by process.exit, and Node waits for its workers. It cannot stop one whose guest runs: so
 * the guests of other threads are interrupted. One that cannot be, or that is called again, does not hold up the end for longer than a
 * while.
 */
static napi_value exiting(napi_env env, napi_callback_info info)
{
    struct arguments arguments = arguments_of(env, info);
    struct state* state = arguments.state;
    bool others_run = false;
    struct store* store;
    pthread_mutex_lock(&gate);
    for (store = all; store != NULL; store = store->next_of_all) {
        if (store->handle.state != state && atomic_load_explicit(&store->running, memory_order_relaxed) > 0) {
            others_run = true;
            if (store->is_interruptible) {
                api.lanner_store_interrupt(store->handle.thing);
            }
        }
    }
    pthread_mutex_unlock(&gate);
    if (others_run) {
        struct end* end = malloc(sizeof *end);
        pthread_t thread;
        if (end != NULL) {
            end->status = (int)number_of(env, arguments.values[0]);
            end->milliseconds = (unsigned)number_of(env, arguments.values[1]);
            if (pthread_create(&thread, NULL, end_late, end) == 0) {
                pthread_detach(thread);
            } else {
                free(end);
            }
        }
    }
    return new_boolean(env, others_run);
}

const struct entry store_entries[] = {
    {"storeNew", store_new},
    {"storeClose", close_open},
    {"sweep", sweep_graves},
    {"fuel", fuel},
    {"fuelConsumed", fuel_consumed},
    {"setFuel", set_fuel},
    {"addFuel", add_fuel},
    {"setDeadline", set_deadline},
    {"isInterrupted", is_interrupted},
    {"interrupt", interrupt},
    {"exiting", exiting},
    {NULL, NULL},
};
