"""Types of values, and of what modules import and export."""

from __future__ import annotations

import enum
from ctypes import byref, c_void_p
from typing import Any, NamedTuple, Optional, Sequence, Union

from ._library import Vector, elements, lib


class ValueType(enum.IntEnum):
    """Types of values. Where one is wanted its name will do: ``"i32"``."""

    I32 = 0
    I64 = 1
    F32 = 2
    F64 = 3
    V128 = 4
    EXTERNREF = 128
    FUNCREF = 129
    ANYREF = 130

    def __str__(self) -> str:
        return self.name.lower()


TypeLike = Union[ValueType, str]


class ExternKind(enum.IntEnum):
    """Kinds of what modules import and export."""

    FUNCTION = 0
    GLOBAL = 1
    TABLE = 2
    MEMORY = 3
    TAG = 4


class FunctionType(NamedTuple):
    """The type of a function."""

    params: tuple[ValueType, ...]
    results: tuple[ValueType, ...]

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.params))}) -> ({', '.join(map(str, self.results))})"


class GlobalType(NamedTuple):
    """The type of a global."""

    content: ValueType
    mutable: bool


class TableType(NamedTuple):
    """The type of a table; ``maximum`` is None when there is none."""

    element: ValueType
    minimum: int
    maximum: Optional[int]


class MemoryType(NamedTuple):
    """The type of a memory, in pages; ``maximum`` is None when there is none."""

    minimum: int
    maximum: Optional[int]


ExternType = Union[FunctionType, GlobalType, TableType, MemoryType, None]


class ImportType(NamedTuple):
    """An import of a module. The type is None for a tag."""

    module: str
    name: str
    kind: ExternKind
    type: ExternType


class ExportType(NamedTuple):
    """An export of a module. The type is None for a tag."""

    name: str
    kind: ExternKind
    type: ExternType


def _type_of(value: TypeLike) -> ValueType:
    if isinstance(value, str):
        try:
            return ValueType[value.upper()]
        except KeyError:
            pass
    else:
        try:
            return ValueType(value)
        except ValueError:
            pass
    names = ", ".join(map(str, ValueType))
    raise ValueError(f"{value!r} is no type of values; expected was one of {names}")


def _types_of(vector: Any) -> tuple[ValueType, ...]:
    return tuple(ValueType(lib.wasm_valtype_kind(element)) for element in elements(vector.contents))


def _function_type(pointer: int) -> FunctionType:
    return FunctionType(_types_of(lib.wasm_functype_params(pointer)), _types_of(lib.wasm_functype_results(pointer)))


def _limits(pointer: Any) -> tuple[int, Optional[int]]:
    limits = pointer.contents
    return limits.min, None if limits.max == 0xFFFFFFFF else limits.max


def _global_type(pointer: int) -> GlobalType:
    content = ValueType(lib.wasm_valtype_kind(lib.wasm_globaltype_content(pointer)))
    return GlobalType(content, lib.wasm_globaltype_mutability(pointer) != 0)


def _table_type(pointer: int) -> TableType:
    element = ValueType(lib.wasm_valtype_kind(lib.wasm_tabletype_element(pointer)))
    return TableType(element, *_limits(lib.wasm_tabletype_limits(pointer)))


def _memory_type(pointer: int) -> MemoryType:
    return MemoryType(*_limits(lib.wasm_memorytype_limits(pointer)))


def _extern_type(pointer: int) -> tuple[ExternKind, ExternType]:
    kind = ExternKind(lib.wasm_externtype_kind(pointer))
    if kind == ExternKind.FUNCTION:
        return kind, _function_type(lib.wasm_externtype_as_functype(pointer))
    if kind == ExternKind.GLOBAL:
        return kind, _global_type(lib.wasm_externtype_as_globaltype(pointer))
    if kind == ExternKind.TABLE:
        return kind, _table_type(lib.wasm_externtype_as_tabletype(pointer))
    if kind == ExternKind.MEMORY:
        return kind, _memory_type(lib.wasm_externtype_as_memorytype(pointer))
    return kind, None


def _new_types(types: Sequence[ValueType]) -> Vector:
    pointers = (c_void_p * max(len(types), 1))(*[lib.wasm_valtype_new(int(kind)) for kind in types])
    vector = Vector()
    lib.wasm_valtype_vec_new(byref(vector), len(types), pointers)
    return vector
