"""Memories of guests."""

from __future__ import annotations

import ctypes
import operator
import weakref
from ctypes import byref
from typing import Any, Optional, Union

from ._errors import LannerError
from ._extern import _Extern
from ._library import SizeLimits, lib
from ._pointers import _made, last_error
from ._store import Store
from ._types import MemoryType, _memory_type

PAGE_SIZE = 65536


class _Exporter(ctypes.Array):  # type: ignore[type-arg]
    """The bytes of a memory, for memoryview. A class of Python, so that it can be referred to weakly and keep its owner alive."""

    _type_ = ctypes.c_ubyte
    _length_ = 0
    owner: Any


_exporters: dict[int, Any] = {0: _Exporter}


def _exporter(size: int) -> Any:
    found = _exporters.get(size)
    if found is None:
        found = _exporters[size] = type("_Exporter", (ctypes.Array,), {"_type_": ctypes.c_ubyte, "_length_": size})
    return found


class Memory(_Extern):
    """A memory. ``Memory(store, 1, 10)`` makes one of the host, of 1 to 10 pages.

    ``view()`` is a memoryview of its bytes, without a copy; ``read``, ``write`` and indices check bounds and copy.
    """

    _delete = lib.wasm_memory_delete
    _as_extern = lib.wasm_memory_as_extern

    def __init__(self, store: Store, minimum: int, maximum: Optional[int] = None) -> None:
        pointer = store._open()
        for number in (minimum, maximum):
            if number is not None and not 0 <= number < 1 << 32:
                raise ValueError(f"the size is {number} pages; a number from 0 to {(1 << 32) - 1} was expected")
        limits = SizeLimits(minimum, 0xFFFFFFFF if maximum is None else maximum)
        type_pointer = _made(lib.wasm_memorytype_new(byref(limits)), "making the type")
        try:
            made = _made(lib.wasm_memory_new(pointer, type_pointer), "making the memory")
        finally:
            lib.wasm_memorytype_delete(type_pointer)
        self._set(store, made)

    @classmethod
    def _of(cls, store: Store, pointer: int) -> "Memory":
        self = cls.__new__(cls)
        self._set(store, pointer)
        return self

    def _set(self, store: Store, pointer: int) -> None:
        self._store, self._pointer = store, pointer
        self._view: Optional[memoryview] = None
        store._memories.add(self)

    @property
    def type(self) -> MemoryType:
        """The least and largest size, in pages."""
        self._store._open()
        pointer = _made(lib.wasm_memory_type(self._pointer), "reading the type")
        type = _memory_type(pointer)
        lib.wasm_memorytype_delete(pointer)
        return type

    def __len__(self) -> int:
        self._store._open()
        return int(lib.wasm_memory_data_size(self._pointer))

    @property
    def pages(self) -> int:
        """The size in pages of 65536 bytes."""
        self._store._open()
        return int(lib.wasm_memory_size(self._pointer))

    def grow(self, pages: int) -> int:
        """Makes the memory larger, and returns how many pages it had. Views that were got before are released."""
        before = self.pages
        if not 0 <= pages < 1 << 32:
            raise ValueError(f"the memory was to grow by {pages} pages; a number from 0 to {(1 << 32) - 1} was expected")
        if not lib.wasm_memory_grow(self._pointer, pages):
            reason = last_error()
            raise LannerError(f"the memory has {before} pages and does not grow by {pages}" + (f": {reason}" if reason else ""))
        self._store._check_views()
        return before

    def view(self) -> memoryview:
        """The bytes, without a copy, for reading and writing.

        The view ends when the memory grows or the store is closed: it raises ValueError then. Slices of it go on showing the bytes that
        they have shown.
        """
        self._check_view()
        if self._view is None:
            address = lib.wasm_memory_data(self._pointer)
            size = len(self)
            array = _exporter(size).from_address(address) if size else _Exporter()
            array.owner = self
            store = self._store
            store._views = [view for view in store._views if view() is not None]
            store._views.append(weakref.ref(array))
            store._has_views = True
            self._view = memoryview(array).cast("B")
        return self._view

    def __buffer__(self, flags: int) -> memoryview:
        return memoryview(self.view())

    def _check_view(self) -> None:
        if self._view is not None:
            try:
                stale = len(self._view) != len(self)
            except ValueError:
                # The program has released it.
                stale = True
            if stale:
                self._release()

    def _release(self) -> None:
        view, self._view = self._view, None
        if view is not None:
            try:
                view.release()
            except BufferError:
                # Something like an array of numpy holds on to it; its bytes stay where they are.
                pass

    def _range(self, address: int, length: int) -> None:
        size = len(self)
        if address < 0 or length < 0 or address + length > size:
            raise IndexError(f"the range is {length} bytes from {address}; the memory has {size}")

    def read(self, address: int, length: int) -> bytes:
        """A copy of some bytes."""
        self._range(address, length)
        return ctypes.string_at(lib.wasm_memory_data(self._pointer) + address, length)

    def write(self, address: int, content: Union[bytes, bytearray, memoryview]) -> None:
        """Copies bytes into the memory."""
        source = bytes(content)
        self._range(address, len(source))
        ctypes.memmove(lib.wasm_memory_data(self._pointer) + address, source, len(source))

    def read_text(self, address: int, length: Optional[int] = None) -> str:
        """Text in UTF-8; without a length it ends before the first zero."""
        if length is None:
            self._range(address, 0)
            length = 0
            size = len(self)
            while True:
                piece = self.read(address + length, min(256, size - address - length))
                if not piece:
                    raise IndexError(f"the text from {address} has no zero at its end; the memory has {size} bytes")
                found = piece.find(b"\0")
                if found >= 0:
                    length += found
                    break
                length += len(piece)
        return self.read(address, length).decode()

    def write_string(self, address: int, text: str, *, terminated: bool = False) -> int:
        """Writes text in UTF-8, with a zero at its end if it is to be terminated. Returns how many bytes these were."""
        content = text.encode() + (b"\0" if terminated else b"")
        self.write(address, content)
        return len(content)

    def __getitem__(self, index: Union[int, slice]) -> Union[int, bytes]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return self.read(start, max(0, stop - start))[::step] if step > 0 else bytes(self.view()[index])
        number = operator.index(index)
        return self.read(number, 1)[0]

    def __setitem__(self, index: Union[int, slice], value: Any) -> None:
        if isinstance(index, slice):
            self.view()[index] = value
        else:
            self.write(operator.index(index), bytes([value]))
