"""Engines and their options."""

from __future__ import annotations

import enum
import os
from typing import Optional, Union

from ._library import lib
from ._pointers import _done, _made, _Owned, _path


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
