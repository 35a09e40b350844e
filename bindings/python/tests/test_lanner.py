"""What the scenarios do not reach: values, views, errors, signals, lifetimes."""

from __future__ import annotations

import gc
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import weakref
import zipfile
from pathlib import Path
from typing import Any, Callable

import lanner

VALUES = """(module
  (import "host" "see" (func $see (param externref v128 funcref) (result funcref externref v128)))
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "v128") (param v128) (result v128) (i8x16.add (local.get 0) (local.get 0)))
  (func (export "externref") (param externref) (result externref) (local.get 0))
  (func (export "funcref") (param funcref) (result funcref) (local.get 0))
  (func (export "see") (param externref v128 funcref) (result funcref externref v128)
    (call $see (local.get 0) (local.get 1) (local.get 2)))
  (global (export "count") (mut i32) (i32.const 5))
  (global (export "constant") i64 (i64.const -7))
  (global (export "held") (mut externref) (ref.null extern))
  (table (export "objects") 2 4 externref)
  (table (export "functions") 1 funcref)
  (memory (export "memory") 1 3)
  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  (global $top (mut i32) (i32.const 1024))
  (func (export "malloc") (param i32) (result i32)
    (global.get $top) (global.set $top (i32.add (global.get $top) (local.get 0))))
  (func (export "free") (param i32)))"""

CALLS = """(module
  (import "host" "f" (func $f))
  (memory (export "memory") 1)
  (func (export "call") (call $f))
  (func (export "spin") (loop $again (br $again)))
  (func (export "spin_and_call") (loop $again (call $f) (br $again))))"""

REMOVER = """(module
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $unlink (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "file.txt")
  (func (export "remove") (result i32) (call $unlink (i32.const 3) (i32.const 0) (i32.const 8))))"""


