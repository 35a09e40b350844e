"""KeyboardInterrupt while guests run.

Python runs handlers of signals between two bytecodes of the main thread. While a guest runs there are none; and the first ones after it
are those that enter a callback, where an exception would be lost, since nothing above it in the callback can catch it. So during a call
on the main thread the handler of SIGINT only notes the signal, and the real one is called where its exception can go on: inside the
``try`` of a callback, or after the call. If the engine is interruptible, a thread of its own is told of the signal by way of the
wakeup descriptor, and has the guest stop.
"""

from __future__ import annotations

import _signal
import os
import selectors
import signal
import socket
import threading
from typing import Any, Callable, Optional

_main = threading.main_thread().ident
_get_ident = threading.get_ident


class _State:
    """What the main thread is at."""

    inside = False
    previous: Optional[Callable[..., Any]] = None
    pending: Optional[tuple[Any, ...]] = None
    watched: Any = None
    # True once the interpreter ends, and functions of the host are not called any more.
    ending = False
    forward = -1


state = _State()
_gate = threading.Lock()
_watcher: Optional[tuple[int, socket.socket, socket.socket]] = None


def _note(number: int, frame: Any) -> None:
    if state.inside:
        state.pending = (number, frame)
    elif state.previous is not None:
        state.previous(number, frame)


def deliver() -> None:
    """Calls the real handler for a signal that has come while a guest ran."""
    if state.pending is not None and _get_ident() == _main:
        arguments = state.pending
        state.pending = None
        handler = state.previous or _signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(*arguments)


def enter(store: Any, function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function of the library that runs guests. ``deliver`` has to follow."""
    # Without host functions there is no callback to lose an exception in, and Python calls the handler after the guest by itself.
    if _get_ident() != _main or not (store._hosts or store._interruptible):
        return function(*arguments)
    if state.previous is not None:
        outer = state.inside
        try:
            state.inside = True
            return function(*arguments)
        finally:
            state.inside = outer
    previous = _signal.getsignal(signal.SIGINT)
    if not callable(previous):
        return function(*arguments)
    # Handlers of the program's own are called after the guest; whether they want it to stop is not known.
    watch = store._interruptible and previous is signal.default_int_handler
    try:
        state.previous = previous
        state.inside = True
        _signal.signal(signal.SIGINT, _note)
        if watch:
            _watch(store)
        return function(*arguments)
    finally:
        if watch:
            _stop_watching(store)
        if _signal.getsignal(signal.SIGINT) is _note:
            _signal.signal(signal.SIGINT, previous)
        state.inside = False
        state.previous = None


def _watch(store: Any) -> None:
    global _watcher
    if _watcher is None or _watcher[0] != os.getpid():
        # After a fork the thread is the parent's, which is why the process is looked at.
        receiver, sender = socket.socketpair()
        receiver.setblocking(False)
        sender.setblocking(False)
        _watcher = (os.getpid(), sender, receiver)
        threading.Thread(target=_listen, args=(receiver,), name="lanner-signals", daemon=True).start()
    state.forward = _signal.set_wakeup_fd(_watcher[1].fileno(), warn_on_full_buffer=False)
    with _gate:
        state.watched = store


def _stop_watching(store: Any) -> None:
    if _watcher is None or state.watched is None:
        return
    _signal.set_wakeup_fd(state.forward)
    with _gate:
        state.watched = None
        # What the thread has not read yet is of this call, and must not stop the next one.
        _receive(_watcher[2])
        stopped = store._stopped_by_signal
        store._stopped_by_signal = False
    state.forward = -1
    if stopped:
        # The interruption was of this call only, whether it has ended the guest or came too late for that.
        store._restore_deadline()


def _receive(receiver: socket.socket) -> bytes:
    """The signals that have come, which are handed on to who wanted to be told of them before."""
    try:
        numbers = receiver.recv(4096)
    except BlockingIOError:
        return b""
    if state.forward != -1:
        try:
            os.write(state.forward, numbers)
        except OSError:
            # Full or closed: Python drops signals for a full descriptor in the same way.
            pass
    return numbers


def _listen(receiver: socket.socket) -> None:
    selector = selectors.DefaultSelector()
    selector.register(receiver, selectors.EVENT_READ)
    while True:
        selector.select()
        with _gate:
            numbers = _receive(receiver)
            if state.watched is not None and int(signal.SIGINT) in numbers:
                state.watched._stop_for_signal()
