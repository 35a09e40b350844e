"""liblanner by ctypes: where it is found, and the prototypes of what the package calls."""

from __future__ import annotations

import ctypes
import os
import sys
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    Union,
    c_bool,
    c_char_p,
    c_float,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_ubyte,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
)
from pathlib import Path
from typing import Any


class Vector(Structure):
    """Any of the vectors of wasm.h: a number of elements and where they are."""

    _fields_ = [("size", c_size_t), ("data", c_void_p)]


class _Of(Union):
    _fields_ = [("i32", c_int32), ("i64", c_int64), ("f32", c_float), ("f64", c_double), ("ref", c_void_p)]


class Value(Structure):
    """A value with its kind: ``wasm_val_t``."""

    _fields_ = [("kind", c_uint8), ("of", _Of)]


class SizeLimits(Structure):
    """The least and the largest size of a memory or table: ``wasm_limits_t``."""

    _fields_ = [("min", c_uint32), ("max", c_uint32)]


class StoreLimits(Structure):
    """The limits of a store: ``lanner_limits_t``."""

    _fields_ = [
        (name, c_int64)
        for name in (
            "memory_bytes",
            "heap_bytes",
            "stack_bytes",
            "fuel",
            "call_microseconds",
            "table_elements",
            "instances",
            "memories",
            "tables",
        )
    ]


CALLBACK = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_void_p)
FINALIZER = CFUNCTYPE(None, c_void_p)
CANCELLED = FINALIZER
# The end of a call; a function of the host that waits, of a component too.
ENDED = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)
ASYNC_CALLBACK = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_void_p)
COMPONENT_ASYNC_CALLBACK = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)

_V = POINTER(Vector)
_P = c_void_p