class ValueTests(unittest.TestCase):
    engine = lanner.Engine()
    module = lanner.Module(engine, VALUES)

    def setUp(self) -> None:
        self.store = lanner.Store(self.engine)
        self.addCleanup(self.store.close)
        self.seen: list[Any] = []
        linker = lanner.Linker(self.engine)

        def see(value: Any, vector: bytes, function: Any) -> Any:
            self.seen.append((value, vector, function))
            return function, value, vector[::-1]

        linker.define_function(self.store, "host", "see", ["externref", "v128", "funcref"], ["funcref", "externref", "v128"], see)
        self.instance = linker.instantiate(self.store, self.module)

    def test_integers(self) -> None:
        self.assertEqual(-1, self.instance["i32"](0xFFFFFFFF))
        self.assertEqual(-(1 << 31), self.instance["i32"](-(1 << 31)))
        self.assertEqual(-1, self.instance["i64"]((1 << 64) - 1))
        self.assertEqual(1, self.instance["i32"](True))
        with self.assertRaisesRegex(OverflowError, "argument 0 is 4294967296; i32 holds -2147483648 to 4294967295"):
            self.instance["i32"](1 << 32)
        with self.assertRaisesRegex(TypeError, r"argument 0 is float; int \(i32\) was expected"):
            self.instance["i32"](1.5)
        with self.assertRaisesRegex(TypeError, "2 arguments were given"):
            self.instance["i32"](1, 2)

    def test_floats(self) -> None:
        self.assertEqual(0.5, self.instance["f32"](0.5))
        self.assertEqual(3.0, self.instance["f64"](3))
        self.assertEqual(math.inf, self.instance["f32"](1e300))
        self.assertTrue(math.isnan(self.instance["f64"](math.nan)))
        with self.assertRaisesRegex(TypeError, "argument 0 is str; float"):
            self.instance["f64"]("1")

    def test_vectors(self) -> None:
        self.assertEqual(bytes(range(0, 32, 2)), self.instance["v128"](bytes(range(16))))
        with self.assertRaisesRegex(ValueError, "argument 0 has 15 bytes; v128 has 16"):
            self.instance["v128"](bytes(15))

    def test_references(self) -> None:
        thing = object()
        self.assertIs(thing, self.instance["externref"](thing))
        self.assertIsNone(self.instance["externref"](None))
        function = self.instance["i32"]
        self.assertEqual(function, self.instance["funcref"](function))
        self.assertEqual(7, self.instance["funcref"](function)(7))
        with self.assertRaisesRegex(TypeError, "argument 0 is int; a lanner.Function"):
            self.instance["funcref"](1)

    def test_references_and_vectors_in_host_functions(self) -> None:
        thing, vector, function = [1], bytes(range(16)), self.instance["i32"]
        result = self.instance["see"](thing, vector, function)
        self.assertIs(thing, self.seen[0][0])
        self.assertEqual((vector, function), self.seen[0][1:])
        self.assertEqual(function, result[0])
        self.assertIs(thing, result[1])
        self.assertEqual(vector[::-1], result[2])
        self.assertEqual((None, None, bytes(16)), self.instance["see"](None, bytes(16), None))

    def test_globals(self) -> None:
        count = self.instance["count"]
        count.value += 1
        self.assertEqual(6, self.instance["count"].value)
        self.assertEqual(-7, self.instance["constant"].value)
        self.assertEqual((lanner.ValueType.I64, False), self.instance["constant"].type)
        with self.assertRaisesRegex(lanner.LannerError, "constant; a mutable"):
            self.instance["constant"].value = 1
        thing = object()
        self.instance["held"].value = thing
        self.assertIs(thing, self.instance["held"].value)
        self.assertEqual(2.5, lanner.Global(self.store, "f64", 2.5).value)

    def test_tables(self) -> None:
        table, thing = self.instance["objects"], object()
        table[1] = thing
        self.assertIs(thing, table[1])
        self.assertIsNone(table[0])
        self.assertEqual(2, table.grow(2, thing))
        self.assertIs(thing, table[3])
        with self.assertRaisesRegex(IndexError, "the index is 4; the table has 4 elements"):
            table[4]
        with self.assertRaises(lanner.LannerError):
            table.grow(1)
        self.instance["functions"][0] = self.instance["i32"]
        self.assertEqual(9, self.instance["functions"][0](9))
        self.assertEqual(3, len(lanner.Table(self.store, "externref", 3, initial="x")))

    def test_types(self) -> None:
        imports, exports = self.module.imports, {item.name: item for item in self.module.exports}
        self.assertEqual(("host", "see", lanner.ExternKind.FUNCTION), imports[0][:3])
        self.assertEqual("(externref, v128, funcref) -> (funcref, externref, v128)", str(imports[0].type))
        self.assertEqual(lanner.MemoryType(1, 3), exports["memory"].type)
        self.assertEqual(lanner.TableType(lanner.ValueType.EXTERNREF, 2, 4), exports["objects"].type)
        self.assertIn("malloc", dir(self.instance.exports))
        with self.assertRaisesRegex(KeyError, "no export is named 'nothing'; the module exports 'i32', "):
            self.instance["nothing"]
        self.assertFalse(hasattr(self.instance.exports, "nothing"))

    def test_views_share_bytes_until_the_memory_grows(self) -> None:
        memory = self.instance["memory"]
        view = memory.view()
        self.assertEqual((65536, False), (len(view), view.readonly))
        view[10:13] = b"abc"
        self.assertEqual(b"abc", memory.read(10, 3))
        memory[10] = 0x78
        self.assertEqual(ord("x"), view[10])
        piece = view[10:13]
        memory.grow(1)
        with self.assertRaises(ValueError):
            view[0]
        self.assertEqual(b"xbc", bytes(piece))
        second = memory.view()
        self.assertEqual(2 * 65536, len(second))
        self.assertEqual(2, self.instance["grow"]())
        with self.assertRaises(ValueError):
            second[0]
        with self.assertRaisesRegex(lanner.LannerError, "has 3 pages and does not grow by 1"):
            memory.grow(1)
        with self.assertRaisesRegex(IndexError, "the range is 2 bytes from 196607; the memory has 196608"):
            memory.read(196607, 2)

    def test_a_slice_outlives_its_store(self) -> None:
        view = self.instance["memory"].view()
        piece = view[0:4]
        piece[:] = b"kept"
        self.store.close()
        with self.assertRaises(ValueError):
            view[0]
        self.assertEqual(b"kept", bytes(piece))
        with self.assertRaisesRegex(lanner.LannerError, "the store is closed"):
            self.instance["memory"].view()
        with self.assertRaisesRegex(lanner.LannerError, "the store is closed"):
            self.instance["i32"](1)

    @unittest.skipIf(sys.version_info < (3, 12), "classes have buffers from Python 3.12 on")
    def test_a_memory_is_a_buffer(self) -> None:
        self.assertEqual(65536, memoryview(self.instance["memory"]).nbytes)

    def test_strings(self) -> None:
        allocator, memory = lanner.Allocator(self.instance), self.instance["memory"]
        with allocator.temporary_text("grüße", terminated=True) as span:
            self.assertEqual(8, span.length)
            self.assertEqual("grüße", memory.read_text(span.address))
        with allocator.temporary_bytes(b"12345") as span:
            self.assertEqual("12345", allocator.read_text(span))
        self.assertEqual(3, memory.write_string(0, "abc"))
        self.assertEqual(b"abc", memory[0:3])

    def test_objects_are_let_go_with_their_store(self) -> None:
        class Thing:
            pass

        thing = Thing()
        reference = weakref.ref(thing)
        self.instance["objects"][0] = thing
        del thing
        gc.collect()
        self.assertIsNotNone(reference())
        self.store.close()
        gc.collect()
        self.assertIsNone(reference())

    def test_a_store_with_functions_that_refer_to_it_is_collected(self) -> None:
        store = lanner.Store(self.engine)
        function = lanner.Function(store, [], ["i32"], lambda: len(repr(store)) * 0 + 3)
        self.assertEqual(3, function())
        reference = weakref.ref(store)
        del store, function
        gc.collect()
        self.assertIsNone(reference())


