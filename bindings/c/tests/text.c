/* lanner_text.h: the scenario strings.json in C, and misuse. The first argument is the folder of the scenarios. */
#include <stdio.h>

#include "lanner_text.h"

#define CHECK(condition)                                                            \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                \
        }                                                                           \
    } while (0)

static wasm_instance_t* instance;
static lanner_allocator_t allocator;

static wasm_func_t* function_of(const char* name)
{
    wasm_func_t* function = wasm_extern_as_func(lanner_instance_export(instance, name));
    CHECK(function != NULL);
    return function;
}

/* Calls for text or bytes, and compares; a null for what is expected means that the call fails with the status. */
static void expect(
    const char* name, const lanner_argument_t* arguments, size_t count, bool is_text, lanner_text_status_t status, const char* expected,
    size_t expected_length)
{
    wasm_func_t* function = function_of(name);
    wasm_trap_t* trap;
    char* text;
    size_t length;
    lanner_text_status_t found = is_text
        ? lanner_call_text(&allocator, function, arguments, count, &text, &length, &trap)
        : lanner_call_bytes(&allocator, function, arguments, count, &text, &length, &trap);
    if (found != status) {
        fprintf(stderr, "%s: %s\n", name, lanner_text_message(found));
        exit(1);
    }
    CHECK((trap != NULL) == (status == LANNER_TEXT_TRAP));
    CHECK((text != NULL) == (status == LANNER_TEXT_DONE));
    CHECK(text == NULL || (length == expected_length && memcmp(text, expected, length) == 0 && text[length] == 0));
    free(text);
    wasm_trap_delete(trap);
    wasm_func_delete(function);
}

/* Everything that was allocated was given back. */
static void expect_nothing_live(void)
{
    wasm_func_t* function = function_of("live");
    lanner_raw_t value;
    CHECK(lanner_func_call_unchecked(function, &value) == NULL && value.i32 == 0);
    wasm_func_delete(function);
}

static lanner_text_status_t length_of(size_t size, int32_t* length)
{
    wasm_func_t* function = function_of("length");
    char* zeros = calloc(size, 1);
    lanner_argument_t argument = lanner_argument_bytes(zeros, size);
    wasm_val_t value;
    wasm_val_vec_t results = {1, &value};
    wasm_trap_t* trap;
    lanner_text_status_t status = lanner_text_call(&allocator, function, &argument, 1, &results, &trap);
    CHECK(trap == NULL);
    *length = status == LANNER_TEXT_DONE ? value.of.i32 : -1;
    free(zeros);
    wasm_func_delete(function);
    return status;
}

int main(int count, char** arguments)
{
    char path[1024];
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_module_t* module;
    wasm_extern_vec_t no_imports = WASM_EMPTY_VEC;
    lanner_argument_t values[2];
    lanner_allocator_t other;
    int32_t length;
    CHECK(count == 2);
    snprintf(path, sizeof path, "%s/strings.wat", arguments[1]);
    module = lanner_module_from_file(store, path);
    instance = wasm_instance_new(store, module, &no_imports, NULL);
    CHECK(instance != NULL);
    CHECK(lanner_allocator_init(&other, instance, "missing", NULL, NULL) == LANNER_TEXT_NO_EXPORT);
    CHECK(lanner_allocator_init(&other, instance, NULL, NULL, "malloc") == LANNER_TEXT_NO_EXPORT);
    CHECK(lanner_allocator_init(&other, instance, "join", NULL, NULL) == LANNER_TEXT_NO_EXPORT);
    CHECK(lanner_allocator_init(&allocator, instance, NULL, NULL, NULL) == LANNER_TEXT_DONE);

    values[0] = lanner_argument_text("Gr\xc3\xbc\xc3\x9f" "e, ");
    values[1] = lanner_argument_text("w\xc3\xb6rld");
    expect("join", values, 2, true, LANNER_TEXT_DONE, "Gr\xc3\xbc\xc3\x9f" "e, w\xc3\xb6rld", 15);
    values[0] = lanner_argument_text("");
    values[1] = lanner_argument_text("");
    expect("join", values, 2, true, LANNER_TEXT_DONE, "", 0);
    values[0] = lanner_argument_bytes("\x00\xff", 2);
    values[1] = lanner_argument_bytes("\x80\x00", 2);
    expect("join", values, 2, false, LANNER_TEXT_DONE, "\x00\xff\x80\x00", 4);
    expect("join", values, 2, true, LANNER_TEXT_NOT_UTF8, NULL, 0);
    values[0] = lanner_argument_text("ab");
    values[1] = lanner_argument_i32(3);
    expect("repeat", values, 2, true, LANNER_TEXT_DONE, "ababab", 6);
    expect("nothing", NULL, 0, true, LANNER_TEXT_DONE, "", 0);
    expect_nothing_live();
    expect("no_text", NULL, 0, true, LANNER_TEXT_NOT_UTF8, NULL, 0);
    expect_nothing_live();
    expect("fail", values, 1, true, LANNER_TEXT_TRAP, NULL, 0);
    expect_nothing_live();
    expect("outside", NULL, 0, false, LANNER_TEXT_OUTSIDE, NULL, 0);
    expect("length", values, 1, true, LANNER_TEXT_WRONG_TYPE, NULL, 0);
    /* Too few arguments: the call of the guest fails, which is a trap. */
    expect("join", values, 1, true, LANNER_TEXT_TRAP, NULL, 0);
    CHECK(length_of(131072, &length) == LANNER_TEXT_NO_ROOM);
    CHECK(length_of(100000, &length) == LANNER_TEXT_DONE && length == 100000);
    CHECK(lanner_text_is_utf8("\xed\x9f\xbf\xf0\x9f\xa6\x9c\xf4\x8f\xbf\xbf", 11) && !lanner_text_is_utf8("\xed\xa0\x80", 3));
    CHECK(!lanner_text_is_utf8("\xc0\x80", 2) && !lanner_text_is_utf8("\xf4\x90\x80\x80", 4) && !lanner_text_is_utf8("\xe2\x82", 2));

    lanner_allocator_delete(&allocator);
    wasm_instance_delete(instance);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    printf("all of it as it should be\n");
    return 0;
}
