"""Components, their instances, and linkers for them."""

from __future__ import annotations

import ctypes
import json
import os
import weakref
from ctypes import byref, c_int32, c_void_p
from typing import Any, Callable, Iterator, Optional, Sequence, Union

from . import _signals
from ._async import _Call, _Wait, is_coroutine_function
from ._component_types import _PLAIN, _FunctionType, _Interface, _Result, _to_json, _write_all
from ._engine import Engine
from ._errors import ComponentError, LannerError
from ._functions import _call_host
from ._library import COMPONENT_ASYNC_CALLBACK, Vector, lib, take_bytes, with_vector
from ._pointers import _c_string, _done, _fail, _made, _Owned, _path
from ._store import Store, _hosts
from ._values import _keys
from ._wasi import WasiConfig


class Component(_Owned):
    """A component, from the binary format (bytes) or the text format (str). All threads may use it."""

    _delete = lib.lanner_component_delete

    def __init__(self, engine: Engine, source: Union[bytes, bytearray, memoryview, str]) -> None:
        if not isinstance(source, (bytes, bytearray, memoryview, str)):
            raise TypeError(f"the source of a component is {type(source).__name__}; bytes (binary) or str (text) were expected")
        vector, _keep = with_vector(source.encode() if isinstance(source, str) else source)
        self._take(engine, lib.lanner_component_new(engine._pointer, byref(vector)))

    @classmethod
    def from_file(cls, engine: Engine, path: Union[str, "os.PathLike[str]"]) -> "Component":
        """Reads a component from a file in either format."""
        component = cls.__new__(cls)
        component._take(engine, lib.lanner_component_from_file(engine._pointer, _path(path, "path")))
        return component

    def _take(self, engine: Engine, pointer: Optional[int]) -> None:
        self.engine = engine
        self._pointer = _made(pointer, "making the component")
        self._types: Optional[_Interface] = None

    @property
    def interface(self) -> dict[str, Any]:
        """The ``imports`` and ``exports``: each has a ``name`` and a ``kind``, and by that ``parameters`` and ``result``, ``exports``, or
        what defines a type. Types are written as in WIT."""
        vector = Vector()
        _done(lib.lanner_component_interface(self._pointer, byref(vector)), "reading the interface")
        description: dict[str, Any] = json.loads(take_bytes(vector))
        return description

    def _interface(self) -> _Interface:
        if self._types is None:
            self._types = _Interface(self.interface)
        return self._types


class ComponentLinker(_Owned):
    """Definitions by name, from which components get what they import, for one store."""

    _delete = lib.lanner_component_linker_delete

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pointer = _made(lib.lanner_component_linker_new(store._open()), "making the linker")
        self._defined: list[_ComponentHost] = []
        self._kept: list[WasiConfig] = []

    @property
    def store(self) -> Store:
        """The store that the linker is for."""
        return self._store

    def define(self, interface: Optional[str], name: str, function: Callable[..., Any]) -> None:
        """Defines a function of an interface, such as ``ns:package/interface@1.0.0``; None for one that is imported by its own name.

        It is called with values of Python, as the README has them. Where the type of its result is a ``result``, what it returns is the
        value of ``ok``, and ``ComponentError`` is raised for an error. Other exceptions pass through the guest. A coroutine function may
        wait: guests whose type of it is ``async`` go on meanwhile, if they can.
        """
        if not callable(function):
            raise TypeError(f"the host function is {type(function).__name__}; something that can be called was expected")
        names = None if interface is None else _c_string(interface, "the interface"), _c_string(name, "the name")
        self._store._open()
        key = next(_keys)
        host = _ComponentHost(interface, name, function)
        if is_coroutine_function(function):
            defined = lib.lanner_component_linker_define_async(self._pointer, *names, _call_coroutine, key, None)
        else:
            defined = lib.lanner_component_linker_define(self._pointer, *names, _call_host, key, None)
        _done(defined, "the definition")
        host.store = weakref.ref(self._store)
        self._store._hosts[key] = host
        _hosts[key] = weakref.ref(host)
        self._defined.append(host)

    def define_wasi(self, wasi: WasiConfig) -> None:
        """Defines the interfaces of WASI 0.2 with what the configuration grants; it is complete then."""
        self._store._open()
        _done(lib.lanner_component_linker_define_wasi(self._pointer, wasi._pointer), "the definition of WASI")
        self._kept.append(wasi)

    def instantiate(self, component: Component) -> "ComponentInstance":
        """Makes an instance."""
        self._give_types(component)
        trap = c_void_p()
        made = self._store._run(lib.lanner_component_linker_instantiate, self._pointer, component._pointer, byref(trap))
        instance = ComponentInstance._of(self, component, made) if made else None
        if trap.value:
            self._store._raise(trap.value)
        _signals.deliver()
        if instance is None:
            _fail("making the instance")
        return instance

    def run(self, component: Component) -> int:
        """Runs a program, a component that exports ``wasi:cli/run``, and returns its status."""
        self._give_types(component)
        trap, status = c_void_p(), c_int32()
        done = self._store._run(lib.lanner_component_linker_run, self._pointer, component._pointer, byref(status), byref(trap))
        if trap.value:
            self._store._raise(trap.value)
        _signals.deliver()
        _done(done, "running the program")
        return status.value

    def _give_types(self, component: Component) -> None:
        """Tells the functions of the host what types the component imports them with."""
        if self._defined:
            interface = component._interface()
            for host in self._defined:
                host.take_type(interface.import_of(host.interface, host.name))


