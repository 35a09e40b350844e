/* Opens the library, and what takes more than a line between it and Go. */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "library.h"
#include "_cgo_export.h"

static char* message_of(const char* format, const char* first, const char* second)
{
    size_t size = strlen(format) + strlen(first) + strlen(second) + 1;
    char* message = malloc(size);
    if (message != NULL) {
        snprintf(message, size, format, first, second);
    }
    return message;
}

char* lanner_go_open(const char* path)
{
    wasm_message_t reason;
    char* message;
    const char* missing;
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char* error = dlerror();
        return message_of("%s cannot be loaded: %s", path, error == NULL ? "no reason is known" : error);
    }
    missing = lanner_go_fill_table(library);
    if (missing != NULL) {
        return message_of("%s lacks the function %s: it is of another version", path, missing);
    }
    if (!lanner_go_table.lanner_start(NULL)) {
        lanner_go_table.lanner_last_error(&reason);
        message = message_of("%s cannot be started: %s", path, reason.data);
        return message;
    }
    lanner_go_arrange_signals();
    lanner_go_table.lanner_set_thread_hooks(lanner_go_begin_abroad, lanner_go_end_abroad, NULL);
    return NULL;
}

/*
 * Callbacks may come on threads of the library's, which keep the alternate stacks that they have. A guest that ran before on such a thread
 * may have trapped. Go looks for the stack once, when a thread calls it for the first time.
 */

static void begin_callback(void)
{
    lanner_go_is_ready = true;
    lanner_go_arm();
}

wasm_trap_t* lanner_go_callback(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    /* The guest that calls runs, and no other on this thread has trapped since it began. */
    lanner_go_is_ready = true;
    return (wasm_trap_t*)lannerGoCall((uintptr_t)env, (uintptr_t)caller, values);
}

wasm_trap_t* lanner_go_component_callback(void* env, const wasm_byte_vec_t* arguments, wasm_byte_vec_t* result)
{
    begin_callback();
    return (wasm_trap_t*)lannerGoCallComponent((uintptr_t)env, (void*)arguments, result);
}

void lanner_go_async_callback(void* env, const lanner_caller_t* caller, const wasm_val_vec_t* args, lanner_completion_t* completion)
{
    begin_callback();
    lannerGoCallAsync((uintptr_t)env, (uintptr_t)caller, (void*)args, completion);
}

void lanner_go_component_async_callback(void* env, const wasm_byte_vec_t* arguments, lanner_completion_t* completion)
{
    begin_callback();
    lannerGoCallComponentAsync((uintptr_t)env, (void*)arguments, completion);
}

void lanner_go_cancelled(void* env)
{
    begin_callback();
    lannerGoCancelled((uintptr_t)env);
}

static void ended(void* env, wasm_trap_t* trap, const wasm_val_vec_t* results)
{
    begin_callback();
    lannerGoEnded((uintptr_t)env, (uintptr_t)trap, trap == NULL ? (void*)results : NULL, NULL);
}

static void component_ended(void* env, wasm_trap_t* trap, const wasm_byte_vec_t* result)
{
    begin_callback();
    lannerGoEnded((uintptr_t)env, (uintptr_t)trap, NULL, trap == NULL ? (void*)result : NULL);
}

static wasm_val_t* values_of(const lanner_raw_t* raw, const uint8_t* kinds, size_t count)
{
    wasm_val_t* values = calloc(count + 1, sizeof *values);
    size_t index;
    for (index = 0; values != NULL && index < count; index++) {
        values[index].kind = kinds[index];
        memcpy(&values[index].of, &raw[index], sizeof values[index].of);
    }
    return values;
}

lanner_call_t* lanner_go_call_async(uintptr_t function, const lanner_raw_t* values, const uint8_t* kinds, size_t count, uintptr_t key)
{
    wasm_val_vec_t given = {count, values_of(values, kinds, count)};
    lanner_call_t* call = given.data == NULL ? NULL : lanner_func_call_async((const wasm_func_t*)function, &given, ended, (void*)key);
    free(given.data);
    return call;
}

lanner_call_t* lanner_go_component_call_async(
    const lanner_component_instance_t* instance, const char* name, const void* data, size_t length, uintptr_t key)
{
    wasm_byte_vec_t given = {length, (char*)data};
    return lanner_component_instance_call_async(instance, name, &given, component_ended, (void*)key);
}

