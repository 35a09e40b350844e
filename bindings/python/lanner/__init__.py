"""WebAssembly by Lanner: guests run in this process, in a sandbox that grants nothing by default.

    engine = lanner.Engine()
    module = lanner.Module(engine, '(module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))')
    with lanner.Store(engine) as store:
        instance = lanner.Linker(engine).instantiate(store, module)
        instance.exports.add(40, 2)
"""

from ._allocator import Allocator, Span
from ._async import waits
from ._component import Component, ComponentExports, ComponentFunction, ComponentInstance, ComponentLinker
from ._engine import Compilation, Engine, Features, MemoryMode
from ._errors import ComponentError, Frame, LannerError, ProgramExit, Trap, TrapCode
from ._functions import Caller, Function
from ._global import Global
from ._instance import Exports, Instance
from ._library import version
from ._linker import Linker
from ._memory import PAGE_SIZE, Memory
from ._module import Module, binary_to_text, text_to_binary
from ._store import Store
from ._table import Table
from ._types import ExportType, ExternKind, FunctionType, GlobalType, ImportType, MemoryType, TableType, ValueType
from ._values import Reference
from ._wasi import Files, KeyValueStore, Rights, Stream, WasiConfig, WasiLimit

__version__ = "0.1.0"

__all__ = [
    "PAGE_SIZE",
    "Allocator",
    "Caller",
    "Compilation",
    "Component",
    "ComponentError",
    "ComponentExports",
    "ComponentFunction",
    "ComponentInstance",
    "ComponentLinker",
    "Engine",
    "ExportType",
    "Exports",
    "ExternKind",
    "Features",
    "Files",
    "Frame",
    "Function",
    "FunctionType",
    "Global",
    "GlobalType",
    "ImportType",
    "Instance",
    "KeyValueStore",
    "LannerError",
    "Linker",
    "Memory",
    "MemoryMode",
    "MemoryType",
    "Module",
    "ProgramExit",
    "Reference",
    "Rights",
    "Span",
    "Store",
    "Stream",
    "Table",
    "TableType",
    "Trap",
    "TrapCode",
    "ValueType",
    "WasiConfig",
    "WasiLimit",
    "binary_to_text",
    "text_to_binary",
    "version",
    "waits",
]
