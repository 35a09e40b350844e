"""Engines, modules, stores and what is in them."""

from __future__ import annotations

import ctypes
import enum
import itertools
import operator
import os
import struct
import threading
import time
import weakref
from contextlib import contextmanager, suppress
from ctypes import byref, c_int32, c_int64, c_uint32, c_void_p
from typing import Any, Callable, Iterable, Iterator, NamedTuple, NoReturn, Optional, Sequence, Union

from . import _signals
from ._library import (
    CALLBACK,
    FINALIZER,
    SizeLimits,
    StoreLimits,
    Value,
    Vector,
    borrowed_text,
    elements,
    lib,
    take_bytes,
    with_vector,
)

PAGE_SIZE = 65536


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


class MemoryMode(enum.IntEnum):
    """Ways to keep guests within their memories."""

    GUARDED = 0
    CHECKED = 1


class Compilation(enum.IntEnum):
    """Times at which functions are compiled."""

    LAZY = 0
    EAGER = 1
    BACKGROUND = 2


class Features(enum.IntFlag):
    """Features of WebAssembly that modules may use."""

    MUTABLE_GLOBALS = 1 << 0
    SIGN_EXTENSION = 1 << 1
    SATURATING_TRUNCATION = 1 << 2
    MULTI_VALUE = 1 << 3
    BULK_MEMORY = 1 << 4
    REFERENCE_TYPES = 1 << 5
    SIMD = 1 << 6
    RELAXED_SIMD = 1 << 7
    TAIL_CALLS = 1 << 8
    TYPED_FUNCTION_REFERENCES = 1 << 9
    GARBAGE_COLLECTION = 1 << 10
    EXCEPTIONS = 1 << 11
    MULTI_MEMORY = 1 << 12
    MEMORY64 = 1 << 13
    EXTENDED_CONSTANTS = 1 << 14
    THREADS = 1 << 15
    LEGACY_EXCEPTIONS = 1 << 16
    WIDE_ARITHMETIC = 1 << 17
    CUSTOM_PAGE_SIZES = 1 << 18
    COMPACT_IMPORTS = 1 << 19


class TrapCode(enum.IntEnum):
    """Reasons for a trap. ``NONE`` stands for an error of the host."""

    NONE = -1
    UNREACHABLE = 0
    MEMORY_OUT_OF_BOUNDS = 1
    TABLE_OUT_OF_BOUNDS = 2
    UNDEFINED_ELEMENT = 3
    UNINITIALIZED_ELEMENT = 4
    INDIRECT_CALL_TYPE_MISMATCH = 5
    NULL_FUNCTION_REFERENCE = 6
    INTEGER_DIVIDE_BY_ZERO = 7
    INTEGER_OVERFLOW = 8
    INVALID_CONVERSION_TO_INTEGER = 9
    STACK_EXHAUSTED = 10
    NULL_REFERENCE = 11
    NULL_STRUCTURE_REFERENCE = 12
    NULL_ARRAY_REFERENCE = 13
    NULL_I31_REFERENCE = 14
    NULL_EXCEPTION_REFERENCE = 15
    ARRAY_OUT_OF_BOUNDS = 16
    CAST_FAILURE = 17
    UNALIGNED_ATOMIC = 18
    EXPECTED_SHARED_MEMORY = 19
    INTERRUPTED = 20
    OUT_OF_FUEL = 21
    ALLOCATION_TOO_LARGE = 22
    HEAP_EXHAUSTED = 23
    DEADLINE_PASSED = 24
    HOST_COPY_TOO_LARGE = 25
    INVALID_TEXT = 26


class LannerError(Exception):
    """Something that could not be done. The message says what was expected and found."""


class Frame(NamedTuple):
    """A function of a guest that was active when it trapped. What the module does not tell is None."""

    function_name: Optional[str]
    module_name: Optional[str]
    function_index: Optional[int]
    function_offset: Optional[int]
    module_offset: Optional[int]
    source: Optional[str]
    line: Optional[int]
    column: Optional[int]

    def __str__(self) -> str:
        name = self.function_name or f"function {self.function_index}"
        text = f"{self.module_name}.{name}" if self.module_name else name
        if self.module_offset is not None:
            text += f" (+0x{self.module_offset:x})"
        if self.source is not None:
            text += f" in {self.source}:{self.line}"
        return text


