/* Traps of guests and of the host: messages, codes, frames with names and offsets. */
#include "example.h"

static const char* const text =
    "(module $unlucky"
    "  (import \"host\" \"fail\" (func $fail))"
    "  (memory 1)"
    "  (func $inner (param $address i32) (result i32) (i32.load (local.get $address)))"
    "  (func $outer (export \"load\") (result i32) (call $inner (i32.const -4)))"
    "  (func $divide (export \"divide\") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))"
    "  (func $endless (export \"recurse\") (result i32) (i32.add (i32.const 1) (call $endless)))"
    "  (func $ask (export \"ask\") (call $fail)))";

static wasm_trap_t* host_fails(void* env, const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    wasm_message_t message;
    wasm_trap_t* trap;
    (void)args;
    (void)results;
    wasm_name_new_from_string_nt(&message, "the host does not want to");
    trap = wasm_trap_new(env, &message);
    wasm_name_delete(&message);
    return trap;
}

static void print_frame(const wasm_instance_t* instance, const wasm_frame_t* frame)
{
    wasm_name_t function, module;
    CHECK(lanner_frame_func_name(frame, &function) && lanner_frame_module_name(frame, &module));
    CHECK(wasm_instance_same(instance, wasm_frame_instance(frame)));
    printf(
        "  %.*s.%.*s, function %" PRIu32 ", 0x%zx bytes into it, 0x%zx into the module\n", (int)module.size, module.data,
        (int)function.size, function.data, wasm_frame_func_index(frame), wasm_frame_func_offset(frame), wasm_frame_module_offset(frame));
    wasm_name_delete(&function);
    wasm_name_delete(&module);
}

static void run(const wasm_instance_t* instance, const char* name, size_t most)
{
    wasm_func_t* function = func_of(instance, name);
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_trap_t* trap = wasm_func_call(function, &none, &none);
    wasm_message_t message;
    wasm_frame_t* origin;
    wasm_frame_vec_t trace;
    size_t index;
    CHECK(trap != NULL);
    wasm_trap_message(trap, &message);
    printf("%s: %s (code %d)\n", name, message.data, (int)lanner_trap_code(trap));
    wasm_name_delete(&message);
    origin = wasm_trap_origin(trap);
    CHECK(origin != NULL);
    wasm_trap_trace(trap, &trace);
    CHECK(trace.size > 0 && wasm_frame_func_index(origin) == wasm_frame_func_index(trace.data[0]));
    for (index = 0; index < trace.size && index < most; index++) {
        print_frame(instance, trace.data[index]);
    }
    wasm_frame_delete(origin);
    wasm_frame_vec_delete(&trace);
    wasm_trap_delete(trap);
    wasm_func_delete(function);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_functype_t* type = wasm_functype_new_0_0();
    wasm_func_t* callback = wasm_func_new_with_env(store, type, host_fails, store, NULL);
    wasm_extern_t* imports[] = {wasm_func_as_extern(callback)};
    wasm_instance_t* instance = instance_of(store, text, imports, 1);
    wasm_functype_delete(type);
    wasm_func_delete(callback);
    run(instance, "load", 9);
    run(instance, "divide", 9);
    run(instance, "recurse", 1);
    run(instance, "ask", 9);
    run(instance, "load", 1);
    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
