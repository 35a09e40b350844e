"""Makes the table of docs/bindings.md of the lines that the bindings' programs print: table.py [--write] FILE"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

COLUMNS = [
    ("call_ns", "call, ns"),
    ("callback_ns", "call back, ns"),
    ("megabyte_us", "megabyte, µs"),
    ("trap_us", "trap, µs"),
    ("first_answer_ms", "first answer, ms"),
]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "bindings.md"
BEGIN, END = "<!-- bindings/bench.sh writes from here -->", "<!-- to here -->"


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def main() -> None:
    write = sys.argv[1] == "--write"
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    for line in Path(sys.argv[-1]).read_text().splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            found.setdefault((entry["language"], entry["engine"]), []).append(entry)
    rows = ["| language | engine | " + " | ".join(title for _, title in COLUMNS) + " |", "| --- | --- |" + " ---: |" * len(COLUMNS)]
    for (language, engine), entries in found.items():
        cells = [
            number(statistics.median(entry[key] for entry in entries if key in entry)) if any(key in entry for entry in entries) else ""
            for key, _ in COLUMNS
        ]
        rows.append(f"| {language} | {engine} | " + " | ".join(cells) + " |")
    table = "\n".join(rows)
    print(table)
    if write:
        text = DOCUMENT.read_text()
        before, rest = text.split(BEGIN)
        DOCUMENT.write_text(before + BEGIN + "\n" + table + "\n" + END + rest.split(END)[1])


main()