class Trap(LannerError):
    """A guest has trapped.

    ``code`` says why, and ``frames`` are the functions of the guest that were active, the innermost first.
    """

    def __init__(self, message: str, code: TrapCode = TrapCode.NONE, frames: Sequence[Frame] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.frames = tuple(frames)

    @property
    def backtrace(self) -> str:
        """The frames as text, one a line."""
        return "\n".join(f"  at {frame}" for frame in self.frames)

    def __str__(self) -> str:
        return f"{self.message}\n{self.backtrace}" if self.frames else self.message


class ProgramExit(LannerError):
    """A program of WASI has ended itself, with ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the program has ended with status {status}")
        self.status = status


def last_error() -> str:
    """Why the last call of the library on this thread that has failed did so."""
    vector = Vector()
    lib.lanner_last_error(byref(vector))
    return take_bytes(vector).rstrip(b"\0").decode(errors="replace")


def _fail(what: str) -> NoReturn:
    raise LannerError(last_error() or f"{what} failed, and the library does not say why")


def _made(pointer: Optional[int], what: str) -> int:
    if not pointer:
        _fail(what)
    return pointer


def _done(succeeded: bool, what: str) -> None:
    if not succeeded:
        _fail(what)


def _c_string(text: str, what: str) -> bytes:
    if not isinstance(text, str):
        raise TypeError(f"{what} is {type(text).__name__}; str was expected")
    if "\0" in text:
        raise ValueError(f"{what} has a zero in it, which the library cannot pass: {text!r}")
    return text.encode()


def _path(path: Union[str, "os.PathLike[str]"], what: str) -> bytes:
    return _c_string(os.fspath(path), what)


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


class _Owned:
    """A pointer of the library that is released with its object."""

    _delete: Any = None
    _pointer: Optional[int] = None

    def __del__(self) -> None:
        pointer, self._pointer = self._pointer, None
        if pointer and self._delete is not None:
            type(self)._delete(pointer)


# ---------------------------------------------------------------------------------------------------------------------
# Types.


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


# ---------------------------------------------------------------------------------------------------------------------
# Engines and modules.


class Engine(_Owned):
    """The compiler with its options. A process usually has one; all threads may use it.

    ``interruptible`` is for deadlines and interruption, and for stopping guests by Ctrl-C; ``fuel`` for fuel.
    """

    _delete = lib.wasm_engine_delete

    def __init__(
        self,
        *,
        memory_mode: Optional[MemoryMode] = None,
        interruptible: bool = False,
        fuel: bool = False,
        deterministic: bool = False,
        features: Optional[Features] = None,
        compilation: Optional[Compilation] = None,
        cache: Union[str, "os.PathLike[str]", None] = None,
    ) -> None:
        config = _made(lib.wasm_config_new(), "making the options")
        try:
            if memory_mode is not None:
                _done(lib.lanner_config_set_memory_mode(config, int(memory_mode)), "memory_mode")
            _done(lib.lanner_config_set_interruptible(config, interruptible), "interruptible")
            _done(lib.lanner_config_set_fuel(config, fuel), "fuel")
            _done(lib.lanner_config_set_deterministic(config, deterministic), "deterministic")
            if features is not None:
                _done(lib.lanner_config_set_features(config, int(features)), "features")
            if compilation is not None:
                _done(lib.lanner_config_set_compilation(config, int(compilation)), "compilation")
            if cache is not None:
                _done(lib.lanner_config_set_cache(config, _path(cache, "cache")), "cache")
        except BaseException:
            lib.wasm_config_delete(config)
            raise
        self._pointer = _made(lib.wasm_engine_new_with_config(config), "making the engine")
        self.interruptible = interruptible
        self.fuel = fuel

    @property
    def memory_mode(self) -> MemoryMode:
        """How guests are kept within their memories."""
        return MemoryMode(lib.lanner_engine_memory_mode(self._pointer))


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


# ---------------------------------------------------------------------------------------------------------------------
# Stores.


class Store:
    """A sandbox: what is made in a store lives in it, and ends when it is closed.

    One thread at a time may use a store. The limits are of all of its guests together; None is no limit.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        memory_bytes: Optional[int] = None,
        heap_bytes: Optional[int] = None,
        stack_bytes: Optional[int] = None,
        fuel: Optional[int] = None,
        call_seconds: Optional[float] = None,
        table_elements: Optional[int] = None,
        instances: Optional[int] = None,
        memories: Optional[int] = None,
        tables: Optional[int] = None,
    ) -> None:
        self._pointer: Optional[int] = None
        self.engine = engine
        microseconds = None if call_seconds is None else _microseconds(call_seconds)
        numbers = (memory_bytes, heap_bytes, stack_bytes, fuel, microseconds, table_elements, instances, memories, tables)
        names = [name for name, _kind in StoreLimits._fields_]
        for name, number in zip(names, numbers):
            if number is not None and not 0 <= number < 1 << 63:
                raise ValueError(f"the limit {name} is {number}; a number from 0 to {(1 << 63) - 1} was expected, or None")
        limits = StoreLimits(*[-1 if number is None else number for number in numbers])
        self._closed = False
        self._running: list[None] = []
        self._interruptible = engine.interruptible
        self._stopped_by_signal = False
        self._deadline: Optional[float] = None
        self._deadline_gate = threading.Lock()
        self._hosts: dict[int, _Host] = {}
        self._has_views = False
        self._errors: dict[int, BaseException] = {}
        self._views: "list[weakref.ref[Any]]" = []
        self._memories: "weakref.WeakSet[Memory]" = weakref.WeakSet()
        self._pointer = _made(lib.lanner_store_new(engine._pointer, byref(limits)), "making the store")

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_error: Any) -> None:
        self.close()

    def __del__(self) -> None:
        self._delete()

    def close(self) -> None:
        """Ends the store and everything in it.

        Views of its memories are released. Where slices of them are still held, the memory itself is freed with the last of these.
        """
        if self._closed:
            return
        if self._running:
            raise LannerError("the store is closed while a guest of it runs; it can be closed after the call")
        self._closed = True
        for memory in list(self._memories):
            memory._release()
        if all(view() is None for view in self._views):
            self._delete()

    def _delete(self) -> None:
        pointer, self._pointer = self._pointer, None
        if pointer:
            lib.wasm_store_delete(pointer)
            for key in self._hosts:
                _hosts.pop(key, None)
            self._hosts.clear()
            self._errors.clear()

    @property
    def closed(self) -> bool:
        """True once the store is closed."""
        return self._closed

    def _open(self) -> int:
        if self._closed or not self._pointer:
            raise LannerError("the store is closed; an open one was expected")
        return self._pointer

    def _number(self, read: Any) -> int:
        number = c_int64()
        _done(read(self._open(), byref(number)), "reading the fuel")
        return number.value

    @property
    def fuel(self) -> int:
        """The fuel that is left; it can be set."""
        return self._number(lib.lanner_store_fuel)

    @fuel.setter
    def fuel(self, fuel: int) -> None:
        _done(lib.lanner_store_set_fuel(self._open(), fuel), "setting the fuel")

    @property
    def fuel_consumed(self) -> int:
        """The fuel that guests have used."""
        return self._number(lib.lanner_store_fuel_consumed)

    def add_fuel(self, fuel: int) -> None:
        """Gives guests more fuel."""
        _done(lib.lanner_store_add_fuel(self._open(), fuel), "adding fuel")

    def interrupt(self) -> None:
        """Has the guest that runs trap; when none runs, the next call. Any thread may call this."""
        _done(lib.lanner_store_interrupt(self._open()), "the interruption")

    @property
    def interrupted(self) -> bool:
        """True if guests are to stop: for host functions that take long. Any thread may ask."""
        return bool(lib.lanner_store_is_interrupted(self._open()))

    def set_deadline(self, seconds: Optional[float]) -> None:
        """Has guests trap once so many seconds have passed; None clears the deadline."""
        pointer = self._open()
        with self._deadline_gate:
            if seconds is None:
                self._deadline = None
                lib.lanner_store_clear_deadline(pointer)
            else:
                microseconds = _microseconds(seconds)
                _done(lib.lanner_store_set_deadline(pointer, microseconds), "setting the deadline")
                self._deadline = time.monotonic() + seconds

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """A deadline for the calls inside a ``with``."""
        self.set_deadline(seconds)
        try:
            yield
        finally:
            if not self._closed:
                self.set_deadline(None)

    def _stop_for_signal(self) -> None:
        # A deadline that has passed, and not an interruption, since only the former can be taken back.
        with self._deadline_gate:
            if self._pointer and lib.lanner_store_set_deadline(self._pointer, 0):
                self._stopped_by_signal = True

    def _restore_deadline(self) -> None:
        with self._deadline_gate:
            if self._pointer:
                lib.lanner_store_clear_deadline(self._pointer)
                if self._deadline is not None:
                    left = max(0.0, self._deadline - time.monotonic())
                    lib.lanner_store_set_deadline(self._pointer, _microseconds(left))

    def _run(self, function: Any, *arguments: Any) -> Any:
        self._open()
        self._running.append(None)
        try:
            return _signals.enter(self, function, *arguments)
        finally:
            self._running.pop()
            if self._has_views:
                self._check_views()

    def _check_views(self) -> None:
        for memory in list(self._memories):
            memory._check_view()

    def _raise(self, trap: int) -> NoReturn:
        """Raises what a trap stands for, and releases it."""
        try:
            _signals.deliver()
            key = lib.wasm_trap_get_host_info(trap)
            error = self._errors.pop(key, None) if key else None
            if error is None:
                error = _describe(trap)
        finally:
            lib.wasm_trap_delete(trap)
        raise error


