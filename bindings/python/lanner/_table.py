"""Tables of guests."""

from __future__ import annotations

import operator
from ctypes import byref
from typing import Any, Optional

from ._extern import _Extern
from ._library import SizeLimits, lib
from ._pointers import _done, _made
from ._store import Store
from ._types import TableType, TypeLike, _table_type, _type_of
from ._values import _reference_from_python, _reference_to_python


class Table(_Extern):
    """A table: ``len``, indices, ``grow``. ``Table(store, "funcref", 10)`` makes one of the host."""

    _delete = lib.wasm_table_delete
    _as_extern = lib.wasm_table_as_extern

    def __init__(
        self, store: Store, element: TypeLike, minimum: int, maximum: Optional[int] = None, initial: Any = None
    ) -> None:
        kind = _type_of(element)
        pointer = store._open()
        limits = SizeLimits(minimum, 0xFFFFFFFF if maximum is None else maximum)
        reference = _reference_from_python(store, kind, initial, "the first value")
        type_pointer = lib.wasm_tabletype_new(lib.wasm_valtype_new(int(kind)), byref(limits))
        try:
            made = _made(lib.wasm_table_new(pointer, _made(type_pointer, "making the type"), reference), "making the table")
        finally:
            lib.wasm_tabletype_delete(type_pointer)
            lib.wasm_ref_delete(reference)
        super().__init__(store, made)
        self._type = TableType(kind, minimum, maximum)

    @classmethod
    def _of(cls, store: Store, pointer: int) -> "Table":
        self = cls.__new__(cls)
        self._store, self._pointer = store, pointer
        type_pointer = _made(lib.wasm_table_type(pointer), "reading the type")
        self._type = _table_type(type_pointer)
        lib.wasm_tabletype_delete(type_pointer)
        return self

    @property
    def type(self) -> TableType:
        """The type of the elements, and the least and largest size."""
        return self._type

    def __len__(self) -> int:
        self._store._open()
        return int(lib.wasm_table_size(self._pointer))

    def _index(self, index: int) -> int:
        size = len(self)
        number = operator.index(index)
        if not 0 <= number < size:
            raise IndexError(f"the index is {number}; the table has {size} elements")
        return number

    def __getitem__(self, index: int) -> Any:
        return _reference_to_python(self._store, lib.wasm_table_get(self._pointer, self._index(index)), True)

    def __setitem__(self, index: int, value: Any) -> None:
        number = self._index(index)
        reference = _reference_from_python(self._store, self._type.element, value, "the value")
        try:
            _done(lib.wasm_table_set(self._pointer, number, reference), "setting the element")
        finally:
            lib.wasm_ref_delete(reference)

    def grow(self, count: int, value: Any = None) -> int:
        """Makes the table larger, and returns how many elements it had."""
        before = len(self)
        reference = _reference_from_python(self._store, self._type.element, value, "the value")
        try:
            _done(lib.wasm_table_grow(self._pointer, count, reference), "growing the table")
        finally:
            lib.wasm_ref_delete(reference)
        return before
