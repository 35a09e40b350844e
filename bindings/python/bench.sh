#!/bin/sh
# Prints what calls cost from Python, a line for each engine (bindings/bench/README.md). No other engine can be had from Debian or npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export LANNER_LIBRARY="${LANNER_LIBRARY:-$here/../../artifacts/native}"
LANNER_BENCH_START=$(date +%s%N) PYTHONDONTWRITEBYTECODE=1 "${PYTHON:-python3}" "$here/bench.py"
