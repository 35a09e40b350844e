"""Globals of guests."""

from __future__ import annotations

import ctypes
from ctypes import byref
from typing import Any

from ._errors import LannerError
from ._extern import _Extern
from ._library import Value, lib
from ._pointers import _made
from ._store import Store
from ._types import GlobalType, TypeLike, ValueType, _global_type, _type_of
from ._values import _read, _value_of


class Global(_Extern):
    """A global. ``Global(store, "i32", 1, mutable=True)`` makes one of the host."""

    _delete = lib.wasm_global_delete
    _as_extern = lib.wasm_global_as_extern

    def __init__(self, store: Store, type: TypeLike, value: Any, *, mutable: bool = False) -> None:
        kind = _type_of(type)
        pointer = store._open()
        initial = _value_of(store, kind, value, "the value")
        type_pointer = _made(lib.wasm_globaltype_new(lib.wasm_valtype_new(int(kind)), int(mutable)), "making the type")
        try:
            made = _made(lib.wasm_global_new(pointer, type_pointer, byref(initial)), "making the global")
        finally:
            lib.wasm_globaltype_delete(type_pointer)
            if kind >= ValueType.EXTERNREF and initial.of.ref:
                lib.wasm_ref_delete(initial.of.ref)
        super().__init__(store, made)
        self._type = GlobalType(kind, mutable)

    @classmethod
    def _of(cls, store: Store, pointer: int) -> "Global":
        self = cls.__new__(cls)
        self._store, self._pointer = store, pointer
        type_pointer = _made(lib.wasm_global_type(pointer), "reading the type")
        self._type = _global_type(type_pointer)
        lib.wasm_globaltype_delete(type_pointer)
        return self

    @property
    def type(self) -> GlobalType:
        """The type of the content, and if it can be set."""
        return self._type

    @property
    def value(self) -> Any:
        """The value; it can be set if the global is mutable."""
        self._store._open()
        if self._type.content == ValueType.V128:
            raise LannerError("the global is of type v128, which the C API passes to functions only")
        value = Value()
        lib.wasm_global_get(self._pointer, byref(value))
        content = ctypes.string_at(ctypes.addressof(value) + Value.of.offset, 8) + bytes(8)
        return _read(self._store, content, 0, self._type.content, True)

    @value.setter
    def value(self, value: Any) -> None:
        self._store._open()
        if not self._type.mutable:
            raise LannerError("the global is constant; a mutable one was expected")
        made = _value_of(self._store, self._type.content, value, "the value")
        lib.wasm_global_set(self._pointer, byref(made))
        if self._type.content >= ValueType.EXTERNREF and made.of.ref:
            lib.wasm_ref_delete(made.of.ref)
