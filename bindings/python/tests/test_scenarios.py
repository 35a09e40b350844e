"""The scenarios that all bindings act out: bindings/scenarios."""

from __future__ import annotations

import json
import math
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any

import lanner

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
KEYS = {"subject", "module", "engine", "limits", "imports", "wasi", "instances", "threads", "steps"}
LIMITS = {"memory_bytes", "fuel"}


class HostFailure(Exception):
    """What the host function that fails raises."""


def value_of(value: dict[str, Any]) -> Any:
    ((kind, content),) = value.items()
    return int(content) if kind in ("i32", "i64") else float(content)


def argument_of(argument: Any) -> Any:
    if isinstance(argument, str):
        return argument
    if "bytes" in argument:
        return bytes.fromhex(argument["bytes"])
    return bytes(argument["zeros"]) if "zeros" in argument else value_of(argument)


class Guest:
    """A store with instances of the module of a scenario."""

    def __init__(self, test: "ScenarioTests", scenario: dict[str, Any], module: lanner.Module, folder: Path) -> None:
        self.test = test
        self.raised: list[HostFailure] = []
        limits = scenario.get("limits", {})
        test.assertLessEqual(set(limits), LIMITS)
        self.store = lanner.Store(module.engine, **limits)
        self.linker = lanner.Linker(module.engine)
        self.wasi = None
        if "wasi" in scenario:
            self.wasi = self.wasi_of(scenario["wasi"], folder)
            self.linker.define_wasi(self.wasi)
        for item in scenario.get("imports", []):
            self.linker.define_function(
                self.store, item["module"], item["name"], item["params"], item["results"], self.host_function(item)
            )
        self.instances = [self.linker.instantiate(self.store, module) for _ in range(scenario.get("instances", 1))]

    def wasi_of(self, grants: dict[str, Any], folder: Path) -> lanner.WasiConfig:
        self.test.assertLessEqual(set(grants), {"arguments", "environment", "input", "capture", "directories"})
        wasi = lanner.WasiConfig().add_arguments(*grants.get("arguments", []))
        for name, value in grants.get("environment", {}).items():
            wasi.add_environment(name, value)
        if "input" in grants:
            wasi.set_input(grants["input"])
        for name in grants.get("capture", []):
            wasi.capture(lanner.Stream[name.upper()])
        for number, directory in enumerate(grants.get("directories", [])):
            path = folder / str(number)
            path.mkdir()
            for name, content in directory["files"].items():
                (path / name).write_text(content)
            wasi.add_directory(path, directory["guest"])
        return wasi

    def host_function(self, item: dict[str, Any]) -> Any:
        def add(left: int, right: int) -> int:
            return left + right

        def call(*arguments: Any) -> Any:
            return self.instances[0][item["export"]](*arguments)

        def fail() -> None:
            self.raised.append(HostFailure(item["message"]))
            raise self.raised[-1]

        return {"add": add, "call": call, "fail": fail}[item["does"]]

    def take(self, instance: lanner.Instance, step: dict[str, Any]) -> None:
        test = self.test
        (kind,) = set(step) & {
            "call", "call_text", "call_bytes", "call_with_text", "pages", "write", "read", "grow", "fuel", "deadline_microseconds",
            "interrupt", "captured"
        }  # fmt: skip
        if kind == "call":
            self.call(instance, step)
        elif kind.startswith("call"):
            self.call_with_allocator(instance, kind, step)
        elif kind == "pages":
            test.assertEqual(step["pages"], instance["memory"].pages)
        elif kind == "write":
            address, length = step["write"]["address"], step["write"]["length"]
            instance["memory"].view()[address : address + length] = pattern(length)
        elif kind == "read":
            address, length = step["read"]["address"], step["read"]["length"]
            expected = bytes([step["read"]["byte"]]) * length if "byte" in step["read"] else pattern(length)
            test.assertTrue(instance["memory"].view()[address : address + length] == expected)
        elif kind == "grow":
            if step.get("refused"):
                with test.assertRaises(lanner.LannerError):
                    instance["memory"].grow(step["grow"])
            else:
                test.assertEqual(step["before"], instance["memory"].grow(step["grow"]))
        elif kind == "fuel":
            self.store.fuel = step["fuel"]
        elif kind == "deadline_microseconds":
            time = step["deadline_microseconds"]
            self.store.set_deadline(None if time is None else time / 1e6)
        elif kind == "interrupt":
            self.store.interrupt()
        else:
            assert self.wasi is not None
            test.assertEqual(step["text"].encode(), getattr(self.wasi, step["captured"]))

    def call_with_allocator(self, instance: lanner.Instance, kind: str, step: dict[str, Any]) -> None:
        test = self.test
        test.assertLessEqual(set(step), {kind, "args", "text", "bytes", "results", "trap", "fails"})
        allocator = lanner.Allocator(instance)
        call = {"call_text": allocator.call_text, "call_bytes": allocator.call_bytes, "call_with_text": allocator.call}[kind]
        function = instance[step[kind]]
        arguments = [argument_of(argument) for argument in step["args"]]
        if "trap" in step:
            with test.assertRaises(lanner.Trap) as caught:
                call(function, *arguments)
            test.assertEqual(step["trap"], caught.exception.code.name.lower())
        elif "fails" in step:
            with test.assertRaises(Exception) as failed:
                call(function, *arguments)
            test.assertNotIsInstance(failed.exception, lanner.Trap)
        elif "results" in step:
            (expected,) = (value_of(value) for value in step["results"])
            test.assertEqual(expected, call(function, *arguments))
        elif kind == "call_bytes":
            test.assertEqual(bytes.fromhex(step["bytes"]), call(function, *arguments))
        else:
            test.assertEqual(step["text"], call(function, *arguments))

    def call(self, instance: lanner.Instance, step: dict[str, Any]) -> None:
        test = self.test
        test.assertLessEqual(set(step), {"call", "args", "results", "trap", "frames", "host_error", "exit"})
        function = instance[step["call"]]
        arguments = [value_of(value) for value in step["args"]]
        if "trap" in step:
            with test.assertRaises(lanner.Trap) as caught:
                function(*arguments)
            test.assertEqual(step["trap"], caught.exception.code.name.lower())
            names = [frame.function_name for frame in caught.exception.frames]
            test.assertEqual(step.get("frames", []), names[: len(step.get("frames", []))])
        elif "host_error" in step:
            with test.assertRaises(HostFailure) as failed:
                function(*arguments)
            test.assertIs(self.raised[-1], failed.exception)
            test.assertEqual(step["host_error"], str(failed.exception))
        elif "exit" in step:
            with test.assertRaises(lanner.ProgramExit) as ended:
                function(*arguments)
            test.assertEqual(step["exit"], ended.exception.status)
        else:
            result = function(*arguments)
            results = () if result is None else result if isinstance(result, tuple) else (result,)
            expected = [value_of(value) for value in step["results"]]
            test.assertEqual(len(expected), len(results))
            for wanted, found in zip(expected, results):
                test.assertTrue(wanted == found or (math.isnan(wanted) and math.isnan(found)), f"{wanted} != {found}")


