"""Stores: limits, fuel, deadlines and interruption."""

from __future__ import annotations

import threading
import time
import weakref
from contextlib import contextmanager
from ctypes import byref, c_int64
from typing import TYPE_CHECKING, Any, Callable, Iterator, NoReturn, Optional

from . import _signals
from ._engine import Engine
from ._errors import LannerError, _describe
from ._library import StoreLimits, lib
from ._pointers import _done, _made

if TYPE_CHECKING:
    from ._async import _Call
    from ._functions import _Host
    from ._memory import Memory

_hosts: dict[int, Callable[[], Optional[_Host]]] = {}


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
        self._calls: dict[int, _Call] = {}
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
        error = self._error_of(trap)
        _signals.deliver()
        raise error

    def _error_of(self, trap: int) -> BaseException:
        """What a trap stands for, which is released."""
        try:
            key = lib.wasm_trap_get_host_info(trap)
            error = self._errors.pop(key, None) if key else None
            return _describe(trap) if error is None else error
        finally:
            lib.wasm_trap_delete(trap)


def _microseconds(seconds: float) -> int:
    if not 0 <= seconds < 1 << 40:
        raise ValueError(f"the time is {seconds} seconds; a number that is not negative was expected, below 2**40")
    return int(seconds * 1_000_000)
