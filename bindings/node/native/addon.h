/*
 * The addon of Node.js: what its files share.
 *
 * JavaScript gets handles, which are the addresses of the structures here as numbers; the classes of the package keep them to themselves
 * and release each once. Each environment of Node (the main thread, each worker) has a state of its own with a list of its handles, so that
 * a worker that ends leaves nothing behind.
 */
#ifndef LANNER_NODE_ADDON_H
#define LANNER_NODE_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "api.h"

enum {
    /* As many parameters or results as WebAssembly allows. */
    MOST_VALUES = 1000,
    /* The shared bytes: a head of 16, and the values. */
    HEAD_SIZE = 16,
    SHARED_SIZE = HEAD_SIZE + MOST_VALUES * 16
};

/* How a call has ended; JavaScript reads it from the shared bytes. */
enum {
    CALL_DONE,
    CALL_TRAPPED,
    CALL_CLOSED,
    CALL_IN_USE
};

enum handle_kind {
    HANDLE_ENGINE,
    HANDLE_MODULE,
    HANDLE_STORE,
    HANDLE_LINKER,
    HANDLE_INSTANCE,
    HANDLE_FUNCTION,
    HANDLE_GLOBAL,
    HANDLE_TABLE,
    HANDLE_MEMORY,
    HANDLE_REFERENCE,
    HANDLE_WASI,
    HANDLE_FILES,
    HANDLE_KEY_VALUE_STORE,
    HANDLE_COMPONENT,
    HANDLE_COMPONENT_LINKER,
    HANDLE_COMPONENT_INSTANCE
};

/* The head of the shared bytes. */
struct head {
    /* The function to call, as its handle; for a function of the host its caller. */
    double pointer;
    int32_t status;
    /* How many objects guests have given up, whose keys wait to be fetched. */
    int32_t forgotten;
};

/* What a call of a guest keeps while it lasts. */
struct frame {
    struct frame* outer;
    /* The scope in which callbacks make their handles. It is renewed now and then, and not for each callback, which would cost more than
       all the rest. */
    napi_handle_scope scope;
    napi_value receiver;
    uint64_t generation;
    int callbacks;
};

struct state;

/* Something that another thread has for the thread of an environment. */
struct message {
    struct message* next;
    /* On the thread of the environment. */
    void (*deliver)(struct state* state, struct message* message);
    /* Instead, once the environment ends: on its thread too, with the mailbox locked. */
    void (*refuse)(struct message* message);
};

/* Where threads of guests leave messages for the thread of an environment. */
struct mailbox {
    pthread_mutex_t gate;
    napi_threadsafe_function wake;
    struct message* first;
    struct message** last;
    /* Taken out, and not delivered yet. Only the thread of the environment knows them. */
    struct message* taken;
    /* Calls that have not ended, and how their end is told when the environment ends. */
    size_t calls;
    pthread_cond_t call_ended;
    bool is_closed;
};

struct state {
    napi_env env;
    struct head* head;
    lanner_raw_t* values;
    napi_ref shared;
    napi_ref make_error;
    /* Null until something is called asynchronously. */
    struct mailbox* mailbox;
    /* What JavaScript is told by: a call has ended, nobody waits any more. */
    napi_ref ended;
    napi_ref abandoned;
    struct call* calls;
    struct wait* waits;
    struct handle* handles;
    struct frame* frame;
    uint64_t generation;
    wasm_trap_t* trap;
    /* Keys of objects that guests have given up, with the stores that they were in: pairs. */
    double* forgotten;
    size_t forgotten_room;
    /* Stores that are closed, but buffers of which JavaScript still holds. */
    struct store* graves;
    size_t grave_count;
    size_t sweep_at;
    /* Buffers can be transferred, so that their bytes can be in use when the buffer that was made for them is garbage. */
    bool can_transfer;
};

struct handle {
    enum handle_kind kind;
    struct handle* previous;
    struct handle* next;
    struct state* state;
    struct store* store;
    void* thing;
};

struct function {
    struct handle handle;
    uint32_t param_count;
    uint32_t result_count;
    bool has_reference_params;
    char kinds[];
};

/* Tells if the engine of JavaScript is done with the bytes of a buffer. The view and the buffer each have a part in it. */
struct lease {
    int parts;
    bool is_over;
};

