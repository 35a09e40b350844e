/* Written by generate.go. */
#include <dlfcn.h>

#include "library.h"

struct lanner_go_table lanner_go_table;

/* The names, in the order of the table. */
static const char* const names[] = {
    "lanner_binary_to_text",
    "lanner_call_cancel",
    "lanner_call_delete",
    "lanner_caller_export",
    "lanner_completion_on_cancel",
    "lanner_completion_return",
    "lanner_completion_return_text",
    "lanner_completion_trap",
    "lanner_component_delete",
    "lanner_component_from_file",
    "lanner_component_instance_call",
    "lanner_component_instance_call_async",
    "lanner_component_instance_call_wave",
    "lanner_component_instance_call_wave_async",
    "lanner_component_instance_delete",
    "lanner_component_instance_interface",
    "lanner_component_interface",
    "lanner_component_linker_define",
    "lanner_component_linker_define_async",
    "lanner_component_linker_define_wasi",
    "lanner_component_linker_delete",
    "lanner_component_linker_instantiate",
    "lanner_component_linker_new",
    "lanner_component_linker_run",
    "lanner_component_new",
    "lanner_config_set_cache",
    "lanner_config_set_compilation",
    "lanner_config_set_deterministic",
    "lanner_config_set_features",
    "lanner_config_set_fuel",
    "lanner_config_set_interruptible",
    "lanner_config_set_memory_mode",
    "lanner_engine_memory_mode",
    "lanner_files_create_directory",
    "lanner_files_delete",
    "lanner_files_new",
    "lanner_files_read",
    "lanner_files_write",
    "lanner_frame_func_name",
    "lanner_frame_module_name",
    "lanner_frame_source",
    "lanner_func_call_async",
    "lanner_func_call_unchecked",
    "lanner_func_new_async",
    "lanner_func_new_unchecked",
    "lanner_instance_export",
    "lanner_key_value_store_delete",
    "lanner_key_value_store_get",
    "lanner_key_value_store_new",
    "lanner_key_value_store_set",
    "lanner_last_error",
    "lanner_linker_allow_shadowing",
    "lanner_linker_define",
    "lanner_linker_define_instance",
    "lanner_linker_define_unknown",
    "lanner_linker_define_wasi",
    "lanner_linker_delete",
    "lanner_linker_instantiate",
    "lanner_linker_new",
    "lanner_linker_run",
    "lanner_module_from_file",
    "lanner_module_from_text",
    "lanner_module_load_compiled",
    "lanner_module_save_compiled",
    "lanner_set_thread_hooks",
    "lanner_start",
    "lanner_store_add_fuel",
    "lanner_store_clear_deadline",
    "lanner_store_fuel",
    "lanner_store_fuel_consumed",
    "lanner_store_interrupt",
    "lanner_store_is_interrupted",
    "lanner_store_new",
    "lanner_store_set_deadline",
    "lanner_store_set_fuel",
    "lanner_text_to_binary",
    "lanner_trap_code",
    "lanner_trap_exit_status",
    "lanner_version",
    "lanner_waits",
    "lanner_wasi_add_archive",
    "lanner_wasi_add_argument",
    "lanner_wasi_add_directory",
    "lanner_wasi_add_environment",
    "lanner_wasi_add_files",
    "lanner_wasi_add_key_value_store",
    "lanner_wasi_add_listener",
    "lanner_wasi_add_overlay",
    "lanner_wasi_add_setting",
    "lanner_wasi_allow",
    "lanner_wasi_allow_peers",
    "lanner_wasi_allow_private_answers",
    "lanner_wasi_capture_streams",
    "lanner_wasi_captured",
    "lanner_wasi_delete",
    "lanner_wasi_inherit_environment",
    "lanner_wasi_inherit_streams",
    "lanner_wasi_new",
    "lanner_wasi_set_clock",
    "lanner_wasi_set_input",
    "lanner_wasi_set_limit",
    "lanner_wasi_set_most_descriptors",
    "lanner_wasi_set_random_seed",
    "wasm_byte_vec_delete",
    "wasm_byte_vec_new",
    "wasm_config_delete",
    "wasm_config_new",
    "wasm_engine_delete",
    "wasm_engine_new_with_config",
    "wasm_exporttype_name",
    "wasm_exporttype_type",
    "wasm_exporttype_vec_delete",
    "wasm_extern_as_func",
    "wasm_extern_as_global",
    "wasm_extern_as_memory",
    "wasm_extern_as_table",
    "wasm_extern_delete",
    "wasm_extern_kind",
    "wasm_externtype_as_functype",
    "wasm_externtype_as_globaltype",
    "wasm_externtype_as_memorytype",
    "wasm_externtype_as_tabletype",
    "wasm_externtype_kind",
    "wasm_foreign_as_ref",
    "wasm_foreign_new",
    "wasm_foreign_set_host_info_with_finalizer",
    "wasm_frame_func_index",
    "wasm_frame_func_offset",
    "wasm_frame_module_offset",
    "wasm_frame_vec_delete",
    "wasm_func_as_extern",
    "wasm_func_as_ref",
    "wasm_func_delete",
    "wasm_func_same",
    "wasm_func_type",
    "wasm_functype_delete",
    "wasm_functype_new",
    "wasm_functype_params",
    "wasm_functype_results",
    "wasm_global_as_extern",
    "wasm_global_delete",
    "wasm_global_get",
    "wasm_global_new",
    "wasm_global_set",
    "wasm_global_type",
    "wasm_globaltype_content",
    "wasm_globaltype_delete",
    "wasm_globaltype_mutability",
    "wasm_globaltype_new",
    "wasm_importtype_module",
    "wasm_importtype_name",
    "wasm_importtype_type",
    "wasm_importtype_vec_delete",
    "wasm_instance_delete",
    "wasm_memory_as_extern",
    "wasm_memory_data",
    "wasm_memory_data_size",
    "wasm_memory_delete",
    "wasm_memory_grow",
    "wasm_memory_new",
    "wasm_memory_size",
    "wasm_memory_type",
    "wasm_memorytype_delete",
    "wasm_memorytype_limits",
    "wasm_memorytype_new",
    "wasm_module_delete",
    "wasm_module_deserialize",
    "wasm_module_exports",
    "wasm_module_imports",
    "wasm_module_new",
    "wasm_module_obtain",
    "wasm_module_serialize",
    "wasm_module_share",
    "wasm_module_validate",
    "wasm_ref_as_foreign",
    "wasm_ref_as_func",
    "wasm_ref_copy",
    "wasm_ref_delete",
    "wasm_ref_get_host_info",
    "wasm_shared_module_delete",
    "wasm_store_delete",
    "wasm_table_as_extern",
    "wasm_table_delete",
    "wasm_table_get",
    "wasm_table_grow",
    "wasm_table_new",
    "wasm_table_set",
    "wasm_table_size",
    "wasm_table_type",
    "wasm_tabletype_delete",
    "wasm_tabletype_element",
    "wasm_tabletype_limits",
    "wasm_tabletype_new",
    "wasm_trap_delete",
    "wasm_trap_get_host_info",
    "wasm_trap_message",
    "wasm_trap_new",
    "wasm_trap_set_host_info",
    "wasm_trap_trace",
    "wasm_valtype_kind",
    "wasm_valtype_new",
    "wasm_valtype_vec_new_uninitialized",
};

