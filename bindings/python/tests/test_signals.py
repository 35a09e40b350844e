"""Signals, faults and ends of Python's own, with guests in the process. LANNER_TEST_LONG in the environment makes ten times as many tries."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import unittest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
TIMES = 10 if "LANNER_TEST_LONG" in os.environ else 1
LIMIT = 240

# All programs begin with this: guests that trap by the hardware, and one that never ends.
START = '''
import faulthandler, os, signal, subprocess, sys, threading, time
import lanner

engine = lanner.Engine()
module = lanner.Module(engine, """(module
  (import "host" "call" (func $call))
  (memory 1)
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "divide") (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
  (func $deep (export "deep") (param i32) (result i32) (i32.add (call $deep (local.get 0)) (i32.const 1)))
  (func (export "through") (call $call))
  (func (export "spin") (loop $again (br $again))))""")


class Guest:
    def __init__(self, call=lambda: None):
        self.store = lanner.Store(engine)
        linker = lanner.Linker(engine)
        linker.define_function(self.store, "host", "call", [], [], call)
        self.instance = linker.instantiate(self.store, module)

    def trap(self, name, argument):
        try:
            self.instance[name](argument)
        except lanner.Trap:
            return
        raise AssertionError("no trap")

    def trap_often(self, count):
        for _ in range(count):
            self.trap("load", 65536)
            self.trap("divide", 0)
'''


def run(program: str, *, expected: int = 0, until: str = "", send: int = 0) -> tuple[str, str]:
    """Runs a program, which may get a signal once it has printed a line; returns what it has printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", START + textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1", "TIMES": str(TIMES)},
    )
    try:
        if send:
            assert process.stdout is not None
            line = process.stdout.readline()
            if line.strip() != until:
                raise AssertionError(f"{line!r} was printed; {until!r} was expected\n{process.communicate()[1]}")
            process.send_signal(send)
        output, errors = process.communicate(timeout=LIMIT)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    if process.returncode != expected:
        raise AssertionError(f"ended with {process.returncode}; {expected} was expected\n{output}\n{errors}")
    return output, errors


class FaultTests(unittest.TestCase):
    def check_report(self, program: str) -> None:
        _, errors = run(program, expected=-signal.SIGSEGV)
        self.assertIn("Fatal Python error: Segmentation fault", errors)
        self.assertNotIn("stack smashing", errors)

    def test_a_crash_is_reported_by_faulthandler_on_a_thread_that_has_called(self) -> None:
        self.check_report("faulthandler.enable(); Guest().trap_often(50); faulthandler._sigsegv()")

    def test_a_crash_is_reported_by_faulthandler_on_a_new_thread(self) -> None:
        self.check_report("""
            faulthandler.enable()
            Guest().trap_often(50)
            thread = threading.Thread(target=faulthandler._sigsegv)
            thread.start()
            thread.join()""")

    def test_a_crash_is_reported_by_faulthandler_in_a_callback(self) -> None:
        self.check_report("""
            faulthandler.enable()
            guest = Guest(faulthandler._sigsegv)
            guest.trap_often(50)
            guest.instance["through"]()""")

    def test_a_crash_is_reported_by_a_handler_from_after_the_start(self) -> None:
        self.check_report("""
            guest = Guest()
            guest.trap_often(50)
            faulthandler.enable()
            Guest().trap_often(50)
            faulthandler._sigsegv()""")

    def test_a_guest_that_recurses_without_end_traps_on_each_thread(self) -> None:
        run("""
            def deep():
                guest = Guest()
                for _ in range(3):
                    guest.trap("deep", 1)
                done.append(1)

            done = []
            deep()
            for _ in range(20):
                thread = threading.Thread(target=deep)
                thread.start()
                thread.join()
            assert len(done) == 21""")

    def test_guests_trap_on_thousands_of_threads(self) -> None:
        run("""
            count = 1000 * int(os.environ["TIMES"])
            done = []
            for _ in range(count):
                thread = threading.Thread(target=lambda: done.append(Guest().trap_often(1)))
                thread.start()
                thread.join()
            assert len(done) == count""")