/* A buffer of JavaScript over the bytes of a memory. */
struct view {
    struct view* next;
    void* data;
    size_t size;
    wasm_memory_t* memory;
    /* Weak. */
    napi_ref buffer;
    struct lease* lease;
    bool is_attached;
    /* The memory can grow, so that its size has to be looked at. */
    bool can_grow;
};

/* A function of the host. The store of JavaScript holds the function itself; this refers to it weakly. */
struct host {
    struct host* next;
    struct store* store;
    napi_ref function;
    napi_value value;
    uint64_t generation;
    uint32_t param_count;
    uint32_t result_count;
    /* The letters of the results; null for a function of a component. */
    char* results;
};

struct store {
    struct handle handle;
    /* All stores of the process, for interruption. */
    struct store* previous_of_all;
    struct store* next_of_all;
    uint64_t id;
    bool is_interruptible;
    bool is_open;
    /* It is open, and no call on another thread is on its way. */
    bool is_free;
    atomic_int running;
    struct shared_engine* engine;
    struct mailbox* mailbox;
    /* Calls on other threads that are on their way: several only of components. */
    size_t calls;
    /* Functions of the host for which guests on other threads wait, and the only one of modules. */
    size_t waits;
    struct wait* wait;
    /* The call of a function of the host by a guest on another thread that this one serves. */
    struct remote* remote;
    size_t references;
    struct view* views;
    struct host* hosts;
    struct store* next_grave;
    /* Somebody else has taken the bytes of a buffer away, so that nobody knows how long they are in use. */
    bool has_lost_buffer;
};

/* A module or an engine that the threads of the process share. */
struct shared_engine {
    atomic_size_t references;
    wasm_engine_t* engine;
    bool is_interruptible;
    bool has_fuel;
};

struct shared_module {
    struct shared_module* previous;
    struct shared_module* next;
    size_t references;
    uint64_t id;
    wasm_shared_module_t* module;
    struct shared_engine* engine;
};

/* addon.c: states and handles. */
extern __thread struct state* current_state;
struct state* state_of_slow(napi_env env);

static inline struct state* state_of(napi_env env)
{
    struct state* state = current_state;
    return state != NULL && state->env == env ? state : state_of_slow(env);
}

struct handle* handle_new(struct state* state, size_t size, enum handle_kind kind, struct store* store, void* thing);
void handle_release(struct handle* handle);
napi_value handle_value(napi_env env, const void* handle);
void* handle_of(napi_env env, napi_value value);

/* values.c: between JavaScript and C. */
struct arguments {
    struct state* state;
    napi_value values[10];
};

struct arguments arguments_of(napi_env env, napi_callback_info info);
/* Throws a LannerError with what the library says about its last failure. Returns null. */
napi_value throw_last(napi_env env, const char* what);
napi_value throw_message(napi_env env, const char* message);
double number_of(napi_env env, napi_value value);
bool boolean_of(napi_env env, napi_value value);
int64_t integer_of(napi_env env, napi_value value);
bool is_undefined(napi_env env, napi_value value);
/* Text in UTF-8 with a zero at its end, to be freed. */
char* text_of(napi_env env, napi_value value, size_t* length);
/* Bytes of a Uint8Array, which stay those of JavaScript. */
wasm_byte_vec_t bytes_of(napi_env env, napi_value value);
napi_value new_number(napi_env env, double number);
napi_value new_boolean(napi_env env, bool value);
napi_value new_text(napi_env env, const char* text, size_t length);
napi_value new_bytes(napi_env env, const void* bytes, size_t length);
/* Takes a vector that is owned. */
napi_value take_bytes(napi_env env, wasm_byte_vec_t* vector);
napi_value take_text(napi_env env, wasm_byte_vec_t* vector);
napi_value new_array(napi_env env, size_t count, const napi_value* values);
napi_value new_undefined(napi_env env);

/* types.c */
char letter_of(wasm_valkind_t kind);
wasm_valkind_t kind_of(char letter);
/* A type as text: "ii:I" takes two numbers of i32 and returns one of i64. */
napi_value signature_of(napi_env env, const wasm_functype_t* type);
wasm_functype_t* functype_of(const char* signature);
napi_value limits_value(napi_env env, const wasm_limits_t* limits, const wasm_valtype_t* element);
napi_value type_value(napi_env env, const wasm_externtype_t* type);
wasm_limits_t limits_of(napi_env env, napi_value minimum, napi_value maximum);

