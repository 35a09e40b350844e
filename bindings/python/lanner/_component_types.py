"""The types of components, and what values of them are in JSON and in Python."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from typing import Any, Mapping, Optional, Sequence

_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class _Type:
    """A type whose values are the same in JSON: numbers, strings, enums, flags."""

    def read(self, value: Any) -> Any:
        """What a value from JSON is in Python."""
        return value

    def write(self, value: Any) -> Any:
        """What a value of Python is in JSON."""
        return value


class _Float(_Type):
    def read(self, value: Any) -> Any:
        return _SPECIAL[value] if isinstance(value, str) else float(value)

    def write(self, value: Any) -> Any:
        if not isinstance(value, float) or math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


class _Single(_Float):
    def read(self, value: Any) -> Any:
        # The shortest digits mean the number of 32 bits that is nearest to them.
        return struct.unpack("f", struct.pack("f", super().read(value)))[0]


class _Flags(_Type):
    def write(self, value: Any) -> Any:
        return list(value) if isinstance(value, (set, frozenset, tuple)) else value


class _Bytes(_Type):
    """A ``list<u8>``."""

    def read(self, value: Any) -> Any:
        return bytes(value)

    def write(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError("a list<u8> is bytes or numbers; str was given")
        return base64.b64encode(value).decode() if isinstance(value, (bytes, bytearray, memoryview)) else list(value)


class _List(_Type):
    def __init__(self, element: _Type) -> None:
        self.element = element

    def read(self, value: Any) -> Any:
        return [self.element.read(one) for one in value]

    def write(self, value: Any) -> Any:
        if isinstance(value, (str, Mapping)):
            raise TypeError(f"{type(value).__name__} was given for a list")
        return [self.element.write(one) for one in value]


class _Map(_Type):
    def __init__(self, key: _Type, value: _Type) -> None:
        self.key = key
        self.value = value

    def read(self, value: Any) -> Any:
        return {self.key.read(key): self.value.read(one) for key, one in value}

    def write(self, value: Any) -> Any:
        pairs = value.items() if isinstance(value, Mapping) else value
        return [[self.key.write(key), self.value.write(one)] for key, one in pairs]


class _Tuple(_Type):
    def __init__(self, types: Sequence[_Type]) -> None:
        self.types = types

    def read(self, value: Any) -> Any:
        return tuple(kind.read(one) for kind, one in zip(self.types, value))

    def write(self, value: Any) -> Any:
        return _write_all(self.types, value)


class _Option(_Type):
    def __init__(self, value: _Type) -> None:
        self.value = value
        # None of the inner one is told from that of the outer one by a mark around it.
        self.some = _Cases({"some": value}) if isinstance(value, _Option) else value

    def read(self, value: Any) -> Any:
        return None if value is None else self.some.read(value)

    def write(self, value: Any) -> Any:
        return None if value is None else self.some.write(value)


class _Record(_Type):
    def __init__(self, fields: dict[str, _Type]) -> None:
        self.fields = fields

    def read(self, value: Any) -> Any:
        return {name: self.fields[name].read(one) for name, one in value.items()}

    def write(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        # The library says which fields there are if one is not.
        return {name: self.fields.get(name, _PLAIN).write(one) for name, one in value.items()}


class _Cases(_Type):
    """A variant: a case without a value is its name, another is a dictionary of one item."""

    def __init__(self, cases: dict[str, Optional[_Type]]) -> None:
        self.cases = cases

    def read(self, value: Any) -> Any:
        return value if isinstance(value, str) else {name: (self.cases[name] or _PLAIN).read(one) for name, one in value.items()}

    def write(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {name: (self.cases.get(name) or _PLAIN).write(one) for name, one in value.items()}


class _Result(_Cases):
    def __init__(self, ok: Optional[_Type], error: Optional[_Type]) -> None:
        super().__init__({"ok": ok, "error": error})


_PLAIN = _Type()
_BYTE = _Type()


def _write_all(types: Sequence[_Type], values: Sequence[Any]) -> list[Any]:
    """Writes so many values; where there are too many or few, the library says so."""
    return [(types[index] if index < len(types) else _PLAIN).write(value) for index, value in enumerate(values)]


def _to_json(value: Any) -> bytes:
    return json.dumps(value, allow_nan=False).encode()


class _FunctionType:
    """The types of a function of a component, and all that describes them, by which they are compared."""

    def __init__(self, parameters: Sequence[_Type], result: Optional[_Type], description: dict[str, Any]) -> None:
        self.parameters = parameters
        self.result = result
        self.description = description


class _Scope:
    """The types and functions with the names that an interface, or a component itself, has for them."""

    def __init__(self, items: Sequence[dict[str, Any]], outer: Optional["_Scope"] = None) -> None:
        self._items = dict(outer._items) if outer else {}
        self._items.update((item["name"], item) for item in items if item["kind"] == "type")
        self._known: dict[str, _Type] = {}

    def function(self, item: dict[str, Any]) -> _FunctionType:
        parameters = [self.type(parameter["type"]) for parameter in item["parameters"]]
        description = {"": item}
        self._describe(item["parameters"] + [{"type": item["result"]}], description)
        return _FunctionType(parameters, self._result_of(item), description)

    def _result_of(self, item: dict[str, Any]) -> Optional[_Type]:
        result = None if item["result"] is None else self.type(item["result"])
        # The name of the type may be one of another interface.
        return result if isinstance(result, _Result) or not item["returnsResult"] else _Result(None, None)

    def _describe(self, parts: Sequence[dict[str, Any]], found: dict[str, Any]) -> None:
        """Adds the named types that parts of a type speak of."""
        for part in parts:
            for name in re.findall(r"[\w-]+", part["type"] or ""):
                item = self._items.get(name)
                if item is not None and name not in found:
                    found[name] = item
                    self._describe(item.get("fields") or item.get("cases") or [{"type": item["type"]}], found)

    def type(self, text: str) -> _Type:
        """The type that a text in WIT means."""
        return self._parse(re.findall(r"[^\s<>,]+|[<>]", text)[::-1])

    def _optional(self, tokens: list[str]) -> Optional[_Type]:
        if tokens[-1] == "_":
            tokens.pop()
            return None
        return self._parse(tokens)

    def _parse(self, tokens: list[str]) -> _Type:
        """Takes the tokens of a type off the end of a list."""
        name = tokens.pop()
        parts: list[Optional[_Type]] = []
        if tokens and tokens[-1] == "<":
            tokens.pop()
            while tokens[-1] != ">":
                # The length of a list is no type.
                parts.append(_PLAIN if tokens[-1].isdigit() and tokens.pop() else self._optional(tokens))
            tokens.pop()
        return self._make(name, [part or _PLAIN for part in parts], parts)

    def _make(self, name: str, types: list[_Type], parts: list[Optional[_Type]]) -> _Type:
        if name in ("f32", "f64"):
            return _Single() if name == "f32" else _Float()
        if name == "u8":
            return _BYTE
        if name == "list":
            return _Bytes() if types[0] is _BYTE else _List(types[0])
        if name == "tuple":
            return _Tuple(types)
        if name == "option":
            return _Option(types[0])
        if name == "map":
            return _Map(*types)
        if name == "result":
            return _Result(*(parts + [None, None])[:2])
        return self._named(name.lstrip("%"))

    def _named(self, name: str) -> _Type:
        if name not in self._known and name in self._items:
            self._known[name] = self._define(self._items[name])
        return self._known.get(name, _PLAIN)

    def _define(self, item: dict[str, Any]) -> _Type:
        if "fields" in item:
            return _Record({field["name"]: self.type(field["type"]) for field in item["fields"]})
        if "cases" in item:
            return _Cases({case["name"]: None if case["type"] is None else self.type(case["type"]) for case in item["cases"]})
        if "labels" in item:
            return _Flags() if item["type"] == "flags" else _PLAIN
        return self.type(item["type"])


class _Interface:
    """The functions that a component imports and exports, by their full names: ``ns:package/interface@1.0.0#name``, or ``name``."""

    def __init__(self, description: dict[str, Any]) -> None:
        imports, exports = description["imports"], description["exports"]
        root = _Scope(imports + exports)
        self.imports = _functions(imports, root)
        self.exports = _functions(exports, root)
        # The full names by shorter ones: None for one that several functions have.
        self._names: dict[str, Optional[str]] = {}
        for full in self.exports:
            for name in set(_shorter(full)):
                self._names[name] = None if name in self._names else full

    def export_type(self, full: str) -> _FunctionType:
        return self.exports[full].type

    def import_of(self, interface: Optional[str], name: str) -> Optional[_FunctionType]:
        """The type of a function of the host, which may be of another version that is compatible."""
        full = _full_name(interface, name)
        if full in self.imports:
            return self.imports[full].type
        wanted = _compatible(full)
        return next((function.type for other, function in self.imports.items() if _compatible(other) == wanted), None)

    def export_name(self, name: str) -> Optional[str]:
        """The full name of a function, of which a part may be given that no other function has."""
        return name if name in self.exports else self._names.get(name)


