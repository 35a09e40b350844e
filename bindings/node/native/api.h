/*
 * The functions of liblanner that the addon calls. The library is opened when the package is loaded, and not linked: where it is, is known
 * then only.
 */
#ifndef LANNER_NODE_API_H
#define LANNER_NODE_API_H

#include <lanner.h>

#define LANNER_FUNCTIONS(X)               \
    X(lanner_start)                       \
    X(lanner_version)                     \
    X(lanner_last_error)                  \
    X(lanner_text_to_binary)              \
    X(lanner_binary_to_text)              \
    X(wasm_byte_vec_new)                  \
    X(wasm_byte_vec_delete)               \
    X(wasm_config_new)                    \
    X(wasm_config_delete)                 \
    X(lanner_config_set_memory_mode)      \
    X(lanner_config_set_interruptible)    \
    X(lanner_config_set_fuel)             \
    X(lanner_config_set_deterministic)    \
    X(lanner_config_set_features)         \
    X(lanner_config_set_compilation)      \
    X(lanner_config_set_cache)            \
    X(wasm_engine_new_with_config)        \
    X(wasm_engine_delete)                 \
    X(lanner_engine_memory_mode)          \
    X(lanner_store_new)                   \
    X(wasm_store_delete)                  \
    X(lanner_store_fuel)                  \
    X(lanner_store_fuel_consumed)         \
    X(lanner_store_set_fuel)              \
    X(lanner_store_add_fuel)              \
    X(lanner_store_interrupt)             \
    X(lanner_store_is_interrupted)        \
    X(lanner_store_set_deadline)          \
    X(lanner_store_clear_deadline)        \
    X(wasm_module_new)                    \
    X(wasm_module_delete)                 \
    X(wasm_module_validate)               \
    X(wasm_module_imports)                \
    X(wasm_module_exports)                \
    X(wasm_module_serialize)              \
    X(wasm_module_deserialize)            \
    X(wasm_module_share)                  \
    X(wasm_module_obtain)                 \
    X(wasm_shared_module_delete)          \
    X(lanner_module_from_file)            \
    X(lanner_module_from_text)            \
    X(lanner_module_save_compiled)        \
    X(lanner_module_load_compiled)        \
    X(wasm_importtype_vec_delete)         \
    X(wasm_exporttype_vec_delete)         \
    X(wasm_importtype_module)             \
    X(wasm_importtype_name)               \
    X(wasm_importtype_type)               \
    X(wasm_exporttype_name)               \
    X(wasm_exporttype_type)               \
    X(wasm_externtype_kind)               \
    X(wasm_externtype_as_functype_const)  \
    X(wasm_externtype_as_globaltype_const)\
    X(wasm_externtype_as_tabletype_const) \
    X(wasm_externtype_as_memorytype_const)\
    X(wasm_valtype_new)                   \
    X(wasm_valtype_kind)                  \
    X(wasm_valtype_vec_new)               \
    X(wasm_functype_new)                  \
    X(wasm_functype_delete)               \
    X(wasm_functype_params)               \
    X(wasm_functype_results)              \
    X(wasm_globaltype_new)                \
    X(wasm_globaltype_delete)             \
    X(wasm_globaltype_content)            \
    X(wasm_globaltype_mutability)         \
    X(wasm_tabletype_new)                 \
    X(wasm_tabletype_delete)              \
    X(wasm_tabletype_element)             \
    X(wasm_tabletype_limits)              \
    X(wasm_memorytype_new)                \
    X(wasm_memorytype_delete)             \
    X(wasm_memorytype_limits)             \
    X(wasm_ref_copy)                      \
    X(wasm_ref_delete)                    \
    X(wasm_ref_get_host_info)             \
    X(wasm_ref_as_func)                   \
    X(wasm_ref_as_foreign)                \
    X(wasm_func_as_ref)                   \
    X(wasm_foreign_new)                   \
    X(wasm_foreign_as_ref)                \
    X(wasm_foreign_delete)                \
    X(wasm_foreign_set_host_info_with_finalizer) \
    X(wasm_trap_new)                      \
    X(wasm_trap_delete)                   \
    X(wasm_trap_message)                  \
    X(wasm_trap_trace)                    \
    X(wasm_trap_get_host_info)            \
    X(wasm_trap_set_host_info_with_finalizer) \
    X(lanner_trap_code)                   \
    X(lanner_trap_exit_status)            \
    X(wasm_frame_vec_delete)              \
    X(wasm_frame_func_index)              \
    X(wasm_frame_func_offset)             \
    X(wasm_frame_module_offset)           \
    X(lanner_frame_func_name)             \
    X(lanner_frame_module_name)           \
    X(lanner_frame_source)                \
    X(lanner_func_new_unchecked)          \
    X(lanner_func_call_unchecked)         \
    X(lanner_caller_export)               \
    X(wasm_func_type)                     \
    X(wasm_func_delete)                   \
    X(wasm_func_get_host_info)            \
    X(wasm_func_set_host_info)            \
    X(wasm_func_as_extern)                \
    X(wasm_global_new)                    \
    X(wasm_global_type)                   \
    X(wasm_global_get)                    \
    X(wasm_global_set)                    \
    X(wasm_global_delete)                 \
    X(wasm_global_get_host_info)          \
    X(wasm_global_set_host_info)          \
    X(wasm_global_as_extern)              \
    X(wasm_table_new)                     \
    X(wasm_table_type)                    \
    X(wasm_table_get)                     \
    X(wasm_table_set)                     \
    X(wasm_table_size)                    \
    X(wasm_table_grow)                    \
    X(wasm_table_delete)                  \
    X(wasm_table_get_host_info)           \
    X(wasm_table_set_host_info)           \
    X(wasm_table_as_extern)               \
    X(wasm_memory_new)                    \
    X(wasm_memory_type)                   \
    X(wasm_memory_data)                   \
    X(wasm_memory_data_size)              \
    X(wasm_memory_size)                   \
    X(wasm_memory_grow)                   \
    X(wasm_memory_copy)                   \
    X(wasm_memory_delete)                 \
    X(wasm_memory_get_host_info)          \
    X(wasm_memory_set_host_info)          \
    X(wasm_memory_as_extern)              \
    X(wasm_extern_kind)                   \
    X(wasm_extern_delete)                 \
    X(wasm_extern_as_func)                \
    X(wasm_extern_as_global)              \
    X(wasm_extern_as_table)               \
    X(wasm_extern_as_memory)              \
    X(wasm_extern_vec_delete)             \
    X(wasm_instance_new)                  \
    X(wasm_instance_delete)               \
    X(wasm_instance_exports)              \
    X(lanner_linker_new)                  \
    X(lanner_linker_delete)               \
    X(lanner_linker_allow_shadowing)      \
    X(lanner_linker_define)               \
    X(lanner_linker_define_instance)      \
    X(lanner_linker_define_wasi)          \
    X(lanner_linker_define_unknown)       \
    X(lanner_linker_instantiate)          \
    X(lanner_linker_run)                  \
    X(lanner_wasi_new)                    \
    X(lanner_wasi_delete)                 \
    X(lanner_wasi_add_argument)           \
    X(lanner_wasi_add_environment)        \
    X(lanner_wasi_inherit_environment)    \
    X(lanner_wasi_inherit_streams)        \
    X(lanner_wasi_set_input)              \
    X(lanner_wasi_capture_streams)        \
    X(lanner_wasi_captured)               \
    X(lanner_wasi_add_directory)          \
    X(lanner_wasi_add_archive)            \
    X(lanner_wasi_add_listener)           \
    X(lanner_wasi_allow_peers)            \
    X(lanner_wasi_set_random_seed)        \
    X(lanner_wasi_set_clock)              \
    X(lanner_wasi_set_most_descriptors)   \
    X(lanner_wasi_add_files)              \
    X(lanner_wasi_set_limit)              \
    X(lanner_wasi_allow)                  \
    X(lanner_wasi_allow_private_answers)  \
    X(lanner_wasi_add_setting)            \
    X(lanner_wasi_add_key_value_store)    \
    X(lanner_wasi_add_overlay)            \
    X(lanner_key_value_store_new)         \
    X(lanner_key_value_store_delete)      \
    X(lanner_key_value_store_set)         \
    X(lanner_key_value_store_get)         \
    X(lanner_files_new)                   \
    X(lanner_files_delete)                \
    X(lanner_files_create_directory)      \
    X(lanner_files_write)                 \
    X(lanner_files_read)                  \
    X(lanner_component_new)               \
    X(lanner_component_from_file)         \
    X(lanner_component_delete)            \
    X(lanner_component_interface)         \
    X(lanner_component_linker_new)        \
    X(lanner_component_linker_delete)     \
    X(lanner_component_linker_define)     \
    X(lanner_component_linker_define_wasi) \
    X(lanner_component_linker_instantiate) \
    X(lanner_component_linker_run)        \
    X(lanner_component_instance_delete)   \
    X(lanner_component_instance_call)     \
    X(lanner_component_instance_call_wave) \
    X(wasm_val_vec_copy)                  \
    X(wasm_val_vec_delete)                \
    X(lanner_func_call_async)             \
    X(lanner_call_cancel)                 \
    X(lanner_call_delete)                 \
    X(lanner_func_new_async)              \
    X(lanner_completion_return)           \
    X(lanner_completion_return_text)      \
    X(lanner_completion_trap)             \
    X(lanner_completion_on_cancel)        \
    X(lanner_waits)                       \
    X(lanner_component_linker_define_async) \
    X(lanner_component_instance_call_async) \
    X(lanner_component_instance_call_wave_async)

#define LANNER_FIELD(name) __typeof__(&name) name;
struct lanner_api {
    LANNER_FUNCTIONS(LANNER_FIELD)
};
#undef LANNER_FIELD

/* Filled once in the process, before anything else is called. */
extern struct lanner_api api;

/* Opens the library, once; later calls find it open. Returns null, or what went wrong. */
const char* api_open(const char* path);

#endif
