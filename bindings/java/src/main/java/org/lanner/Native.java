package org.lanner;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The functions of liblanner, named as there.
 *
 * <p>All take and return long. The integers and pointers of C go through the same registers whatever their size: a function takes the lower
 * bits of a parameter that is smaller, and leaves its result in the lower bits, from which the rest is masked away. So there is one handle
 * for each number of parameters, which is made when it is first used, and starting is quick.
 *
 * <p>None of them is "critical": each can wait for a collection of .NET, and many call back.
 */
final class Native {
    /** A function of the library: its address, if the library has it, and the bits of its result. */
    record Symbol(String name, MemorySegment address, long bits) {
        MemorySegment required() {
            if (address == null) {
                throw new LannerException("the library has no " + name + "; it is of another version than the package");
            }
            return address;
        }
    }

    private static final java.lang.foreign.Linker LINKER = java.lang.foreign.Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = NativeLibrary.load();
    private static final long POINTER = -1;
    private static final long BOOL = 0xff;
    private static final long INT = 0xffffffffL;
    private static final long BYTE = 0xff;
    private static final long VOID = 0;

    static final Symbol lanner_start = symbol("lanner_start", BOOL);
    static final Symbol lanner_version = symbol("lanner_version", POINTER);
    static final Symbol lanner_last_error = symbol("lanner_last_error", VOID);
    static final Symbol lanner_text_to_binary = symbol("lanner_text_to_binary", BOOL);
    static final Symbol lanner_binary_to_text = symbol("lanner_binary_to_text", BOOL);
    static final Symbol wasm_byte_vec_new = symbol("wasm_byte_vec_new", VOID);
    static final Symbol wasm_byte_vec_delete = symbol("wasm_byte_vec_delete", VOID);
    static final Symbol wasm_config_new = symbol("wasm_config_new", POINTER);
    static final Symbol wasm_config_delete = symbol("wasm_config_delete", VOID);
    static final Symbol wasm_engine_new_with_config = symbol("wasm_engine_new_with_config", POINTER);
    static final Symbol wasm_engine_delete = symbol("wasm_engine_delete", VOID);
    static final Symbol lanner_config_set_memory_mode = symbol("lanner_config_set_memory_mode", BOOL);
    static final Symbol lanner_config_set_interruptible = symbol("lanner_config_set_interruptible", BOOL);
    static final Symbol lanner_config_set_fuel = symbol("lanner_config_set_fuel", BOOL);
    static final Symbol lanner_config_set_deterministic = symbol("lanner_config_set_deterministic", BOOL);
    static final Symbol lanner_config_set_features = symbol("lanner_config_set_features", BOOL);
    static final Symbol lanner_config_set_compilation = symbol("lanner_config_set_compilation", BOOL);
    static final Symbol lanner_config_set_cache = symbol("lanner_config_set_cache", BOOL);
    static final Symbol lanner_engine_memory_mode = symbol("lanner_engine_memory_mode", INT);
    static final Symbol lanner_store_new = symbol("lanner_store_new", POINTER);
    static final Symbol wasm_store_delete = symbol("wasm_store_delete", VOID);
    static final Symbol lanner_store_fuel = symbol("lanner_store_fuel", BOOL);
    static final Symbol lanner_store_fuel_consumed = symbol("lanner_store_fuel_consumed", BOOL);
    static final Symbol lanner_store_set_fuel = symbol("lanner_store_set_fuel", BOOL);
    static final Symbol lanner_store_add_fuel = symbol("lanner_store_add_fuel", BOOL);
    static final Symbol lanner_store_interrupt = symbol("lanner_store_interrupt", BOOL);
    static final Symbol lanner_store_is_interrupted = symbol("lanner_store_is_interrupted", BOOL);
    static final Symbol lanner_store_set_deadline = symbol("lanner_store_set_deadline", BOOL);
    static final Symbol lanner_store_clear_deadline = symbol("lanner_store_clear_deadline", VOID);
    static final Symbol wasm_module_new = symbol("wasm_module_new", POINTER);
    static final Symbol lanner_module_from_file = symbol("lanner_module_from_file", POINTER);
    static final Symbol lanner_module_from_text = symbol("lanner_module_from_text", POINTER);
    static final Symbol wasm_module_delete = symbol("wasm_module_delete", VOID);
    static final Symbol wasm_module_share = symbol("wasm_module_share", POINTER);
    static final Symbol wasm_module_obtain = symbol("wasm_module_obtain", POINTER);
    static final Symbol wasm_shared_module_delete = symbol("wasm_shared_module_delete", VOID);
    static final Symbol wasm_module_serialize = symbol("wasm_module_serialize", VOID);
    static final Symbol wasm_module_deserialize = symbol("wasm_module_deserialize", POINTER);
    static final Symbol lanner_module_save_compiled = symbol("lanner_module_save_compiled", BOOL);
    static final Symbol lanner_module_load_compiled = symbol("lanner_module_load_compiled", POINTER);
    static final Symbol wasm_module_imports = symbol("wasm_module_imports", VOID);
    static final Symbol wasm_module_exports = symbol("wasm_module_exports", VOID);
    static final Symbol wasm_importtype_vec_delete = symbol("wasm_importtype_vec_delete", VOID);
    static final Symbol wasm_exporttype_vec_delete = symbol("wasm_exporttype_vec_delete", VOID);
    static final Symbol wasm_importtype_module = symbol("wasm_importtype_module", POINTER);
    static final Symbol wasm_importtype_name = symbol("wasm_importtype_name", POINTER);
    static final Symbol wasm_importtype_type = symbol("wasm_importtype_type", POINTER);
    static final Symbol wasm_exporttype_name = symbol("wasm_exporttype_name", POINTER);
    static final Symbol wasm_exporttype_type = symbol("wasm_exporttype_type", POINTER);
    static final Symbol wasm_externtype_kind = symbol("wasm_externtype_kind", BYTE);
    static final Symbol wasm_externtype_as_functype = symbol("wasm_externtype_as_functype", POINTER);
    static final Symbol wasm_externtype_as_globaltype = symbol("wasm_externtype_as_globaltype", POINTER);
    static final Symbol wasm_externtype_as_tabletype = symbol("wasm_externtype_as_tabletype", POINTER);
    static final Symbol wasm_externtype_as_memorytype = symbol("wasm_externtype_as_memorytype", POINTER);
    static final Symbol wasm_valtype_new = symbol("wasm_valtype_new", POINTER);
    static final Symbol wasm_valtype_kind = symbol("wasm_valtype_kind", BYTE);
    static final Symbol wasm_valtype_vec_new = symbol("wasm_valtype_vec_new", VOID);
    static final Symbol wasm_functype_new = symbol("wasm_functype_new", POINTER);
    static final Symbol wasm_functype_delete = symbol("wasm_functype_delete", VOID);
    static final Symbol wasm_functype_params = symbol("wasm_functype_params", POINTER);
    static final Symbol wasm_functype_results = symbol("wasm_functype_results", POINTER);
    static final Symbol wasm_globaltype_new = symbol("wasm_globaltype_new", POINTER);
    static final Symbol wasm_globaltype_delete = symbol("wasm_globaltype_delete", VOID);
    static final Symbol wasm_globaltype_content = symbol("wasm_globaltype_content", POINTER);
    static final Symbol wasm_globaltype_mutability = symbol("wasm_globaltype_mutability", BYTE);
    static final Symbol wasm_tabletype_new = symbol("wasm_tabletype_new", POINTER);
    static final Symbol wasm_tabletype_delete = symbol("wasm_tabletype_delete", VOID);
    static final Symbol wasm_tabletype_element = symbol("wasm_tabletype_element", POINTER);
    static final Symbol wasm_tabletype_limits = symbol("wasm_tabletype_limits", POINTER);
    static final Symbol wasm_memorytype_new = symbol("wasm_memorytype_new", POINTER);
    static final Symbol wasm_memorytype_delete = symbol("wasm_memorytype_delete", VOID);
    static final Symbol wasm_memorytype_limits = symbol("wasm_memorytype_limits", POINTER);
    static final Symbol wasm_ref_copy = symbol("wasm_ref_copy", POINTER);
    static final Symbol wasm_ref_delete = symbol("wasm_ref_delete", VOID);
    static final Symbol wasm_ref_same = symbol("wasm_ref_same", BOOL);
    static final Symbol wasm_ref_get_host_info = symbol("wasm_ref_get_host_info", POINTER);
    static final Symbol wasm_ref_as_foreign = symbol("wasm_ref_as_foreign", POINTER);
    static final Symbol wasm_ref_as_func = symbol("wasm_ref_as_func", POINTER);
    static final Symbol wasm_foreign_new = symbol("wasm_foreign_new", POINTER);
    static final Symbol wasm_foreign_as_ref = symbol("wasm_foreign_as_ref", POINTER);
    static final Symbol wasm_foreign_set_host_info_with_finalizer = symbol("wasm_foreign_set_host_info_with_finalizer", VOID);
    static final Symbol wasm_func_delete = symbol("wasm_func_delete", VOID);
    static final Symbol wasm_func_type = symbol("wasm_func_type", POINTER);
    static final Symbol wasm_func_as_ref = symbol("wasm_func_as_ref", POINTER);
    static final Symbol wasm_func_as_extern = symbol("wasm_func_as_extern", POINTER);
    static final Symbol lanner_func_call_unchecked = symbol("lanner_func_call_unchecked", POINTER);
    static final Symbol lanner_func_new_unchecked = symbol("lanner_func_new_unchecked", POINTER);
    static final Symbol lanner_func_call_async = symbol("lanner_func_call_async", POINTER);
    static final Symbol lanner_call_cancel = symbol("lanner_call_cancel", BOOL);
    static final Symbol lanner_call_delete = symbol("lanner_call_delete", VOID);
    static final Symbol lanner_func_new_async = symbol("lanner_func_new_async", POINTER);
    static final Symbol lanner_completion_return = symbol("lanner_completion_return", BOOL);
    static final Symbol lanner_completion_return_text = symbol("lanner_completion_return_text", BOOL);
    static final Symbol lanner_completion_trap = symbol("lanner_completion_trap", BOOL);
    static final Symbol lanner_completion_on_cancel = symbol("lanner_completion_on_cancel", BOOL);
    static final Symbol lanner_waits = symbol("lanner_waits", VOID);
    static final Symbol wasm_global_new = symbol("wasm_global_new", POINTER);
    static final Symbol wasm_global_delete = symbol("wasm_global_delete", VOID);
    static final Symbol wasm_global_type = symbol("wasm_global_type", POINTER);
    static final Symbol wasm_global_get = symbol("wasm_global_get", VOID);
    static final Symbol wasm_global_set = symbol("wasm_global_set", VOID);
    static final Symbol wasm_global_as_extern = symbol("wasm_global_as_extern", POINTER);
    static final Symbol wasm_global_as_ref = symbol("wasm_global_as_ref", POINTER);
    static final Symbol wasm_table_new = symbol("wasm_table_new", POINTER);
    static final Symbol wasm_table_delete = symbol("wasm_table_delete", VOID);
    static final Symbol wasm_table_type = symbol("wasm_table_type", POINTER);
    static final Symbol wasm_table_get = symbol("wasm_table_get", POINTER);
    static final Symbol wasm_table_set = symbol("wasm_table_set", BOOL);
    static final Symbol wasm_table_size = symbol("wasm_table_size", INT);
    static final Symbol wasm_table_grow = symbol("wasm_table_grow", BOOL);
    static final Symbol wasm_table_as_extern = symbol("wasm_table_as_extern", POINTER);
    static final Symbol wasm_table_as_ref = symbol("wasm_table_as_ref", POINTER);
    static final Symbol wasm_memory_new = symbol("wasm_memory_new", POINTER);
    static final Symbol wasm_memory_delete = symbol("wasm_memory_delete", VOID);
    static final Symbol wasm_memory_type = symbol("wasm_memory_type", POINTER);
    static final Symbol wasm_memory_data = symbol("wasm_memory_data", POINTER);
    static final Symbol wasm_memory_data_size = symbol("wasm_memory_data_size", POINTER);
    static final Symbol wasm_memory_size = symbol("wasm_memory_size", INT);
    static final Symbol wasm_memory_grow = symbol("wasm_memory_grow", BOOL);
    static final Symbol wasm_memory_as_extern = symbol("wasm_memory_as_extern", POINTER);
    static final Symbol wasm_memory_as_ref = symbol("wasm_memory_as_ref", POINTER);
    static final Symbol wasm_extern_kind = symbol("wasm_extern_kind", BYTE);
    static final Symbol wasm_extern_delete = symbol("wasm_extern_delete", VOID);
    static final Symbol wasm_extern_as_func = symbol("wasm_extern_as_func", POINTER);
    static final Symbol wasm_extern_as_global = symbol("wasm_extern_as_global", POINTER);
    static final Symbol wasm_extern_as_table = symbol("wasm_extern_as_table", POINTER);
    static final Symbol wasm_extern_as_memory = symbol("wasm_extern_as_memory", POINTER);
    static final Symbol lanner_caller_export = symbol("lanner_caller_export", POINTER);
    static final Symbol lanner_instance_export = symbol("lanner_instance_export", POINTER);
    static final Symbol wasm_instance_delete = symbol("wasm_instance_delete", VOID);
    static final Symbol wasm_trap_new = symbol("wasm_trap_new", POINTER);
    static final Symbol wasm_trap_delete = symbol("wasm_trap_delete", VOID);
    static final Symbol wasm_trap_message = symbol("wasm_trap_message", VOID);
    static final Symbol wasm_trap_trace = symbol("wasm_trap_trace", VOID);
    static final Symbol wasm_trap_get_host_info = symbol("wasm_trap_get_host_info", POINTER);
    static final Symbol wasm_trap_set_host_info = symbol("wasm_trap_set_host_info", VOID);
    static final Symbol lanner_trap_code = symbol("lanner_trap_code", INT);
    static final Symbol lanner_trap_exit_status = symbol("lanner_trap_exit_status", BOOL);
    static final Symbol wasm_frame_vec_delete = symbol("wasm_frame_vec_delete", VOID);
    static final Symbol wasm_frame_func_index = symbol("wasm_frame_func_index", INT);
    static final Symbol wasm_frame_func_offset = symbol("wasm_frame_func_offset", POINTER);
    static final Symbol wasm_frame_module_offset = symbol("wasm_frame_module_offset", POINTER);
    static final Symbol lanner_frame_func_name = symbol("lanner_frame_func_name", BOOL);
    static final Symbol lanner_frame_module_name = symbol("lanner_frame_module_name", BOOL);
    static final Symbol lanner_frame_source = symbol("lanner_frame_source", BOOL);
    static final Symbol lanner_linker_new = symbol("lanner_linker_new", POINTER);
    static final Symbol lanner_linker_delete = symbol("lanner_linker_delete", VOID);
    static final Symbol lanner_linker_allow_shadowing = symbol("lanner_linker_allow_shadowing", BOOL);
    static final Symbol lanner_linker_define = symbol("lanner_linker_define", BOOL);
    static final Symbol lanner_linker_define_instance = symbol("lanner_linker_define_instance", BOOL);
    static final Symbol lanner_linker_define_wasi = symbol("lanner_linker_define_wasi", BOOL);
    static final Symbol lanner_linker_define_unknown = symbol("lanner_linker_define_unknown", BOOL);
    static final Symbol lanner_linker_instantiate = symbol("lanner_linker_instantiate", POINTER);
    static final Symbol lanner_linker_run = symbol("lanner_linker_run", BOOL);
    static final Symbol lanner_component_new = symbol("lanner_component_new", POINTER);
    static final Symbol lanner_component_from_file = symbol("lanner_component_from_file", POINTER);
    static final Symbol lanner_component_delete = symbol("lanner_component_delete", VOID);
    static final Symbol lanner_component_interface = symbol("lanner_component_interface", BOOL);
    static final Symbol lanner_component_linker_new = symbol("lanner_component_linker_new", POINTER);
    static final Symbol lanner_component_linker_delete = symbol("lanner_component_linker_delete", VOID);
    static final Symbol lanner_component_linker_define = symbol("lanner_component_linker_define", BOOL);
    static final Symbol lanner_component_linker_define_async = symbol("lanner_component_linker_define_async", BOOL);
    static final Symbol lanner_component_linker_define_wasi = symbol("lanner_component_linker_define_wasi", BOOL);
    static final Symbol lanner_component_linker_instantiate = symbol("lanner_component_linker_instantiate", POINTER);
    static final Symbol lanner_component_linker_run = symbol("lanner_component_linker_run", BOOL);
    static final Symbol lanner_component_instance_delete = symbol("lanner_component_instance_delete", VOID);
    static final Symbol lanner_component_instance_interface = symbol("lanner_component_instance_interface", BOOL);
    static final Symbol lanner_component_instance_call = symbol("lanner_component_instance_call", BOOL);
    static final Symbol lanner_component_instance_call_wave = symbol("lanner_component_instance_call_wave", BOOL);
    static final Symbol lanner_component_instance_call_async = symbol("lanner_component_instance_call_async", POINTER);
    static final Symbol lanner_component_instance_call_wave_async = symbol("lanner_component_instance_call_wave_async", POINTER);
    static final Symbol lanner_wasi_add_archive = symbol("lanner_wasi_add_archive", BOOL);
    static final Symbol lanner_wasi_add_listener = symbol("lanner_wasi_add_listener", BOOL);
    static final Symbol lanner_wasi_allow_peers = symbol("lanner_wasi_allow_peers", BOOL);
    static final Symbol lanner_wasi_set_clock = symbol("lanner_wasi_set_clock", BOOL);
    static final Symbol lanner_wasi_set_most_descriptors = symbol("lanner_wasi_set_most_descriptors", BOOL);
    static final Symbol lanner_wasi_new = symbol("lanner_wasi_new", POINTER);
    static final Symbol lanner_wasi_delete = symbol("lanner_wasi_delete", VOID);
    static final Symbol lanner_wasi_add_argument = symbol("lanner_wasi_add_argument", BOOL);
    static final Symbol lanner_wasi_add_environment = symbol("lanner_wasi_add_environment", BOOL);
    static final Symbol lanner_wasi_inherit_environment = symbol("lanner_wasi_inherit_environment", BOOL);
    static final Symbol lanner_wasi_inherit_streams = symbol("lanner_wasi_inherit_streams", BOOL);
    static final Symbol lanner_wasi_set_input = symbol("lanner_wasi_set_input", BOOL);
    static final Symbol lanner_wasi_capture_streams = symbol("lanner_wasi_capture_streams", BOOL);
    static final Symbol lanner_wasi_captured = symbol("lanner_wasi_captured", BOOL);
    static final Symbol lanner_wasi_add_directory = symbol("lanner_wasi_add_directory", BOOL);
    static final Symbol lanner_wasi_set_random_seed = symbol("lanner_wasi_set_random_seed", BOOL);
    static final Symbol lanner_wasi_add_files = symbol("lanner_wasi_add_files", BOOL);
    static final Symbol lanner_wasi_set_limit = symbol("lanner_wasi_set_limit", BOOL);
    static final Symbol lanner_wasi_allow = symbol("lanner_wasi_allow", BOOL);
    static final Symbol lanner_wasi_allow_private_answers = symbol("lanner_wasi_allow_private_answers", BOOL);
    static final Symbol lanner_wasi_add_setting = symbol("lanner_wasi_add_setting", BOOL);
    static final Symbol lanner_wasi_add_key_value_store = symbol("lanner_wasi_add_key_value_store", BOOL);
    static final Symbol lanner_wasi_add_overlay = symbol("lanner_wasi_add_overlay", BOOL);
    static final Symbol lanner_key_value_store_new = symbol("lanner_key_value_store_new", POINTER);
    static final Symbol lanner_key_value_store_delete = symbol("lanner_key_value_store_delete", VOID);
    static final Symbol lanner_key_value_store_set = symbol("lanner_key_value_store_set", BOOL);
    static final Symbol lanner_key_value_store_get = symbol("lanner_key_value_store_get", BOOL);
    static final Symbol lanner_files_new = symbol("lanner_files_new", POINTER);
    static final Symbol lanner_files_delete = symbol("lanner_files_delete", VOID);
    static final Symbol lanner_files_create_directory = symbol("lanner_files_create_directory", BOOL);
    static final Symbol lanner_files_write = symbol("lanner_files_write", BOOL);
    static final Symbol lanner_files_read = symbol("lanner_files_read", BOOL);

