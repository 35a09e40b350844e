"""Components: the scenarios that all bindings act out, and what these do not reach."""

from __future__ import annotations

import gc
import json
import math
import unittest
import weakref
from pathlib import Path
from typing import Any, Callable, Optional

import lanner

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
HOST = "lanner:scenarios/host@1.0.0"
VALUES = "lanner:scenarios/values@1.0.0"

engine = lanner.Engine()
component = lanner.Component.from_file(engine, FOLDER / "component.wat")


class HostFailure(Exception):
    """What a host function that fails raises."""


def value_of(value: Any) -> Any:
    """The value of Python that one of a scenario stands for."""
    if isinstance(value, list):
        return [value_of(one) for one in value]
    if not isinstance(value, dict):
        return value
    marks: dict[str, Callable[[Any], Any]] = {"bytes": bytes.fromhex, "integer": int, "number": float}
    for name, mark in marks.items():
        if name in value:
            return mark(value[name])
    return {name: value_of(one) for name, one in value.items()}


class ScenarioTests(unittest.TestCase):
    def host_function(self, item: dict[str, Any]) -> Callable[[str], Any]:
        self.assertEqual("answer", item["does"])

        def answer(question: str) -> Any:
            if question in item["answers"]:
                return item["answers"][question]
            if "error" in item:
                raise lanner.ComponentError(item["error"])
            self.raised = HostFailure(item["message"])
            raise self.raised

        return answer

    def act(self, path: Path) -> None:
        scenario = json.loads(path.read_text())
        self.assertLessEqual(set(scenario), {"subject", "component", "imports", "wasi", "steps"})
        made = lanner.Component.from_file(engine, FOLDER / scenario["component"])
        with lanner.Store(engine) as store:
            linker = lanner.ComponentLinker(store)
            wasi = lanner.WasiConfig()
            stores: dict[str, lanner.KeyValueStore] = {}
            for item in scenario.get("imports", []):
                self.assertLessEqual(set(item), {"interface", "name", "does", "answers", "error", "message"})
                linker.define(item["interface"], item["name"], self.host_function(item))
            if "wasi" in scenario:
                grants = scenario["wasi"]
                self.assertLessEqual(set(grants), {"arguments", "capture", "settings", "key_value_stores", "connect"})
                wasi.add_arguments(*grants.get("arguments", []))
                for name in grants.get("capture", []):
                    wasi.capture(lanner.Stream[name.upper()])
                for name, value in grants.get("settings", {}).items():
                    wasi.add_setting(name, value)
                for name, pairs in grants.get("key_value_stores", {}).items():
                    stores[name] = lanner.KeyValueStore()
                    for key, text in pairs.items():
                        stores[name].set(key, text.encode())
                    wasi.add_key_value_store(name, stores[name])
                for hosts in grants.get("connect", []):
                    wasi.allow_connect(hosts)
                linker.define_wasi(wasi)
            instance: Optional[lanner.ComponentInstance] = None
            for step in scenario["steps"]:
                if "run" in step:
                    self.assertEqual(step["run"], linker.run(made))
                elif "stored" in step:
                    self.assertEqual(step["text"].encode(), stores[step["stored"]].get(step["key"]))
                elif "captured" in step:
                    self.assertEqual(step["text"].encode(), getattr(wasi, step["captured"]))
                else:
                    instance = instance or linker.instantiate(made)
                    with self.subTest(step=step):
                        self.call(instance, step)

    def call(self, instance: lanner.ComponentInstance, step: dict[str, Any]) -> None:
        if "call_wave" in step:
            self.assertEqual(step["text"], instance.call_wave(step["call_wave"]))
            return
        self.assertLessEqual(set(step), {"call", "args", "result", "error", "trap", "frames", "host_error", "fails"})
        arguments = [value_of(argument) for argument in step["args"]]
        if "result" in step:
            self.same(value_of(step["result"]), instance.call(step["call"], *arguments))
            self.same(value_of(step["result"]), instance[step["call"]](*arguments))
            return
        with self.assertRaises(Exception) as caught:
            instance.call(step["call"], *arguments)
        error = caught.exception
        if "error" in step:
            assert isinstance(error, lanner.ComponentError)
            self.same(value_of(step["error"]), error.value)
        elif "trap" in step:
            assert isinstance(error, lanner.Trap)
            self.assertEqual(step["trap"], error.code.name.lower())
            self.assertEqual(step.get("frames", []), [frame.function_name for frame in error.frames][: len(step.get("frames", []))])
        elif "host_error" in step:
            self.assertIs(self.raised, error)
            self.assertEqual(step["host_error"], str(error))
        else:
            self.assertTrue(step["fails"])
            self.assertNotIsInstance(error, (lanner.Trap, lanner.ComponentError))

    def same(self, expected: Any, found: Any) -> None:
        if isinstance(expected, float) and math.isnan(expected):
            self.assertTrue(math.isnan(found))
        else:
            self.assertEqual(expected, list(found) if isinstance(found, tuple) else found)
            self.assertIs(isinstance(expected, bytes), isinstance(found, bytes))


