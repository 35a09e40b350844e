/* Definitions by name, text and binary, and mistakes that are told instead of ending the process. */
#include "example.h"

static const char* const library =
    "(module (func (export \"twice\") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))) (global (export \"one\") i32 "
    "(i32.const 1)))";

static const char* const user =
    "(module"
    "  (import \"library\" \"twice\" (func $twice (param i32) (result i32)))"
    "  (import \"library\" \"one\" (global $one i32))"
    "  (import \"nobody\" \"has this\" (func $missing))"
    "  (func (export \"missing\") (call $missing))"
    "  (func (export \"run\") (param i32) (result i32) (i32.add (call $twice (local.get 0)) (global.get $one))))";

static void print_error(const char* title)
{
    wasm_message_t message;
    lanner_last_error(&message);
    printf("%s: %s\n", title, message.data);
    wasm_name_delete(&message);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_instance_t* first = instance_of(store, library, NULL, 0);
    wasm_module_t* module = module_of(store, user);
    lanner_linker_t* linker = lanner_linker_new(engine);
    wasm_extern_t* twice = lanner_instance_export(first, "twice");
    wasm_trap_t* trap = NULL;
    wasm_instance_t* instance;
    wasm_func_t* function;
    wasm_byte_vec_t binary;
    wasm_message_t printed;
    wasm_val_t value = WASM_F32_VAL(1);
    wasm_val_vec_t one = {1, &value};
    wasm_val_vec_t none = WASM_EMPTY_VEC;

    CHECK(strcmp(lanner_version(), LANNER_VERSION) == 0);
    CHECK(lanner_linker_define_instance(linker, "library", first));
    CHECK(!lanner_linker_define(linker, "library", "twice", twice));
    print_error("again");
    CHECK(lanner_linker_allow_shadowing(linker, true) && lanner_linker_define(linker, "library", "twice", twice));
    CHECK(lanner_linker_instantiate(linker, store, module, &trap) == NULL && trap != NULL);
    print_error("missing");
    wasm_trap_delete(trap);
    CHECK(lanner_linker_define_unknown(linker, module));
    instance = lanner_linker_instantiate(linker, store, module, &trap);
    CHECK(instance != NULL && trap == NULL);
    function = func_of(instance, "run");
    printf("run: %" PRId32 "\n", call_i32(function, 1, 20, 0));

    /* Wrong calls. */
    trap = wasm_func_call(function, &none, &none);
    CHECK(trap != NULL);
    wasm_trap_delete(trap);
    print_error("no argument");
    trap = wasm_func_call(function, &one, &none);
    CHECK(trap != NULL);
    wasm_trap_delete(trap);
    print_error("wrong argument");
    CHECK(wasm_func_call(NULL, &none, &none) != NULL);
    print_error("no function");
    CHECK(lanner_instance_export(instance, "walk") == NULL);
    print_error("no export");
    CHECK(lanner_module_from_text(store, "(module (func", 13) == NULL);
    print_error("no module");
    wasm_func_delete(function);

    function = func_of(instance, "missing");
    trap = wasm_func_call(function, &none, &none);
    CHECK(trap != NULL);
    wasm_trap_message(trap, &printed);
    printf("a trap: %s\n", printed.data);
    wasm_name_delete(&printed);
    wasm_trap_delete(trap);
    wasm_func_delete(function);

    CHECK(lanner_text_to_binary("(module (memory 1))", 19, &binary) && lanner_binary_to_text(&binary, &printed));
    printf("%zu bytes: %s", binary.size, printed.data);
    wasm_byte_vec_delete(&binary);
    wasm_name_delete(&printed);

    wasm_extern_delete(twice);
    wasm_instance_delete(instance);
    wasm_instance_delete(first);
    lanner_linker_delete(linker);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