class ErrorTests(unittest.TestCase):
    engine = lanner.Engine(interruptible=True)
    module = lanner.Module(engine, CALLS)

    def instance_with(self, function: Any, with_caller: bool = False) -> lanner.Instance:
        store = lanner.Store(self.engine)
        self.addCleanup(store.close)
        imports: Any = {("host", "f"): lanner.Function(store, [], [], function, with_caller=with_caller)}
        return lanner.Instance(store, self.module, imports)

    def test_exceptions_pass_through_guests_as_they_are(self) -> None:
        for error in (ValueError("wrong"), KeyboardInterrupt(), SystemExit(3), StopIteration()):

            def fail() -> None:
                raise error

            with self.assertRaises(type(error)) as caught:
                self.instance_with(fail)["call"]()
            self.assertIs(error, caught.exception)

    def test_exceptions_pass_through_guests_within_guests(self) -> None:
        error = LookupError("inside")

        def fail() -> None:
            raise error

        inner = self.instance_with(fail)
        with self.assertRaises(LookupError) as caught:
            self.instance_with(lambda: inner["call"]())["call"]()
        self.assertIs(error, caught.exception)

    def test_results_of_host_functions_are_checked(self) -> None:
        with self.assertRaisesRegex(TypeError, r"has returned int; \(\) -> \(\) returns None"):
            self.instance_with(lambda: 1)["call"]()
        store = lanner.Store(self.engine)
        self.addCleanup(store.close)
        with self.assertRaisesRegex(TypeError, "result 0 of the host function is str"):
            lanner.Function(store, [], ["i32"], lambda: "x")()
        with self.assertRaisesRegex(TypeError, "has returned 1 values; .* returns a tuple of 2"):
            lanner.Function(store, [], ["i32", "i32"], lambda: (1,))()
        self.assertEqual((-1, 2.0), lanner.Function(store, [], ["i32", "f64"], lambda: (0xFFFFFFFF, 2))())

    def test_the_caller_is_known_during_the_call(self) -> None:
        callers: list[lanner.Caller] = []

        def write(caller: lanner.Caller) -> None:
            callers.append(caller)
            caller.memory.write(0, b"here")

        instance = self.instance_with(write, with_caller=True)
        instance["call"]()
        self.assertEqual(b"here", instance["memory"].read(0, 4))
        with self.assertRaisesRegex(lanner.LannerError, "the call has ended"):
            callers[0].export("memory")

    def test_a_store_is_not_closed_under_its_guest(self) -> None:
        instance = self.instance_with(lambda: instance.store.close())
        with self.assertRaisesRegex(lanner.LannerError, "while a guest of it runs"):
            instance["call"]()

    def test_messages_say_what_was_expected(self) -> None:
        with self.assertRaises(lanner.LannerError):
            lanner.Module(self.engine, b"\0asm\1\0\0")
        with self.assertRaises(lanner.LannerError):
            lanner.Module(self.engine, "(module (func (result i32)))")
        with self.assertRaises(lanner.LannerError) as missing:
            lanner.Linker(self.engine).instantiate(lanner.Store(self.engine), self.module)
        self.assertIn("host", str(missing.exception))
        with self.assertRaisesRegex(TypeError, "str .text. were expected"):
            lanner.Module(self.engine, 5)  # type: ignore[arg-type]
        with self.assertRaisesRegex(ValueError, "'i33' is no type of values; expected was one of i32, "):
            lanner.Function(lanner.Store(self.engine), ["i33"], [], print)
        with self.assertRaisesRegex(ValueError, "the limit memory_bytes is -1"):
            lanner.Store(self.engine, memory_bytes=-1)
        with self.assertRaises(lanner.LannerError):
            lanner.Store(lanner.Engine()).set_deadline(1)

    def test_traps_have_a_backtrace(self) -> None:
        module = lanner.Module(self.engine, '(module $m (func $f (export "f") unreachable))')
        with self.assertRaises(lanner.Trap) as caught:
            lanner.Instance(lanner.Store(self.engine), module)["f"]()
        self.assertEqual(("m", "f", 0), (caught.exception.frames[0][1], caught.exception.frames[0][0], caught.exception.frames[0][2]))
        self.assertIn("at m.f", str(caught.exception))

    def test_deadlines_and_interruption_from_another_thread(self) -> None:
        instance = self.instance_with(lambda: None)
        with self.assertRaises(lanner.Trap) as caught, instance.store.deadline(0.02):
            instance["spin"]()
        self.assertEqual(lanner.TrapCode.DEADLINE_PASSED, caught.exception.code)
        timer = threading.Timer(0.05, instance.store.interrupt)
        timer.start()
        with self.assertRaises(lanner.Trap) as caught:
            instance["spin"]()
        timer.join()
        self.assertEqual(lanner.TrapCode.INTERRUPTED, caught.exception.code)

    def interrupted(self, instance: lanner.Instance, name: str) -> None:
        handler = signal.getsignal(signal.SIGINT)
        timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        try:
            with self.assertRaises(KeyboardInterrupt):
                instance[name]()
                time.sleep(5)
        finally:
            # After a failure the signal must not reach another test.
            timer.cancel()
            timer.join()
        self.assertIs(handler, signal.getsignal(signal.SIGINT))
        self.assertEqual(-1, signal.set_wakeup_fd(-1))

    @unittest.skipIf(os.name == "nt", "signals are sent in another way there")
    def test_a_guest_is_stopped_by_keyboard_interrupt(self) -> None:
        instance = self.instance_with(lambda: None)
        for name in ("spin", "spin_and_call") * 3:
            with self.subTest(name):
                self.interrupted(instance, name)
                # Nothing of the interruption is left.
                instance["call"]()
        # The deadline that the program has set is there again.
        instance.store.set_deadline(3)
        self.interrupted(instance, "spin")
        with self.assertRaises(lanner.Trap):
            instance["spin"]()

    @unittest.skipIf(os.name == "nt", "signals are sent in another way there")
    def test_a_guest_that_calls_back_is_stopped_without_interruption(self) -> None:
        engine = lanner.Engine()
        store = lanner.Store(engine)
        self.addCleanup(store.close)
        imports: Any = {("host", "f"): lanner.Function(store, [], [], lambda: None)}
        instance = lanner.Instance(store, lanner.Module(engine, CALLS), imports)
        for _ in range(5):
            self.interrupted(instance, "spin_and_call")
            instance["call"]()

    @unittest.skipIf(os.name == "nt", "signals are sent in another way there")
    def test_a_handler_of_the_program_is_called_after_the_guest(self) -> None:
        called: list[int] = []
        previous = signal.signal(signal.SIGINT, lambda number, frame: called.append(number))
        try:
            instance = self.instance_with(lambda: os.kill(os.getpid(), signal.SIGINT))
            instance["call"]()
            self.assertEqual([signal.SIGINT], called)
        finally:
            signal.signal(signal.SIGINT, previous)