class LimitTests(unittest.TestCase):
    def test_resources_and_their_bytes_are_limited(self) -> None:
        component = lanner.Component.from_file(engine, FOLDER / "component-grants.wat")
        for limit, function in ((lanner.WasiLimit.RESOURCES, "count"), (lanner.WasiLimit.RESOURCE_BYTES, "may-look-up")):
            for most in (1 << 20, 0):
                with self.subTest(limit=limit, most=most), lanner.Store(engine) as store:
                    wasi = lanner.WasiConfig().add_key_value_store("store", lanner.KeyValueStore()).allow_name_lookup("localhost")
                    linker = lanner.ComponentLinker(store)
                    linker.define_wasi(wasi.set_limit(limit, most))
                    instance = linker.instantiate(component)
                    arguments = ("store", "key", 1) if function == "count" else ("localhost",)
                    if most:
                        self.assertEqual(1, instance.call(function, *arguments))
                    else:
                        with self.assertRaises(lanner.Trap):
                            instance.call(function, *arguments)


def _add(path: Path) -> None:
    def test(self: ScenarioTests) -> None:
        self.act(path)

    setattr(ScenarioTests, "test_" + path.stem.replace("-", "_"), test)


for _path in sorted(FOLDER.glob("*.json")):
    # Those of calls that do not block are in test_async.
    if "component" in json.loads(_path.read_text()) and not _path.stem.endswith("async"):
        _add(_path)


def echo(kind: str, *, extra: str = "", arguments: str = "i32", imported: str = "f") -> str:
    """A component whose function ``call`` gives its argument to the host's ``f``, and returns what that returns."""
    return f"""
      (component
        {extra}
        (import "{imported}" (func $f (param "value" {kind}) (result {kind})))
        (core module $memory
          (memory (export "memory") 1)
          (global $next (mut i32) (i32.const 1024))
          (func (export "realloc") (param i32 i32 i32 i32) (result i32)
            (local $address i32)
            (local.set $address (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
            (global.set $next (i32.add (local.get $address) (local.get 3)))
            (local.get $address)))
        (core instance $m (instantiate $memory))
        (core func $lowered (canon lower (func $f) (memory $m "memory") (realloc (func $m "realloc"))))
        (core module $code
          (import "host" "f" (func $f (param {arguments} i32)))
          (func (export "call") (param {arguments}) (result i32)
            {" ".join(f"(local.get {index})" for index in range(len(arguments.split())))} (call $f (i32.const 64)) (i32.const 64)))
        (core instance $c (instantiate $code (with "host" (instance (export "f" (func $lowered))))))
        (func (export "call") (param "value" {kind}) (result {kind})
          (canon lift (core func $c "call") (memory $m "memory") (realloc (func $m "realloc")))))"""