    // The handles, each in a class of its own, which is initialized when it is first used.

    private static final class With0 {
        static final MethodHandle HANDLE = handle(0);
    }

    private static final class With1 {
        static final MethodHandle HANDLE = handle(1);
    }

    private static final class With2 {
        static final MethodHandle HANDLE = handle(2);
    }

    private static final class With3 {
        static final MethodHandle HANDLE = handle(3);
    }

    private static final class With4 {
        static final MethodHandle HANDLE = handle(4);
    }

    private static final class With5 {
        static final MethodHandle HANDLE = handle(5);
    }

    private static final class With6 {
        static final MethodHandle HANDLE = handle(6);
    }

    private static final MemorySegment CALL_UNCHECKED = lanner_func_call_unchecked.required();
    private static final MemorySegment DATA_SIZE = wasm_memory_data_size.required();

    private Native() {}

    private static Symbol symbol(String name, long bits) {
        return new Symbol(name, LIBRARY.find(name).orElse(null), bits);
    }

    private static FunctionDescriptor descriptor(int count) {
        MemoryLayout[] parameters = new MemoryLayout[count];
        Arrays.fill(parameters, JAVA_LONG);
        return FunctionDescriptor.of(JAVA_LONG, parameters);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(int count) {
        return LINKER.downcallHandle(descriptor(count));
    }

    /** The address of code by which the library calls a static method, which takes long and returns long or nothing. It is never freed. */
    @SuppressWarnings("restricted")
    static long stub(MethodHandles.Lookup lookup, String name, MethodType type) {
        try {
            MethodHandle handle = lookup.findStatic(lookup.lookupClass(), name, type);
            FunctionDescriptor descriptor = descriptor(type.parameterCount());
            if (type.returnType() == void.class) {
                descriptor = descriptor.dropReturnLayout();
            }
            return LINKER.upcallStub(handle, descriptor, Arena.global()).address();
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function) {
        try {
            return (long) With0.HANDLE.invokeExact(function.required()) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function, long first) {
        try {
            return (long) With1.HANDLE.invokeExact(function.required(), first) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function, long first, long second) {
        try {
            return (long) With2.HANDLE.invokeExact(function.required(), first, second) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function, long first, long second, long third) {
        try {
            return (long) With3.HANDLE.invokeExact(function.required(), first, second, third) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function, long first, long second, long third, long fourth) {
        try {
            return (long) With4.HANDLE.invokeExact(function.required(), first, second, third, fourth) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function, long first, long second, long third, long fourth, long fifth) {
        try {
            return (long) With5.HANDLE.invokeExact(function.required(), first, second, third, fourth, fifth) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function. */
    static long call(Symbol function, long first, long second, long third, long fourth, long fifth, long sixth) {
        try {
            return (long) With6.HANDLE.invokeExact(function.required(), first, second, third, fourth, fifth, sixth) & function.bits;
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Calls a function of a guest, or of the host; the trap, or 0. All is constant here, so that the call is compiled in. */
    static long callFunction(long function, long values) {
        try {
            return (long) With2.HANDLE.invokeExact(CALL_UNCHECKED, function, values);
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** The number of bytes of a memory; likewise. */
    static long memorySize(long memory) {
        try {
            return (long) With1.HANDLE.invokeExact(DATA_SIZE, memory);
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    /** Refuses a null pointer: the function has failed. */
    static long made(long pointer, String what) {
        if (pointer == 0) {
            throw failure(what);
        }
        return pointer;
    }

    /** Refuses false: the function has failed. */
    static void done(long succeeded, String what) {
        if (succeeded == 0) {
            throw failure(what);
        }
    }

    /** An exception with what the library says about its last failure on this thread. */
    static LannerException failure(String what) {
        String reason = lastError();
        return new LannerException(reason.isEmpty() ? what + " failed, and the library does not say why" : reason);
    }

    static String lastError() {
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            call(lanner_last_error, vector);
            return scope.takeText(vector);
        }
    }
}
