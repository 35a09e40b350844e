/* What WASI grants to a component only, and what it refuses; and a directory that a guest changes for itself alone. */
#include "example.h"

/* Returns a setting by its name: what is in the result behind its case is the option. */
static const char* const component_text =
    "(component"
    "  (import \"wasi:config/store@0.2.0-draft\" (instance $settings"
    "    (type $failure (variant (case \"upstream\" string) (case \"io\" string)))"
    "    (export \"error\" (type $error (eq $failure)))"
    "    (export \"get\" (func (param \"key\" string) (result (result (option string) (error $error)))))))"
    "  (core module $memory"
    "    (memory (export \"memory\") 1)"
    "    (global $next (mut i32) (i32.const 1024))"
    "    (func (export \"realloc\") (param i32 i32 i32 i32) (result i32)"
    "      (global.get $next)"
    "      (global.set $next (i32.and (i32.add (i32.add (global.get $next) (local.get 3)) (i32.const 7)) (i32.const -8)))))"
    "  (core instance $m (instantiate $memory))"
    "  (core func $get (canon lower (func $settings \"get\") (memory $m \"memory\") (realloc (func $m \"realloc\"))))"
    "  (core module $code"
    "    (import \"host\" \"get\" (func $get (param i32 i32 i32)))"
    "    (func (export \"setting\") (param i32 i32) (result i32)"
    "      (call $get (local.get 0) (local.get 1) (i32.const 16))"
    "      (i32.const 20)))"
    "  (core instance $c (instantiate $code (with \"host\" (instance (export \"get\" (func $get))))))"
    "  (func (export \"setting\") (param \"name\" string) (result (option string))"
    "    (canon lift (core func $c \"setting\") (memory $m \"memory\") (realloc (func $m \"realloc\")))))";

/* Removes the file of its directory; the status is the error's number. */
static const char* const module_text =
    "(module"
    "  (import \"wasi_snapshot_preview1\" \"path_unlink_file\" (func $unlink (param i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"
    "  (memory (export \"memory\") 1)"
    "  (data (i32.const 0) \"grants.txt\")"
    "  (func (export \"_start\") (call $exit (call $unlink (i32.const 3) (i32.const 0) (i32.const 10)))))";

static void print_last_error(void)
{
    wasm_message_t message;

    lanner_last_error(&message);
    printf("%s\n", message.data);
    wasm_byte_vec_delete(&message);
}

static void print_setting(const lanner_component_instance_t* instance, const char* name)
{
    wasm_byte_vec_t arguments;
    wasm_byte_vec_t result;
    wasm_trap_t* trap = NULL;
    char text[64];
    bool is_done;

    snprintf(text, sizeof text, "[\"%s\"]", name);
    wasm_byte_vec_new(&arguments, strlen(text), text);
    is_done = lanner_component_instance_call(instance, "setting", &arguments, &result, &trap);
    expect_no_trap(trap);
    CHECK(is_done);
    printf("%s: %.*s\n", name, (int)result.size, result.data);
    wasm_byte_vec_delete(&arguments);
    wasm_byte_vec_delete(&result);
}

