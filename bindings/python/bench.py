"""Says what calls cost (bindings/bench/README.md): python3 bindings/python/bench.py"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import lanner  # noqa: E402

MODULE = HERE.parent / "bench" / "bench.wat"
PART = 100 if "LANNER_BENCH_QUICK" in os.environ else 1
MEGABYTE = 1 << 20


def add(left: int, right: int) -> int:
    return left + right


def seconds(action: object, *arguments: object) -> float:
    begun = time.perf_counter()
    action(*arguments)  # type: ignore[operator]
    return time.perf_counter() - begun


def main() -> None:
    engine = lanner.Engine()
    store = lanner.Store(engine)
    linker = lanner.Linker(engine)
    linker.define_function(store, "host", "add", ["i32", "i32"], ["i32"], add)
    instance = linker.instantiate(store, lanner.Module.from_file(engine, MODULE))
    call = instance["add"]
    assert call(40, 2) == 42
    first = time.time_ns()

    def call_often(count: int) -> None:
        total = 0
        for _ in range(count):
            total = call(total, 1)
        assert total == count

    def trap_often(count: int) -> None:
        trap = instance["trap"]
        for _ in range(count):
            try:
                trap()
            except lanner.Trap:
                continue
            raise AssertionError("no trap")

    view = instance["memory"].view()
    source, target = bytearray(MEGABYTE), bytearray(MEGABYTE)
    megabyte = instance["megabyte"]

    def share_often(count: int) -> None:
        for _ in range(count):
            view[:MEGABYTE] = source
            megabyte()
            target[:] = view[:MEGABYTE]
        assert target[0] == 255

    call_often(100_000 // PART)
    call_host = instance["call_host"]
    calls = 1_000_000 // PART
    call_time = seconds(call_often, calls)
    call_host(100_000 // PART)
    callback_time = seconds(call_host, calls)
    trap_often(100 // PART)
    traps = 1000 // PART
    trap_time = seconds(trap_often, traps)
    rounds = 10 // min(PART, 10)
    megabyte_time = min(seconds(share_often, rounds) for _ in range(10))
    result = {
        "language": "Python " + platform.python_version(),
        "engine": "lanner",
        "call_ns": call_time / calls * 1e9,
        "callback_ns": callback_time / calls * 1e9,
        "megabyte_us": megabyte_time / rounds * 1e6,
        "trap_us": trap_time / traps * 1e6,
    }
    if begun := os.environ.get("LANNER_BENCH_START"):
        result["first_answer_ms"] = (first - int(begun)) / 1e6
    print(json.dumps(result))


main()