class ModuleTests(unittest.TestCase):
    engine = lanner.Engine(fuel=True)

    def test_formats(self) -> None:
        binary = lanner.text_to_binary('(module (func (export "one") (result i32) i32.const 1))')
        self.assertIn('(export "one"', lanner.binary_to_text(binary))
        module = lanner.Module(self.engine, binary)
        again = lanner.Module.deserialize(self.engine, module.serialize())
        self.assertEqual(1, lanner.Instance(lanner.Store(self.engine, fuel=1000), again)["one"]())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "one.lanner"
            module.save_compiled(path)
            loaded = lanner.Module.load_compiled(self.engine, path)
            self.assertEqual(1, lanner.Instance(lanner.Store(self.engine, fuel=1000), loaded)["one"]())

    def test_fuel(self) -> None:
        store = lanner.Store(self.engine, fuel=1000)
        module = lanner.Module(self.engine, '(module (func (export "one") (result i32) i32.const 1))')
        lanner.Instance(store, module)["one"]()
        self.assertEqual(1000, store.fuel + store.fuel_consumed)
        self.assertGreater(store.fuel_consumed, 0)
        left = store.fuel
        store.add_fuel(5)
        self.assertEqual(left + 5, store.fuel)

    def test_linkers(self) -> None:
        store = lanner.Store(self.engine, fuel=1000)
        linker = lanner.Linker(self.engine)
        one = lanner.Instance(store, lanner.Module(self.engine, '(module (func (export "f") (result i32) i32.const 1))'))
        linker.define_instance("one", one)
        with self.assertRaises(lanner.LannerError):
            linker.define("one", "f", one["f"])
        with self.assertRaisesRegex(TypeError, "one.g is function; Function, Global, Table or Memory was expected"):
            linker.define("one", "g", lambda: None)  # type: ignore[arg-type]
        module = lanner.Module(
            self.engine,
            '(module (import "one" "f" (func (result i32))) (import "no" "such" (func)) (export "f" (func 0)) (export "no" (func 1)))',
        )
        linker.define_unknown(module)
        instance = linker.instantiate(store, module)
        self.assertEqual(1, instance["f"]())
        with self.assertRaises(lanner.LannerError):
            instance["no"]()

    def test_files_in_memory(self) -> None:
        files = lanner.Files()
        files.create_directory("/in")
        files.write("/in/a.txt", b"content")
        self.assertEqual(b"content", files.read("/in/a.txt"))
        with self.assertRaises(lanner.LannerError):
            files.read("/in/b.txt")
        wasi = lanner.WasiConfig().add_files(files, "/", lanner.Rights.ALL)
        with self.assertRaises(lanner.LannerError):
            wasi.capture(lanner.Stream.STDIN)

    def test_grants_for_components(self) -> None:
        wasi = lanner.WasiConfig().allow_connect("udp://10.0.0.0/8").allow_listen("127.0.0.1:0").allow_name_lookup("*.example.com")
        wasi.allow_http("https://example.com").allow_private_answers().add_setting("name", "value")
        for limit in lanner.WasiLimit:
            wasi.set_limit(limit, 1 << 40)
        wrong: dict[str, Callable[[], object]] = {
            r"'http://example.com' cannot be granted: write \[tcp": lambda: wasi.allow_connect("http://example.com"),
            "'example.com:80' cannot be granted: guests listen at addresses": lambda: wasi.allow_listen("example.com:80"),
            "'10.0.0.0/8' is no name of hosts": lambda: wasi.allow_name_lookup("10.0.0.0/8"),
            r"'udp://example.com' cannot be granted: write \[http": lambda: wasi.allow_http("udp://example.com"),
            "There is no such limit as 9": lambda: wasi.set_limit(9, 1),  # type: ignore[arg-type]
            "/no such directory": lambda: wasi.add_overlay("/no such directory", "/"),
        }
        for message, act in wrong.items():
            with self.subTest(message=message), self.assertRaisesRegex(lanner.LannerError, message):
                act()
        with self.assertRaises(ValueError):
            wasi.set_limit(lanner.WasiLimit.SOCKETS, -1)
        with self.assertRaises(TypeError):
            wasi.add_key_value_store("store", lanner.Files())  # type: ignore[arg-type]

    def test_keys_and_values_in_memory(self) -> None:
        store = lanner.KeyValueStore(maximum=200)
        store.set("key", b"value\0")
        self.assertEqual(b"value\0", store.get("key"))
        with self.assertRaisesRegex(lanner.LannerError, 'There is no key "other"'):
            store.get("other")
        with self.assertRaisesRegex(lanner.LannerError, "the store is full"):
            store.set("other", bytes(200))
        wasi = lanner.WasiConfig().add_key_value_store("store", store)
        with self.assertRaises(lanner.LannerError):
            wasi.add_key_value_store("store", store)

    def test_an_overlay_leaves_the_host_as_it_is(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "file.txt").write_text("a file\n")
            wasi = lanner.WasiConfig().add_overlay(folder, "/")
            linker = lanner.Linker(lanner.Engine())
            linker.define_wasi(wasi)
            with lanner.Store(linker.engine) as store:
                instance = linker.instantiate(store, lanner.Module(linker.engine, REMOVER))
                self.assertEqual([0, 44], [instance["remove"](), instance["remove"]()])
            self.assertEqual("a file\n", (Path(folder) / "file.txt").read_text())

    def test_without_a_library_the_places_are_named(self) -> None:
        environment = {**os.environ, "LANNER_LIBRARY": "/nowhere"}
        ended = subprocess.run(
            [sys.executable, "-c", "import lanner"],
            env=environment,
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertIn("liblanner was expected at /nowhere, and is not there", ended.stderr)


class ProgramTests(unittest.TestCase):
    def test_a_program_has_threads_an_archive_a_listener_and_a_clock_of_its_own(self) -> None:
        text = (Path(__file__).resolve().parents[3] / "native" / "examples" / "program.c").read_text()
        source = text[text.index('"(module"') : text.index(";\n\n/* Writes")]
        module_text = "".join(line.strip()[1:-1].replace('\\"', '"') for line in source.splitlines())
        engine = lanner.Engine(interruptible=True)
        wasi = lanner.WasiConfig().capture().set_clock(7.0).set_most_descriptors(16)
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "program.zip"
            with zipfile.ZipFile(archive, "w") as file:
                file.writestr("file.txt", "a file of the archive\n")
            wasi.add_archive(archive, "/archive").add_listener("127.0.0.1:0").allow_peers("127.0.0.0/8").allow_peers("::1", 80)
            with self.assertRaises(lanner.LannerError):
                wasi.allow_peers("everybody")
            linker = lanner.Linker(engine)
            linker.define_wasi(wasi)
            with lanner.Store(engine) as store:
                status = linker.run(store, lanner.Module(engine, module_text))
        self.assertEqual((7, b"a file of the archive\n"), (status, wasi.stdout))

    def test_a_program_that_traps_raises(self) -> None:
        engine = lanner.Engine()
        with lanner.Store(engine) as store, self.assertRaises(lanner.Trap):
            lanner.Linker(engine).run(store, lanner.Module(engine, '(module (func (export "_start") unreachable))'))


if __name__ == "__main__":
    unittest.main()