class ComponentTests(unittest.TestCase):
    def setUp(self) -> None:
        self.store = lanner.Store(engine)
        self.addCleanup(self.store.close)
        self.linker = lanner.ComponentLinker(self.store)

    def instance(self) -> lanner.ComponentInstance:
        self.linker.define(HOST, "full-name", lambda name: name)
        self.linker.define(HOST, "lookup", len)
        return self.linker.instantiate(component)

    def echoed(self, value: Any, kind: str, **options: str) -> Any:
        """Sends a value to a function of the host and back. What the host is given has to be what comes out."""
        given = []

        def host(value: Any) -> Any:
            given.append(value)
            return value

        self.linker.define(None, "f", host)
        result = self.linker.instantiate(lanner.Component(engine, echo(kind, **options))).exports.call(value)
        self.assertEqual(given, [result])
        return result

    def test_functions_are_attributes_and_items(self) -> None:
        instance = self.instance()
        self.assertEqual("blue", instance.exports.next_color("green"))
        self.assertEqual("blue", instance["next-color"]("green"))
        self.assertEqual("blue", instance[f"{VALUES}#next-color"]("green"))
        self.assertIn("next_color", dir(instance.exports))
        self.assertIn(f"{VALUES}#next-color", list(instance.exports))
        self.assertIn("values#add", instance)
        self.assertNotIn("missing", instance)
        with self.assertRaisesRegex(KeyError, "missing.*next-color"):
            instance["missing"]
        with self.assertRaises(AttributeError):
            instance.exports.missing

    def test_the_interface_is_described(self) -> None:
        (imported,) = component.interface["imports"]
        self.assertEqual(HOST, imported["name"])
        self.assertIn({"name": "lookup", "kind": "function", "async": False, "parameters": [{"name": "key", "type": "string"}],
                       "result": "result<u32, string>", "returnsResult": True}, imported["exports"])  # fmt: skip

    def test_a_tuple_is_a_tuple_and_flags_may_be_a_set(self) -> None:
        instance = self.instance()
        self.assertEqual((1, "x"), instance.exports.swap(["x", 1]))
        self.assertEqual(["read", "execute"], instance.exports.invert({"write"}))
        self.assertIs(type(instance.exports.half(4)), float)

    def test_bytes_and_lists_of_numbers_are_taken_for_bytes_and_text_is_not(self) -> None:
        instance = self.instance()
        for content in (b"\0\1", bytearray(b"\0\1"), memoryview(b"\0\1"), [0, 1]):
            self.assertEqual(b"\1\0", instance.exports.reverse(content))
        for wrong in ("AAE=", 5, [256]):
            with self.assertRaises((TypeError, lanner.LannerError)):
                instance.exports.reverse(wrong)

    def test_types_inside_of_types(self) -> None:
        point = '(type $p (record (field "x" f32))) (import "point" (type $point (eq $p)))'
        self.assertEqual([b"\1", b""], self.echoed([b"\1", []], "(list (list u8))", arguments="i32 i32"))

        self.linker = lanner.ComponentLinker(self.store)
        byte = '(type $b u8) (import "byte" (type $byte (eq $b)))'
        self.assertEqual(b"\1\2", self.echoed(b"\1\2", "(list $byte)", extra=byte, arguments="i32 i32"))

        self.linker = lanner.ComponentLinker(self.store)
        found = self.echoed([{"x": math.inf}, {"x": 0.1}], "(list $point)", extra=point, arguments="i32 i32")
        self.assertEqual([{"x": math.inf}, {"x": 0.10000000149011612}], found)

    def test_an_option_of_an_option_has_a_mark(self) -> None:
        for value in (None, {"some": None}, {"some": 1.5}):
            self.linker = lanner.ComponentLinker(self.store)
            self.assertEqual(value, self.echoed(value, "(option (option f64))", arguments="i32 i32 f64"))

    def test_a_result_as_a_parameter_is_a_dictionary_and_as_what_is_returned_an_exception(self) -> None:
        component = lanner.Component(engine, echo("(result (list u8) (error f64))", arguments="i32 i64 i32"))
        seen: list[Any] = []

        def host(value: Any) -> Any:
            seen.append(value)
            if "ok" in value:
                return value["ok"]
            raise lanner.ComponentError(value["error"])

        self.linker.define(None, "f", host)
        instance = self.linker.instantiate(component)
        self.assertEqual(b"\5", instance.exports.call({"ok": b"\5"}))
        with self.assertRaises(lanner.ComponentError) as caught:
            instance.exports.call({"error": -math.inf})
        self.assertEqual(-math.inf, caught.exception.value)
        self.assertEqual([{"ok": b"\5"}, {"error": -math.inf}], seen)

    def test_a_host_function_whose_type_is_no_result_cannot_return_an_error(self) -> None:
        error = lanner.ComponentError(1)

        def host(_name: str) -> str:
            raise error

        self.linker.define(HOST, "full-name", host)
        self.linker.define(HOST, "lookup", len)
        with self.assertRaises(lanner.ComponentError) as caught:
            self.linker.instantiate(component).exports.greet("Ada")
        self.assertIs(error, caught.exception)

    def test_what_a_host_function_returns_is_checked(self) -> None:
        self.linker.define(HOST, "full-name", lambda _name: 5)
        self.linker.define(HOST, "lookup", lambda _key: object())
        with self.assertRaisesRegex(lanner.LannerError, "string"):
            self.linker.instantiate(component).exports.greet("Ada")
        with self.assertRaisesRegex(TypeError, "object"):
            self.linker.instantiate(component).exports.ask("Ada")

    def test_a_host_function_of_a_compatible_version_is_found_with_its_types(self) -> None:
        self.linker.define("lanner:scenarios/host@1.2.3", "full-name", lambda name: name)
        self.linker.define("lanner:scenarios/host@1.2.3", "lookup", len)
        self.assertEqual(3, self.linker.instantiate(component).exports.ask("Ada"))

    def test_a_linker_gives_a_host_function_one_type(self) -> None:
        self.linker.define(None, "f", lambda value: value)
        self.linker.instantiate(lanner.Component(engine, echo("string", arguments="i32 i32")))
        self.linker.instantiate(lanner.Component(engine, echo("string", arguments="i32 i32")))
        with self.assertRaisesRegex(lanner.LannerError, "another type"):
            self.linker.instantiate(lanner.Component(engine, echo("(list u8)", arguments="i32 i32")))

    def test_a_host_function_may_call_the_guest_of_another_instance(self) -> None:
        other = self.instance()
        linker = lanner.ComponentLinker(self.store)
        linker.define(HOST, "full-name", lambda name: other.exports.greet(name) + "!")
        linker.define(HOST, "lookup", len)
        self.assertEqual("Ada!", linker.instantiate(component).exports.greet("Ada"))

    def test_mistakes_are_errors_that_say_what_is_wrong(self) -> None:
        with self.assertRaisesRegex(lanner.LannerError, "full-name|host"):
            self.linker.instantiate(component)
        with self.assertRaises(lanner.LannerError):
            lanner.Component(engine, "(module)")
        with self.assertRaises(TypeError):
            lanner.Component(engine, 5)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            self.linker.define(HOST, "full-name", 5)  # type: ignore[arg-type]
        self.linker.define(HOST, "full-name", str)
        with self.assertRaises(lanner.LannerError):
            self.linker.define(HOST, "full-name", str)
        with self.assertRaises(lanner.LannerError):
            self.linker.run(component)

    def test_nothing_goes_on_when_the_store_is_closed(self) -> None:
        instance = self.instance()
        self.store.close()
        for action in (
            lambda: instance.exports.add(1, 2),
            lambda: instance.call_wave("add(1, 2)"),
            lambda: self.linker.instantiate(component),
            lambda: self.linker.define(None, "g", len),
            lambda: lanner.ComponentLinker(self.store),
        ):
            with self.assertRaisesRegex(lanner.LannerError, "closed"):
                action()

    def test_a_store_whose_host_functions_refer_to_it_is_garbage(self) -> None:
        store = lanner.Store(engine)
        linker = lanner.ComponentLinker(store)
        linker.define(HOST, "full-name", lambda name: f"{name} {linker} {store}")
        linker.define(HOST, "lookup", len)
        instance = linker.instantiate(component)
        self.assertTrue(instance.exports.greet("Ada").startswith("Ada"))
        gone = weakref.ref(store)
        del store, linker, instance
        gc.collect()
        self.assertIsNone(gone())

    def test_deadlines_hold(self) -> None:
        engine = lanner.Engine(interruptible=True)
        spinning = lanner.Component(
            engine,
            """(component
              (core module $code (func (export "spin") (loop $again (br $again))))
              (core instance $c (instantiate $code))
              (func (export "spin") (canon lift (core func $c "spin"))))""",
        )
        with lanner.Store(engine) as store:
            instance = lanner.ComponentLinker(store).instantiate(spinning)
            with self.assertRaises(lanner.Trap) as caught, store.deadline(0.05):
                instance.exports.spin()
            self.assertEqual(lanner.TrapCode.DEADLINE_PASSED, caught.exception.code)


if __name__ == "__main__":
    unittest.main()
