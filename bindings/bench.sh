#!/bin/sh
# Says what calls cost in each language, and writes the table into docs/bindings.md:
#
#   bindings/bench.sh [--write] [LANGUAGE…]
#
# Runs the bench.sh of each binding three times, in turns, and takes the medians (bindings/bench/README.md). A binding whose tools are
# missing is named and left out. Python 3 makes the table.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
write=
if [ "${1:-}" = --write ]; then
    write=--write
    shift
fi
[ $# -gt 0 ] || set -- c rust go java node php python
export LANNER_LIBRARY="${LANNER_LIBRARY:-$here/../artifacts/native}"
[ -f "$LANNER_LIBRARY/liblanner.so" ] || "$here/../native/build.sh"
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in 1 2 3; do
    for language in "$@"; do
        echo "round $round: $language" >&2
        "$here/$language/bench.sh" >> "$lines" || echo "$language: left out" >&2
    done
done
python3 "$here/bench/table.py" $write "$lines"