_PROTOTYPES: dict[str, tuple[Any, list[Any]]] = {
    "lanner_version": (c_char_p, []),
    "lanner_last_error": (None, [_V]),
    "lanner_text_to_binary": (c_bool, [c_char_p, c_size_t, _V]),
    "lanner_binary_to_text": (c_bool, [_V, _V]),
    "wasm_byte_vec_delete": (None, [_V]),
    "wasm_config_new": (_P, []),
    "wasm_engine_new_with_config": (_P, [_P]),
    "lanner_config_set_memory_mode": (c_bool, [_P, c_uint32]),
    "lanner_config_set_interruptible": (c_bool, [_P, c_bool]),
    "lanner_config_set_fuel": (c_bool, [_P, c_bool]),
    "lanner_config_set_deterministic": (c_bool, [_P, c_bool]),
    "lanner_config_set_features": (c_bool, [_P, c_uint64]),
    "lanner_config_set_compilation": (c_bool, [_P, c_uint32]),
    "lanner_config_set_cache": (c_bool, [_P, c_char_p]),
    "lanner_engine_memory_mode": (c_uint32, [_P]),
    "lanner_store_new": (_P, [_P, POINTER(StoreLimits)]),
    "lanner_store_fuel": (c_bool, [_P, POINTER(c_int64)]),
    "lanner_store_fuel_consumed": (c_bool, [_P, POINTER(c_int64)]),
    "lanner_store_set_fuel": (c_bool, [_P, c_int64]),
    "lanner_store_add_fuel": (c_bool, [_P, c_int64]),
    "lanner_store_interrupt": (c_bool, [_P]),
    "lanner_store_is_interrupted": (c_bool, [_P]),
    "lanner_store_set_deadline": (c_bool, [_P, c_uint64]),
    "lanner_store_clear_deadline": (None, [_P]),
    "lanner_module_from_text": (_P, [_P, c_char_p, c_size_t]),
    "lanner_module_from_file": (_P, [_P, c_char_p]),
    "lanner_module_save_compiled": (c_bool, [_P, c_char_p]),
    "lanner_module_load_compiled": (_P, [_P, c_char_p]),
    "wasm_module_new": (_P, [_P, _V]),
    "wasm_module_share": (_P, [_P]),
    "wasm_module_obtain": (_P, [_P, _P]),
    "wasm_shared_module_delete": (None, [_P]),
    "wasm_module_imports": (None, [_P, _V]),
    "wasm_module_exports": (None, [_P, _V]),
    "wasm_module_serialize": (None, [_P, _V]),
    "wasm_module_deserialize": (_P, [_P, _V]),
    "wasm_importtype_vec_delete": (None, [_V]),
    "wasm_exporttype_vec_delete": (None, [_V]),
    "wasm_importtype_module": (_V, [_P]),
    "wasm_importtype_name": (_V, [_P]),
    "wasm_importtype_type": (_P, [_P]),
    "wasm_exporttype_name": (_V, [_P]),
    "wasm_exporttype_type": (_P, [_P]),
    "wasm_externtype_kind": (c_uint8, [_P]),
    "wasm_externtype_as_functype": (_P, [_P]),
    "wasm_externtype_as_globaltype": (_P, [_P]),
    "wasm_externtype_as_tabletype": (_P, [_P]),
    "wasm_externtype_as_memorytype": (_P, [_P]),
    "wasm_valtype_new": (_P, [c_uint8]),
    "wasm_valtype_kind": (c_uint8, [_P]),
    "wasm_valtype_vec_new": (None, [_V, c_size_t, POINTER(c_void_p)]),
    "wasm_functype_new": (_P, [_V, _V]),
    "wasm_functype_params": (_V, [_P]),
    "wasm_functype_results": (_V, [_P]),
    "wasm_globaltype_new": (_P, [_P, c_uint8]),
    "wasm_globaltype_content": (_P, [_P]),
    "wasm_globaltype_mutability": (c_uint8, [_P]),
    "wasm_tabletype_new": (_P, [_P, POINTER(SizeLimits)]),
    "wasm_tabletype_element": (_P, [_P]),
    "wasm_tabletype_limits": (POINTER(SizeLimits), [_P]),
    "wasm_memorytype_new": (_P, [POINTER(SizeLimits)]),
    "wasm_memorytype_limits": (POINTER(SizeLimits), [_P]),
    "wasm_ref_copy": (_P, [_P]),
    "wasm_ref_same": (c_bool, [_P, _P]),
    "wasm_ref_get_host_info": (_P, [_P]),
    "wasm_ref_as_func": (_P, [_P]),
    "wasm_ref_as_foreign": (_P, [_P]),
    "wasm_func_as_ref": (_P, [_P]),
    "wasm_foreign_new": (_P, [_P]),
    "wasm_foreign_as_ref": (_P, [_P]),
    "wasm_foreign_set_host_info_with_finalizer": (None, [_P, c_void_p, FINALIZER]),
    "wasm_trap_new": (_P, [_P, _V]),
    "wasm_trap_message": (None, [_P, _V]),
    "wasm_trap_trace": (None, [_P, _V]),
    "wasm_trap_get_host_info": (_P, [_P]),
    "wasm_trap_set_host_info": (None, [_P, c_void_p]),
    "lanner_trap_code": (c_int32, [_P]),
    "lanner_trap_exit_status": (c_bool, [_P, POINTER(c_int32)]),
    "wasm_frame_vec_delete": (None, [_V]),
    "wasm_frame_func_index": (c_uint32, [_P]),
    "wasm_frame_func_offset": (c_size_t, [_P]),
    "wasm_frame_module_offset": (c_size_t, [_P]),
    "lanner_frame_func_name": (c_bool, [_P, _V]),
    "lanner_frame_module_name": (c_bool, [_P, _V]),
    "lanner_frame_source": (c_bool, [_P, _V, POINTER(c_uint32), POINTER(c_uint32)]),
    "lanner_func_new_unchecked": (_P, [_P, _P, CALLBACK, c_void_p, c_void_p]),
    "lanner_func_call_unchecked": (_P, [_P, c_void_p]),
    "lanner_func_call_async": (_P, [_P, _V, ENDED, c_void_p]),
    "lanner_func_new_async": (_P, [_P, _P, ASYNC_CALLBACK, c_void_p, c_void_p]),
    "lanner_call_cancel": (c_bool, [_P]),
    "lanner_call_delete": (None, [_P]),
    "lanner_completion_return": (c_bool, [_P, _V]),
    "lanner_completion_return_text": (c_bool, [_P, _V]),
    "lanner_completion_trap": (c_bool, [_P, _P]),
    "lanner_completion_on_cancel": (c_bool, [_P, CANCELLED, c_void_p]),
    "lanner_waits": (None, [_V]),
    "lanner_caller_export": (_P, [_P, c_char_p]),
    "lanner_instance_export": (_P, [_P, c_char_p]),
    "wasm_func_type": (_P, [_P]),
    "wasm_func_copy": (_P, [_P]),
    "wasm_global_new": (_P, [_P, _P, POINTER(Value)]),
    "wasm_global_type": (_P, [_P]),
    "wasm_global_get": (None, [_P, POINTER(Value)]),
    "wasm_global_set": (None, [_P, POINTER(Value)]),
    "wasm_table_new": (_P, [_P, _P, _P]),
    "wasm_table_type": (_P, [_P]),
    "wasm_table_get": (_P, [_P, c_uint32]),
    "wasm_table_set": (c_bool, [_P, c_uint32, _P]),
    "wasm_table_size": (c_uint32, [_P]),
    "wasm_table_grow": (c_bool, [_P, c_uint32, _P]),
    "wasm_memory_new": (_P, [_P, _P]),
    "wasm_memory_type": (_P, [_P]),
    "wasm_memory_data": (_P, [_P]),
    "wasm_memory_data_size": (c_size_t, [_P]),
    "wasm_memory_size": (c_uint32, [_P]),
    "wasm_memory_grow": (c_bool, [_P, c_uint32]),
    "wasm_extern_kind": (c_uint8, [_P]),
    "wasm_extern_as_func": (_P, [_P]),
    "wasm_extern_as_global": (_P, [_P]),
    "wasm_extern_as_table": (_P, [_P]),
    "wasm_extern_as_memory": (_P, [_P]),
    "wasm_func_as_extern": (_P, [_P]),
    "wasm_global_as_extern": (_P, [_P]),
    "wasm_table_as_extern": (_P, [_P]),
    "wasm_memory_as_extern": (_P, [_P]),
    "lanner_linker_new": (_P, [_P]),
    "lanner_linker_allow_shadowing": (c_bool, [_P, c_bool]),
    "lanner_linker_define": (c_bool, [_P, c_char_p, c_char_p, _P]),
    "lanner_linker_define_instance": (c_bool, [_P, c_char_p, _P]),
    "lanner_linker_define_wasi": (c_bool, [_P, _P]),
    "lanner_linker_define_unknown": (c_bool, [_P, _P]),
    "lanner_linker_instantiate": (_P, [_P, _P, _P, POINTER(c_void_p)]),
    "lanner_linker_run": (c_bool, [_P, _P, _P, POINTER(c_int32), POINTER(c_void_p)]),
    "lanner_wasi_new": (_P, []),
    "lanner_wasi_add_argument": (c_bool, [_P, c_char_p]),
    "lanner_wasi_add_environment": (c_bool, [_P, c_char_p, c_char_p]),
    "lanner_wasi_inherit_environment": (c_bool, [_P]),
    "lanner_wasi_inherit_streams": (c_bool, [_P, c_uint32]),
    "lanner_wasi_set_input": (c_bool, [_P, _V]),
    "lanner_wasi_capture_streams": (c_bool, [_P, c_uint32, c_size_t]),
    "lanner_wasi_captured": (c_bool, [_P, c_uint32, _V]),
    "lanner_wasi_add_directory": (c_bool, [_P, c_char_p, c_char_p, c_uint32]),
    "lanner_wasi_set_random_seed": (c_bool, [_P, c_int64]),
    "lanner_wasi_add_archive": (c_bool, [_P, c_char_p, c_char_p]),
    "lanner_wasi_add_listener": (c_bool, [_P, c_char_p]),
    "lanner_wasi_allow_peers": (c_bool, [_P, c_char_p, c_uint32]),
    "lanner_wasi_set_clock": (c_bool, [_P, c_int64, c_uint64]),
    "lanner_wasi_set_most_descriptors": (c_bool, [_P, c_uint32]),
    "lanner_wasi_set_limit": (c_bool, [_P, c_uint32, c_uint64]),
    "lanner_wasi_allow": (c_bool, [_P, c_uint32, c_char_p]),
    "lanner_wasi_allow_private_answers": (c_bool, [_P]),
    "lanner_wasi_add_setting": (c_bool, [_P, c_char_p, c_char_p]),
    "lanner_wasi_add_key_value_store": (c_bool, [_P, c_char_p, _P]),
    "lanner_wasi_add_overlay": (c_bool, [_P, c_char_p, c_char_p, c_uint64]),
    "lanner_key_value_store_new": (_P, [c_uint64]),
    "lanner_key_value_store_set": (c_bool, [_P, c_char_p, _V]),
    "lanner_key_value_store_get": (c_bool, [_P, c_char_p, _V]),
    "lanner_files_new": (_P, [c_uint64]),
    "lanner_files_create_directory": (c_bool, [_P, c_char_p]),
    "lanner_files_write": (c_bool, [_P, c_char_p, _V]),
    "lanner_files_read": (c_bool, [_P, c_char_p, _V]),
    "lanner_wasi_add_files": (c_bool, [_P, _P, c_char_p, c_uint32]),
    "wasm_byte_vec_new": (None, [_V, c_size_t, c_char_p]),
    "lanner_component_new": (_P, [_P, _V]),
    "lanner_component_from_file": (_P, [_P, c_char_p]),
    "lanner_component_interface": (c_bool, [_P, _V]),
    "lanner_component_linker_new": (_P, [_P]),
    "lanner_component_linker_define": (c_bool, [_P, c_char_p, c_char_p, CALLBACK, c_void_p, c_void_p]),
    "lanner_component_linker_define_wasi": (c_bool, [_P, _P]),
    "lanner_component_linker_instantiate": (_P, [_P, _P, POINTER(c_void_p)]),
    "lanner_component_linker_run": (c_bool, [_P, _P, POINTER(c_int32), POINTER(c_void_p)]),
    "lanner_component_instance_call": (c_bool, [_P, c_char_p, _V, _V, POINTER(c_void_p)]),
    "lanner_component_instance_call_wave": (c_bool, [_P, c_char_p, _V, POINTER(c_void_p)]),
    "lanner_component_instance_call_async": (_P, [_P, c_char_p, _V, ENDED, c_void_p]),
    "lanner_component_instance_call_wave_async": (_P, [_P, c_char_p, ENDED, c_void_p]),
    "lanner_component_linker_define_async": (c_bool, [_P, c_char_p, c_char_p, COMPONENT_ASYNC_CALLBACK, c_void_p, c_void_p]),
}

