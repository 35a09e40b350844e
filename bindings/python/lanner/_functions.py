"""Functions of guests and of the host, and calls both ways."""

from __future__ import annotations

import ctypes
import functools
import struct
import weakref
from ctypes import byref
from typing import Any, Callable, Iterable, Optional, Sequence

from . import _signals, _values
from ._async import _Call, _Wait, is_coroutine_function, trap_for
from ._errors import LannerError
from ._extern import _Extern
from ._global import Global
from ._library import ASYNC_CALLBACK, CALLBACK, Value, Vector, lib
from ._memory import Memory
from ._pointers import _c_string, _made
from ._store import Store, _hosts
from ._table import Table
from ._types import ExternKind, FunctionType, TypeLike, ValueType, _function_type, _new_types, _type_of
from ._values import _keys, _read, _Signature, _value_of, _value_to_python, _write


class Function(_Extern):
    """A function, of a guest or of the host. It is called like a function of Python.

    Integers go in signed or unsigned and come out signed; v128 is 16 bytes, externref any object. No result is None, several are a tuple.

    ``Function(store, ["i32"], ["i32"], callable)`` makes one of the host. An exception that it raises passes through the guest and comes
    out of the call of the guest as the same object. With ``with_caller`` its first argument is a ``Caller``.

    Where the callable is a coroutine function, the guest waits for the coroutine: a task of the event loop in which ``call_async`` was
    awaited. A call that blocks runs it in a loop of its own.
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
            if is_coroutine_function(function):
                made = _made(lib.lanner_func_new_async(pointer, type_pointer, _call_coroutine, key, None), "making the function")
            else:
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

    async def call_async(self, *arguments: Any) -> Any:
        """Calls the function on a thread of the library, and waits without blocking the event loop.

        The store is in use until the call has ended. Cancelling the task stops the guest, with the coroutines of the host that it waits
        for: where it waits, and anywhere if the engine is interruptible.
        """
        params = self._signature.type.params
        if len(arguments) != len(params):
            raise TypeError(f"{len(arguments)} arguments were given; the function {self._signature.type} takes {len(params)}")
        store = self._store
        store._open()
        values = (Value * len(params))()
        try:
            for index, kind in enumerate(params):
                values[index] = _value_of(store, kind, arguments[index], f"argument {index}")
            vector = Vector(len(params), ctypes.addressof(values))
            # It begins in this step of the task, before anything is awaited.
            ended = _Call(store, lambda address: _unpacked(_values_at(store, address))).begin(
                lib.lanner_func_call_async, self._pointer, byref(vector)
            )
        finally:
            for value in values:
                if value.kind >= ValueType.EXTERNREF and value.of.ref:
                    lib.wasm_ref_delete(value.of.ref)
        return await ended

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


# Values may be functions, but their module cannot import this one.
_values._Function = Function


class _Host:
    """What a function of the host calls. Its store holds it, and nothing else does: what the function refers to may hold the store."""

    __slots__ = ("store", "signature", "function", "with_caller", "__weakref__")

    def __init__(self, store: Store, signature: _Signature, function: Callable[..., Any], with_caller: bool) -> None:
        self.store = weakref.ref(store)
        self.signature = signature
        self.function = function
        self.with_caller = with_caller

    def run(self, store: Store, caller: Optional[int], address: int) -> None:
        _run_host(store, self.signature, self.function, caller if self.with_caller else False, address)


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
            if state.ending:
                raise LannerError("the interpreter ends")
            main = state.previous is not None and _signals._get_ident() == _signals._main
            if main:
                state.inside = False
                _signals.deliver()
            host.run(store, caller, address)
            if main:
                state.inside = True
            return None
        except BaseException as error:
            if main:
                state.inside = True
            return trap_for(store, error)
    except BaseException as error:
        # Between the two lines above that set the flag.
        _signals.state.inside = main
        return trap_for(store, error)


@ASYNC_CALLBACK
def _call_coroutine(key: int, caller: Optional[int], arguments: int, completion: int) -> None:
    host: Any = _hosts[key]()
    store = host.store()
    who = Caller(store, caller)
    wait = _Wait(store, completion, functools.partial(_complete, store, host.signature), who._release)
    try:
        if _signals.state.ending:
            raise LannerError("the interpreter ends")
        values = _values_at(store, arguments)
        coroutine = host.function(who, *values) if host.with_caller else host.function(*values)
    except BaseException as error:
        wait.end(None, error)
    else:
        wait.start(coroutine)


def _complete(store: Store, signature: _Signature, completion: int, result: Any) -> None:
    kinds = signature.type.results
    returned = _returned(signature, result)
    values = (Value * len(kinds))()
    try:
        for index, kind in enumerate(kinds):
            values[index] = _value_of(store, kind, returned[index], f"result {index} of the host function")
        vector = Vector(len(kinds), ctypes.addressof(values))
        lib.lanner_completion_return(completion, byref(vector))
    finally:
        for value in values:
            if value.kind >= ValueType.EXTERNREF and value.of.ref:
                lib.wasm_ref_delete(value.of.ref)


def _values_at(store: Store, address: int) -> list[Any]:
    """The values of a vector, which is borrowed."""
    vector = Vector.from_address(address)
    if not vector.size:
        return []
    return [_value_to_python(store, value) for value in (Value * vector.size).from_address(vector.data)]


def _unpacked(values: Sequence[Any]) -> Any:
    if not values:
        return None
    return values[0] if len(values) == 1 else tuple(values)


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
    values = _returned(signature, result)
    if not results:
        return
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


def _returned(signature: _Signature, result: Any) -> Sequence[Any]:
    """The results of a host function, as many as its type has."""
    results = signature.type.results
    if not results:
        if result is not None:
            raise TypeError(f"the host function has returned {type(result).__name__}; {signature.type} returns None")
        return ()
    if len(results) == 1:
        return (result,)
    if isinstance(result, (tuple, list)) and len(result) == len(results):
        return result
    found = f"{len(result)} values" if isinstance(result, (tuple, list)) else type(result).__name__
    raise TypeError(f"the host function has returned {found}; {signature.type} returns a tuple of {len(results)}")


class Caller:
    """The instance that calls a host function, for the time of the call."""

    def __init__(self, store: Store, pointer: Optional[int]) -> None:
        self._store = store
        self._pointer = pointer

    def _release(self) -> None:
        self._pointer = None

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
