# Python with its standard library: data classes, generators, decorators, exceptions, pattern matching, coroutines, big numbers, JSON, regular expressions, CSV, dates, hashing, and files.
import collections
import csv
import dataclasses
import datetime
import decimal
import fractions
import functools
import hashlib
import io
import itertools
import json
import os
import re
import statistics
import textwrap


@dataclasses.dataclass(order=True)
class Shape:
    name: str
    sides: int = 3


@functools.lru_cache
def fibonacci(number):
    return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)


def describe(value):
    match value:
        case Shape(name, sides=3):
            return f"triangle {name}"
        case {"kind": kind, **rest}:
            return f"{kind} and {len(rest)} more"
        case [first, *_, last]:
            return f"from {first} to {last}"
    return "something else"


class Divider:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        print("left with", kind.__name__ if kind else None)
        return kind is ZeroDivisionError


def numbers():
    total = 0
    while True:
        received = yield total
        total += received


async def work(name, steps):
    for _ in range(steps):
        await Pause()
    return name


class Pause:
    def __await__(self):
        yield


def drive(*coroutines):
    """A loop of its own: that of asyncio needs a pair of sockets, which WASI 0.1 cannot make."""
    finished, waiting = [], list(coroutines)
    while waiting:
        coroutine = waiting.pop(0)
        try:
            coroutine.send(None)
            waiting.append(coroutine)
        except StopIteration as end:
            finished.append(end.value)
    return finished


print(sorted([Shape("b", 4), Shape("a")]), fibonacci(200))
print(describe(Shape("x")), describe({"kind": "circle", "a": 1}), describe([1, 2, 3]), describe(1), sep="; ")
with Divider():
    print(1 // 0)
generator = numbers()
next(generator)
print([generator.send(value) for value in (1, 2, 3)])
try:
    raise ExceptionGroup("several", [ValueError("a"), KeyError("b")])
except* ValueError as group:
    print("values", group.exceptions)
except* KeyError as group:
    print("keys", group.exceptions)
try:
    (lambda f: f(f))(lambda f: f(f))
except RecursionError as error:
    print("deep:", type(error).__name__)
print(collections.Counter("one two one three".split()).most_common(1), list(itertools.accumulate(range(6))))
print(decimal.Decimal(1) / 7, fractions.Fraction(1, 3) + fractions.Fraction(1, 6), statistics.median([3, 1, 2]), 2**200 % 1000007)
print(json.loads(json.dumps({"a": [1, 2.5, None, True]})), re.sub(r"(\d+)", lambda match: str(int(match[1]) * 2), "a1b22"))
print(list(csv.reader(io.StringIO('a,"b,c"\r\n1,2\r\n'))), datetime.date(2024, 2, 28) + datetime.timedelta(days=2))
print(hashlib.sha256(b"lanner").hexdigest())
print(textwrap.fill("A text that is longer than a line may be.", 20))
try:
    open(os.path.join(os.path.dirname(__file__), "missing"))
except OSError as error:
    print(type(error).__name__)
print(os.path.basename(__file__), "script.rb" in os.listdir(os.path.dirname(__file__)))
print(drive(work("slow", 5), work("fast", 2)))