for _type in (
    "wasm_engine",
    "wasm_config",
    "wasm_store",
    "wasm_module",
    "wasm_func",
    "wasm_global",
    "wasm_table",
    "wasm_memory",
    "wasm_extern",
    "wasm_instance",
    "wasm_foreign",
    "wasm_ref",
    "wasm_trap",
    "wasm_functype",
    "wasm_globaltype",
    "wasm_tabletype",
    "wasm_memorytype",
    "lanner_linker",
    "lanner_wasi",
    "lanner_files",
    "lanner_key_value_store",
    "lanner_component",
    "lanner_component_linker",
    "lanner_component_instance",
):
    _PROTOTYPES[_type + "_delete"] = (None, [_P])


def _candidates() -> list[Path]:
    name = {"darwin": "liblanner.dylib", "win32": "lanner.dll"}.get(sys.platform, "liblanner.so")
    chosen = os.environ.get("LANNER_LIBRARY")
    if chosen:
        path = Path(chosen)
        return [path / name if path.is_dir() else path]
    here = Path(__file__).resolve().parent
    found = [here / "native" / name]
    if len(here.parents) > 2:
        # A checkout, where native/build.sh has been run.
        found.append(here.parents[2] / "artifacts" / "native" / name)
    return found


def _load() -> ctypes.CDLL:
    candidates = _candidates()
    for path in candidates:
        if path.is_file():
            library = ctypes.CDLL(str(path))
            break
    else:
        places = ", ".join(str(path) for path in candidates)
        raise ImportError(
            f"liblanner was expected at {places}, and is not there. Set LANNER_LIBRARY to the folder that has it; in a checkout, "
            "native/build.sh makes it."
        )
    for name, (result, parameters) in _PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = parameters
    return library