def _microseconds(seconds: float) -> int:
    if not 0 <= seconds < 1 << 40:
        raise ValueError(f"the time is {seconds} seconds; a number that is not negative was expected, below 2**40")
    return int(seconds * 1_000_000)


def _text(read: Any, *arguments: Any) -> Optional[str]:
    vector = Vector()
    return take_bytes(vector).decode(errors="replace") if read(arguments[0], byref(vector), *arguments[1:]) else None


def _describe(trap: int) -> LannerError:
    status = c_int32()
    if lib.lanner_trap_exit_status(trap, byref(status)):
        return ProgramExit(status.value)
    vector = Vector()
    lib.wasm_trap_message(trap, byref(vector))
    message = take_bytes(vector).rstrip(b"\0").decode(errors="replace")
    number = lib.lanner_trap_code(trap)
    vector = Vector()
    lib.wasm_trap_trace(trap, byref(vector))
    frames = [_frame(element) for element in elements(vector)]
    lib.wasm_frame_vec_delete(byref(vector))
    return Trap(message, TrapCode(number) if number in TrapCode._value2member_map_ else TrapCode.NONE, frames)


def _frame(pointer: int) -> Frame:
    line, column = c_uint32(), c_uint32()
    source = _text(lib.lanner_frame_source, pointer, byref(line), byref(column))

    def known(number: int, bits: int) -> Optional[int]:
        return None if number == (1 << bits) - 1 else number

    size = ctypes.sizeof(ctypes.c_size_t) * 8
    return Frame(
        _text(lib.lanner_frame_func_name, pointer),
        _text(lib.lanner_frame_module_name, pointer),
        known(lib.wasm_frame_func_index(pointer), 32),
        known(lib.wasm_frame_func_offset(pointer), size),
        known(lib.wasm_frame_module_offset(pointer), size),
        source,
        line.value if source is not None else None,
        column.value if source is not None else None,
    )


# ---------------------------------------------------------------------------------------------------------------------
# Values.

_keys = itertools.count(1)
_objects: dict[int, Any] = {}


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
        return Function._of(store, lib.wasm_ref_as_func(pointer if owned else lib.wasm_ref_copy(pointer)))
    else:
        return Reference(store, pointer if owned else lib.wasm_ref_copy(pointer))
    if owned:
        lib.wasm_ref_delete(pointer)
    return value


