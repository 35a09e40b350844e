"""Modules, and the translation between their formats."""

from __future__ import annotations

import os
from contextlib import contextmanager
from ctypes import byref
from typing import Any, Callable, Iterator, Optional, Union

from ._engine import Engine
from ._library import StoreLimits, Vector, borrowed_text, elements, lib, take_bytes, with_vector
from ._pointers import _done, _made, _Owned, _path
from ._types import ExportType, ImportType, _extern_type


def text_to_binary(text: str) -> bytes:
    """Translates the text format into the binary format."""
    content = text.encode()
    vector = Vector()
    _done(lib.lanner_text_to_binary(content, len(content), byref(vector)), "the translation")
    return take_bytes(vector)


def binary_to_text(binary: Any) -> str:
    """Translates the binary format into the text format."""
    source, _keep = with_vector(binary)
    vector = Vector()
    _done(lib.lanner_binary_to_text(byref(source), byref(vector)), "the translation")
    return take_bytes(vector).rstrip(b"\0").decode()


class Module(_Owned):
    """A module, from the binary format (bytes) or the text format (str). All threads may use it."""

    _delete = lib.wasm_shared_module_delete

    def __init__(self, engine: Engine, source: Union[bytes, bytearray, memoryview, str]) -> None:
        if isinstance(source, str):
            content = source.encode()
            self._take(engine, lambda store: lib.lanner_module_from_text(store, content, len(content)))
        elif isinstance(source, (bytes, bytearray, memoryview)):
            vector, _keep = with_vector(source)
            self._take(engine, lambda store: lib.wasm_module_new(store, byref(vector)))
        else:
            raise TypeError(f"the source of a module is {type(source).__name__}; bytes (binary) or str (text) were expected")

    @classmethod
    def from_file(cls, engine: Engine, path: Union[str, "os.PathLike[str]"]) -> "Module":
        """Reads a module from a file in either format."""
        module = cls.__new__(cls)
        name = _path(path, "path")
        module._take(engine, lambda store: lib.lanner_module_from_file(store, name))
        return module

    @classmethod
    def deserialize(cls, engine: Engine, content: Union[bytes, bytearray, memoryview]) -> "Module":
        """Makes a module of what ``serialize`` has returned, which may come from anywhere."""
        module = cls.__new__(cls)
        vector, _keep = with_vector(content)
        module._take(engine, lambda store: lib.wasm_module_deserialize(store, byref(vector)))
        return module

    @classmethod
    def load_compiled(cls, engine: Engine, path: Union[str, "os.PathLike[str]"]) -> "Module":
        """Loads what ``save_compiled`` has written.

        The file becomes part of the process, outside of any sandbox: load what this program or its user has written, and nothing else.
        """
        module = cls.__new__(cls)
        name = _path(path, "path")
        module._take(engine, lambda store: lib.lanner_module_load_compiled(store, name))
        return module

    def _take(self, engine: Engine, make: Callable[[int], Optional[int]]) -> None:
        self.engine = engine
        # The library makes modules in a store. This one lives for a moment, since the shared name is for any store.
        with self._store_for_a_moment() as store:
            pointer = _made(make(store), "making the module")
            try:
                self._pointer = _made(lib.wasm_module_share(pointer), "sharing the module")
                self._read_types(pointer)
            finally:
                lib.wasm_module_delete(pointer)

    def _read_types(self, pointer: int) -> None:
        vector = Vector()
        imports = []
        lib.wasm_module_imports(pointer, byref(vector))
        for element in elements(vector):
            module = borrowed_text(lib.wasm_importtype_module(element))
            name = borrowed_text(lib.wasm_importtype_name(element))
            imports.append(ImportType(module, name, *_extern_type(lib.wasm_importtype_type(element))))
        lib.wasm_importtype_vec_delete(byref(vector))
        vector = Vector()
        exports = []
        lib.wasm_module_exports(pointer, byref(vector))
        for element in elements(vector):
            name = borrowed_text(lib.wasm_exporttype_name(element))
            exports.append(ExportType(name, *_extern_type(lib.wasm_exporttype_type(element))))
        lib.wasm_exporttype_vec_delete(byref(vector))
        self._imports = tuple(imports)
        self._exports = tuple(exports)

    @contextmanager
    def _store_for_a_moment(self) -> Iterator[int]:
        limits = StoreLimits(*[-1] * 9)
        store = _made(lib.lanner_store_new(self.engine._pointer, byref(limits)), "making a store")
        try:
            yield store
        finally:
            lib.wasm_store_delete(store)

    @contextmanager
    def _in_store(self, store: int) -> Iterator[int]:
        pointer = _made(lib.wasm_module_obtain(store, self._pointer), "obtaining the module")
        try:
            yield pointer
        finally:
            lib.wasm_module_delete(pointer)

    @property
    def imports(self) -> tuple[ImportType, ...]:
        """What the module imports, in its order."""
        return self._imports

    @property
    def exports(self) -> tuple[ExportType, ...]:
        """What the module exports, in its order."""
        return self._exports

    def serialize(self) -> bytes:
        """Bytes from which ``deserialize`` makes the module again, in any process and on any machine."""
        vector = Vector()
        with self._store_for_a_moment() as store, self._in_store(store) as pointer:
            lib.wasm_module_serialize(pointer, byref(vector))
        return take_bytes(vector)

    def save_compiled(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Compiles the module and writes what came out into a file, for engines with the same options."""
        name = _path(path, "path")
        with self._store_for_a_moment() as store, self._in_store(store) as pointer:
            _done(lib.lanner_module_save_compiled(pointer, name), "writing the compiled module")
