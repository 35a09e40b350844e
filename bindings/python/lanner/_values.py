"""Values of guests as objects of Python, and the other way round."""

from __future__ import annotations

import ctypes
import itertools
import operator
import struct
from typing import Any, Optional, Sequence

from ._errors import LannerError
from ._library import FINALIZER, Value, lib
from ._pointers import _made, _Owned
from ._store import Store
from ._types import FunctionType, ValueType

_keys = itertools.count(1)
_objects: dict[int, Any] = {}
# The class Function, set by its module, which needs this one.
_Function: Any = None


@FINALIZER
def _forget(key: Optional[int]) -> None:
    if key:
        _objects.pop(key, None)


class Reference(_Owned):
    """A reference of a guest that stands for no object of Python, such as a structure. It can be given back to guests of its store."""

    _delete = lib.wasm_ref_delete

    def __init__(self, store: Store, pointer: int) -> None:
        self._store = store
        self._pointer = pointer


def _reference_to_python(store: Store, pointer: Optional[int], owned: bool) -> Any:
    """The object that a reference stands for; a reference that is owned is released, or kept by what is returned."""
    if not pointer:
        return None
    key = lib.wasm_ref_get_host_info(pointer) if lib.wasm_ref_as_foreign(pointer) else None
    if key:
        value = _objects[key]
    elif lib.wasm_ref_as_func(pointer):
        return _Function._of(store, lib.wasm_ref_as_func(pointer if owned else lib.wasm_ref_copy(pointer)))
    else:
        return Reference(store, pointer if owned else lib.wasm_ref_copy(pointer))
    if owned:
        lib.wasm_ref_delete(pointer)
    return value


def _reference_from_python(store: Store, kind: ValueType, value: Any, what: str) -> Optional[int]:
    """A reference that is owned, or None for null."""
    if value is None:
        return None
    if kind == ValueType.FUNCREF and not isinstance(value, (_Function, Reference)):
        raise TypeError(f"{what} is {type(value).__name__}; a lanner.Function (funcref) or None was expected")
    if kind == ValueType.ANYREF and not isinstance(value, (_Function, Reference)):
        raise TypeError(f"{what} is {type(value).__name__}; a reference from a guest (anyref) or None was expected")
    if isinstance(value, Reference) or (kind != ValueType.EXTERNREF and isinstance(value, _Function)):
        if value._store is not store:
            raise ValueError(f"{what} belongs to another store")
        pointer = value._pointer if isinstance(value, Reference) else lib.wasm_func_as_ref(value._pointer)
        return _made(lib.wasm_ref_copy(pointer), "copying a reference")
    foreign = _made(lib.wasm_foreign_new(store._open()), "making a reference")
    key = next(_keys)
    _objects[key] = value
    lib.wasm_foreign_set_host_info_with_finalizer(foreign, key, _forget)
    return lib.wasm_foreign_as_ref(foreign)


_FORMATS = {ValueType.I32: "i12x", ValueType.I64: "q8x", ValueType.F32: "f12x", ValueType.F64: "d8x"}
_i32 = struct.Struct("<i12x")
_i64 = struct.Struct("<q8x")
_f32 = struct.Struct("<f12x")
_f64 = struct.Struct("<d8x")
_ref = struct.Struct("<Q8x")