static void grants(wasm_engine_t* engine)
{
    wasm_store_t* store = wasm_store_new(engine);
    lanner_component_linker_t* linker = lanner_component_linker_new(store);
    lanner_wasi_t* wasi = lanner_wasi_new();
    lanner_key_value_store_t* pairs = lanner_key_value_store_new(200);
    lanner_component_t* component;
    lanner_component_instance_t* instance;
    wasm_byte_vec_t bytes;
    wasm_trap_t* trap = NULL;

    CHECK(lanner_wasi_add_setting(wasi, "language", "none") && lanner_wasi_add_setting(wasi, "language", "C"));
    CHECK(lanner_wasi_allow(wasi, LANNER_CONNECT, "udp://10.0.0.0/8") && lanner_wasi_allow(wasi, LANNER_LISTEN, "127.0.0.1:0"));
    CHECK(lanner_wasi_allow(wasi, LANNER_LOOK_UP, "*.example.com") && lanner_wasi_allow(wasi, LANNER_HTTP, "https://example.com"));
    CHECK(lanner_wasi_allow_private_answers(wasi));
    CHECK(!lanner_wasi_allow(wasi, LANNER_CONNECT, "example.com:99999"));
    print_last_error();
    CHECK(!lanner_wasi_allow(wasi, LANNER_LISTEN, "example.com"));
    print_last_error();
    CHECK(!lanner_wasi_allow(wasi, LANNER_LOOK_UP, "10.0.0.0/8"));
    print_last_error();
    CHECK(!lanner_wasi_allow(wasi, LANNER_HTTP, "udp://example.com"));
    print_last_error();
    CHECK(!lanner_wasi_allow(wasi, 4, "example.com"));
    print_last_error();
    CHECK(lanner_wasi_set_limit(wasi, LANNER_MOST_RESOURCES, 100) && lanner_wasi_set_limit(wasi, LANNER_MOST_SOCKETS, 0));
    CHECK(lanner_wasi_set_limit(wasi, LANNER_MOST_RESOURCE_BYTES, UINT64_MAX));
    CHECK(lanner_wasi_set_limit(wasi, LANNER_MOST_HTTP_REQUESTS, UINT64_MAX));
    CHECK(!lanner_wasi_set_limit(wasi, 4, 1));
    print_last_error();

    wasm_byte_vec_new(&bytes, 5, "value");
    CHECK(lanner_key_value_store_set(pairs, "key", &bytes));
    wasm_byte_vec_delete(&bytes);
    CHECK(lanner_key_value_store_get(pairs, "key", &bytes));
    printf("key: %.*s\n", (int)bytes.size, bytes.data);
    wasm_byte_vec_delete(&bytes);
    CHECK(!lanner_key_value_store_get(pairs, "other", &bytes));
    print_last_error();
    wasm_byte_vec_new_uninitialized(&bytes, 200);
    memset(bytes.data, 0, bytes.size);
    CHECK(!lanner_key_value_store_set(pairs, "other", &bytes));
    wasm_byte_vec_delete(&bytes);
    print_last_error();
    CHECK(lanner_wasi_add_key_value_store(wasi, "pairs", pairs) && !lanner_wasi_add_key_value_store(wasi, "pairs", pairs));
    lanner_key_value_store_delete(pairs);

    CHECK(lanner_component_linker_define_wasi(linker, wasi));
    CHECK(!lanner_wasi_add_setting(wasi, "language", "late"));
    wasm_byte_vec_new(&bytes, strlen(component_text), component_text);
    component = lanner_component_new(engine, &bytes);
    wasm_byte_vec_delete(&bytes);
    instance = lanner_component_linker_instantiate(linker, component, &trap);
    expect_no_trap(trap);
    print_setting(instance, "language");
    print_setting(instance, "other");

    lanner_component_instance_delete(instance);
    lanner_component_delete(component);
    lanner_component_linker_delete(linker);
    lanner_wasi_delete(wasi);
    wasm_store_delete(store);
}

/* The folder has the file afterwards as before: the guest, which removes it, sees that once. */
static void overlay(wasm_engine_t* engine, const char* folder)
{
    wasm_store_t* store = wasm_store_new(engine);
    lanner_linker_t* linker = lanner_linker_new(engine);
    lanner_wasi_t* wasi = lanner_wasi_new();
    wasm_module_t* module = module_of(store, module_text);
    char path[1024];
    FILE* file;
    int round;

    CHECK(snprintf(path, sizeof path, "%s/grants.txt", folder) < (int)sizeof path);
    file = fopen(path, "wb");
    CHECK(file != NULL && fputs("a file of the host\n", file) >= 0 && fclose(file) == 0);
    CHECK(!lanner_wasi_add_overlay(wasi, "/no such directory", "/", 1 << 20));
    CHECK(lanner_wasi_add_overlay(wasi, folder, "/", 1 << 20));
    CHECK(lanner_linker_define_wasi(linker, wasi));
    for (round = 0; round < 2; round++) {
        int32_t status = -1;
        wasm_trap_t* trap = NULL;

        CHECK(lanner_linker_run(linker, store, module, &status, &trap));
        printf("status %" PRId32 "\n", status);
    }
    CHECK(remove(path) == 0);

    wasm_module_delete(module);
    lanner_wasi_delete(wasi);
    lanner_linker_delete(linker);
    wasm_store_delete(store);
}

int main(int argc, char** argv)
{
    wasm_engine_t* engine = wasm_engine_new();

    grants(engine);
    overlay(engine, argc > 1 ? argv[1] : ".");
    wasm_engine_delete(engine);
    return 0;
}