class SignalTests(unittest.TestCase):
    def test_signals_come_while_guests_trap(self) -> None:
        run("""
            seen = []
            signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
            signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
            guest = Guest(lambda: Guest().trap_often(2))
            guest.trap_often(5000 * int(os.environ["TIMES"]))
            for _ in range(200):
                guest.instance["through"]()
            signal.setitimer(signal.ITIMER_REAL, 0)
            assert len(seen) > 10, seen""")

    def test_a_program_ends_by_sigterm(self) -> None:
        run("Guest().trap_often(10); print('ready', flush=True); time.sleep(200)", until="ready", send=signal.SIGTERM, expected=-signal.SIGTERM)

    def test_a_guest_that_spins_ends_by_sigterm(self) -> None:
        run("print('ready', flush=True); Guest().instance['spin']()", until="ready", send=signal.SIGTERM, expected=-signal.SIGTERM)

    def test_a_handler_of_sigterm_is_called(self) -> None:
        output, _ = run(
            """
            signal.signal(signal.SIGTERM, lambda number, frame: (print("handled", flush=True), sys.exit(3)))
            Guest().trap_often(10)
            print("ready", flush=True)
            time.sleep(200)""",
            until="ready", send=signal.SIGTERM, expected=3,
        )  # fmt: skip
        self.assertEqual("handled\n", output)

    def test_a_broken_pipe_is_an_exception(self) -> None:
        run("""
            guest = Guest()
            for _ in range(200):
                guest.trap_often(1)
                reader, writer = os.pipe()
                os.close(reader)
                try:
                    os.write(writer, b"text")
                except BrokenPipeError:
                    os.close(writer)
                else:
                    raise AssertionError("no error")""")

    def test_children_are_noticed(self) -> None:
        run("""
            seen = []
            signal.signal(signal.SIGCHLD, lambda number, frame: seen.append(number))
            guest = Guest()
            for _ in range(20):
                guest.trap_often(1)
                assert subprocess.run([sys.executable, "-S", "-c", ""]).returncode == 0
            assert seen""")

    def test_dispositions_are_as_before(self) -> None:
        output, _ = run(
            "Guest().trap_often(1)\n"
            "print([str(signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE, signal.SIGCHLD)])"
        )
        ours = [str(signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD)]
        for disposition in ours:
            self.assertIn(disposition, output)
        self.assertIn("default_int_handler", output)


class EndTests(unittest.TestCase):
    THREADS = """
        def spin():
            Guest().instance["spin"]()

        for _ in range(3):
            threading.Thread(target=spin, daemon=True).start()
        kept = [Guest() for _ in range(10)]
        time.sleep(0.3)
        """

    def test_a_program_ends_with_live_instances_and_running_guests(self) -> None:
        for end, status in [("pass", 0), ("sys.exit(5)", 5), ("os._exit(6)", 6), ("raise KeyError(1)", 1), ("os.abort()", -signal.SIGABRT)]:
            with self.subTest(end=end):
                run(textwrap.dedent(self.THREADS) + end, expected=status)

    def test_a_host_function_ends_the_program(self) -> None:
        run("Guest(lambda: sys.exit(7)).instance['through']()", expected=7)
        run("Guest(lambda: os._exit(8)).instance['through']()", expected=8)

    def test_guests_run_when_the_interpreter_ends(self) -> None:
        output, _ = run("import atexit\nguest = Guest()\natexit.register(lambda: (guest.trap_often(5), print('done')))")
        self.assertEqual("done\n", output)

    @unittest.skipUnless(hasattr(os, "fork"), "there is no fork here")
    def test_a_child_of_a_fork_before_the_start_runs_guests(self) -> None:
        program = START.replace("engine = ", "child = os.fork()\nengine = ", 1) + textwrap.dedent("""
            Guest().trap_often(100)
            if child == 0:
                os._exit(9)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9""")
        environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([sys.executable, "-c", program], check=True, env=environment, timeout=LIMIT)

    @unittest.skipUnless(hasattr(os, "fork"), "there is no fork here")
    def test_a_child_of_a_fork_after_the_start_ends(self) -> None:
        run("""
            guest = Guest()
            for _ in range(20):
                guest.trap_often(1)
                child = os.fork()
                if child == 0:
                    os._exit(4)
                assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4""")


if __name__ == "__main__":
    unittest.main()
