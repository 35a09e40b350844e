/* Text for a guest, and from it, in C. */
#include <stdio.h>
#include <stdlib.h>

#include <lanner_text.h>

static const char module_text[] =
    "(module"
    "  (memory (export \"memory\") 1)"
    "  (global $next (mut i32) (i32.const 64))"
    "  (data (i32.const 8) \"Hello, \")"
    "  (func $malloc (export \"malloc\") (param i32) (result i32)"
    "    (global.get $next) (global.set $next (i32.add (global.get $next) (local.get 0))))"
    "  (func (export \"free\") (param i32))"
    "  (func (export \"greet\") (param $name i32) (param $length i32) (result i64) (local $text i32)"
    "    (local.set $text (call $malloc (i32.add (local.get $length) (i32.const 7))))"
    "    (memory.copy (local.get $text) (i32.const 8) (i32.const 7))"
    "    (memory.copy (i32.add (local.get $text) (i32.const 7)) (local.get $name) (local.get $length))"
    "    (i64.or (i64.extend_i32_u (local.get $text))"
    "      (i64.shl (i64.extend_i32_u (i32.add (local.get $length) (i32.const 7))) (i64.const 32)))))";

static void fail(void)
{
    wasm_message_t message;
    lanner_last_error(&message);
    fprintf(stderr, "%s\n", message.data);
    exit(1);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = engine == NULL ? NULL : wasm_store_new(engine);
    wasm_module_t* module = lanner_module_from_text(store, module_text, strlen(module_text));
    wasm_extern_vec_t no_imports = WASM_EMPTY_VEC;
    wasm_trap_t* trap = NULL;
    wasm_instance_t* instance = wasm_instance_new(store, module, &no_imports, &trap);
    wasm_func_t* greet;
    lanner_allocator_t allocator;
    lanner_argument_t argument = lanner_argument_text("world");
    lanner_text_status_t status;
    char* text;
    size_t length;
    if (instance == NULL || lanner_allocator_init(&allocator, instance, NULL, NULL, NULL) != LANNER_TEXT_DONE) {
        fail();
    }
    greet = wasm_extern_as_func(lanner_instance_export(instance, "greet"));
    status = lanner_call_text(&allocator, greet, &argument, 1, &text, &length, &trap);
    printf("%s\n", status == LANNER_TEXT_DONE ? text : lanner_text_message(status));
    free(text);
    wasm_trap_delete(trap);
    wasm_func_delete(greet);
    lanner_allocator_delete(&allocator);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return status == LANNER_TEXT_DONE ? 0 : 1;
}
