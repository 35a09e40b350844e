"""Errors, and what the library tells of traps."""

from __future__ import annotations

import ctypes
import enum
from ctypes import byref, c_int32, c_uint32
from typing import Any, NamedTuple, Optional, Sequence

from ._library import Vector, elements, lib, take_bytes


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


class ComponentError(LannerError):
    """The error of a ``result`` that a function of a component has returned. ``value`` is what it carries, None for nothing.

    A function of the host whose result is a ``result`` raises one to return an error.
    """

    def __init__(self, value: Any = None) -> None:
        super().__init__("an error" if value is None else str(value))
        self.value = value


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


def _text(read: Any, *arguments: Any) -> Optional[str]:
    vector = Vector()
    return take_bytes(vector).decode(errors="replace") if read(arguments[0], byref(vector), *arguments[1:]) else None