def _reference_from_python(store: Store, kind: ValueType, value: Any, what: str) -> Optional[int]:
    """A reference that is owned, or None for null."""
    if value is None:
        return None
    if kind == ValueType.FUNCREF and not isinstance(value, (Function, Reference)):
        raise TypeError(f"{what} is {type(value).__name__}; a lanner.Function (funcref) or None was expected")
    if kind == ValueType.ANYREF and not isinstance(value, (Function, Reference)):
        raise TypeError(f"{what} is {type(value).__name__}; a reference from a guest (anyref) or None was expected")
    if isinstance(value, Reference) or (kind != ValueType.EXTERNREF and isinstance(value, Function)):
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


# ---------------------------------------------------------------------------------------------------------------------
# What instances import and export.


class _Extern(_Owned):
    _as_extern: Any = None

    def __init__(self, store: Store, pointer: int) -> None:
        self._store = store
        self._pointer = pointer

    @property
    def store(self) -> Store:
        """The store that this lives in."""
        return self._store

    def _extern(self) -> int:
        self._store._open()
        return _made(type(self)._as_extern(self._pointer), "the conversion")


class Function(_Extern):
    """A function, of a guest or of the host. It is called like a function of Python.

    Integers go in signed or unsigned and come out signed; v128 is 16 bytes, externref any object. No result is None, several are a tuple.

    ``Function(store, ["i32"], ["i32"], callable)`` makes one of the host. An exception that it raises passes through the guest and comes
    out of the call of the guest as the same object. With ``with_caller`` its first argument is a ``Caller``.
    """

    _delete = lib.wasm_func_delete
    _as_extern = lib.wasm_func_as_extern

    def __init__(
        self,
        store: Store,
        params: Iterable[TypeLike],
        results: Iterable[TypeLike],
        function: Callable[..., Any],
        *,
        with_caller: bool = False,
    ) -> None:
        if not callable(function):
            raise TypeError(f"the host function is {type(function).__name__}; something that can be called was expected")
        signature = _Signature.of(FunctionType(tuple(map(_type_of, params)), tuple(map(_type_of, results))))
        pointer = store._open()
        key = next(_keys)
        host = store._hosts[key] = _Host(store, signature, function, with_caller)
        _hosts[key] = weakref.ref(host)
        param_types, result_types = _new_types(signature.type.params), _new_types(signature.type.results)
        type_pointer = _made(lib.wasm_functype_new(byref(param_types), byref(result_types)), "making the type")
        try:
            made = _made(lib.lanner_func_new_unchecked(pointer, type_pointer, _call_host, key, None), "making the function")
        finally:
            lib.wasm_functype_delete(type_pointer)
        super().__init__(store, made)
        self._signature = signature

    @classmethod
    def _of(cls, store: Store, pointer: int) -> "Function":
        self = cls.__new__(cls)
        self._store = store
        self._pointer = pointer
        type_pointer = _made(lib.wasm_func_type(pointer), "reading the type")
        self._signature = _Signature.of(_function_type(type_pointer))
        lib.wasm_functype_delete(type_pointer)
        return self

    @property
    def type(self) -> FunctionType:
        """The types of the parameters and results."""
        return self._signature.type

    def __repr__(self) -> str:
        return f"<lanner.Function {self._signature.type}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Function):
            return NotImplemented
        if self is other:
            return True
        mine, others = self._pointer, other._pointer
        return bool(lib.wasm_ref_same(lib.wasm_func_as_ref(mine), lib.wasm_func_as_ref(others)))

    # Several objects may be equal, and the library has no number that is the same for all names of a function.
    __hash__ = None  # type: ignore[assignment]

    def __call__(self, *arguments: Any) -> Any:
        signature = self._signature
        store = self._store
        if not signature.is_plain or store._closed:
            return self._call_one_by_one(arguments)
        taken = signature.take_buffer()
        buffer, address = taken
        try:
            signature.params.pack_into(buffer, 0, *arguments)  # type: ignore[union-attr]
        except (struct.error, OverflowError, TypeError):
            # Unsigned, or a mistake.
            return self._call_one_by_one(arguments)
        running = store._running
        running.append(None)
        try:
            trap = _signals.enter(store, lib.lanner_func_call_unchecked, self._pointer, address)
        finally:
            running.pop()
            if store._has_views:
                store._check_views()
        if trap:
            store._raise(trap)
        values = signature.results.unpack_from(buffer, 0)  # type: ignore[union-attr]
        signature.give_buffer(taken)
        if _signals.state.pending is not None:
            _signals.deliver()
        if len(values) == 1:
            return values[0]
        return values or None

    def _call_one_by_one(self, arguments: Sequence[Any]) -> Any:
        """Calls with one value after another, and says what is wrong with which."""
        signature = self._signature
        params = signature.type.params
        if len(arguments) != len(params):
            raise TypeError(f"{len(arguments)} arguments were given; the function {signature.type} takes {len(params)}")
        store = self._store
        store._open()
        buffer = signature.buffer()
        references: list[int] = []
        try:
            view = memoryview(buffer).cast("B")
            for index, kind in enumerate(params):
                pointer = _write(store, view, index * 16, kind, arguments[index], f"argument {index}")
                if pointer:
                    references.append(pointer)
            trap = store._run(lib.lanner_func_call_unchecked, self._pointer, ctypes.addressof(buffer))
        finally:
            for pointer in references:
                lib.wasm_ref_delete(pointer)
        if trap:
            store._raise(trap)
        if signature.results is not None:
            values = signature.results.unpack_from(buffer, 0)
        else:
            view = memoryview(buffer).cast("B")
            values = tuple(_read(store, view, index * 16, kind, True) for index, kind in enumerate(signature.type.results))
        if _signals.state.pending is not None:
            _signals.deliver()
        if not values:
            return None
        return values[0] if len(values) == 1 else values