const char* lanner_go_fill_table(void* library)
{
    void** table = (void**)&lanner_go_table;
    size_t index;
    for (index = 0; index < sizeof names / sizeof *names; index++) {
        table[index] = dlsym(library, names[index]);
        if (table[index] == NULL) {
            return names[index];
        }
    }
    return NULL;
}

_Bool lanner_binary_to_text(const wasm_byte_vec_t* a0, wasm_message_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_binary_to_text(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_call_cancel(lanner_call_t* a0)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_call_cancel(a0);
    lanner_go_arm();
    return result;
}

void lanner_call_delete(lanner_call_t* a0)
{
    lanner_go_table.lanner_call_delete(a0);
}

wasm_extern_t* lanner_caller_export(const lanner_caller_t* a0, const char* a1)
{
    return lanner_go_table.lanner_caller_export(a0, a1);
}

_Bool lanner_completion_on_cancel(lanner_completion_t* a0, void (*a1)(void*), void* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_completion_on_cancel(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_completion_return(lanner_completion_t* a0, const wasm_val_vec_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_completion_return(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_completion_return_text(lanner_completion_t* a0, const wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_completion_return_text(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_completion_trap(lanner_completion_t* a0, wasm_trap_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_completion_trap(a0, a1);
    lanner_go_arm();
    return result;
}

void lanner_component_delete(lanner_component_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_component_delete(a0);
    lanner_go_arm();
}

lanner_component_t* lanner_component_from_file(wasm_engine_t* a0, const char* a1)
{
    lanner_go_enter();
    lanner_component_t* result = lanner_go_table.lanner_component_from_file(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_instance_call(const lanner_component_instance_t* a0, const char* a1, const wasm_byte_vec_t* a2, wasm_byte_vec_t* a3, wasm_trap_t** a4)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_instance_call(a0, a1, a2, a3, a4);
    lanner_go_arm();
    return result;
}

lanner_call_t* lanner_component_instance_call_async(const lanner_component_instance_t* a0, const char* a1, const wasm_byte_vec_t* a2, lanner_component_ended_t a3, void* a4)
{
    lanner_go_enter();
    lanner_call_t* result = lanner_go_table.lanner_component_instance_call_async(a0, a1, a2, a3, a4);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_instance_call_wave(const lanner_component_instance_t* a0, const char* a1, wasm_byte_vec_t* a2, wasm_trap_t** a3)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_instance_call_wave(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

lanner_call_t* lanner_component_instance_call_wave_async(const lanner_component_instance_t* a0, const char* a1, lanner_component_ended_t a2, void* a3)
{
    lanner_go_enter();
    lanner_call_t* result = lanner_go_table.lanner_component_instance_call_wave_async(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

void lanner_component_instance_delete(lanner_component_instance_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_component_instance_delete(a0);
    lanner_go_arm();
}

_Bool lanner_component_instance_interface(const lanner_component_instance_t* a0, wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_instance_interface(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_interface(const lanner_component_t* a0, wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_interface(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_linker_define(lanner_component_linker_t* a0, const char* a1, const char* a2, lanner_component_callback_t a3, void* a4, void (*a5)(void*))
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_linker_define(a0, a1, a2, a3, a4, a5);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_linker_define_async(lanner_component_linker_t* a0, const char* a1, const char* a2, lanner_component_async_callback_t a3, void* a4, void (*a5)(void*))
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_linker_define_async(a0, a1, a2, a3, a4, a5);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_linker_define_wasi(lanner_component_linker_t* a0, const lanner_wasi_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_linker_define_wasi(a0, a1);
    lanner_go_arm();
    return result;
}

void lanner_component_linker_delete(lanner_component_linker_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_component_linker_delete(a0);
    lanner_go_arm();
}

lanner_component_instance_t* lanner_component_linker_instantiate(const lanner_component_linker_t* a0, const lanner_component_t* a1, wasm_trap_t** a2)
{
    lanner_go_enter();
    lanner_component_instance_t* result = lanner_go_table.lanner_component_linker_instantiate(a0, a1, a2);
    lanner_go_arm();
    return result;
}

lanner_component_linker_t* lanner_component_linker_new(wasm_store_t* a0)
{
    lanner_go_enter();
    lanner_component_linker_t* result = lanner_go_table.lanner_component_linker_new(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_component_linker_run(const lanner_component_linker_t* a0, const lanner_component_t* a1, int32_t* a2, wasm_trap_t** a3)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_component_linker_run(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

lanner_component_t* lanner_component_new(wasm_engine_t* a0, const wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    lanner_component_t* result = lanner_go_table.lanner_component_new(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_config_set_cache(wasm_config_t* a0, const char* a1)
{
    return lanner_go_table.lanner_config_set_cache(a0, a1);
}

_Bool lanner_config_set_compilation(wasm_config_t* a0, lanner_compilation_t a1)
{
    return lanner_go_table.lanner_config_set_compilation(a0, a1);
}

_Bool lanner_config_set_deterministic(wasm_config_t* a0, _Bool a1)
{
    return lanner_go_table.lanner_config_set_deterministic(a0, a1);
}

_Bool lanner_config_set_features(wasm_config_t* a0, uint64_t a1)
{
    return lanner_go_table.lanner_config_set_features(a0, a1);
}

_Bool lanner_config_set_fuel(wasm_config_t* a0, _Bool a1)
{
    return lanner_go_table.lanner_config_set_fuel(a0, a1);
}

_Bool lanner_config_set_interruptible(wasm_config_t* a0, _Bool a1)
{
    return lanner_go_table.lanner_config_set_interruptible(a0, a1);
}

_Bool lanner_config_set_memory_mode(wasm_config_t* a0, lanner_memory_mode_t a1)
{
    return lanner_go_table.lanner_config_set_memory_mode(a0, a1);
}

lanner_memory_mode_t lanner_engine_memory_mode(const wasm_engine_t* a0)
{
    return lanner_go_table.lanner_engine_memory_mode(a0);
}

_Bool lanner_files_create_directory(lanner_files_t* a0, const char* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_files_create_directory(a0, a1);
    lanner_go_arm();
    return result;
}

void lanner_files_delete(lanner_files_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_files_delete(a0);
    lanner_go_arm();
}

lanner_files_t* lanner_files_new(uint64_t a0)
{
    lanner_go_enter();
    lanner_files_t* result = lanner_go_table.lanner_files_new(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_files_read(const lanner_files_t* a0, const char* a1, wasm_byte_vec_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_files_read(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_files_write(lanner_files_t* a0, const char* a1, const wasm_byte_vec_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_files_write(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_frame_func_name(const wasm_frame_t* a0, wasm_name_t* a1)
{
    return lanner_go_table.lanner_frame_func_name(a0, a1);
}

_Bool lanner_frame_module_name(const wasm_frame_t* a0, wasm_name_t* a1)
{
    return lanner_go_table.lanner_frame_module_name(a0, a1);
}

_Bool lanner_frame_source(const wasm_frame_t* a0, wasm_name_t* a1, uint32_t* a2, uint32_t* a3)
{
    return lanner_go_table.lanner_frame_source(a0, a1, a2, a3);
}

lanner_call_t* lanner_func_call_async(const wasm_func_t* a0, const wasm_val_vec_t* a1, lanner_func_ended_t a2, void* a3)
{
    lanner_go_enter();
    lanner_call_t* result = lanner_go_table.lanner_func_call_async(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

wasm_trap_t* lanner_func_call_unchecked(const wasm_func_t* a0, lanner_raw_t* a1)
{
    return lanner_go_table.lanner_func_call_unchecked(a0, a1);
}

wasm_func_t* lanner_func_new_async(wasm_store_t* a0, const wasm_functype_t* a1, lanner_async_callback_t a2, void* a3, void (*a4)(void*))
{
    return lanner_go_table.lanner_func_new_async(a0, a1, a2, a3, a4);
}

wasm_func_t* lanner_func_new_unchecked(wasm_store_t* a0, const wasm_functype_t* a1, lanner_callback_t a2, void* a3, void (*a4)(void*))
{
    return lanner_go_table.lanner_func_new_unchecked(a0, a1, a2, a3, a4);
}

wasm_extern_t* lanner_instance_export(const wasm_instance_t* a0, const char* a1)
{
    return lanner_go_table.lanner_instance_export(a0, a1);
}

void lanner_key_value_store_delete(lanner_key_value_store_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_key_value_store_delete(a0);
    lanner_go_arm();
}

_Bool lanner_key_value_store_get(const lanner_key_value_store_t* a0, const char* a1, wasm_byte_vec_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_key_value_store_get(a0, a1, a2);
    lanner_go_arm();
    return result;
}

lanner_key_value_store_t* lanner_key_value_store_new(uint64_t a0)
{
    lanner_go_enter();
    lanner_key_value_store_t* result = lanner_go_table.lanner_key_value_store_new(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_key_value_store_set(lanner_key_value_store_t* a0, const char* a1, const wasm_byte_vec_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_key_value_store_set(a0, a1, a2);
    lanner_go_arm();
    return result;
}

void lanner_last_error(wasm_message_t* a0)
{
    lanner_go_table.lanner_last_error(a0);
}

_Bool lanner_linker_allow_shadowing(lanner_linker_t* a0, _Bool a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_linker_allow_shadowing(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_linker_define(lanner_linker_t* a0, const char* a1, const char* a2, const wasm_extern_t* a3)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_linker_define(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

_Bool lanner_linker_define_instance(lanner_linker_t* a0, const char* a1, const wasm_instance_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_linker_define_instance(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_linker_define_unknown(lanner_linker_t* a0, const wasm_module_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_linker_define_unknown(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_linker_define_wasi(lanner_linker_t* a0, const lanner_wasi_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_linker_define_wasi(a0, a1);
    lanner_go_arm();
    return result;
}

void lanner_linker_delete(lanner_linker_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_linker_delete(a0);
    lanner_go_arm();
}

wasm_instance_t* lanner_linker_instantiate(const lanner_linker_t* a0, wasm_store_t* a1, const wasm_module_t* a2, wasm_trap_t** a3)
{
    lanner_go_enter();
    wasm_instance_t* result = lanner_go_table.lanner_linker_instantiate(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

lanner_linker_t* lanner_linker_new(wasm_engine_t* a0)
{
    lanner_go_enter();
    lanner_linker_t* result = lanner_go_table.lanner_linker_new(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_linker_run(const lanner_linker_t* a0, wasm_store_t* a1, const wasm_module_t* a2, int32_t* a3, wasm_trap_t** a4)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_linker_run(a0, a1, a2, a3, a4);
    lanner_go_arm();
    return result;
}

wasm_module_t* lanner_module_from_file(wasm_store_t* a0, const char* a1)
{
    lanner_go_enter();
    wasm_module_t* result = lanner_go_table.lanner_module_from_file(a0, a1);
    lanner_go_arm();
    return result;
}

wasm_module_t* lanner_module_from_text(wasm_store_t* a0, const char* a1, size_t a2)
{
    lanner_go_enter();
    wasm_module_t* result = lanner_go_table.lanner_module_from_text(a0, a1, a2);
    lanner_go_arm();
    return result;
}

wasm_module_t* lanner_module_load_compiled(wasm_store_t* a0, const char* a1)
{
    lanner_go_enter();
    wasm_module_t* result = lanner_go_table.lanner_module_load_compiled(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_module_save_compiled(const wasm_module_t* a0, const char* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_module_save_compiled(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_set_thread_hooks(void (*a0)(void*), void (*a1)(void*), void* a2)
{
    return lanner_go_table.lanner_set_thread_hooks(a0, a1, a2);
}

_Bool lanner_start(const char* a0)
{
    return lanner_go_table.lanner_start(a0);
}

_Bool lanner_store_add_fuel(wasm_store_t* a0, int64_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_add_fuel(a0, a1);
    lanner_go_arm();
    return result;
}

void lanner_store_clear_deadline(wasm_store_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_store_clear_deadline(a0);
    lanner_go_arm();
}

_Bool lanner_store_fuel(const wasm_store_t* a0, int64_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_fuel(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_store_fuel_consumed(const wasm_store_t* a0, int64_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_fuel_consumed(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_store_interrupt(wasm_store_t* a0)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_interrupt(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_store_is_interrupted(const wasm_store_t* a0)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_is_interrupted(a0);
    lanner_go_arm();
    return result;
}

wasm_store_t* lanner_store_new(wasm_engine_t* a0, const lanner_limits_t* a1)
{
    lanner_go_enter();
    wasm_store_t* result = lanner_go_table.lanner_store_new(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_store_set_deadline(wasm_store_t* a0, uint64_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_set_deadline(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_store_set_fuel(wasm_store_t* a0, int64_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_store_set_fuel(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_text_to_binary(const char* a0, size_t a1, wasm_byte_vec_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_text_to_binary(a0, a1, a2);
    lanner_go_arm();
    return result;
}

lanner_trap_code_t lanner_trap_code(const wasm_trap_t* a0)
{
    return lanner_go_table.lanner_trap_code(a0);
}

_Bool lanner_trap_exit_status(const wasm_trap_t* a0, int32_t* a1)
{
    return lanner_go_table.lanner_trap_exit_status(a0, a1);
}

const char* lanner_version(void)
{
    return lanner_go_table.lanner_version();
}

void lanner_waits(wasm_message_t* a0)
{
    lanner_go_table.lanner_waits(a0);
}

_Bool lanner_wasi_add_archive(lanner_wasi_t* a0, const char* a1, const char* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_archive(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_argument(lanner_wasi_t* a0, const char* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_argument(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_directory(lanner_wasi_t* a0, const char* a1, const char* a2, lanner_rights_t a3)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_directory(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_environment(lanner_wasi_t* a0, const char* a1, const char* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_environment(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_files(lanner_wasi_t* a0, const lanner_files_t* a1, const char* a2, lanner_rights_t a3)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_files(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_key_value_store(lanner_wasi_t* a0, const char* a1, const lanner_key_value_store_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_key_value_store(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_listener(lanner_wasi_t* a0, const char* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_listener(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_overlay(lanner_wasi_t* a0, const char* a1, const char* a2, uint64_t a3)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_overlay(a0, a1, a2, a3);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_add_setting(lanner_wasi_t* a0, const char* a1, const char* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_add_setting(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_allow(lanner_wasi_t* a0, lanner_network_use_t a1, const char* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_allow(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_allow_peers(lanner_wasi_t* a0, const char* a1, uint32_t a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_allow_peers(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_allow_private_answers(lanner_wasi_t* a0)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_allow_private_answers(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_capture_streams(lanner_wasi_t* a0, lanner_streams_t a1, size_t a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_capture_streams(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_captured(const lanner_wasi_t* a0, lanner_streams_t a1, wasm_byte_vec_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_captured(a0, a1, a2);
    lanner_go_arm();
    return result;
}

void lanner_wasi_delete(lanner_wasi_t* a0)
{
    lanner_go_enter();
    lanner_go_table.lanner_wasi_delete(a0);
    lanner_go_arm();
}

_Bool lanner_wasi_inherit_environment(lanner_wasi_t* a0)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_inherit_environment(a0);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_inherit_streams(lanner_wasi_t* a0, lanner_streams_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_inherit_streams(a0, a1);
    lanner_go_arm();
    return result;
}

lanner_wasi_t* lanner_wasi_new(void)
{
    lanner_go_enter();
    lanner_wasi_t* result = lanner_go_table.lanner_wasi_new();
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_set_clock(lanner_wasi_t* a0, int64_t a1, uint64_t a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_set_clock(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_set_input(lanner_wasi_t* a0, const wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_set_input(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_set_limit(lanner_wasi_t* a0, lanner_wasi_limit_t a1, uint64_t a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_set_limit(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_set_most_descriptors(lanner_wasi_t* a0, uint32_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_set_most_descriptors(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool lanner_wasi_set_random_seed(lanner_wasi_t* a0, int64_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.lanner_wasi_set_random_seed(a0, a1);
    lanner_go_arm();
    return result;
}

void wasm_byte_vec_delete(wasm_byte_vec_t* a0)
{
    lanner_go_table.wasm_byte_vec_delete(a0);
}

void wasm_byte_vec_new(wasm_byte_vec_t* a0, size_t a1, wasm_byte_t const a2[])
{
    lanner_go_table.wasm_byte_vec_new(a0, a1, a2);
}

void wasm_config_delete(wasm_config_t* a0)
{
    lanner_go_table.wasm_config_delete(a0);
}

wasm_config_t* wasm_config_new(void)
{
    return lanner_go_table.wasm_config_new();
}

void wasm_engine_delete(wasm_engine_t* a0)
{
    lanner_go_enter();
    lanner_go_table.wasm_engine_delete(a0);
    lanner_go_arm();
}

wasm_engine_t* wasm_engine_new_with_config(wasm_config_t* a0)
{
    lanner_go_enter();
    wasm_engine_t* result = lanner_go_table.wasm_engine_new_with_config(a0);
    lanner_go_arm();
    return result;
}

const wasm_name_t* wasm_exporttype_name(const wasm_exporttype_t* a0)
{
    return lanner_go_table.wasm_exporttype_name(a0);
}

const wasm_externtype_t* wasm_exporttype_type(const wasm_exporttype_t* a0)
{
    return lanner_go_table.wasm_exporttype_type(a0);
}

void wasm_exporttype_vec_delete(wasm_exporttype_vec_t* a0)
{
    lanner_go_table.wasm_exporttype_vec_delete(a0);
}

wasm_func_t* wasm_extern_as_func(wasm_extern_t* a0)
{
    return lanner_go_table.wasm_extern_as_func(a0);
}

wasm_global_t* wasm_extern_as_global(wasm_extern_t* a0)
{
    return lanner_go_table.wasm_extern_as_global(a0);
}

wasm_memory_t* wasm_extern_as_memory(wasm_extern_t* a0)
{
    return lanner_go_table.wasm_extern_as_memory(a0);
}

wasm_table_t* wasm_extern_as_table(wasm_extern_t* a0)
{
    return lanner_go_table.wasm_extern_as_table(a0);
}

void wasm_extern_delete(wasm_extern_t* a0)
{
    lanner_go_table.wasm_extern_delete(a0);
}

wasm_externkind_t wasm_extern_kind(const wasm_extern_t* a0)
{
    return lanner_go_table.wasm_extern_kind(a0);
}

wasm_functype_t* wasm_externtype_as_functype(wasm_externtype_t* a0)
{
    return lanner_go_table.wasm_externtype_as_functype(a0);
}

wasm_globaltype_t* wasm_externtype_as_globaltype(wasm_externtype_t* a0)
{
    return lanner_go_table.wasm_externtype_as_globaltype(a0);
}

wasm_memorytype_t* wasm_externtype_as_memorytype(wasm_externtype_t* a0)
{
    return lanner_go_table.wasm_externtype_as_memorytype(a0);
}

wasm_tabletype_t* wasm_externtype_as_tabletype(wasm_externtype_t* a0)
{
    return lanner_go_table.wasm_externtype_as_tabletype(a0);
}

wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t* a0)
{
    return lanner_go_table.wasm_externtype_kind(a0);
}

wasm_ref_t* wasm_foreign_as_ref(wasm_foreign_t* a0)
{
    return lanner_go_table.wasm_foreign_as_ref(a0);
}

wasm_foreign_t* wasm_foreign_new(wasm_store_t* a0)
{
    return lanner_go_table.wasm_foreign_new(a0);
}

void wasm_foreign_set_host_info_with_finalizer(wasm_foreign_t* a0, void* a1, void (*a2)(void*))
{
    lanner_go_table.wasm_foreign_set_host_info_with_finalizer(a0, a1, a2);
}

uint32_t wasm_frame_func_index(const wasm_frame_t* a0)
{
    return lanner_go_table.wasm_frame_func_index(a0);
}

size_t wasm_frame_func_offset(const wasm_frame_t* a0)
{
    return lanner_go_table.wasm_frame_func_offset(a0);
}

size_t wasm_frame_module_offset(const wasm_frame_t* a0)
{
    return lanner_go_table.wasm_frame_module_offset(a0);
}

void wasm_frame_vec_delete(wasm_frame_vec_t* a0)
{
    lanner_go_table.wasm_frame_vec_delete(a0);
}

wasm_extern_t* wasm_func_as_extern(wasm_func_t* a0)
{
    return lanner_go_table.wasm_func_as_extern(a0);
}

wasm_ref_t* wasm_func_as_ref(wasm_func_t* a0)
{
    return lanner_go_table.wasm_func_as_ref(a0);
}

void wasm_func_delete(wasm_func_t* a0)
{
    lanner_go_table.wasm_func_delete(a0);
}

_Bool wasm_func_same(const wasm_func_t* a0, const wasm_func_t* a1)
{
    return lanner_go_table.wasm_func_same(a0, a1);
}

wasm_functype_t* wasm_func_type(const wasm_func_t* a0)
{
    return lanner_go_table.wasm_func_type(a0);
}

void wasm_functype_delete(wasm_functype_t* a0)
{
    lanner_go_table.wasm_functype_delete(a0);
}

wasm_functype_t* wasm_functype_new(wasm_valtype_vec_t* a0, wasm_valtype_vec_t* a1)
{
    return lanner_go_table.wasm_functype_new(a0, a1);
}

const wasm_valtype_vec_t* wasm_functype_params(const wasm_functype_t* a0)
{
    return lanner_go_table.wasm_functype_params(a0);
}

const wasm_valtype_vec_t* wasm_functype_results(const wasm_functype_t* a0)
{
    return lanner_go_table.wasm_functype_results(a0);
}

wasm_extern_t* wasm_global_as_extern(wasm_global_t* a0)
{
    return lanner_go_table.wasm_global_as_extern(a0);
}

void wasm_global_delete(wasm_global_t* a0)
{
    lanner_go_table.wasm_global_delete(a0);
}

void wasm_global_get(const wasm_global_t* a0, wasm_val_t* a1)
{
    lanner_go_table.wasm_global_get(a0, a1);
}

wasm_global_t* wasm_global_new(wasm_store_t* a0, const wasm_globaltype_t* a1, const wasm_val_t* a2)
{
    return lanner_go_table.wasm_global_new(a0, a1, a2);
}

void wasm_global_set(wasm_global_t* a0, const wasm_val_t* a1)
{
    lanner_go_table.wasm_global_set(a0, a1);
}

wasm_globaltype_t* wasm_global_type(const wasm_global_t* a0)
{
    return lanner_go_table.wasm_global_type(a0);
}

const wasm_valtype_t* wasm_globaltype_content(const wasm_globaltype_t* a0)
{
    return lanner_go_table.wasm_globaltype_content(a0);
}

void wasm_globaltype_delete(wasm_globaltype_t* a0)
{
    lanner_go_table.wasm_globaltype_delete(a0);
}

wasm_mutability_t wasm_globaltype_mutability(const wasm_globaltype_t* a0)
{
    return lanner_go_table.wasm_globaltype_mutability(a0);
}

wasm_globaltype_t* wasm_globaltype_new(wasm_valtype_t* a0, wasm_mutability_t a1)
{
    return lanner_go_table.wasm_globaltype_new(a0, a1);
}

const wasm_name_t* wasm_importtype_module(const wasm_importtype_t* a0)
{
    return lanner_go_table.wasm_importtype_module(a0);
}

const wasm_name_t* wasm_importtype_name(const wasm_importtype_t* a0)
{
    return lanner_go_table.wasm_importtype_name(a0);
}

const wasm_externtype_t* wasm_importtype_type(const wasm_importtype_t* a0)
{
    return lanner_go_table.wasm_importtype_type(a0);
}

void wasm_importtype_vec_delete(wasm_importtype_vec_t* a0)
{
    lanner_go_table.wasm_importtype_vec_delete(a0);
}

void wasm_instance_delete(wasm_instance_t* a0)
{
    lanner_go_enter();
    lanner_go_table.wasm_instance_delete(a0);
    lanner_go_arm();
}

wasm_extern_t* wasm_memory_as_extern(wasm_memory_t* a0)
{
    return lanner_go_table.wasm_memory_as_extern(a0);
}

byte_t* wasm_memory_data(wasm_memory_t* a0)
{
    return lanner_go_table.wasm_memory_data(a0);
}

size_t wasm_memory_data_size(const wasm_memory_t* a0)
{
    return lanner_go_table.wasm_memory_data_size(a0);
}

void wasm_memory_delete(wasm_memory_t* a0)
{
    lanner_go_table.wasm_memory_delete(a0);
}

_Bool wasm_memory_grow(wasm_memory_t* a0, wasm_memory_pages_t a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.wasm_memory_grow(a0, a1);
    lanner_go_arm();
    return result;
}

wasm_memory_t* wasm_memory_new(wasm_store_t* a0, const wasm_memorytype_t* a1)
{
    lanner_go_enter();
    wasm_memory_t* result = lanner_go_table.wasm_memory_new(a0, a1);
    lanner_go_arm();
    return result;
}

wasm_memory_pages_t wasm_memory_size(const wasm_memory_t* a0)
{
    return lanner_go_table.wasm_memory_size(a0);
}

wasm_memorytype_t* wasm_memory_type(const wasm_memory_t* a0)
{
    return lanner_go_table.wasm_memory_type(a0);
}

void wasm_memorytype_delete(wasm_memorytype_t* a0)
{
    lanner_go_table.wasm_memorytype_delete(a0);
}

const wasm_limits_t* wasm_memorytype_limits(const wasm_memorytype_t* a0)
{
    return lanner_go_table.wasm_memorytype_limits(a0);
}

wasm_memorytype_t* wasm_memorytype_new(const wasm_limits_t* a0)
{
    return lanner_go_table.wasm_memorytype_new(a0);
}

void wasm_module_delete(wasm_module_t* a0)
{
    lanner_go_enter();
    lanner_go_table.wasm_module_delete(a0);
    lanner_go_arm();
}

wasm_module_t* wasm_module_deserialize(wasm_store_t* a0, const wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    wasm_module_t* result = lanner_go_table.wasm_module_deserialize(a0, a1);
    lanner_go_arm();
    return result;
}

void wasm_module_exports(const wasm_module_t* a0, wasm_exporttype_vec_t* a1)
{
    lanner_go_enter();
    lanner_go_table.wasm_module_exports(a0, a1);
    lanner_go_arm();
}

void wasm_module_imports(const wasm_module_t* a0, wasm_importtype_vec_t* a1)
{
    lanner_go_enter();
    lanner_go_table.wasm_module_imports(a0, a1);
    lanner_go_arm();
}

wasm_module_t* wasm_module_new(wasm_store_t* a0, const wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    wasm_module_t* result = lanner_go_table.wasm_module_new(a0, a1);
    lanner_go_arm();
    return result;
}

wasm_module_t* wasm_module_obtain(struct wasm_store_t* a0, const wasm_shared_module_t* a1)
{
    lanner_go_enter();
    wasm_module_t* result = lanner_go_table.wasm_module_obtain(a0, a1);
    lanner_go_arm();
    return result;
}

void wasm_module_serialize(const wasm_module_t* a0, wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    lanner_go_table.wasm_module_serialize(a0, a1);
    lanner_go_arm();
}

wasm_shared_module_t* wasm_module_share(const wasm_module_t* a0)
{
    lanner_go_enter();
    wasm_shared_module_t* result = lanner_go_table.wasm_module_share(a0);
    lanner_go_arm();
    return result;
}

_Bool wasm_module_validate(wasm_store_t* a0, const wasm_byte_vec_t* a1)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.wasm_module_validate(a0, a1);
    lanner_go_arm();
    return result;
}

wasm_foreign_t* wasm_ref_as_foreign(wasm_ref_t* a0)
{
    return lanner_go_table.wasm_ref_as_foreign(a0);
}

wasm_func_t* wasm_ref_as_func(wasm_ref_t* a0)
{
    return lanner_go_table.wasm_ref_as_func(a0);
}

wasm_ref_t* wasm_ref_copy(const wasm_ref_t* a0)
{
    return lanner_go_table.wasm_ref_copy(a0);
}

void wasm_ref_delete(wasm_ref_t* a0)
{
    lanner_go_table.wasm_ref_delete(a0);
}

void* wasm_ref_get_host_info(const wasm_ref_t* a0)
{
    return lanner_go_table.wasm_ref_get_host_info(a0);
}

void wasm_shared_module_delete(wasm_shared_module_t* a0)
{
    lanner_go_table.wasm_shared_module_delete(a0);
}

void wasm_store_delete(wasm_store_t* a0)
{
    lanner_go_enter();
    lanner_go_table.wasm_store_delete(a0);
    lanner_go_arm();
}

wasm_extern_t* wasm_table_as_extern(wasm_table_t* a0)
{
    lanner_go_enter();
    wasm_extern_t* result = lanner_go_table.wasm_table_as_extern(a0);
    lanner_go_arm();
    return result;
}

void wasm_table_delete(wasm_table_t* a0)
{
    lanner_go_enter();
    lanner_go_table.wasm_table_delete(a0);
    lanner_go_arm();
}

wasm_ref_t* wasm_table_get(const wasm_table_t* a0, wasm_table_size_t a1)
{
    lanner_go_enter();
    wasm_ref_t* result = lanner_go_table.wasm_table_get(a0, a1);
    lanner_go_arm();
    return result;
}

_Bool wasm_table_grow(wasm_table_t* a0, wasm_table_size_t a1, wasm_ref_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.wasm_table_grow(a0, a1, a2);
    lanner_go_arm();
    return result;
}

wasm_table_t* wasm_table_new(wasm_store_t* a0, const wasm_tabletype_t* a1, wasm_ref_t* a2)
{
    lanner_go_enter();
    wasm_table_t* result = lanner_go_table.wasm_table_new(a0, a1, a2);
    lanner_go_arm();
    return result;
}

_Bool wasm_table_set(wasm_table_t* a0, wasm_table_size_t a1, wasm_ref_t* a2)
{
    lanner_go_enter();
    _Bool result = lanner_go_table.wasm_table_set(a0, a1, a2);
    lanner_go_arm();
    return result;
}

wasm_table_size_t wasm_table_size(const wasm_table_t* a0)
{
    lanner_go_enter();
    wasm_table_size_t result = lanner_go_table.wasm_table_size(a0);
    lanner_go_arm();
    return result;
}

wasm_tabletype_t* wasm_table_type(const wasm_table_t* a0)
{
    lanner_go_enter();
    wasm_tabletype_t* result = lanner_go_table.wasm_table_type(a0);
    lanner_go_arm();
    return result;
}

void wasm_tabletype_delete(wasm_tabletype_t* a0)
{
    lanner_go_enter();
    lanner_go_table.wasm_tabletype_delete(a0);
    lanner_go_arm();
}

const wasm_valtype_t* wasm_tabletype_element(const wasm_tabletype_t* a0)
{
    lanner_go_enter();
    const wasm_valtype_t* result = lanner_go_table.wasm_tabletype_element(a0);
    lanner_go_arm();
    return result;
}

const wasm_limits_t* wasm_tabletype_limits(const wasm_tabletype_t* a0)
{
    lanner_go_enter();
    const wasm_limits_t* result = lanner_go_table.wasm_tabletype_limits(a0);
    lanner_go_arm();
    return result;
}

wasm_tabletype_t* wasm_tabletype_new(wasm_valtype_t* a0, const wasm_limits_t* a1)
{
    lanner_go_enter();
    wasm_tabletype_t* result = lanner_go_table.wasm_tabletype_new(a0, a1);
    lanner_go_arm();
    return result;
}

void wasm_trap_delete(wasm_trap_t* a0)
{
    lanner_go_table.wasm_trap_delete(a0);
}

void* wasm_trap_get_host_info(const wasm_trap_t* a0)
{
    return lanner_go_table.wasm_trap_get_host_info(a0);
}

void wasm_trap_message(const wasm_trap_t* a0, wasm_message_t* a1)
{
    lanner_go_table.wasm_trap_message(a0, a1);
}

wasm_trap_t* wasm_trap_new(wasm_store_t* a0, const wasm_message_t* a1)
{
    return lanner_go_table.wasm_trap_new(a0, a1);
}

void wasm_trap_set_host_info(wasm_trap_t* a0, void* a1)
{
    lanner_go_table.wasm_trap_set_host_info(a0, a1);
}

void wasm_trap_trace(const wasm_trap_t* a0, wasm_frame_vec_t* a1)
{
    lanner_go_table.wasm_trap_trace(a0, a1);
}

wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t* a0)
{
    return lanner_go_table.wasm_valtype_kind(a0);
}

wasm_valtype_t* wasm_valtype_new(wasm_valkind_t a0)
{
    return lanner_go_table.wasm_valtype_new(a0);
}

void wasm_valtype_vec_new_uninitialized(wasm_valtype_vec_t* a0, size_t a1)
{
    lanner_go_table.wasm_valtype_vec_new_uninitialized(a0, a1);
}