class _ComponentHost:
    """What a function of the host that components import calls. Its store holds it, and nothing else does but the linker."""

    store: Any

    def __init__(self, interface: Optional[str], name: str, function: Callable[..., Any]) -> None:
        self.interface = interface
        self.name = name
        self.function = function
        self.type: Optional[_FunctionType] = None

    def take_type(self, kind: Optional[_FunctionType]) -> None:
        if self.type is None:
            self.type = kind
        elif kind is not None and kind.description != self.type.description:
            raise LannerError(
                f"the linker has given the function {self.name!r} to a component that imports it with another type; "
                "another linker is needed for this one"
            )

    def run(self, _store: Store, arguments: int, result: int) -> None:
        try:
            content = self.answer(self.function(*self.arguments(arguments)))
        except ComponentError as error:
            content = self.answer_error(error)
        lib.wasm_byte_vec_new(Vector.from_address(result), len(content), content)

    async def wait(self, arguments: "list[Any]") -> bytes:
        """The result of a coroutine function."""
        try:
            return self.answer(await self.function(*arguments))
        except ComponentError as error:
            return self.answer_error(error)

    def arguments(self, address: int) -> "list[Any]":
        assert self.type is not None
        return [one.read(value) for one, value in zip(self.type.parameters, json.loads(_text_at(address)))]

    def answer(self, returned: Any) -> bytes:
        assert self.type is not None
        return _to_json((self.type.result or _PLAIN).write({"ok": returned} if isinstance(self.type.result, _Result) else returned))

    def answer_error(self, error: ComponentError) -> bytes:
        """The error of a ``result``; where the type is none, the exception passes through the guest."""
        assert self.type is not None
        if not isinstance(self.type.result, _Result):
            raise error
        return _to_json(self.type.result.write({"error": error.value}))


@COMPONENT_ASYNC_CALLBACK
def _call_coroutine(key: int, arguments: int, completion: int) -> None:
    host: Any = _hosts[key]()
    wait = _Wait(host.store(), completion, _complete, lambda: None)
    try:
        if _signals.state.ending:
            raise LannerError("the interpreter ends")
        coroutine = host.wait(host.arguments(arguments))
    except BaseException as error:
        wait.end(None, error)
    else:
        wait.start(coroutine)


def _complete(completion: int, result: bytes) -> None:
    vector, _keep = with_vector(result)
    lib.lanner_completion_return_text(completion, byref(vector))


def _text_at(address: int) -> bytes:
    vector = Vector.from_address(address)
    return ctypes.string_at(vector.data, vector.size)