class _Host:
    """What a function of the host calls. Its store holds it, and nothing else does: what the function refers to may hold the store."""

    __slots__ = ("store", "signature", "function", "with_caller", "__weakref__")

    def __init__(self, store: Store, signature: _Signature, function: Callable[..., Any], with_caller: bool) -> None:
        self.store = weakref.ref(store)
        self.signature = signature
        self.function = function
        self.with_caller = with_caller


_hosts: dict[int, Callable[[], Optional[_Host]]] = {}


@CALLBACK
def _call_host(key: int, caller: Optional[int], address: int) -> Optional[int]:
    # Nothing may be raised from here: it would be lost. _signals keeps KeyboardInterrupt from it.
    store: Any = None
    main = False
    try:
        try:
            host: Any = _hosts[key]()
            store = host.store()
            state = _signals.state
            main = state.previous is not None and _signals._get_ident() == _signals._main
            if main:
                state.inside = False
                _signals.deliver()
            _run_host(store, host.signature, host.function, caller if host.with_caller else False, address)
            if main:
                state.inside = True
            return None
        except BaseException as error:
            if main:
                state.inside = True
            return _trap_for(store, error)
    except BaseException as error:
        # Between the two lines above that set the flag.
        _signals.state.inside = main
        return _trap_for(store, error)


def _trap_for(store: Store, error: BaseException) -> Optional[int]:
    message = (f"{type(error).__name__}: {error}" if str(error) else type(error).__name__).encode(errors="replace") + b"\0"
    vector, _keep = with_vector(message)
    trap = lib.wasm_trap_new(store._pointer, byref(vector))
    key = next(_keys)
    store._errors[key] = error
    lib.wasm_trap_set_host_info(trap, key)
    return trap  # type: ignore[no-any-return]


def _run_host(store: Store, signature: _Signature, function: Callable[..., Any], caller: Any, address: int) -> None:
    buffer = signature.buffer.from_address(address)
    view: Any = None
    if signature.params is not None:
        arguments = signature.params.unpack_from(buffer, 0)
    else:
        view = memoryview(buffer).cast("B")
        arguments = tuple(_read(store, view, index * 16, kind, False) for index, kind in enumerate(signature.type.params))
    if caller is False:
        result = function(*arguments)
    else:
        who = Caller(store, caller)
        try:
            result = function(who, *arguments)
        finally:
            who._pointer = None
    results = signature.type.results
    if not results:
        if result is not None:
            raise TypeError(f"the host function has returned {type(result).__name__}; {signature.type} returns None")
        return
    values: Sequence[Any]
    if len(results) == 1:
        values = (result,)
    elif isinstance(result, (tuple, list)) and len(result) == len(results):
        values = result
    else:
        found = f"{len(result)} values" if isinstance(result, (tuple, list)) else type(result).__name__
        raise TypeError(f"the host function has returned {found}; {signature.type} returns a tuple of {len(results)}")
    if signature.results is not None:
        try:
            signature.results.pack_into(buffer, 0, *values)
            return
        except (struct.error, OverflowError, TypeError):
            pass
    # Into a buffer of its own, so that a mistake in the middle leaves nothing there that would be released twice.
    own = bytearray(len(results) * 16)
    made: list[int] = []
    try:
        for index, kind in enumerate(results):
            pointer = _write(store, own, index * 16, kind, values[index], f"result {index} of the host function")
            if pointer:
                made.append(pointer)
    except BaseException:
        for pointer in made:
            lib.wasm_ref_delete(pointer)
        raise
    ctypes.memmove(address, bytes(own), len(own))


class Caller:
    """The instance that calls a host function, for the time of the call."""

    def __init__(self, store: Store, pointer: Optional[int]) -> None:
        self._store = store
        self._pointer = pointer

    @property
    def store(self) -> Store:
        """The store of the instance."""
        return self._store

    def export(self, name: str) -> Any:
        """What the instance exports under a name."""
        if not self._pointer:
            raise LannerError("there is no calling instance: the host has called the function, or the call has ended")
        return _export(self._store, lib.lanner_caller_export(self._pointer, _c_string(name, "the name")), name)

    @property
    def memory(self) -> "Memory":
        """The memory that the instance exports as ``memory``."""
        memory = self.export("memory")
        if not isinstance(memory, Memory):
            raise LannerError(f"the export 'memory' is a {type(memory).__name__}; a Memory was expected")
        return memory


def _export(store: Store, pointer: Optional[int], name: str) -> Any:
    if not pointer:
        raise KeyError(f"no export is named {name!r}")
    kind = lib.wasm_extern_kind(pointer)
    if kind == ExternKind.FUNCTION:
        return Function._of(store, lib.wasm_extern_as_func(pointer))
    if kind == ExternKind.GLOBAL:
        return Global._of(store, lib.wasm_extern_as_global(pointer))
    if kind == ExternKind.TABLE:
        return Table._of(store, lib.wasm_extern_as_table(pointer))
    if kind == ExternKind.MEMORY:
        return Memory._of(store, lib.wasm_extern_as_memory(pointer))
    lib.wasm_extern_delete(pointer)
    raise LannerError(f"the export {name!r} is a tag; a function, global, table or memory was expected")


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


