/* Functions of the host: with an environment, with values of each kind, and without checks, with the memory of the caller. */
#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"add\" (func $add (param i32 i64 f32 f64) (result f64)))"
    "  (import \"host\" \"count\" (func $count (result i32)))"
    "  (import \"host\" \"print\" (func $print (param i32 i32)))"
    "  (memory (export \"memory\") 1)"
    "  (data (i32.const 8) \"text of the guest\")"
    "  (func (export \"sum\") (result f64) (call $add (i32.const 1) (i64.const 2) (f32.const 3.5) (f64.const 4.25)))"
    "  (func (export \"count\") (result i32) (drop (call $count)) (call $count))"
    "  (func (export \"print\") (call $print (i32.const 8) (i32.const 17))))";

static wasm_trap_t* add(const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    const wasm_val_t* values = args->data;
    CHECK(args->size == 4 && results->size == 1);
    CHECK(values[0].kind == WASM_I32 && values[1].kind == WASM_I64 && values[2].kind == WASM_F32 && values[3].kind == WASM_F64);
    results->data[0].kind = WASM_F64;
    results->data[0].of.f64 = (double)values[0].of.i32 + (double)values[1].of.i64 + (double)values[2].of.f32 + values[3].of.f64;
    return NULL;
}

static wasm_trap_t* count(void* env, const wasm_val_vec_t* args, wasm_val_vec_t* results)
{
    int32_t* counter = env;
    (void)args;
    results->data[0].of.i32 = ++*counter;
    return NULL;
}

static wasm_trap_t* print(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    wasm_extern_t* export = lanner_caller_export(caller, "memory");
    wasm_memory_t* memory = wasm_extern_as_memory(export);
    size_t start = (uint32_t)values[0].i32;
    size_t length = (uint32_t)values[1].i32;
    size_t size = wasm_memory_data_size(memory);
    (void)env;
    CHECK(start <= size && length <= size - start);
    printf("%.*s\n", (int)length, wasm_memory_data(memory) + start);
    wasm_extern_delete(export);
    return NULL;
}

static void finalize(void* env)
{
    printf("The counter stands at %" PRId32 "\n", *(int32_t*)env);
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    int32_t counter = 40;
    wasm_valtype_t* params[] = {wasm_valtype_new_i32(), wasm_valtype_new_i64(), wasm_valtype_new_f32(), wasm_valtype_new_f64()};
    wasm_valtype_t* results[] = {wasm_valtype_new_f64()};
    wasm_functype_t* add_type = wasm_functype_of(4, params, 1, results);
    wasm_functype_t* count_type = wasm_functype_new_0_1(wasm_valtype_new_i32());
    wasm_functype_t* print_type = wasm_functype_new_2_0(wasm_valtype_new_i32(), wasm_valtype_new_i32());
    wasm_func_t* functions[3];
    wasm_extern_t* imports[3];
    wasm_instance_t* instance;
    wasm_func_t* function;
    wasm_val_t value = WASM_INIT_VAL;
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    wasm_val_vec_t one = {1, &value};
    int index;
    functions[0] = wasm_func_new(store, add_type, add);
    functions[1] = wasm_func_new_with_env(store, count_type, count, &counter, finalize);
    functions[2] = lanner_func_new_unchecked(store, print_type, print, NULL, NULL);
    wasm_functype_delete(add_type);
    wasm_functype_delete(count_type);
    wasm_functype_delete(print_type);
    for (index = 0; index < 3; index++) {
        imports[index] = wasm_func_as_extern(functions[index]);
    }
    instance = instance_of(store, text, imports, 3);
    for (index = 0; index < 3; index++) {
        wasm_func_delete(functions[index]);
    }

    function = func_of(instance, "sum");
    expect_no_trap(wasm_func_call(function, &none, &one));
    CHECK(value.kind == WASM_F64);
    printf("sum: %.2f\n", value.of.f64);
    wasm_func_delete(function);

    function = func_of(instance, "count");
    printf("count: %" PRId32 "\n", call_i32(function, 0, 0, 0));
    wasm_func_delete(function);

    function = func_of(instance, "print");
    call_i32(function, 0, 0, 0);
    wasm_func_delete(function);

    wasm_instance_delete(instance);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
