"""Pointers and strings that go to and from the library."""

from __future__ import annotations

import os
from ctypes import byref
from typing import Any, NoReturn, Optional, Union

from ._errors import LannerError
from ._library import Vector, lib, take_bytes


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


class _Owned:
    """A pointer of the library that is released with its object."""

    _delete: Any = None
    _pointer: Optional[int] = None

    def __del__(self) -> None:
        pointer, self._pointer = self._pointer, None
        if pointer and self._delete is not None:
            type(self)._delete(pointer)