class Instance(_Owned):
    """An instance of a module. Exports are got by name: ``instance["add"]``, or ``instance.exports.add``."""

    _delete = lib.wasm_instance_delete

    def __init__(self, store: Store, module: Module, imports: Optional[dict[tuple[str, str], _Extern]] = None) -> None:
        linker = Linker(module.engine)
        for (module_name, name), extern in (imports or {}).items():
            linker.define(module_name, name, extern)
        made = linker.instantiate(store, module)
        self._store, self.module = store, module
        self._pointer, made._pointer = made._pointer, None
        self._found: dict[str, Any] = {}

    @classmethod
    def _of(cls, store: Store, module: Module, pointer: int) -> "Instance":
        self = cls.__new__(cls)
        self._store, self.module, self._pointer = store, module, pointer
        self._found = {}
        return self

    @property
    def store(self) -> Store:
        """The store that the instance lives in."""
        return self._store

    def __getitem__(self, name: str) -> Any:
        found = self._found.get(name)
        if found is None:
            self._store._open()
            pointer = lib.lanner_instance_export(self._pointer, _c_string(name, "the name"))
            if not pointer:
                names = ", ".join(repr(export.name) for export in self.module.exports) or "nothing"
                raise KeyError(f"no export is named {name!r}; the module exports {names}")
            found = self._found[name] = _export(self._store, pointer, name)
        return found

    def __contains__(self, name: object) -> bool:
        return any(export.name == name for export in self.module.exports)

    @property
    def exports(self) -> "Exports":
        """The exports as attributes."""
        return Exports(self)

    def run(self) -> int:
        """Runs a program of WASI (the export ``_start``), and returns its status."""
        try:
            self["_start"]()
        except ProgramExit as end:
            return end.status
        return 0