class _Function:
    """A function whose type is looked at once it is used."""

    def __init__(self, item: dict[str, Any], scope: _Scope) -> None:
        self._item = item
        self._scope = scope
        self._type: Optional[_FunctionType] = None

    @property
    def type(self) -> _FunctionType:
        self._type = self._type or self._scope.function(self._item)
        return self._type


def _functions(items: Sequence[dict[str, Any]], scope: _Scope) -> dict[str, _Function]:
    found = {}
    for item in items:
        if item["kind"] == "function":
            found[item["name"]] = _Function(item, scope)
        elif item["kind"] == "instance":
            inner = _functions(item["exports"], _Scope(item["exports"], scope))
            found.update({_full_name(item["name"], name): function for name, function in inner.items()})
    return found


def _full_name(interface: Optional[str], name: str) -> str:
    return name if interface is None else f"{interface}#{name}"


def _shorter(full: str) -> list[str]:
    """The shorter names of a function in an interface."""
    interface, separator, name = full.rpartition("#")
    if not separator:
        return []
    without_version = interface.rpartition("@")[0] or interface
    return [name, f"{without_version}#{name}", f"{without_version.rpartition('/')[2]}#{name}"]


def _compatible(name: str) -> str:
    """The name with that part of the version in it that compatible versions share: the first number that is not zero."""
    return re.sub(r"@((?:0\.){0,2}[1-9]\d*)(?:\.\d+)*(?=#|$)", r"@\1", name)
