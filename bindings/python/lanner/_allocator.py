"""Bytes and text in the memory of a guest that allocates them itself."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import Any, Iterator, NamedTuple, Optional, Union

from ._errors import LannerError
from ._functions import Function
from ._instance import Instance
from ._memory import Memory


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