class Exports:
    """The exports of an instance as attributes."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def __getattr__(self, name: str) -> Any:
        try:
            return self._instance[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return [export.name for export in self._instance.module.exports]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dir__())


class Linker(_Owned):
    """Definitions by name, from which modules get what they import."""

    _delete = lib.lanner_linker_delete

    def __init__(self, engine: Engine, *, allow_shadowing: bool = False) -> None:
        self.engine = engine
        self._pointer = _made(lib.lanner_linker_new(engine._pointer), "making the linker")
        self._kept: list[Any] = []
        if allow_shadowing:
            _done(lib.lanner_linker_allow_shadowing(self._pointer, True), "allow_shadowing")

    def define(self, module: str, name: str, extern: Union[Function, Global, Table, Memory]) -> None:
        """Defines a function, global, table or memory, for its store."""
        if not isinstance(extern, _Extern):
            raise TypeError(
                f"{module}.{name} is {type(extern).__name__}; Function, Global, Table or Memory was expected. "
                "define_function takes functions of Python"
            )
        names = _c_string(module, "the module"), _c_string(name, "the name")
        _done(lib.lanner_linker_define(self._pointer, *names, extern._extern()), "the definition")
        self._kept.append(extern._store)

    def define_function(
        self,
        store: Store,
        module: str,
        name: str,
        params: Iterable[TypeLike],
        results: Iterable[TypeLike],
        function: Callable[..., Any],
        *,
        with_caller: bool = False,
    ) -> Function:
        """Defines a function of Python."""
        made = Function(store, params, results, function, with_caller=with_caller)
        self.define(module, name, made)
        return made

    def define_instance(self, module: str, instance: Instance) -> None:
        """Defines everything that an instance exports."""
        instance._store._open()
        _done(lib.lanner_linker_define_instance(self._pointer, _c_string(module, "the module"), instance._pointer), "the definition")
        self._kept.append(instance._store)

    def define_wasi(self, wasi: "WasiConfig") -> None:
        """Defines the functions of WASI with what the configuration grants; it is complete then."""
        _done(lib.lanner_linker_define_wasi(self._pointer, wasi._pointer), "the definition of WASI")
        self._kept.append(wasi)

    def define_unknown(self, module: Module) -> None:
        """Defines each function that a module imports and that is not defined, as one that traps."""
        with module._store_for_a_moment() as store, module._in_store(store) as pointer:
            _done(lib.lanner_linker_define_unknown(self._pointer, pointer), "the definition")

    def instantiate(self, store: Store, module: Module) -> Instance:
        """Makes an instance, and runs its start function."""
        trap = c_void_p()
        with module._in_store(store._open()) as pointer:
            made = store._run(lib.lanner_linker_instantiate, self._pointer, store._pointer, pointer, byref(trap))
        instance = Instance._of(store, module, made) if made else None
        if trap.value:
            store._raise(trap.value)
        _signals.deliver()
        if instance is None:
            _fail("making the instance")
        return instance


    def run(self, store: Store, module: Module) -> int:
        """Runs a program of WASI, with its threads if it starts any (the engine has to be interruptible then), and returns its status."""
        trap, status = c_void_p(), c_int32()
        with module._in_store(store._open()) as pointer:
            done = store._run(lib.lanner_linker_run, self._pointer, store._pointer, pointer, byref(status), byref(trap))
        if trap.value:
            store._raise(trap.value)
        _signals.deliver()
        _done(done, "running the program")
        return status.value


# ---------------------------------------------------------------------------------------------------------------------
# WASI.


class Stream(enum.IntFlag):
    """The standard streams."""

    STDIN = 1
    STDOUT = 2
    STDERR = 4


class Rights(enum.IntFlag):
    """Rights in a directory. Reading is always allowed."""

    READ_ONLY = 0
    WRITE = 1
    CREATE = 2
    LINK = 4
    ALL = 7


class Files(_Owned):
    """A file system in memory, of at most so many bytes. Paths begin at its root: ``/data/input.txt``."""

    _delete = lib.lanner_files_delete

    def __init__(self, maximum: int = 1 << 26) -> None:
        self._pointer = _made(lib.lanner_files_new(maximum), "making the files")

    def create_directory(self, path: str) -> None:
        """Makes a directory."""
        _done(lib.lanner_files_create_directory(self._pointer, _c_string(path, "the path")), "making the directory")

    def write(self, path: str, content: bytes) -> None:
        """Writes a file."""
        vector, _keep = with_vector(content)
        _done(lib.lanner_files_write(self._pointer, _c_string(path, "the path"), byref(vector)), "writing the file")

    def read(self, path: str) -> bytes:
        """The content of a file."""
        vector = Vector()
        _done(lib.lanner_files_read(self._pointer, _c_string(path, "the path"), byref(vector)), "reading the file")
        return take_bytes(vector)


class WasiConfig(_Owned):
    """What a program of WASI is granted. A new one grants nothing: no arguments, environment, streams, files."""

    _delete = lib.lanner_wasi_delete

    def __init__(self) -> None:
        self._pointer = _made(lib.lanner_wasi_new(), "making the configuration")
        self._kept: list[Files] = []

    def add_arguments(self, *arguments: str) -> "WasiConfig":
        """Adds arguments. The first is the name of the program."""
        for argument in arguments:
            _done(lib.lanner_wasi_add_argument(self._pointer, _c_string(argument, "the argument")), "adding an argument")
        return self

    def add_environment(self, name: str, value: str) -> "WasiConfig":
        """Adds a variable."""
        strings = _c_string(name, "the name"), _c_string(value, "the value")
        _done(lib.lanner_wasi_add_environment(self._pointer, *strings), "adding a variable")
        return self

    def inherit_environment(self) -> "WasiConfig":
        """Adds the variables that the process has now."""
        _done(lib.lanner_wasi_inherit_environment(self._pointer), "adding the variables")
        return self

    def inherit_streams(self, streams: Stream = Stream.STDIN | Stream.STDOUT | Stream.STDERR) -> "WasiConfig":
        """Gives the guest streams of the process."""
        _done(lib.lanner_wasi_inherit_streams(self._pointer, int(streams)), "giving the streams")
        return self

    def set_input(self, content: Union[bytes, str]) -> "WasiConfig":
        """Sets what the guest reads from standard input."""
        vector, _keep = with_vector(content.encode() if isinstance(content, str) else content)
        _done(lib.lanner_wasi_set_input(self._pointer, byref(vector)), "setting the input")
        return self

    def capture(self, streams: Stream = Stream.STDOUT | Stream.STDERR, maximum: int = 1 << 24) -> "WasiConfig":
        """Keeps what the guest writes, up to so many bytes a stream."""
        _done(lib.lanner_wasi_capture_streams(self._pointer, int(streams), maximum), "capturing")
        return self

    def _captured(self, stream: Stream) -> bytes:
        vector = Vector()
        _done(lib.lanner_wasi_captured(self._pointer, int(stream), byref(vector)), "reading what was captured")
        return take_bytes(vector)

    @property
    def stdout(self) -> bytes:
        """What was captured of standard output so far."""
        return self._captured(Stream.STDOUT)

    @property
    def stderr(self) -> bytes:
        """What was captured of standard error so far."""
        return self._captured(Stream.STDERR)

    def add_directory(
        self, host_path: Union[str, "os.PathLike[str]"], guest_path: str, rights: Rights = Rights.READ_ONLY
    ) -> "WasiConfig":
        """Grants a directory of the host, under a path of the guest."""
        paths = _path(host_path, "the host's path"), _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_directory(self._pointer, *paths, int(rights)), "adding the directory")
        return self

    def add_files(self, files: Files, guest_path: str, rights: Rights = Rights.READ_ONLY) -> "WasiConfig":
        """Grants files in memory, under a path of the guest."""
        path = _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_files(self._pointer, files._pointer, path, int(rights)), "adding the files")
        self._kept.append(files)
        return self

    def add_archive(self, host_path: Union[str, "os.PathLike[str]"], guest_path: str) -> "WasiConfig":
        """Grants the content of a zip or tar file, read-only, under a path of the guest."""
        paths = _path(host_path, "the host's path"), _c_string(guest_path, "the guest's path")
        _done(lib.lanner_wasi_add_archive(self._pointer, *paths), "adding the archive")
        return self

    def add_listener(self, address: str) -> "WasiConfig":
        """Grants a socket that listens at an address such as ``127.0.0.1:8080``, as a descriptor behind those of the directories."""
        _done(lib.lanner_wasi_add_listener(self._pointer, _c_string(address, "the address")), "adding the listener")
        return self

    def allow_peers(self, addresses: str, port: int = 0) -> "WasiConfig":
        """Names peers that may connect, such as ``10.0.0.0/8``, from any port if it is 0. Once there are such, no others may."""
        if not 0 <= port <= 65535:
            raise ValueError(f"the port is {port}; 0 to 65535 was expected")
        _done(lib.lanner_wasi_allow_peers(self._pointer, _c_string(addresses, "the addresses"), port), "allowing peers")
        return self

    def set_clock(self, start: float, step: float = 0.0) -> "WasiConfig":
        """Gives the guest clocks that begin at a time, in seconds since 1970, and go on by a step each time they are read."""
        begun, steps = round(start * 1e6), round(step * 1e6)
        if not 0 <= steps < 1 << 63 or not -(1 << 63) <= begun < 1 << 63:
            raise ValueError(f"the clock begins at {start} and goes in steps of {step}; times of .NET were expected")
        _done(lib.lanner_wasi_set_clock(self._pointer, begun, steps), "setting the clock")
        return self

    def set_most_descriptors(self, most: int) -> "WasiConfig":
        """Sets the number of files that the guest may have open, with streams and directories; 1024 otherwise."""
        if not 0 <= most < 1 << 32:
            raise ValueError(f"{most} descriptors cannot be open; 0 to {(1 << 32) - 1} was expected")
        _done(lib.lanner_wasi_set_most_descriptors(self._pointer, most), "setting the number of descriptors")
        return self

    def set_random_seed(self, seed: int) -> "WasiConfig":
        """Gives the guest the random numbers that follow from a seed, instead of those of the system."""
        _done(lib.lanner_wasi_set_random_seed(self._pointer, seed), "setting the seed")
        return self


# ---------------------------------------------------------------------------------------------------------------------
# Bytes and strings in a guest's memory.


class Span(NamedTuple):
    """A piece of a guest's memory."""

    address: int
    length: int


