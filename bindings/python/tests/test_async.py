"""Calls that do not block, and functions of the host that are coroutines."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import json
import subprocess
import sys
import time
import unittest
import weakref
from pathlib import Path
from typing import Any, Callable, Coroutine, Optional, Union

import lanner
from lanner import _async

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
PACKAGE = Path(__file__).resolve().parents[1]

TEXT = """
  (module
    (import "host" "wait" (func $wait (param i32) (result i32)))
    (import "host" "pass" (func $pass (param externref funcref) (result funcref externref)))
    (memory (export "memory") 1)
    (data (i32.const 0) "a page")
    (func (export "run") (param i32) (result i32) (call $wait (local.get 0)))
    (func (export "pass") (param externref funcref) (result funcref externref) (call $pass (local.get 0) (local.get 1)))
    (func (export "grow") (drop (memory.grow (i32.const 1))))
    (func (export "v128") (result v128) (v128.const i64x2 1 2))
    (func (export "spin") (loop $again (br $again))))"""


class HostFailure(Exception):
    """What a host function that fails raises."""


def value_of(value: dict[str, Any]) -> Any:
    ((_kind, content),) = value.items()
    return int(content)


class Guest:
    """An instance of the module or component of a scenario, in a store of its own."""

    def __init__(self, scenario: dict[str, Any], source: Union[lanner.Module, lanner.Component]) -> None:
        self.raised: list[HostFailure] = []
        self.waiting = 0
        self.cancelled = 0
        self.store = lanner.Store(source.engine)
        self.instance: Union[lanner.Instance, lanner.ComponentInstance]
        if isinstance(source, lanner.Module):
            linker = lanner.Linker(source.engine)
            for item in scenario["imports"]:
                linker.define_function(
                    self.store, item["module"], item["name"], item["params"], item["results"], self.host_function(item)
                )
            self.instance = linker.instantiate(self.store, source)
        else:
            of_components = lanner.ComponentLinker(self.store)
            for item in scenario["imports"]:
                of_components.define(item["interface"], item["name"], self.host_function(item))
            self.instance = of_components.instantiate(source)

    def host_function(self, item: dict[str, Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def double(number: int) -> int:
            await asyncio.sleep(item["milliseconds"] / 1000)
            return 2 * number

        async def halve(number: int) -> int:
            await asyncio.sleep(item["milliseconds"] / 1000)
            return number // 2

        async def fail() -> None:
            await asyncio.sleep(item["milliseconds"] / 1000)
            self.raised.append(HostFailure(item["message"]))
            raise self.raised[-1]

        async def wait() -> None:
            self.waiting += 1
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise

        does: dict[str, Callable[..., Coroutine[Any, Any, Any]]] = {
            "wait_and_double": double, "wait_and_halve": halve, "wait_and_fail": fail, "wait_for_ever": wait
        }  # fmt: skip
        return does[item["does"]]

    async def begin(self, step: dict[str, Any]) -> Any:
        if isinstance(self.instance, lanner.Instance):
            result = await self.instance[step["call_async"]].call_async(*map(value_of, step["args"]))
            return () if result is None else result if isinstance(result, tuple) else (result,)
        return await self.instance.call_async(step["call_async"], *step["args"])


class ScenarioTests(unittest.IsolatedAsyncioTestCase):
    async def act(self, path: Path) -> None:
        scenario = json.loads(path.read_text())
        self.assertLessEqual(set(scenario), {"subject", "async", "module", "component", "engine", "imports", "steps"})
        engine = lanner.Engine(**scenario.get("engine", {}))
        source: Union[lanner.Module, lanner.Component]
        if "module" in scenario:
            source = lanner.Module.from_file(engine, FOLDER / scenario["module"])
        else:
            source = lanner.Component.from_file(engine, FOLDER / scenario["component"])
        guest = Guest(scenario, source)
        for step in scenario["steps"]:
            with self.subTest(step=step):
                await self.take(scenario, source, guest, step)
        guest.store.close()

    async def take(
        self, scenario: dict[str, Any], source: Union[lanner.Module, lanner.Component], guest: Guest, step: dict[str, Any]
    ) -> None:
        if "deadline_microseconds" in step:
            microseconds = step["deadline_microseconds"]
            guest.store.set_deadline(None if microseconds is None else microseconds / 1e6)
            return
        self.assertLessEqual(
            set(step),
            {"call_async", "args", "results", "result", "trap", "frames", "host_error", "fails", "cancelled", "cancel_after_milliseconds",
             "interrupt_after_milliseconds", "host_cancelled", "stores", "calls"},
        )  # fmt: skip
        guests = [Guest(scenario, source) for _ in range(step["stores"])] if "stores" in step else [guest] * step.get("calls", 1)
        before, waited = guest.cancelled, guest.waiting
        tasks = [asyncio.ensure_future(one.begin(step)) for one in guests]
        if "host_cancelled" in step:
            await until(lambda: guest.waiting == waited + 1)
        if "cancel_after_milliseconds" in step:
            await asyncio.sleep(step["cancel_after_milliseconds"] / 1000)
            tasks[0].cancel()
        if "interrupt_after_milliseconds" in step:
            await asyncio.sleep(step["interrupt_after_milliseconds"] / 1000)
            guest.store.interrupt()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            self.check(guest, step, end)
        if "host_cancelled" in step:
            await until(lambda: guest.cancelled == before + 1)
        if "stores" in step:
            for one in guests:
                one.store.close()

    def check(self, guest: Guest, step: dict[str, Any], end: Any) -> None:
        if "trap" in step:
            assert isinstance(end, lanner.Trap), end
            self.assertEqual(step["trap"], end.code.name.lower())
            self.assertEqual(step.get("frames", []), [frame.function_name for frame in end.frames][: len(step.get("frames", []))])
        elif "host_error" in step:
            self.assertIs(guest.raised[-1], end)
            self.assertEqual(step["host_error"], str(end))
        elif "cancelled" in step:
            self.assertIsInstance(end, asyncio.CancelledError)
        elif "fails" in step:
            self.assertIsInstance(end, Exception)
            self.assertNotIsInstance(end, lanner.Trap)
        elif "results" in step:
            self.assertEqual(tuple(map(value_of, step["results"])), end)
        else:
            self.assertEqual(step["result"], end)


async def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.001)


def _add(path: Path) -> None:
    async def test(self: ScenarioTests) -> None:
        await self.act(path)

    setattr(ScenarioTests, "test_" + path.stem.replace("-", "_"), test)


for _path in sorted(FOLDER.glob("*async.json")):
    _add(_path)


class CallTests(unittest.IsolatedAsyncioTestCase):
    engine = lanner.Engine(interruptible=True)
    module = lanner.Module(engine, TEXT)

    def make(
        self, wait: Callable[..., Any], passed: Optional[Callable[..., Any]] = None, *, with_caller: bool = False
    ) -> lanner.Instance:
        store = lanner.Store(self.engine)
        linker = lanner.Linker(self.engine)
        linker.define_function(store, "host", "wait", ["i32"], ["i32"], wait, with_caller=with_caller)
        types = ["externref", "funcref"], ["funcref", "externref"]
        linker.define_function(store, "host", "pass", *types, passed or (lambda *_: None))
        return linker.instantiate(store, self.module)

    async def test_a_thousand_calls_wait_at_once_and_the_loop_goes_on(self) -> None:
        waiting = 0
        all_wait = asyncio.Event()
        longest = 0.0

        async def wait(number: int) -> int:
            nonlocal waiting
            waiting += 1
            if waiting == 1000:
                all_wait.set()
            await all_wait.wait()
            return number + 1

        async def tick() -> None:
            nonlocal longest
            while True:
                start = time.monotonic()
                await asyncio.sleep(0.001)
                longest = max(longest, time.monotonic() - start)

        asyncio.get_running_loop().set_debug(False)
        guests = [self.make(wait) for _ in range(1000)]
        ticking = asyncio.ensure_future(tick())
        calls = []
        for number, guest in enumerate(guests):
            calls.append(asyncio.ensure_future(guest.exports.run.call_async(number)))
            await asyncio.sleep(0)
        results = await asyncio.gather(*calls)
        ticking.cancel()
        self.assertEqual([number + 1 for number in range(1000)], results)
        self.assertLess(longest, 2)
        for guest in guests:
            guest.store.close()
        self.assertEqual((0, 0), (len(_async._calls), len(_async._waits)))

    async def test_a_store_is_in_use_until_its_call_has_ended(self) -> None:
        go_on = asyncio.Event()

        async def wait(number: int) -> int:
            await go_on.wait()
            return number

        guest = self.make(wait)
        call = asyncio.ensure_future(guest.exports.run.call_async(1))
        await until(lambda: len(_async._waits) == 1)
        with self.assertRaisesRegex(lanner.LannerError, "in use"):
            await guest.exports.run.call_async(2)
        with self.assertRaisesRegex(lanner.LannerError, "in use"):
            guest.exports.run(2)
        with self.assertRaisesRegex(lanner.LannerError, "while a guest of it runs"):
            guest.store.close()
        go_on.set()
        self.assertEqual(1, await call)
        guest.store.close()
        with self.assertRaisesRegex(lanner.LannerError, "closed"):
            await guest.exports.run.call_async(2)

    async def test_arguments_and_results_are_checked(self) -> None:
        async def wait(number: int) -> Any:
            return "text"

        guest = self.make(wait)
        with self.assertRaises(TypeError):
            await guest.exports.run.call_async()
        with self.assertRaises(TypeError):
            await guest.exports.run.call_async("1")
        with self.assertRaises(OverflowError):
            await guest.exports.run.call_async(1 << 32)
        with self.assertRaisesRegex(lanner.LannerError, "vector"):
            await guest.exports.v128.call_async()
        with self.assertRaisesRegex(TypeError, "result 0 of the host function is str"):
            await guest.exports.run.call_async(1)
        guest.store.close()

    async def test_references_pass(self) -> None:
        async def wait(number: int) -> int:
            return number

        async def passed(thing: Any, function: Any) -> Any:
            await asyncio.sleep(0)
            return function, thing

        guest = self.make(wait, passed)
        thing = object()
        function, same = await guest["pass"].call_async(thing, guest.exports.run)
        self.assertIs(thing, same)
        self.assertEqual(guest.exports.run, function)
        self.assertEqual((None, None), await guest["pass"].call_async(None, None))
        guest.store.close()

    async def test_a_coroutine_reads_the_memory_of_the_caller_after_an_await(self) -> None:
        kept: list[lanner.Caller] = []

        async def wait(caller: lanner.Caller, length: int) -> int:
            await asyncio.sleep(0.001)
            kept.append(caller)
            return len(caller.memory.read_text(0, length))

        guest = self.make(wait, with_caller=True)
        self.assertEqual(6, await guest.exports.run.call_async(6))
        with self.assertRaisesRegex(lanner.LannerError, "the call has ended"):
            kept[0].memory
        guest.store.close()

    async def test_a_view_ends_when_the_memory_has_grown(self) -> None:
        guest = self.make(lambda number: number)
        view = guest["memory"].view()
        await guest.exports.grow.call_async()
        with self.assertRaises(ValueError):
            view[0]
        guest.store.close()

    async def test_a_coroutine_has_the_context_of_the_call(self) -> None:
        variable: contextvars.ContextVar[int] = contextvars.ContextVar("variable")

        async def wait(number: int) -> int:
            return number + variable.get()

        guest = self.make(wait)
        variable.set(40)
        self.assertEqual(42, await guest.exports.run.call_async(2))
        guest.store.close()

    async def test_a_coroutine_that_cancels_itself_is_an_error(self) -> None:
        async def wait(number: int) -> int:
            raise asyncio.CancelledError

        guest = self.make(wait)
        with self.assertRaisesRegex(lanner.LannerError, "was cancelled"):
            await guest.exports.run.call_async(2)
        guest.store.close()

    async def test_a_call_that_blocks_is_refused_in_a_loop(self) -> None:
        async def wait(number: int) -> int:
            return number

        guest = self.make(wait)
        with self.assertRaisesRegex(lanner.LannerError, "call_async"):
            guest.exports.run(1)
        self.assertEqual(1, await asyncio.get_running_loop().run_in_executor(None, guest.exports.run, 1))
        guest.store.close()

    async def test_an_engine_that_is_not_interruptible_ends_where_it_waits(self) -> None:
        async def wait(_caller: lanner.Caller, _number: int) -> int:
            await asyncio.Event().wait()
            return 0

        engine = lanner.Engine()
        store = lanner.Store(engine)
        linker = lanner.Linker(engine)
        linker.define_function(store, "host", "wait", ["i32"], ["i32"], wait, with_caller=True)
        module = lanner.Module(engine, '(module (import "host" "wait" (func $w (param i32) (result i32))) (export "run" (func $w)))')
        run = linker.instantiate(store, module).exports.run
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(run.call_async(1), 0.02)
        store.close()

    async def test_nothing_is_kept(self) -> None:
        async def wait(number: int) -> int:
            if number == 0:
                raise HostFailure
            await asyncio.sleep(0.0001)
            return number

        guest = self.make(wait)
        for number in range(50):
            try:
                await guest.exports.run.call_async(number % 5)
            except HostFailure:
                pass
        store = weakref.ref(guest.store)
        self.assertEqual({}, guest.store._errors)
        del guest
        gc.collect()
        self.assertIsNone(store())
        self.assertEqual((0, 0), (len(_async._calls), len(_async._waits)))

    async def test_waits_are_listed(self) -> None:
        async def wait(number: int) -> int:
            self.assertEqual(1, len(lanner.waits().splitlines()))
            return number

        async def listed(number: int) -> int:
            await until(lambda: len(lanner.waits().splitlines()) == 1)
            return await wait(number)

        guest = self.make(listed)
        self.assertEqual(3, await guest.exports.run.call_async(3))
        self.assertEqual("", lanner.waits())
        guest.store.close()


class EndTests(unittest.TestCase):
    """The interpreter ends while calls run."""

    def run_program(self, rest: str) -> str:
        program = f"""
