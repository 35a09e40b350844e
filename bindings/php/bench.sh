#!/bin/sh
# Measures what calls cost (bindings/bench/README.md), and prints one JSON line for each engine. PHP names the interpreter (php if it does
# not). There is one engine: Debian has no other one for PHP, and extensions for it (wasmer-php) are built from source for old versions.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
LANNER_BENCH_START=$(date +%s%N) "${PHP:-php}" -d ffi.enable=1 "$here/bench.php"
