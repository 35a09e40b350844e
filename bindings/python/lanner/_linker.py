"""Linkers, which make instances."""

from __future__ import annotations

from ctypes import byref, c_int32, c_void_p
from typing import Any, Callable, Iterable, Union

from . import _signals
from ._engine import Engine
from ._extern import _Extern
from ._functions import Function
from ._global import Global
from ._instance import Instance
from ._library import lib
from ._memory import Memory
from ._module import Module
from ._pointers import _c_string, _done, _fail, _made, _Owned
from ._store import Store
from ._table import Table
from ._types import TypeLike
from ._wasi import WasiConfig


class Linker(_Owned):
    """Definitions by name, from which modules get what they import."""

    _delete = lib.lanner_linker_delete

    def __init__(self, engine: Engine, *, allow_shadowing: bool = False) -> None:
        self.engine = engine
        self._pointer = _made(lib.lanner_linker_new(engine._pointer), "making the linker")
        self._kept: list[Any] = []
        if allow_shadowing:
            _done(lib.lanner_linker_allow_shadowing(self._pointer, True), "allow_shadowing")

    def define(self, module: str, name: str, extern: Union[Function, Global, Table, Memory]) -> None:
        """Defines a function, global, table or memory, for its store."""
        if not isinstance(extern, _Extern):
            raise TypeError(
                f"{module}.{name} is {type(extern).__name__}; Function, Global, Table or Memory was expected. "
                "define_function takes functions of Python"
            )
        names = _c_string(module, "the module"), _c_string(name, "the name")
        _done(lib.lanner_linker_define(self._pointer, *names, extern._extern()), "the definition")
        self._kept.append(extern._store)

    def define_function(
        self,
        store: Store,
        module: str,
        name: str,
        params: Iterable[TypeLike],
        results: Iterable[TypeLike],
        function: Callable[..., Any],
        *,
        with_caller: bool = False,
    ) -> Function:
        """Defines a function of Python."""
        made = Function(store, params, results, function, with_caller=with_caller)
        self.define(module, name, made)
        return made

    def define_instance(self, module: str, instance: Instance) -> None:
        """Defines everything that an instance exports."""
        instance._store._open()
        _done(lib.lanner_linker_define_instance(self._pointer, _c_string(module, "the module"), instance._pointer), "the definition")
        self._kept.append(instance._store)

    def define_wasi(self, wasi: "WasiConfig") -> None:
        """Defines the functions of WASI with what the configuration grants; it is complete then."""
        _done(lib.lanner_linker_define_wasi(self._pointer, wasi._pointer), "the definition of WASI")
        self._kept.append(wasi)

    def define_unknown(self, module: Module) -> None:
        """Defines each function that a module imports and that is not defined, as one that traps."""
        with module._store_for_a_moment() as store, module._in_store(store) as pointer:
            _done(lib.lanner_linker_define_unknown(self._pointer, pointer), "the definition")

    def instantiate(self, store: Store, module: Module) -> Instance:
        """Makes an instance, and runs its start function."""
        trap = c_void_p()
        with module._in_store(store._open()) as pointer:
            made = store._run(lib.lanner_linker_instantiate, self._pointer, store._pointer, pointer, byref(trap))
        instance = Instance._of(store, module, made) if made else None
        if trap.value:
            store._raise(trap.value)
        _signals.deliver()
        if instance is None:
            _fail("making the instance")
        return instance

    def run(self, store: Store, module: Module) -> int:
        """Runs a program of WASI, with its threads if it starts any (the engine has to be interruptible then), and returns its status."""
        trap, status = c_void_p(), c_int32()
        with module._in_store(store._open()) as pointer:
            done = store._run(lib.lanner_linker_run, self._pointer, store._pointer, pointer, byref(status), byref(trap))
        if trap.value:
            store._raise(trap.value)
        _signals.deliver()
        _done(done, "running the program")
        return status.value