def _write(store: Store, buffer: Any, offset: int, kind: ValueType, value: Any, what: str) -> Optional[int]:
    """Writes one value, and returns the reference that was made for it."""
    if kind in (ValueType.I32, ValueType.I64):
        bits = 32 if kind == ValueType.I32 else 64
        try:
            number = operator.index(value)
        except TypeError:
            raise TypeError(f"{what} is {type(value).__name__}; int ({kind}) was expected") from None
        if not -(1 << (bits - 1)) <= number < 1 << bits:
            raise OverflowError(f"{what} is {number}; {kind} holds {-(1 << (bits - 1))} to {(1 << bits) - 1}")
        if number >= 1 << (bits - 1):
            number -= 1 << bits
        (_i32 if bits == 32 else _i64).pack_into(buffer, offset, number)
    elif kind in (ValueType.F32, ValueType.F64):
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise TypeError(f"{what} is {type(value).__name__}; float ({kind}) was expected") from None
        if isinstance(value, (str, bytes, bytearray)):
            raise TypeError(f"{what} is {type(value).__name__}; float ({kind}) was expected")
        if kind == ValueType.F32:
            # What is too large for f32 becomes infinite, as in C.
            _f32.pack_into(buffer, offset, ctypes.c_float(number).value)
        else:
            _f64.pack_into(buffer, offset, number)
    elif kind == ValueType.V128:
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise TypeError(f"{what} is {type(value).__name__}; 16 bytes (v128) were expected")
        content = bytes(value)
        if len(content) != 16:
            raise ValueError(f"{what} has {len(content)} bytes; v128 has 16")
        buffer[offset : offset + 16] = content
    else:
        pointer = _reference_from_python(store, kind, value, what)
        _ref.pack_into(buffer, offset, pointer or 0)
        return pointer
    return None


def _read(store: Store, buffer: Any, offset: int, kind: ValueType, owned: bool) -> Any:
    if kind == ValueType.I32:
        return _i32.unpack_from(buffer, offset)[0]
    if kind == ValueType.I64:
        return _i64.unpack_from(buffer, offset)[0]
    if kind == ValueType.F32:
        return _f32.unpack_from(buffer, offset)[0]
    if kind == ValueType.F64:
        return _f64.unpack_from(buffer, offset)[0]
    if kind == ValueType.V128:
        return bytes(buffer[offset : offset + 16])
    return _reference_to_python(store, _ref.unpack_from(buffer, offset)[0], owned)


def _value_of(store: Store, kind: ValueType, value: Any, what: str) -> Value:
    """A value with its kind, whose reference is owned."""
    if kind == ValueType.V128:
        raise LannerError(f"{what} is of type v128, which the C API passes to functions only")
    buffer = bytearray(16)
    _write(store, buffer, 0, kind, value, what)
    made = Value()
    made.kind = int(kind)
    ctypes.memmove(ctypes.addressof(made) + Value.of.offset, bytes(buffer[:8]), 8)
    return made


def _value_to_python(store: Store, value: Value) -> Any:
    """A value with its kind, which is borrowed."""
    content = bytes(value)[Value.of.offset :]
    return _read(store, content + bytes(16 - len(content)), 0, ValueType(value.kind), False)


class _Signature:
    """A type of functions, with what packs and unpacks its values."""

    _known: dict[FunctionType, "_Signature"] = {}

    def __init__(self, type: FunctionType) -> None:
        self.type = type
        self.size = max(len(type.params), len(type.results), 1) * 16
        self.buffer = ctypes.c_char * self.size
        self.params = self._packer(type.params)
        self.results = self._packer(type.results)
        # Numbers only: packed at once, into buffers that are used again.
        self.is_plain = self.params is not None and self.results is not None
        self._free: list[tuple[Any, int]] = []

    def take_buffer(self) -> tuple[Any, int]:
        """A buffer for a call, and its address."""
        try:
            return self._free.pop()
        except IndexError:
            buffer = self.buffer()
            return buffer, ctypes.addressof(buffer)

    def give_buffer(self, taken: tuple[Any, int]) -> None:
        """Takes a buffer back."""
        self._free.append(taken)

    @staticmethod
    def _packer(types: Sequence[ValueType]) -> Optional[struct.Struct]:
        if all(kind in _FORMATS for kind in types):
            return struct.Struct("<" + "".join(_FORMATS[kind] for kind in types))
        return None

    @classmethod
    def of(cls, type: FunctionType) -> "_Signature":
        signature = cls._known.get(type)
        if signature is None:
            signature = cls._known[type] = cls(type)
        return signature