/* engine.c */
wasm_module_t* module_in(struct handle* module, wasm_store_t* store);
void module_release(struct shared_module* module);
void engine_release(struct shared_engine* engine);
struct shared_engine* engine_of(napi_env env, napi_value value);

/* store.c */
void store_close(struct store* store);
void store_unreference(struct store* store);
void store_delete_all(struct state* state);
void views_check(struct store* store);
void views_delete(struct store* store);
void views_close(struct store* store);
bool views_are_gone(struct store* store);

/* call.c */
void frame_enter(struct state* state, struct store* store, struct frame* frame);
void frame_leave(struct state* state, struct store* store, struct frame* frame);
void trap_keep(struct state* state, wasm_trap_t* trap);
/* A function of the host, which the store deletes once it keeps it. Null when there is no memory. */
struct host* host_new(napi_env env, struct store* store, napi_value function);
void host_keep(struct host* host);
/* Makes its function of JavaScript ready to be called by a guest, or tells that it is gone. */
bool host_enter(struct host* host);
wasm_trap_t* host_gone(struct host* host);
/* A trap for the exception that is pending. */
wasm_trap_t* trap_of_exception(napi_env env, wasm_store_t* store);
/* A trap that carries what was thrown. Without a store, it carries nothing. */
wasm_trap_t* trap_of_error(napi_env env, wasm_store_t* store, napi_value error);
/* A trap with a message, in which nobody of JavaScript is to be reached any more. */
wasm_trap_t* trap_of_text(wasm_store_t* store, const char* text);

/* mailbox.c */
bool mailbox_open(napi_env env, struct state* state);
void mailbox_lock(struct mailbox* mailbox);
void mailbox_unlock(struct mailbox* mailbox);
/* Leaves a message in a mailbox that is locked and not closed. */
void mailbox_post(struct mailbox* mailbox, struct message* message);
/* Frees what is left when the environment ends. */
void mailbox_delete(struct state* state);
/* Has the thread of JavaScript call a function for a guest, whose thread this is. */
wasm_trap_t* call_at_home(struct store* store, wasm_trap_t* (*function)(void* data), void* data);
/* Has a guest whose function of the host is running call a function, on its own thread. */
wasm_trap_t* call_abroad(struct store* store, wasm_func_t* function, lanner_raw_t* values);

/* async.c */
napi_value begin_component_call(
    napi_env env, struct state* state, struct handle* instance, const char* name, const wasm_byte_vec_t* given);
/* At the end of an environment: has calls end; then frees those that have, and forgets the others, with their stores. */
void calls_cancel(struct state* state);
void calls_delete(struct state* state);

/* waits.c */
void call_host_async(void* data, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion);
void call_component_host_async(void* data, const wasm_byte_vec_t* given, lanner_completion_t* completion);
/* Nobody waits any more: JavaScript is told so, and its answer is not expected. */
void wait_abandon(struct state* state, struct wait* wait);
void waits_delete(struct state* state);

/* references.c */
/* What is known of a function, global, table or memory: [kind, handle, key, type]. Takes the name over. */
napi_value extern_value(napi_env env, struct state* state, struct store* store, wasm_extern_t* external);
napi_value function_value(napi_env env, struct state* state, struct store* store, wasm_func_t* function);
wasm_extern_t* extern_of(struct handle* handle);
/* What is in a value of a reference, which is taken over if it is owned: 0, [kind, key] or [kind, handle, ...]. */
napi_value reference_value(napi_env env, struct state* state, struct store* store, wasm_ref_t* reference, bool owned);
void hosts_delete(struct store* store);

/* The functions that JavaScript calls, by their names there. */
struct entry {
    const char* name;
    napi_callback function;
};
extern const struct entry engine_entries[];
extern const struct entry store_entries[];
extern const struct entry call_entries[];
extern const struct entry reference_entries[];
extern const struct entry thing_entries[];
extern const struct entry memory_entries[];
extern const struct entry wasi_entries[];
extern const struct entry component_entries[];
extern const struct entry async_entries[];
extern const struct entry wait_entries[];

#endif
