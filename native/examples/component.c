/* A component: its interface, calls with values in JSON and WAVE, a function of the host that it imports, a trap. */
#include "example.h"

static const char* const text =
    "(component"
    "  (import \"example:names/names\" (instance $names"
    "    (export \"full-name\" (func (param \"name\" string) (result string)))))"
    "  (core module $memory"
    "    (memory (export \"memory\") 1)"
    "    (global $next (mut i32) (i32.const 1024))"
    "    (func (export \"realloc\") (param i32 i32 i32 i32) (result i32)"
    "      (global.get $next)"
    "      (global.set $next (i32.and (i32.add (i32.add (global.get $next) (local.get 3)) (i32.const 7)) (i32.const -8)))))"
    "  (core instance $m (instantiate $memory))"
    "  (core func $full-name"
    "    (canon lower (func $names \"full-name\") (memory $m \"memory\") (realloc (func $m \"realloc\"))))"
    "  (core module $code"
    "    (import \"host\" \"full-name\" (func $full-name (param i32 i32 i32)))"
    "    (import \"m\" \"memory\" (memory 1))"
    "    (func (export \"greet\") (param i32 i32) (result i32)"
    "      (call $full-name (local.get 0) (local.get 1) (i32.const 16))"
    "      (i32.const 16))"
    "    (func (export \"middle\") (param i32 i32 i32 i32) (result i32)"
    "      (i32.store (i32.const 16) (i32.div_s (i32.add (local.get 0) (local.get 2)) (i32.const 2)))"
    "      (i32.store (i32.const 20) (i32.div_s (i32.add (local.get 1) (local.get 3)) (i32.const 2)))"
    "      (i32.const 16))"
    "    (func (export \"fail\") unreachable))"
    "  (core instance $c (instantiate $code"
    "    (with \"host\" (instance (export \"full-name\" (func $full-name)))) (with \"m\" (instance $m))))"
    "  (type $declared (record (field \"x\" s32) (field \"y\" s32)))"
    "  (export $point \"point\" (type $declared))"
    "  (func (export \"greet\") (param \"name\" string) (result string)"
    "    (canon lift (core func $c \"greet\") (memory $m \"memory\") (realloc (func $m \"realloc\"))))"
    "  (func (export \"middle\") (param \"from\" $point) (param \"to\" $point) (result $point)"
    "    (canon lift (core func $c \"middle\") (memory $m \"memory\")))"
    "  (func (export \"fail\") (canon lift (core func $c \"fail\"))))";

/* Answers ["Ada"] with "Ada Lovelace", and refuses others. */
static wasm_trap_t* full_name(void* env, const wasm_byte_vec_t* arguments, wasm_byte_vec_t* result)
{
    static const char expected[] = "[\"Ada\"]";
    static const char answer[] = "\"Ada Lovelace\"";

    if (arguments->size != sizeof expected - 1 || memcmp(arguments->data, expected, arguments->size) != 0) {
        wasm_message_t message;
        wasm_trap_t* trap;

        wasm_name_new_from_string_nt(&message, "nobody has that name");
        trap = wasm_trap_new(env, &message);
        wasm_name_delete(&message);
        return trap;
    }
    wasm_byte_vec_new(result, sizeof answer - 1, answer);
    return NULL;
}

static void print(const char* what, wasm_byte_vec_t* bytes)
{
    printf("%s: %.*s\n", what, (int)bytes->size, bytes->data);
    wasm_byte_vec_delete(bytes);
}

static bool call(
    const lanner_component_instance_t* instance, const char* function, const char* arguments, wasm_byte_vec_t* out, wasm_trap_t** trap)
{
    wasm_byte_vec_t bytes;
    bool is_done;

    wasm_byte_vec_new(&bytes, strlen(arguments), arguments);
    is_done = lanner_component_instance_call(instance, function, &bytes, out, trap);
    wasm_byte_vec_delete(&bytes);
    return is_done;
}

static void print_trap(wasm_trap_t* trap)
{
    wasm_message_t message;

    CHECK(trap != NULL);
    wasm_trap_message(trap, &message);
    printf("trap: %s\n", message.data);
    wasm_byte_vec_delete(&message);
    wasm_trap_delete(trap);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_byte_vec_t bytes;
    wasm_message_t message;
    lanner_component_t* component;
    lanner_component_linker_t* linker = lanner_component_linker_new(store);
    lanner_component_instance_t* instance;
    wasm_trap_t* trap = NULL;

    wasm_byte_vec_new(&bytes, strlen(text), text);
    component = lanner_component_new(engine, &bytes);
    wasm_byte_vec_delete(&bytes);
    if (component == NULL) {
        fail("no component");
    }
    CHECK(lanner_component_interface(component, &bytes));
    print("interface", &bytes);

    CHECK(lanner_component_linker_instantiate(linker, component, &trap) == NULL && trap == NULL);
    lanner_last_error(&message);
    print("without the import", &message);
    CHECK(lanner_component_linker_define(linker, "example:names/names", "full-name", full_name, store, NULL));
    instance = lanner_component_linker_instantiate(linker, component, &trap);
    expect_no_trap(trap);

    CHECK(call(instance, "greet", "[\"Ada\"]", &bytes, &trap));
    print("greet", &bytes);
    CHECK(call(instance, "middle", "[{\"x\": 0, \"y\": 10}, {\"x\": 8, \"y\": 20}]", &bytes, &trap));
    print("middle", &bytes);
    CHECK(lanner_component_instance_call_wave(instance, "middle({x: -2, y: 0}, {x: 2, y: 0})", &bytes, &trap));
    print("middle in WAVE", &bytes);
    CHECK(!call(instance, "middle", "[1]", &bytes, &trap) && trap == NULL);
    CHECK(!call(instance, "missing", "[]", &bytes, &trap) && trap == NULL);
    lanner_last_error(&message);
    print("mistake", &message);
    CHECK(!call(instance, "greet", "[\"Bob\"]", &bytes, &trap));
    print_trap(trap);
    lanner_component_instance_delete(instance);

    instance = lanner_component_linker_instantiate(linker, component, &trap);
    expect_no_trap(trap);
    CHECK(!call(instance, "fail", "[]", &bytes, &trap));
    print_trap(trap);
    CHECK(!call(instance, "greet", "[\"Ada\"]", &bytes, &trap));
    print_trap(trap);

    lanner_component_instance_delete(instance);
    lanner_component_linker_delete(linker);
    lanner_component_delete(component);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