import asyncio, sys, threading, time
import lanner
engine = lanner.Engine(interruptible=True)
store = lanner.Store(engine)
linker = lanner.Linker(engine)
async def wait(number):
    await asyncio.Event().wait()
linker.define_function(store, "host", "wait", ["i32"], ["i32"], wait)
linker.define_function(store, "host", "pass", ["externref", "funcref"], ["funcref", "externref"], lambda *_: None)
guest = linker.instantiate(store, lanner.Module(engine, '''{TEXT}'''))
{rest}
print("done")
"""
        ended = subprocess.run(
            [sys.executable, "-c", program], cwd=PACKAGE, capture_output=True, text=True, timeout=60
        )
        self.assertEqual((0, "done\n"), (ended.returncode, ended.stdout), ended.stderr)
        return ended.stderr

    def test_a_guest_that_runs_in_a_loop_of_another_thread(self) -> None:
        for function in ("guest.exports.spin.call_async()", "guest.exports.run.call_async(1)"):
            with self.subTest(function):
                self.run_program(
                    f"threading.Thread(target=lambda: asyncio.run({function}), daemon=True).start()\n"
                    "while not lanner._async._calls: time.sleep(0.001)\n"
                    "time.sleep(0.02)"
                )

    def test_a_loop_that_is_closed_before_the_call_has_ended(self) -> None:
        stderr = self.run_program(
            "async def main():\n"
            "    asyncio.ensure_future(guest.exports.run.call_async(1))\n"
            "    await asyncio.sleep(0.02)\n"
            "loop = asyncio.new_event_loop()\n"
            "loop.run_until_complete(main())\n"
            "loop.close()\n"
        )
        self.assertNotIn("Traceback", stderr.replace("Task was destroyed but it is pending!", ""))

    def test_run_cancels_what_is_left(self) -> None:
        stderr = self.run_program(
            "async def main():\n"
            "    asyncio.ensure_future(guest.exports.run.call_async(1))\n"
            "    await asyncio.sleep(0.02)\n"
            "asyncio.run(main())\n"
            "store.close()\n"
        )
        self.assertEqual("", stderr)

    def test_a_call_that_blocks_runs_a_coroutine_by_itself(self) -> None:
        async def wait(number: int) -> int:
            await asyncio.sleep(0.001)
            if number == 0:
                raise HostFailure("zero")
            return number + 1

        engine = lanner.Engine()
        with lanner.Store(engine) as store:
            function = lanner.Function(store, ["i32"], ["i32"], wait)
            self.assertEqual(2, function(1))
            with self.assertRaisesRegex(HostFailure, "zero"):
                function(0)


if __name__ == "__main__":
    unittest.main()