lib: Any = _load()


def take_bytes(vector: Vector) -> bytes:
    """The bytes of a vector that is owned, which is released."""
    content = ctypes.string_at(vector.data, vector.size) if vector.size else b""
    lib.wasm_byte_vec_delete(ctypes.byref(vector))
    return content


def borrowed_text(pointer: Any) -> str:
    """The text of a name that is borrowed."""
    vector = pointer.contents
    return ctypes.string_at(vector.data, vector.size).decode() if vector.size else ""


def with_vector(content: Any) -> tuple[Vector, Any]:
    """A vector over bytes that Python owns, and what keeps these alive meanwhile."""
    keep = ctypes.create_string_buffer(bytes(content), max(len(content), 1))
    return Vector(len(content), ctypes.addressof(keep)), keep


def elements(vector: Vector) -> list[int]:
    """The pointers in a vector."""
    if not vector.size:
        return []
    return list((c_void_p * vector.size).from_address(vector.data))


def version() -> str:
    """The version of the library."""
    return lib.lanner_version().decode()  # type: ignore[no-any-return]


__all__ = [
    "ASYNC_CALLBACK",
    "CALLBACK",
    "CANCELLED",
    "COMPONENT_ASYNC_CALLBACK",
    "ENDED",
    "FINALIZER",
    "SizeLimits",
    "StoreLimits",
    "Value",
    "Vector",
    "borrowed_text",
    "c_ubyte",
    "elements",
    "lib",
    "take_bytes",
    "version",
    "with_vector",
]
