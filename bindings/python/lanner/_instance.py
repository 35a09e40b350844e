"""Instances and their exports."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from ._errors import ProgramExit
from ._extern import _Extern
from ._functions import _export
from ._library import lib
from ._module import Module
from ._pointers import _c_string, _Owned
from ._store import Store


class Instance(_Owned):
    """An instance of a module. Exports are got by name: ``instance["add"]``, or ``instance.exports.add``."""

    _delete = lib.wasm_instance_delete

    def __init__(self, store: Store, module: Module, imports: Optional[dict[tuple[str, str], _Extern]] = None) -> None:
        # Linkers need this module.
        from ._linker import Linker

        linker = Linker(module.engine)
        for (module_name, name), extern in (imports or {}).items():
            linker.define(module_name, name, extern)
        made = linker.instantiate(store, module)
        self._store, self.module = store, module
        self._pointer, made._pointer = made._pointer, None
        self._found: dict[str, Any] = {}

    @classmethod
    def _of(cls, store: Store, module: Module, pointer: int) -> "Instance":
        self = cls.__new__(cls)
        self._store, self.module, self._pointer = store, module, pointer
        self._found = {}
        return self

    @property
    def store(self) -> Store:
        """The store that the instance lives in."""
        return self._store

    def __getitem__(self, name: str) -> Any:
        found = self._found.get(name)
        if found is None:
            self._store._open()
            pointer = lib.lanner_instance_export(self._pointer, _c_string(name, "the name"))
            if not pointer:
                names = ", ".join(repr(export.name) for export in self.module.exports) or "nothing"
                raise KeyError(f"no export is named {name!r}; the module exports {names}")
            found = self._found[name] = _export(self._store, pointer, name)
        return found

    def __contains__(self, name: object) -> bool:
        return any(export.name == name for export in self.module.exports)

    @property
    def exports(self) -> "Exports":
        """The exports as attributes."""
        return Exports(self)

    def run(self) -> int:
        """Runs a program of WASI (the export ``_start``), and returns its status."""
        try:
            self["_start"]()
        except ProgramExit as end:
            return end.status
        return 0


class Exports:
    """The exports of an instance as attributes."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def __getattr__(self, name: str) -> Any:
        try:
            return self._instance[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return [export.name for export in self._instance.module.exports]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dir__())