lanner_call_t* lanner_go_component_call_wave_async(const lanner_component_instance_t* instance, const char* call, uintptr_t key)
{
    return lanner_component_instance_call_wave_async(instance, call, component_ended, (void*)key);
}

void lanner_go_read_values(const void* vector, lanner_raw_t* out, bool owned)
{
    const wasm_val_vec_t* values = vector;
    size_t index;
    for (index = 0; index < values->size; index++) {
        const wasm_val_t* value = &values->data[index];
        memset(&out[index], 0, sizeof out[index]);
        memcpy(&out[index], &value->of, sizeof value->of);
        if (owned && value->kind >= WASM_EXTERNREF && value->of.ref != NULL) {
            out[index].ref = wasm_ref_copy(value->of.ref);
        }
    }
}

bool lanner_go_complete(void* completion, const lanner_raw_t* values, const uint8_t* kinds, size_t count)
{
    wasm_val_vec_t results = {count, values_of(values, kinds, count)};
    bool is_done = lanner_completion_return(completion, &results);
    free(results.data);
    return is_done;
}

bool lanner_go_complete_text(void* completion, const void* data, size_t length)
{
    wasm_byte_vec_t result = {length, (char*)data};
    return lanner_completion_return_text(completion, &result);
}

void lanner_go_fail(void* completion, uintptr_t trap)
{
    lanner_completion_trap(completion, (wasm_trap_t*)trap);
}

void lanner_go_watch(void* completion, uintptr_t key)
{
    lanner_completion_on_cancel(completion, lanner_go_cancelled, (void*)key);
}

void lanner_go_finalizer(void* key)
{
    lannerGoFinalize((uintptr_t)key);
}

static void fill_types(wasm_valtype_vec_t* out, const uint8_t* kinds, size_t count)
{
    size_t index;
    wasm_valtype_vec_new_uninitialized(out, count);
    for (index = 0; index < count; index++) {
        out->data[index] = wasm_valtype_new(kinds[index]);
    }
}

wasm_functype_t* lanner_go_functype_new(const uint8_t* params, size_t param_count, const uint8_t* results, size_t result_count)
{
    wasm_valtype_vec_t param_types;
    wasm_valtype_vec_t result_types;
    fill_types(&param_types, params, param_count);
    fill_types(&result_types, results, result_count);
    return wasm_functype_new(&param_types, &result_types);
}

void lanner_go_trap_read(uintptr_t pointer, struct lanner_go_trap* out)
{
    wasm_trap_t* trap = (wasm_trap_t*)pointer;
    wasm_frame_vec_t frames;
    size_t index;
    memset(out, 0, sizeof *out);
    out->key = (uintptr_t)wasm_trap_get_host_info(trap);
    if (out->key != 0) {
        wasm_trap_delete(trap);
        return;
    }
    out->has_exited = lanner_trap_exit_status(trap, &out->status);
    if (!out->has_exited) {
        out->code = lanner_trap_code(trap);
        wasm_trap_message(trap, &out->message);
        wasm_trap_trace(trap, &frames);
        out->frames = calloc(frames.size + 1, sizeof *out->frames);
        out->frame_count = out->frames == NULL ? 0 : frames.size;
        for (index = 0; index < out->frame_count; index++) {
            const wasm_frame_t* frame = frames.data[index];
            struct lanner_go_frame* read = &out->frames[index];
            read->has_function_name = lanner_frame_func_name(frame, &read->function_name);
            read->has_module_name = lanner_frame_module_name(frame, &read->module_name);
            read->has_source = lanner_frame_source(frame, &read->source, &read->line, &read->column);
            read->index = wasm_frame_func_index(frame);
            read->function_offset = wasm_frame_func_offset(frame);
            read->module_offset = wasm_frame_module_offset(frame);
        }
        wasm_frame_vec_delete(&frames);
    }
    wasm_trap_delete(trap);
}

void lanner_go_trap_release(struct lanner_go_trap* read)
{
    size_t index;
    for (index = 0; index < read->frame_count; index++) {
        struct lanner_go_frame* frame = &read->frames[index];
        if (frame->has_function_name) {
            wasm_byte_vec_delete(&frame->function_name);
        }
        if (frame->has_module_name) {
            wasm_byte_vec_delete(&frame->module_name);
        }
        if (frame->has_source) {
            wasm_byte_vec_delete(&frame->source);
        }
    }
    free(read->frames);
    if (read->message.data != NULL) {
        wasm_byte_vec_delete(&read->message);
    }
}
