"""Calls that do not block, and functions of the host that are coroutines.

A call runs on a thread of the library, whose callbacks come on that thread or another: they hand everything on to the event loop of the
call. A coroutine of the host is a task of that loop, for whose end the guest waits.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import ctypes
import inspect
import time
from ctypes import byref
from typing import Any, Callable, Coroutine, Optional

from . import _signals
from ._errors import LannerError
from ._library import CANCELLED, ENDED, Vector, lib, take_bytes, with_vector
from ._pointers import _fail
from ._store import Store
from ._values import _keys

# The time that a guest has to end when its call is cancelled, before the caller goes on without it: those of components have one second.
_GRACE = 2.0

_calls: dict[int, "_Call"] = {}
_waits: dict[int, "_Wait"] = {}


def waits() -> str:
    """Which guests of the process wait, for what and since when: a line for each."""
    vector = Vector()
    lib.lanner_waits(byref(vector))
    return take_bytes(vector).rstrip(b"\0").decode(errors="replace")


def is_coroutine_function(function: Any) -> bool:
    """Whether a call of something gives a coroutine."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(type(function), "__call__", None))


def trap_for(store: Store, error: BaseException) -> Optional[int]:
    """A trap that carries an exception through guests."""
    trap = _trap_of(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, store._pointer)
    key = next(_keys)
    store._errors[key] = error
    lib.wasm_trap_set_host_info(trap, key)
    return trap


def _trap_of(message: str, store: Optional[int] = None) -> Optional[int]:
    vector, _keep = with_vector(message.encode(errors="replace") + b"\0")
    return lib.wasm_trap_new(store, byref(vector))  # type: ignore[no-any-return]


class _Call:
    """A call that a thread of the library runs, until it has ended."""

    def __init__(self, store: Store, read: Callable[[int], Any]) -> None:
        self.store = store
        self.read = read
        self.loop = asyncio.get_running_loop()
        self.context = contextvars.copy_context()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        # Nobody may ask for the error of a call that was cancelled.
        self.future.add_done_callback(lambda future: future.cancelled() or future.exception())
        self.pointer: Optional[int] = None

    def begin(self, function: Callable[..., Optional[int]], *arguments: Any) -> Coroutine[Any, Any, Any]:
        """Begins the call, and gives what waits for its end."""
        if _signals.state.ending:
            raise LannerError("the interpreter ends: no call can begin")
        store = self.store
        store._open()
        key = next(_keys)
        _calls[key] = store._calls[key] = self
        store._running.append(None)
        self.pointer = function(*arguments, _ended, key)
        if not self.pointer:
            self._forget(key)
            _calls.pop(key, None)
            _fail("the call")
        return self._wait(self.pointer)

    async def _wait(self, pointer: int) -> Any:
        try:
            return await asyncio.shield(self.future)
        except asyncio.CancelledError:
            if not self.future.done():
                lib.lanner_call_cancel(pointer)
                # As a rule the store is free again when the caller goes on.
                await asyncio.wait({self.future}, timeout=_GRACE)
            raise
        finally:
            self.pointer = None
            lib.lanner_call_delete(pointer)
            if self.store._has_views:
                self.store._check_views()

    def _forget(self, key: int) -> None:
        self.store._running.pop()
        del self.store._calls[key]

    def end(self, key: int, trap: Optional[int], results: int) -> None:
        """Runs on a thread of the library."""
        value: Any = None
        error: Optional[BaseException] = None
        try:
            if trap:
                error = self.store._error_of(trap)
            else:
                value = self.read(results)
        except BaseException as failure:
            error = failure
        self._forget(key)
        _soon(self.loop, self._set, value, error)

    def _set(self, value: Any, error: Optional[BaseException]) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(value)
        else:
            self.future.set_exception(error)


def _soon(loop: asyncio.AbstractEventLoop, function: Callable[..., Any], *arguments: Any, context: Any = None) -> bool:
    """Has a loop call a function; false if it is closed."""
    try:
        loop.call_soon_threadsafe(function, *arguments, context=context)
    except RuntimeError:
        return False
    return True


@ENDED
def _ended(key: int, trap: Optional[int], results: int) -> None:
    try:
        _calls[key].end(key, trap, results)
    finally:
        # At last: the end of the interpreter waits for it.
        _calls.pop(key, None)


class _Wait:
    """A guest that waits for a coroutine of the host."""

    def __init__(self, store: Store, completion: int, complete: Callable[[int, Any], None], release: Callable[[], None]) -> None:
        self.store = store
        self.completion = completion
        # Ends the completion with what the coroutine has returned, or raises.
        self.complete = complete
        self.release = release
        self.key = next(_keys)
        self.is_cancelled = False
        self.task: Optional[asyncio.Task[Any]] = None
        self.loop: Optional[asyncio.AbstractEventLoop] = None

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Runs on the thread of the guest. The coroutine runs in the loop of the call, or here if it was no call of a loop."""
        store = self.store
        calls = list(store._calls.values())
        if calls:
            call = calls[-1]
            self.loop = call.loop
            _waits[self.key] = self
            lib.lanner_completion_on_cancel(self.completion, _cancelled, self.key)
            if not _soon(call.loop, self._begin, coroutine, context=call.context):
                coroutine.close()
                self.end(None, LannerError("the event loop of the call is closed"))
            return
        if asyncio._get_running_loop() is not None:
            coroutine.close()
            self.end(None, LannerError("a function of the host is a coroutine, which the event loop of this thread cannot run "
                                       "while the thread waits for the guest: call_async is for such calls"))  # fmt: skip
            return
        try:
            value = asyncio.run(coroutine)
        except BaseException as error:
            self.end(None, error)
        else:
            self.end(value, None)

    def _begin(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        assert self.loop is not None
        self.task = self.loop.create_task(coroutine)
        self.task.add_done_callback(self._done)
        if self.is_cancelled:
            self.task.cancel()

    def _done(self, task: "asyncio.Task[Any]") -> None:
        if task.cancelled():
            self.end(None, LannerError("the function of the host was cancelled"))
        elif task.exception() is not None:
            self.end(None, task.exception())
        else:
            self.end(task.result(), None)

    def cancel(self) -> None:
        """Runs on any thread: nobody waits any more."""
        self.is_cancelled = True
        self.release()
        if self.loop is not None:
            _soon(self.loop, self._cancel_task)

    def _cancel_task(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def end(self, value: Any, error: Optional[BaseException]) -> None:
        """Ends the completion, in any case."""
        self.release()
        failure = error
        if failure is None:
            try:
                self.complete(self.completion, value)
            except BaseException as mistake:
                failure = mistake
        _waits.pop(self.key, None)
        if failure is None:
            return
        # The store may be gone when nobody waits any more.
        trap = _trap_of("nobody waits") if self.is_cancelled else trap_for(self.store, failure)
        lib.lanner_completion_trap(self.completion, trap)


@CANCELLED
def _cancelled(key: int) -> None:
    wait = _waits.get(key)
    if wait is not None:
        wait.cancel()


def _end_all() -> None:
    """Ends the calls before the interpreter does: their callbacks would find none."""
    if not _calls:
        return
    _signals.state.ending = True
    for call in list(_calls.values()):
        if call.pointer:
            lib.lanner_call_cancel(call.pointer)
    end = time.monotonic() + _GRACE
    while _calls and time.monotonic() < end:
        time.sleep(0.001)
    # The last callback returns.
    time.sleep(0.01)


atexit.register(_end_all)
for _callback in (_ended, _cancelled):
    # They outlive the modules of the interpreter.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_callback))