class Allocator:
    """Passes bytes and text to a guest and back, by functions that the guest exports (the convention of bindings/README.md)."""

    def __init__(self, instance: Instance, allocate: str = "malloc", free: Optional[str] = "free", memory: str = "memory") -> None:
        self._allocate = instance[allocate]
        self._free = instance[free] if free is not None else None
        self._takes_length = self._free is not None and len(self._free.type.params) == 2
        self._memory = instance[memory]
        if not isinstance(self._memory, Memory):
            raise LannerError(f"the export {memory!r} is a {type(self._memory).__name__}; a Memory was expected")

    def call(self, function: Function, *arguments: Any) -> Any:
        """Calls a function. An argument that is a ``str`` or bytes becomes an address and a length, and is freed after the call."""
        spans: list[Span] = []
        values: list[Any] = []
        try:
            for argument in arguments:
                if isinstance(argument, str):
                    spans.append(self.new_text(argument))
                elif isinstance(argument, (bytes, bytearray, memoryview)):
                    spans.append(self.new_bytes(argument))
                else:
                    values.append(argument)
                    continue
                values += spans[-1]
            result = function(*values)
        except BaseException:
            # What has failed first is what the caller is told, whatever becomes of the rest.
            for span in spans:
                with suppress(Exception):
                    self.release(span)
            raise
        for span in spans:
            self.release(span)
        return result

    def call_bytes(self, function: Function, *arguments: Any) -> bytes:
        """Calls a function whose result is bytes: an address and a length, which are read and freed."""
        span = self.span_of(self.call(function, *arguments))
        try:
            content = self.read_bytes(span)
        except BaseException:
            with suppress(Exception):
                self.release(span)
            raise
        self.release(span)
        return content

    def call_text(self, function: Function, *arguments: Any) -> str:
        """Calls a function whose result is text in UTF-8, which is read and freed."""
        return self.call_bytes(function, *arguments).decode()

    @staticmethod
    def span_of(result: Any) -> Span:
        """The piece of memory that a guest's result names: one number with the address below and the length above, or both."""
        if isinstance(result, tuple) and len(result) == 2:
            address, length = result
        elif isinstance(result, int):
            address, length = result, result >> 32
        else:
            raise LannerError(f"the result is {result!r}; an i64 was expected, or an address and a length")
        return Span(address & 0xFFFFFFFF, length & 0xFFFFFFFF)

    def allocate(self, length: int) -> Span:
        """Room for so many bytes, until ``release``. Raises ``MemoryError`` when the guest has none."""
        address = self._allocate(length) & 0xFFFFFFFF
        if address == 0 and length > 0:
            raise MemoryError(f"the guest has no room for {length} bytes")
        return Span(address, length)

    def new_bytes(self, content: Union[bytes, bytearray, memoryview]) -> Span:
        """A copy of bytes in the guest's memory, until ``release``."""
        source = bytes(content)
        span = self.allocate(len(source))
        self._memory.write(span.address, source)
        return span

    def new_text(self, text: str, *, terminated: bool = False) -> Span:
        """Text in UTF-8 in the guest's memory, until ``release``; the length counts the zero of one that is terminated."""
        return self.new_bytes(text.encode() + (b"\0" if terminated else b""))

    def release(self, span: Span) -> None:
        """Gives memory back to the guest. It does nothing for the address 0, and for guests without a function for that."""
        if self._free is None or span.address == 0:
            return
        if self._takes_length:
            # Allocators of Rust and the like want to know the length.
            self._free(span.address, span.length)
        else:
            self._free(span.address)

    @contextmanager
    def temporary_bytes(self, content: Union[bytes, bytearray, memoryview]) -> Iterator[Span]:
        """Bytes for the time of a ``with``."""
        span = self.new_bytes(content)
        try:
            yield span
        finally:
            self.release(span)

    @contextmanager
    def temporary_text(self, text: str, *, terminated: bool = False) -> Iterator[Span]:
        """Text for the time of a ``with``."""
        span = self.new_text(text, terminated=terminated)
        try:
            yield span
        finally:
            self.release(span)

    def read_bytes(self, span: Span) -> bytes:
        """The bytes of a piece of memory."""
        return bytes(self._memory.read(span.address, span.length))

    def read_text(self, span: Span) -> str:
        """The text in a piece of memory."""
        return self.read_bytes(span).decode()


def version() -> str:
    """The version of the library."""
    return lib.lanner_version().decode()  # type: ignore[no-any-return]