class ComponentInstance(_Owned):
    """An instance of a component.

    Functions are called by name, or got by it: ``instance.call("add", 1, 2)``, ``instance["ns:package/interface#add"](1, 2)``,
    ``instance.exports.add(1, 2)``. The part before the name may be left away where only one function has it.
    """

    _delete = lib.lanner_component_instance_delete

    @classmethod
    def _of(cls, linker: ComponentLinker, component: Component, pointer: int) -> "ComponentInstance":
        self = cls.__new__(cls)
        self._store, self._linker, self.component, self._pointer = linker._store, linker, component, pointer
        return self

    @property
    def store(self) -> Store:
        """The store that the instance lives in."""
        return self._store

    def call(self, name: str, *arguments: Any) -> Any:
        """Calls a function. What it returns is the value of ``ok`` where its type is a ``result``; its error raises ``ComponentError``."""
        interface = self.component._interface()
        full = interface.export_name(name)
        return self._call(full or name, None if full is None else interface.export_type(full), arguments)

    async def call_async(self, name: str, *arguments: Any) -> Any:
        """Calls a function as ``call`` does, and waits without blocking the event loop.

        Of functions whose type is ``async`` any number of calls may be on their way; others have the store for themselves. Cancelling the
        task asks the guest to end, and ends it after a second.
        """
        interface = self.component._interface()
        full = interface.export_name(name)
        return await self._call_async(full or name, None if full is None else interface.export_type(full), arguments)

    async def call_wave_async(self, call: str) -> str:
        """Does a call as ``call_wave`` does, and waits without blocking the event loop."""
        text = _c_string(call, "the call")
        begun = _Call(self._store, _text_at).begin(lib.lanner_component_instance_call_wave_async, self._pointer, text)
        result: bytes = await begun
        return result.decode()

    def call_wave(self, call: str) -> str:
        """Does a call that is written in the WebAssembly Value Encoding, such as ``add(1, 2)``; the result is empty if there is none."""
        return self._run(lib.lanner_component_instance_call_wave, _c_string(call, "the call")).decode()

    def _call(self, name: str, kind: Optional[_FunctionType], arguments: Sequence[Any]) -> Any:
        vector, _keep = with_vector(_to_json(_write_all(kind.parameters if kind else (), arguments)))
        return self._result(kind, self._run(lib.lanner_component_instance_call, _c_string(name, "the name"), byref(vector)))

    async def _call_async(self, name: str, kind: Optional[_FunctionType], arguments: Sequence[Any]) -> Any:
        vector, _keep = with_vector(_to_json(_write_all(kind.parameters if kind else (), arguments)))
        names = _c_string(name, "the name"), byref(vector)
        begun = _Call(self._store, _text_at).begin(lib.lanner_component_instance_call_async, self._pointer, *names)
        return self._result(kind, await begun)

    @staticmethod
    def _result(kind: Optional[_FunctionType], text: bytes) -> Any:
        result = json.loads(text)
        if kind is None or kind.result is None:
            return result
        value = kind.result.read(result)
        if not isinstance(kind.result, _Result):
            return value
        if "error" in value:
            raise ComponentError(value["error"])
        return value["ok"]

    def _run(self, function: Any, *arguments: Any) -> bytes:
        trap, out = c_void_p(), Vector()
        done = self._store._run(function, self._pointer, *arguments, byref(out), byref(trap))
        if trap.value:
            self._store._raise(trap.value)
        content = take_bytes(out) if done else b""
        _signals.deliver()
        _done(done, "the call")
        return content

    def __getitem__(self, name: str) -> "ComponentFunction":
        interface = self.component._interface()
        full = interface.export_name(name)
        if full is None:
            names = ", ".join(map(repr, interface.exports)) or "none"
            raise KeyError(f"no function, or more than one, is named {name!r}; the component exports {names}")
        return ComponentFunction(self, full, interface.export_type(full))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.component._interface().export_name(name) is not None

    @property
    def exports(self) -> "ComponentExports":
        """The functions as attributes."""
        return ComponentExports(self)


class ComponentFunction:
    """A function of an instance of a component. ``name`` is its full name."""

    def __init__(self, instance: ComponentInstance, name: str, kind: _FunctionType) -> None:
        self._instance = instance
        self._type = kind
        self.name = name

    def __call__(self, *arguments: Any) -> Any:
        return self._instance._call(self.name, self._type, arguments)

    async def call_async(self, *arguments: Any) -> Any:
        """Calls the function without blocking the event loop, as ``ComponentInstance.call_async`` does."""
        return await self._instance._call_async(self.name, self._type, arguments)

    def __repr__(self) -> str:
        return f"<lanner.ComponentFunction {self.name}>"


class ComponentExports:
    """The functions of an instance of a component as attributes, with ``_`` for ``-``."""

    def __init__(self, instance: ComponentInstance) -> None:
        self._instance = instance

    def __getattr__(self, name: str) -> ComponentFunction:
        try:
            return self._instance[name.replace("_", "-")]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return [name.rpartition("#")[2].replace("-", "_") for name in self._instance.component._interface().exports]

    def __iter__(self) -> Iterator[str]:
        return iter(self._instance.component._interface().exports)
