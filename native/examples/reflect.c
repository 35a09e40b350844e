/* The types of what a module imports and exports. */
#include "example.h"

static const char* const text =
    "(module"
    "  (import \"host\" \"f\" (func (param i32 externref) (result f64 i64)))"
    "  (import \"host\" \"m\" (memory 1 2))"
    "  (func (export \"vector\") (param v128 f32))"
    "  (global (export \"constant\") i64 (i64.const 0))"
    "  (global (export \"variable\") (mut funcref) (ref.null func))"
    "  (table (export \"table\") 3 50 funcref)"
    "  (tag (export \"tag\"))"
    "  (memory (export \"memory\") 1))";

static void print_value_type(const wasm_valtype_t* type)
{
    switch (wasm_valtype_kind(type)) {
    case WASM_I32: printf(" i32"); break;
    case WASM_I64: printf(" i64"); break;
    case WASM_F32: printf(" f32"); break;
    case WASM_F64: printf(" f64"); break;
    case LANNER_V128: printf(" v128"); break;
    case WASM_EXTERNREF: printf(" externref"); break;
    case WASM_FUNCREF: printf(" funcref"); break;
    default: printf(" ?"); break;
    }
}

static void print_value_types(const wasm_valtype_vec_t* types)
{
    size_t index;
    for (index = 0; index < types->size; index++) {
        print_value_type(types->data[index]);
    }
}

static void print_limits(const wasm_limits_t* limits)
{
    printf(" %" PRIu32, limits->min);
    if (limits->max != wasm_limits_max_default) {
        printf(" to %" PRIu32, limits->max);
    }
}

static void print_type(const wasm_externtype_t* type)
{
    const wasm_functype_t* function = wasm_externtype_as_functype_const(type);
    const wasm_globaltype_t* global = wasm_externtype_as_globaltype_const(type);
    const wasm_tabletype_t* table = wasm_externtype_as_tabletype_const(type);
    const wasm_memorytype_t* memory = wasm_externtype_as_memorytype_const(type);
    switch (wasm_externtype_kind(type)) {
    case WASM_EXTERN_FUNC:
        CHECK(function != NULL && global == NULL && table == NULL && memory == NULL);
        printf("function");
        print_value_types(wasm_functype_params(function));
        printf(" ->");
        print_value_types(wasm_functype_results(function));
        break;
    case WASM_EXTERN_GLOBAL:
        CHECK(function == NULL && global != NULL);
        printf("global%s", wasm_globaltype_mutability(global) == WASM_VAR ? " variable" : " constant");
        print_value_type(wasm_globaltype_content(global));
        break;
    case WASM_EXTERN_TABLE:
        CHECK(function == NULL && table != NULL);
        printf("table");
        print_limits(wasm_tabletype_limits(table));
        print_value_type(wasm_tabletype_element(table));
        break;
    case WASM_EXTERN_MEMORY:
        CHECK(function == NULL && memory != NULL);
        printf("memory");
        print_limits(wasm_memorytype_limits(memory));
        break;
    case LANNER_EXTERN_TAG:
        printf("tag");
        break;
    default:
        CHECK(false);
    }
    printf("\n");
}

int main(void)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_module_t* module = module_of(store, text);
    wasm_importtype_vec_t imports, imports_copy;
    wasm_exporttype_vec_t exports;
    wasm_limits_t limits = {2, 1};
    size_t index;
    wasm_module_imports(module, &imports);
    wasm_importtype_vec_copy(&imports_copy, &imports);
    wasm_importtype_vec_delete(&imports);
    for (index = 0; index < imports_copy.size; index++) {
        const wasm_importtype_t* import = imports_copy.data[index];
        const wasm_name_t* from = wasm_importtype_module(import);
        const wasm_name_t* name = wasm_importtype_name(import);
        printf("import %.*s %.*s: ", (int)from->size, from->data, (int)name->size, name->data);
        print_type(wasm_importtype_type(import));
    }
    wasm_importtype_vec_delete(&imports_copy);

    wasm_module_exports(module, &exports);
    for (index = 0; index < exports.size; index++) {
        const wasm_name_t* name = wasm_exporttype_name(exports.data[index]);
        printf("export %.*s: ", (int)name->size, name->data);
        print_type(wasm_exporttype_type(exports.data[index]));
    }
    wasm_exporttype_vec_delete(&exports);

    /* A mistake. */
    CHECK(wasm_memorytype_new(&limits) == NULL);
    {
        wasm_message_t message;
        lanner_last_error(&message);
        printf("%s\n", message.data);
        wasm_name_delete(&message);
    }
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
