"""What all that instances import and export has in common."""

from __future__ import annotations

from typing import Any

from ._pointers import _made, _Owned
from ._store import Store


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
