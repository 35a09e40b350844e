/* Written from native/functions.list by tests/Lanner.Native.Tests/StubGenerator.cs. */
#ifndef LANNER_TABLE_H
#define LANNER_TABLE_H

#include "loader.h"

/* The functions of the managed side, in the order of the list. */
struct lanner_table {
    void (*wasm_byte_vec_new_empty)(wasm_byte_vec_t* out);
    void (*wasm_byte_vec_new_uninitialized)(wasm_byte_vec_t* out, size_t size);
    void (*wasm_byte_vec_new)(wasm_byte_vec_t* out, size_t size, const wasm_byte_t* data);
    void (*wasm_byte_vec_copy)(wasm_byte_vec_t* out, const wasm_byte_vec_t* vector);
    void (*wasm_byte_vec_delete)(wasm_byte_vec_t* vector);
    void (*wasm_config_delete)(wasm_config_t* item);
    wasm_config_t* (*wasm_config_new)(void);
    void (*wasm_engine_delete)(wasm_engine_t* item);
    wasm_engine_t* (*wasm_engine_new)(void);
    wasm_engine_t* (*wasm_engine_new_with_config)(wasm_config_t* config);
    void (*wasm_store_delete)(wasm_store_t* item);
    wasm_store_t* (*wasm_store_new)(wasm_engine_t* engine);
    void (*wasm_valtype_delete)(wasm_valtype_t* item);
    void (*wasm_valtype_vec_new_empty)(wasm_valtype_vec_t* out);
    void (*wasm_valtype_vec_new_uninitialized)(wasm_valtype_vec_t* out, size_t size);
    void (*wasm_valtype_vec_new)(wasm_valtype_vec_t* out, size_t size, wasm_valtype_t* const* data);
    void (*wasm_valtype_vec_copy)(wasm_valtype_vec_t* out, const wasm_valtype_vec_t* vector);
    void (*wasm_valtype_vec_delete)(wasm_valtype_vec_t* vector);
    wasm_valtype_t* (*wasm_valtype_copy)(const wasm_valtype_t* item);
    wasm_valtype_t* (*wasm_valtype_new)(wasm_valkind_t kind);
    wasm_valkind_t (*wasm_valtype_kind)(const wasm_valtype_t* type);
    void (*wasm_functype_delete)(wasm_functype_t* item);
    void (*wasm_functype_vec_new_empty)(wasm_functype_vec_t* out);
    void (*wasm_functype_vec_new_uninitialized)(wasm_functype_vec_t* out, size_t size);
    void (*wasm_functype_vec_new)(wasm_functype_vec_t* out, size_t size, wasm_functype_t* const* data);
    void (*wasm_functype_vec_copy)(wasm_functype_vec_t* out, const wasm_functype_vec_t* vector);
    void (*wasm_functype_vec_delete)(wasm_functype_vec_t* vector);
    wasm_functype_t* (*wasm_functype_copy)(const wasm_functype_t* item);
    wasm_functype_t* (*wasm_functype_new)(wasm_valtype_vec_t* params, wasm_valtype_vec_t* results);
    const wasm_valtype_vec_t* (*wasm_functype_params)(const wasm_functype_t* type);
    const wasm_valtype_vec_t* (*wasm_functype_results)(const wasm_functype_t* type);
    void (*wasm_globaltype_delete)(wasm_globaltype_t* item);
    void (*wasm_globaltype_vec_new_empty)(wasm_globaltype_vec_t* out);
    void (*wasm_globaltype_vec_new_uninitialized)(wasm_globaltype_vec_t* out, size_t size);
    void (*wasm_globaltype_vec_new)(wasm_globaltype_vec_t* out, size_t size, wasm_globaltype_t* const* data);
    void (*wasm_globaltype_vec_copy)(wasm_globaltype_vec_t* out, const wasm_globaltype_vec_t* vector);
    void (*wasm_globaltype_vec_delete)(wasm_globaltype_vec_t* vector);
    wasm_globaltype_t* (*wasm_globaltype_copy)(const wasm_globaltype_t* item);
    wasm_globaltype_t* (*wasm_globaltype_new)(wasm_valtype_t* content, wasm_mutability_t mutability);
    const wasm_valtype_t* (*wasm_globaltype_content)(const wasm_globaltype_t* type);
    wasm_mutability_t (*wasm_globaltype_mutability)(const wasm_globaltype_t* type);
    void (*wasm_tabletype_delete)(wasm_tabletype_t* item);
    void (*wasm_tabletype_vec_new_empty)(wasm_tabletype_vec_t* out);
    void (*wasm_tabletype_vec_new_uninitialized)(wasm_tabletype_vec_t* out, size_t size);
    void (*wasm_tabletype_vec_new)(wasm_tabletype_vec_t* out, size_t size, wasm_tabletype_t* const* data);
    void (*wasm_tabletype_vec_copy)(wasm_tabletype_vec_t* out, const wasm_tabletype_vec_t* vector);
    void (*wasm_tabletype_vec_delete)(wasm_tabletype_vec_t* vector);
    wasm_tabletype_t* (*wasm_tabletype_copy)(const wasm_tabletype_t* item);
    wasm_tabletype_t* (*wasm_tabletype_new)(wasm_valtype_t* element, const wasm_limits_t* limits);
    const wasm_valtype_t* (*wasm_tabletype_element)(const wasm_tabletype_t* type);
    const wasm_limits_t* (*wasm_tabletype_limits)(const wasm_tabletype_t* type);
    void (*wasm_memorytype_delete)(wasm_memorytype_t* item);
    void (*wasm_memorytype_vec_new_empty)(wasm_memorytype_vec_t* out);
    void (*wasm_memorytype_vec_new_uninitialized)(wasm_memorytype_vec_t* out, size_t size);
    void (*wasm_memorytype_vec_new)(wasm_memorytype_vec_t* out, size_t size, wasm_memorytype_t* const* data);
    void (*wasm_memorytype_vec_copy)(wasm_memorytype_vec_t* out, const wasm_memorytype_vec_t* vector);
    void (*wasm_memorytype_vec_delete)(wasm_memorytype_vec_t* vector);
    wasm_memorytype_t* (*wasm_memorytype_copy)(const wasm_memorytype_t* item);
    wasm_memorytype_t* (*wasm_memorytype_new)(const wasm_limits_t* limits);
    const wasm_limits_t* (*wasm_memorytype_limits)(const wasm_memorytype_t* type);
    void (*wasm_externtype_delete)(wasm_externtype_t* item);
    void (*wasm_externtype_vec_new_empty)(wasm_externtype_vec_t* out);
    void (*wasm_externtype_vec_new_uninitialized)(wasm_externtype_vec_t* out, size_t size);
    void (*wasm_externtype_vec_new)(wasm_externtype_vec_t* out, size_t size, wasm_externtype_t* const* data);
    void (*wasm_externtype_vec_copy)(wasm_externtype_vec_t* out, const wasm_externtype_vec_t* vector);
    void (*wasm_externtype_vec_delete)(wasm_externtype_vec_t* vector);
    wasm_externtype_t* (*wasm_externtype_copy)(const wasm_externtype_t* item);
    wasm_externkind_t (*wasm_externtype_kind)(const wasm_externtype_t* type);
    wasm_externtype_t* (*wasm_functype_as_externtype)(wasm_functype_t* item);
    wasm_functype_t* (*wasm_externtype_as_functype)(wasm_externtype_t* item);
    const wasm_externtype_t* (*wasm_functype_as_externtype_const)(const wasm_functype_t* item);
    const wasm_functype_t* (*wasm_externtype_as_functype_const)(const wasm_externtype_t* item);
    wasm_externtype_t* (*wasm_globaltype_as_externtype)(wasm_globaltype_t* item);
    wasm_globaltype_t* (*wasm_externtype_as_globaltype)(wasm_externtype_t* item);
    const wasm_externtype_t* (*wasm_globaltype_as_externtype_const)(const wasm_globaltype_t* item);
    const wasm_globaltype_t* (*wasm_externtype_as_globaltype_const)(const wasm_externtype_t* item);
    wasm_externtype_t* (*wasm_tabletype_as_externtype)(wasm_tabletype_t* item);
    wasm_tabletype_t* (*wasm_externtype_as_tabletype)(wasm_externtype_t* item);
    const wasm_externtype_t* (*wasm_tabletype_as_externtype_const)(const wasm_tabletype_t* item);
    const wasm_tabletype_t* (*wasm_externtype_as_tabletype_const)(const wasm_externtype_t* item);
    wasm_externtype_t* (*wasm_memorytype_as_externtype)(wasm_memorytype_t* item);
    wasm_memorytype_t* (*wasm_externtype_as_memorytype)(wasm_externtype_t* item);
    const wasm_externtype_t* (*wasm_memorytype_as_externtype_const)(const wasm_memorytype_t* item);
    const wasm_memorytype_t* (*wasm_externtype_as_memorytype_const)(const wasm_externtype_t* item);
    void (*wasm_importtype_delete)(wasm_importtype_t* item);
    void (*wasm_importtype_vec_new_empty)(wasm_importtype_vec_t* out);
    void (*wasm_importtype_vec_new_uninitialized)(wasm_importtype_vec_t* out, size_t size);
    void (*wasm_importtype_vec_new)(wasm_importtype_vec_t* out, size_t size, wasm_importtype_t* const* data);
    void (*wasm_importtype_vec_copy)(wasm_importtype_vec_t* out, const wasm_importtype_vec_t* vector);
    void (*wasm_importtype_vec_delete)(wasm_importtype_vec_t* vector);
    wasm_importtype_t* (*wasm_importtype_copy)(const wasm_importtype_t* item);
    wasm_importtype_t* (*wasm_importtype_new)(wasm_name_t* module, wasm_name_t* name, wasm_externtype_t* type);
    const wasm_name_t* (*wasm_importtype_module)(const wasm_importtype_t* type);
    const wasm_name_t* (*wasm_importtype_name)(const wasm_importtype_t* type);
    const wasm_externtype_t* (*wasm_importtype_type)(const wasm_importtype_t* type);
    void (*wasm_exporttype_delete)(wasm_exporttype_t* item);
    void (*wasm_exporttype_vec_new_empty)(wasm_exporttype_vec_t* out);
    void (*wasm_exporttype_vec_new_uninitialized)(wasm_exporttype_vec_t* out, size_t size);
    void (*wasm_exporttype_vec_new)(wasm_exporttype_vec_t* out, size_t size, wasm_exporttype_t* const* data);
    void (*wasm_exporttype_vec_copy)(wasm_exporttype_vec_t* out, const wasm_exporttype_vec_t* vector);
    void (*wasm_exporttype_vec_delete)(wasm_exporttype_vec_t* vector);
    wasm_exporttype_t* (*wasm_exporttype_copy)(const wasm_exporttype_t* item);
    wasm_exporttype_t* (*wasm_exporttype_new)(wasm_name_t* name, wasm_externtype_t* type);
    const wasm_name_t* (*wasm_exporttype_name)(const wasm_exporttype_t* type);
    const wasm_externtype_t* (*wasm_exporttype_type)(const wasm_exporttype_t* type);
    void (*wasm_val_delete)(wasm_val_t* value);
    void (*wasm_val_copy)(wasm_val_t* out, const wasm_val_t* value);
    void (*wasm_val_vec_new_empty)(wasm_val_vec_t* out);
    void (*wasm_val_vec_new_uninitialized)(wasm_val_vec_t* out, size_t size);
    void (*wasm_val_vec_new)(wasm_val_vec_t* out, size_t size, const wasm_val_t* data);
    void (*wasm_val_vec_copy)(wasm_val_vec_t* out, const wasm_val_vec_t* vector);
    void (*wasm_val_vec_delete)(wasm_val_vec_t* vector);
    void (*wasm_ref_delete)(wasm_ref_t* item);
    wasm_ref_t* (*wasm_ref_copy)(const wasm_ref_t* item);
    bool (*wasm_ref_same)(const wasm_ref_t* left, const wasm_ref_t* right);
    void* (*wasm_ref_get_host_info)(const wasm_ref_t* item);
    void (*wasm_ref_set_host_info)(wasm_ref_t* item, void* info);
    void (*wasm_ref_set_host_info_with_finalizer)(wasm_ref_t* item, void* info, lanner_finalizer_t finalizer);
    void (*wasm_frame_delete)(wasm_frame_t* item);
    void (*wasm_frame_vec_new_empty)(wasm_frame_vec_t* out);
    void (*wasm_frame_vec_new_uninitialized)(wasm_frame_vec_t* out, size_t size);
    void (*wasm_frame_vec_new)(wasm_frame_vec_t* out, size_t size, wasm_frame_t* const* data);
    void (*wasm_frame_vec_copy)(wasm_frame_vec_t* out, const wasm_frame_vec_t* vector);
    void (*wasm_frame_vec_delete)(wasm_frame_vec_t* vector);
    wasm_frame_t* (*wasm_frame_copy)(const wasm_frame_t* frame);
    wasm_instance_t* (*wasm_frame_instance)(const wasm_frame_t* frame);
    uint32_t (*wasm_frame_func_index)(const wasm_frame_t* frame);
    size_t (*wasm_frame_func_offset)(const wasm_frame_t* frame);
    size_t (*wasm_frame_module_offset)(const wasm_frame_t* frame);
    void (*wasm_trap_delete)(wasm_trap_t* item);
    wasm_trap_t* (*wasm_trap_copy)(const wasm_trap_t* item);
    bool (*wasm_trap_same)(const wasm_trap_t* left, const wasm_trap_t* right);
    void* (*wasm_trap_get_host_info)(const wasm_trap_t* item);
    void (*wasm_trap_set_host_info)(wasm_trap_t* item, void* info);
    void (*wasm_trap_set_host_info_with_finalizer)(wasm_trap_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_trap_as_ref)(wasm_trap_t* item);
    wasm_trap_t* (*wasm_ref_as_trap)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_trap_as_ref_const)(const wasm_trap_t* item);
    const wasm_trap_t* (*wasm_ref_as_trap_const)(const wasm_ref_t* item);
    wasm_trap_t* (*wasm_trap_new)(wasm_store_t* store, const wasm_message_t* message);
    void (*wasm_trap_message)(const wasm_trap_t* trap, wasm_message_t* out);
    wasm_frame_t* (*wasm_trap_origin)(const wasm_trap_t* trap);
    void (*wasm_trap_trace)(const wasm_trap_t* trap, wasm_frame_vec_t* out);
    void (*wasm_foreign_delete)(wasm_foreign_t* item);
    wasm_foreign_t* (*wasm_foreign_copy)(const wasm_foreign_t* item);
    bool (*wasm_foreign_same)(const wasm_foreign_t* left, const wasm_foreign_t* right);
    void* (*wasm_foreign_get_host_info)(const wasm_foreign_t* item);
    void (*wasm_foreign_set_host_info)(wasm_foreign_t* item, void* info);
    void (*wasm_foreign_set_host_info_with_finalizer)(wasm_foreign_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_foreign_as_ref)(wasm_foreign_t* item);
    wasm_foreign_t* (*wasm_ref_as_foreign)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_foreign_as_ref_const)(const wasm_foreign_t* item);
    const wasm_foreign_t* (*wasm_ref_as_foreign_const)(const wasm_ref_t* item);
    wasm_foreign_t* (*wasm_foreign_new)(wasm_store_t* store);
    void (*wasm_module_delete)(wasm_module_t* item);
    wasm_module_t* (*wasm_module_copy)(const wasm_module_t* item);
    bool (*wasm_module_same)(const wasm_module_t* left, const wasm_module_t* right);
    void* (*wasm_module_get_host_info)(const wasm_module_t* item);
    void (*wasm_module_set_host_info)(wasm_module_t* item, void* info);
    void (*wasm_module_set_host_info_with_finalizer)(wasm_module_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_module_as_ref)(wasm_module_t* item);
    wasm_module_t* (*wasm_ref_as_module)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_module_as_ref_const)(const wasm_module_t* item);
    const wasm_module_t* (*wasm_ref_as_module_const)(const wasm_ref_t* item);
    void (*wasm_shared_module_delete)(wasm_shared_module_t* item);
    wasm_shared_module_t* (*wasm_module_share)(const wasm_module_t* module);
    wasm_module_t* (*wasm_module_obtain)(wasm_store_t* store, const wasm_shared_module_t* module);
    wasm_module_t* (*wasm_module_new)(wasm_store_t* store, const wasm_byte_vec_t* binary);
    bool (*wasm_module_validate)(wasm_store_t* store, const wasm_byte_vec_t* binary);
    void (*wasm_module_imports)(const wasm_module_t* module, wasm_importtype_vec_t* out);
    void (*wasm_module_exports)(const wasm_module_t* module, wasm_exporttype_vec_t* out);
    void (*wasm_module_serialize)(const wasm_module_t* module, wasm_byte_vec_t* out);
    wasm_module_t* (*wasm_module_deserialize)(wasm_store_t* store, const wasm_byte_vec_t* bytes);
    void (*wasm_func_delete)(wasm_func_t* item);
    wasm_func_t* (*wasm_func_copy)(const wasm_func_t* item);
    bool (*wasm_func_same)(const wasm_func_t* left, const wasm_func_t* right);
    void* (*wasm_func_get_host_info)(const wasm_func_t* item);
    void (*wasm_func_set_host_info)(wasm_func_t* item, void* info);
    void (*wasm_func_set_host_info_with_finalizer)(wasm_func_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_func_as_ref)(wasm_func_t* item);
    wasm_func_t* (*wasm_ref_as_func)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_func_as_ref_const)(const wasm_func_t* item);
    const wasm_func_t* (*wasm_ref_as_func_const)(const wasm_ref_t* item);
    wasm_func_t* (*wasm_func_new)(wasm_store_t* store, const wasm_functype_t* type, wasm_func_callback_t callback);
    wasm_func_t* (*wasm_func_new_with_env)(
        wasm_store_t* store,
        const wasm_functype_t* type,
        wasm_func_callback_with_env_t callback,
        void* env,
        lanner_finalizer_t finalizer);
    wasm_functype_t* (*wasm_func_type)(const wasm_func_t* function);
    size_t (*wasm_func_param_arity)(const wasm_func_t* function);
    size_t (*wasm_func_result_arity)(const wasm_func_t* function);
    wasm_trap_t* (*wasm_func_call)(const wasm_func_t* function, const wasm_val_vec_t* args, wasm_val_vec_t* results);
    void (*wasm_global_delete)(wasm_global_t* item);
    wasm_global_t* (*wasm_global_copy)(const wasm_global_t* item);
    bool (*wasm_global_same)(const wasm_global_t* left, const wasm_global_t* right);
    void* (*wasm_global_get_host_info)(const wasm_global_t* item);
    void (*wasm_global_set_host_info)(wasm_global_t* item, void* info);
    void (*wasm_global_set_host_info_with_finalizer)(wasm_global_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_global_as_ref)(wasm_global_t* item);
    wasm_global_t* (*wasm_ref_as_global)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_global_as_ref_const)(const wasm_global_t* item);
    const wasm_global_t* (*wasm_ref_as_global_const)(const wasm_ref_t* item);
    wasm_global_t* (*wasm_global_new)(wasm_store_t* store, const wasm_globaltype_t* type, const wasm_val_t* value);
    wasm_globaltype_t* (*wasm_global_type)(const wasm_global_t* global);
    void (*wasm_global_get)(const wasm_global_t* global, wasm_val_t* out);
    void (*wasm_global_set)(wasm_global_t* global, const wasm_val_t* value);
    void (*wasm_table_delete)(wasm_table_t* item);
    wasm_table_t* (*wasm_table_copy)(const wasm_table_t* item);
    bool (*wasm_table_same)(const wasm_table_t* left, const wasm_table_t* right);
    void* (*wasm_table_get_host_info)(const wasm_table_t* item);
    void (*wasm_table_set_host_info)(wasm_table_t* item, void* info);
    void (*wasm_table_set_host_info_with_finalizer)(wasm_table_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_table_as_ref)(wasm_table_t* item);
    wasm_table_t* (*wasm_ref_as_table)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_table_as_ref_const)(const wasm_table_t* item);
    const wasm_table_t* (*wasm_ref_as_table_const)(const wasm_ref_t* item);
    wasm_table_t* (*wasm_table_new)(wasm_store_t* store, const wasm_tabletype_t* type, wasm_ref_t* init);
    wasm_tabletype_t* (*wasm_table_type)(const wasm_table_t* table);
    wasm_ref_t* (*wasm_table_get)(const wasm_table_t* table, wasm_table_size_t index);
    bool (*wasm_table_set)(wasm_table_t* table, wasm_table_size_t index, wasm_ref_t* reference);
    wasm_table_size_t (*wasm_table_size)(const wasm_table_t* table);
    bool (*wasm_table_grow)(wasm_table_t* table, wasm_table_size_t delta, wasm_ref_t* init);
    void (*wasm_memory_delete)(wasm_memory_t* item);
    wasm_memory_t* (*wasm_memory_copy)(const wasm_memory_t* item);
    bool (*wasm_memory_same)(const wasm_memory_t* left, const wasm_memory_t* right);
    void* (*wasm_memory_get_host_info)(const wasm_memory_t* item);
    void (*wasm_memory_set_host_info)(wasm_memory_t* item, void* info);
    void (*wasm_memory_set_host_info_with_finalizer)(wasm_memory_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_memory_as_ref)(wasm_memory_t* item);
    wasm_memory_t* (*wasm_ref_as_memory)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_memory_as_ref_const)(const wasm_memory_t* item);
    const wasm_memory_t* (*wasm_ref_as_memory_const)(const wasm_ref_t* item);
    wasm_memory_t* (*wasm_memory_new)(wasm_store_t* store, const wasm_memorytype_t* type);
    wasm_memorytype_t* (*wasm_memory_type)(const wasm_memory_t* memory);
    byte_t* (*wasm_memory_data)(wasm_memory_t* memory);
    size_t (*wasm_memory_data_size)(const wasm_memory_t* memory);
    wasm_memory_pages_t (*wasm_memory_size)(const wasm_memory_t* memory);
    bool (*wasm_memory_grow)(wasm_memory_t* memory, wasm_memory_pages_t delta);
    void (*wasm_extern_delete)(wasm_extern_t* item);
    wasm_extern_t* (*wasm_extern_copy)(const wasm_extern_t* item);
    bool (*wasm_extern_same)(const wasm_extern_t* left, const wasm_extern_t* right);
    void* (*wasm_extern_get_host_info)(const wasm_extern_t* item);
    void (*wasm_extern_set_host_info)(wasm_extern_t* item, void* info);
    void (*wasm_extern_set_host_info_with_finalizer)(wasm_extern_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_extern_as_ref)(wasm_extern_t* item);
    wasm_extern_t* (*wasm_ref_as_extern)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_extern_as_ref_const)(const wasm_extern_t* item);
    const wasm_extern_t* (*wasm_ref_as_extern_const)(const wasm_ref_t* item);
    void (*wasm_extern_vec_new_empty)(wasm_extern_vec_t* out);
    void (*wasm_extern_vec_new_uninitialized)(wasm_extern_vec_t* out, size_t size);
    void (*wasm_extern_vec_new)(wasm_extern_vec_t* out, size_t size, wasm_extern_t* const* data);
    void (*wasm_extern_vec_copy)(wasm_extern_vec_t* out, const wasm_extern_vec_t* vector);
    void (*wasm_extern_vec_delete)(wasm_extern_vec_t* vector);
    wasm_externkind_t (*wasm_extern_kind)(const wasm_extern_t* external);
    wasm_externtype_t* (*wasm_extern_type)(const wasm_extern_t* external);
    wasm_extern_t* (*wasm_func_as_extern)(wasm_func_t* item);
    wasm_func_t* (*wasm_extern_as_func)(wasm_extern_t* item);
    const wasm_extern_t* (*wasm_func_as_extern_const)(const wasm_func_t* item);
    const wasm_func_t* (*wasm_extern_as_func_const)(const wasm_extern_t* item);
    wasm_extern_t* (*wasm_global_as_extern)(wasm_global_t* item);
    wasm_global_t* (*wasm_extern_as_global)(wasm_extern_t* item);
    const wasm_extern_t* (*wasm_global_as_extern_const)(const wasm_global_t* item);
    const wasm_global_t* (*wasm_extern_as_global_const)(const wasm_extern_t* item);
    wasm_extern_t* (*wasm_table_as_extern)(wasm_table_t* item);
    wasm_table_t* (*wasm_extern_as_table)(wasm_extern_t* item);
    const wasm_extern_t* (*wasm_table_as_extern_const)(const wasm_table_t* item);
    const wasm_table_t* (*wasm_extern_as_table_const)(const wasm_extern_t* item);
    wasm_extern_t* (*wasm_memory_as_extern)(wasm_memory_t* item);
    wasm_memory_t* (*wasm_extern_as_memory)(wasm_extern_t* item);
    const wasm_extern_t* (*wasm_memory_as_extern_const)(const wasm_memory_t* item);
    const wasm_memory_t* (*wasm_extern_as_memory_const)(const wasm_extern_t* item);
    void (*wasm_instance_delete)(wasm_instance_t* item);
    wasm_instance_t* (*wasm_instance_copy)(const wasm_instance_t* item);
    bool (*wasm_instance_same)(const wasm_instance_t* left, const wasm_instance_t* right);
    void* (*wasm_instance_get_host_info)(const wasm_instance_t* item);
    void (*wasm_instance_set_host_info)(wasm_instance_t* item, void* info);
    void (*wasm_instance_set_host_info_with_finalizer)(wasm_instance_t* item, void* info, lanner_finalizer_t finalizer);
    wasm_ref_t* (*wasm_instance_as_ref)(wasm_instance_t* item);
    wasm_instance_t* (*wasm_ref_as_instance)(wasm_ref_t* item);
    const wasm_ref_t* (*wasm_instance_as_ref_const)(const wasm_instance_t* item);
    const wasm_instance_t* (*wasm_ref_as_instance_const)(const wasm_ref_t* item);
    wasm_instance_t* (*wasm_instance_new)(
        wasm_store_t* store,
        const wasm_module_t* module,
        const wasm_extern_vec_t* imports,
        wasm_trap_t** trap);
    void (*wasm_instance_exports)(const wasm_instance_t* instance, wasm_extern_vec_t* out);
    void (*lanner_last_managed_error)(wasm_message_t* out);
    bool (*lanner_text_to_binary)(const char* text, size_t length, wasm_byte_vec_t* out);
    bool (*lanner_binary_to_text)(const wasm_byte_vec_t* binary, wasm_message_t* out);
    bool (*lanner_config_set_memory_mode)(wasm_config_t* config, lanner_memory_mode_t mode);
    bool (*lanner_config_set_interruptible)(wasm_config_t* config, bool value);
    bool (*lanner_config_set_fuel)(wasm_config_t* config, bool value);
    bool (*lanner_config_set_deterministic)(wasm_config_t* config, bool value);
    bool (*lanner_config_set_features)(wasm_config_t* config, uint64_t features);
    bool (*lanner_config_set_compilation)(wasm_config_t* config, lanner_compilation_t mode);
    bool (*lanner_config_set_cache)(wasm_config_t* config, const char* folder);
    lanner_memory_mode_t (*lanner_engine_memory_mode)(const wasm_engine_t* engine);
    wasm_store_t* (*lanner_store_new)(wasm_engine_t* engine, const lanner_limits_t* limits);
    bool (*lanner_store_fuel)(const wasm_store_t* store, int64_t* out);
    bool (*lanner_store_fuel_consumed)(const wasm_store_t* store, int64_t* out);
    bool (*lanner_store_set_fuel)(wasm_store_t* store, int64_t fuel);
    bool (*lanner_store_add_fuel)(wasm_store_t* store, int64_t fuel);
    bool (*lanner_store_interrupt)(wasm_store_t* store);
    bool (*lanner_store_is_interrupted)(const wasm_store_t* store);
    bool (*lanner_store_set_deadline)(wasm_store_t* store, uint64_t microseconds);
    void (*lanner_store_clear_deadline)(wasm_store_t* store);
    wasm_module_t* (*lanner_module_from_file)(wasm_store_t* store, const char* path);
    wasm_module_t* (*lanner_module_from_text)(wasm_store_t* store, const char* text, size_t length);
    bool (*lanner_module_save_compiled)(const wasm_module_t* module, const char* path);
    wasm_module_t* (*lanner_module_load_compiled)(wasm_store_t* store, const char* path);
    wasm_trap_t* (*lanner_func_call_unchecked)(const wasm_func_t* function, lanner_raw_t* values);
    wasm_func_t* (*lanner_func_new_unchecked)(
        wasm_store_t* store,
        const wasm_functype_t* type,
        lanner_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer);
    wasm_extern_t* (*lanner_caller_export)(const lanner_caller_t* caller, const char* name);
    wasm_extern_t* (*lanner_instance_export)(const wasm_instance_t* instance, const char* name);
    lanner_call_t* (*lanner_func_call_async)(
        const wasm_func_t* function,
        const wasm_val_vec_t* args,
        lanner_func_ended_t ended,
        void* env);
    bool (*lanner_call_cancel)(lanner_call_t* call);
    void (*lanner_call_delete)(lanner_call_t* call);
    wasm_func_t* (*lanner_func_new_async)(
        wasm_store_t* store,
        const wasm_functype_t* type,
        lanner_async_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer);
    bool (*lanner_completion_return)(lanner_completion_t* completion, const wasm_val_vec_t* results);
    bool (*lanner_completion_return_text)(lanner_completion_t* completion, const wasm_byte_vec_t* text);
    bool (*lanner_completion_trap)(lanner_completion_t* completion, wasm_trap_t* trap);
    bool (*lanner_completion_on_cancel)(lanner_completion_t* completion, lanner_finalizer_t cancelled, void* env);
    void (*lanner_waits)(wasm_message_t* out);
    bool (*lanner_set_thread_hooks)(lanner_finalizer_t begin, lanner_finalizer_t end, void* env);
    lanner_trap_code_t (*lanner_trap_code)(const wasm_trap_t* trap);
    bool (*lanner_trap_exit_status)(const wasm_trap_t* trap, int32_t* out);
    bool (*lanner_frame_func_name)(const wasm_frame_t* frame, wasm_name_t* out);
    bool (*lanner_frame_module_name)(const wasm_frame_t* frame, wasm_name_t* out);
    bool (*lanner_frame_source)(const wasm_frame_t* frame, wasm_name_t* out, uint32_t* line, uint32_t* column);
    lanner_linker_t* (*lanner_linker_new)(wasm_engine_t* engine);
    void (*lanner_linker_delete)(lanner_linker_t* linker);
    bool (*lanner_linker_allow_shadowing)(lanner_linker_t* linker, bool value);
    bool (*lanner_linker_define)(lanner_linker_t* linker, const char* module, const char* name, const wasm_extern_t* definition);
    bool (*lanner_linker_define_instance)(lanner_linker_t* linker, const char* module, const wasm_instance_t* instance);
    bool (*lanner_linker_define_wasi)(lanner_linker_t* linker, const lanner_wasi_t* wasi);
    bool (*lanner_linker_define_unknown)(lanner_linker_t* linker, const wasm_module_t* module);
    bool (*lanner_linker_run)(
        const lanner_linker_t* linker,
        wasm_store_t* store,
        const wasm_module_t* module,
        int32_t* status,
        wasm_trap_t** trap);
    wasm_instance_t* (*lanner_linker_instantiate)(
        const lanner_linker_t* linker,
        wasm_store_t* store,
        const wasm_module_t* module,
        wasm_trap_t** trap);
    lanner_wasi_t* (*lanner_wasi_new)(void);
    void (*lanner_wasi_delete)(lanner_wasi_t* wasi);
    bool (*lanner_wasi_add_argument)(lanner_wasi_t* wasi, const char* argument);
    bool (*lanner_wasi_add_environment)(lanner_wasi_t* wasi, const char* name, const char* value);
    bool (*lanner_wasi_inherit_environment)(lanner_wasi_t* wasi);
    bool (*lanner_wasi_inherit_streams)(lanner_wasi_t* wasi, lanner_streams_t streams);
    bool (*lanner_wasi_set_input)(lanner_wasi_t* wasi, const wasm_byte_vec_t* content);
    bool (*lanner_wasi_capture_streams)(lanner_wasi_t* wasi, lanner_streams_t streams, size_t maximum);
    bool (*lanner_wasi_captured)(const lanner_wasi_t* wasi, lanner_streams_t stream, wasm_byte_vec_t* out);
    bool (*lanner_wasi_add_directory)(lanner_wasi_t* wasi, const char* host_path, const char* guest_path, lanner_rights_t rights);
    bool (*lanner_wasi_add_files)(lanner_wasi_t* wasi, const lanner_files_t* files, const char* guest_path, lanner_rights_t rights);
    bool (*lanner_wasi_add_archive)(lanner_wasi_t* wasi, const char* host_path, const char* guest_path);
    bool (*lanner_wasi_add_listener)(lanner_wasi_t* wasi, const char* address);
    bool (*lanner_wasi_allow_peers)(lanner_wasi_t* wasi, const char* addresses, uint32_t port);
    bool (*lanner_wasi_set_random_seed)(lanner_wasi_t* wasi, int64_t seed);
    bool (*lanner_wasi_set_clock)(lanner_wasi_t* wasi, int64_t start, uint64_t step);
    bool (*lanner_wasi_set_most_descriptors)(lanner_wasi_t* wasi, uint32_t most);
    bool (*lanner_wasi_set_limit)(lanner_wasi_t* wasi, lanner_wasi_limit_t limit, uint64_t most);
    bool (*lanner_wasi_allow)(lanner_wasi_t* wasi, lanner_network_use_t use, const char* hosts);
    bool (*lanner_wasi_allow_private_answers)(lanner_wasi_t* wasi);
    bool (*lanner_wasi_add_setting)(lanner_wasi_t* wasi, const char* name, const char* value);
    bool (*lanner_wasi_add_key_value_store)(lanner_wasi_t* wasi, const char* name, const lanner_key_value_store_t* pairs);
    bool (*lanner_wasi_add_overlay)(lanner_wasi_t* wasi, const char* host_path, const char* guest_path, uint64_t maximum);
    lanner_files_t* (*lanner_files_new)(uint64_t maximum);
    void (*lanner_files_delete)(lanner_files_t* files);
    bool (*lanner_files_create_directory)(lanner_files_t* files, const char* path);
    bool (*lanner_files_write)(lanner_files_t* files, const char* path, const wasm_byte_vec_t* content);
    bool (*lanner_files_read)(const lanner_files_t* files, const char* path, wasm_byte_vec_t* out);
    lanner_key_value_store_t* (*lanner_key_value_store_new)(uint64_t maximum);
    void (*lanner_key_value_store_delete)(lanner_key_value_store_t* pairs);
    bool (*lanner_key_value_store_set)(lanner_key_value_store_t* pairs, const char* key, const wasm_byte_vec_t* value);
    bool (*lanner_key_value_store_get)(const lanner_key_value_store_t* pairs, const char* key, wasm_byte_vec_t* out);
    lanner_component_t* (*lanner_component_new)(wasm_engine_t* engine, const wasm_byte_vec_t* bytes);
    lanner_component_t* (*lanner_component_from_file)(wasm_engine_t* engine, const char* path);
    void (*lanner_component_delete)(lanner_component_t* component);
    bool (*lanner_component_interface)(const lanner_component_t* component, wasm_byte_vec_t* out);
    lanner_component_linker_t* (*lanner_component_linker_new)(wasm_store_t* store);
    void (*lanner_component_linker_delete)(lanner_component_linker_t* linker);
    bool (*lanner_component_linker_define)(
        lanner_component_linker_t* linker,
        const char* interface_name,
        const char* name,
        lanner_component_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer);
    bool (*lanner_component_linker_define_wasi)(lanner_component_linker_t* linker, const lanner_wasi_t* wasi);
    lanner_component_instance_t* (*lanner_component_linker_instantiate)(
        const lanner_component_linker_t* linker,
        const lanner_component_t* component,
        wasm_trap_t** trap);
    bool (*lanner_component_linker_run)(
        const lanner_component_linker_t* linker,
        const lanner_component_t* component,
        int32_t* status,
        wasm_trap_t** trap);
    void (*lanner_component_instance_delete)(lanner_component_instance_t* instance);
    bool (*lanner_component_instance_interface)(const lanner_component_instance_t* instance, wasm_byte_vec_t* out);
    bool (*lanner_component_instance_call)(
        const lanner_component_instance_t* instance,
        const char* function,
        const wasm_byte_vec_t* arguments,
        wasm_byte_vec_t* out,
        wasm_trap_t** trap);
    bool (*lanner_component_instance_call_wave)(
        const lanner_component_instance_t* instance,
        const char* call,
        wasm_byte_vec_t* out,
        wasm_trap_t** trap);
    lanner_call_t* (*lanner_component_instance_call_async)(
        const lanner_component_instance_t* instance,
        const char* function,
        const wasm_byte_vec_t* arguments,
        lanner_component_ended_t ended,
        void* env);
    lanner_call_t* (*lanner_component_instance_call_wave_async)(
        const lanner_component_instance_t* instance,
        const char* call,
        lanner_component_ended_t ended,
        void* env);
    bool (*lanner_component_linker_define_async)(
        lanner_component_linker_t* linker,
        const char* interface_name,
        const char* name,
        lanner_component_async_callback_t callback,
        void* env,
        lanner_finalizer_t finalizer);
};

extern struct lanner_table lanner_table;

#endif