def pattern(length: int) -> bytes:
    return (bytes((7 * n + 3) & 255 for n in range(256)) * (length // 256 + 1))[:length]


class ScenarioTests(unittest.TestCase):
    def test_there_are_scenarios(self) -> None:
        self.assertGreaterEqual(len(list(FOLDER.glob("*.json"))), 10)

    def act(self, path: Path) -> None:
        scenario = json.loads(path.read_text())
        self.assertLessEqual(set(scenario), KEYS)
        options = scenario.get("engine", {})
        self.assertLessEqual(set(options), {"interruptible", "fuel"})
        module = lanner.Module.from_file(lanner.Engine(**options), FOLDER / scenario["module"])
        failures: list[BaseException] = []

        def run() -> None:
            try:
                with tempfile.TemporaryDirectory() as folder:
                    guest = Guest(self, scenario, module, Path(folder))
                    with guest.store:
                        for instance in guest.instances:
                            for step in scenario["steps"]:
                                guest.take(instance, step)
            except BaseException as error:
                failures.append(error)

        count = scenario.get("threads", 1)
        if count == 1:
            run()
        else:
            threads = [threading.Thread(target=run) for _ in range(count)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if failures:
            raise failures[0]


def _add(path: Path) -> None:
    def test(self: ScenarioTests) -> None:
        self.act(path)

    setattr(ScenarioTests, "test_" + path.stem.replace("-", "_"), test)


for _path in sorted(FOLDER.glob("*.json")):
    # Those of components are in test_components, and those of calls that do not block in test_async.
    if "module" in json.loads(_path.read_text()) and _path.stem != "async":
        _add(_path)

if __name__ == "__main__":
    unittest.main()
