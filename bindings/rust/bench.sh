#!/bin/sh
# Measures what calls cost (bindings/bench/README.md), and prints a line of JSON for each engine: Lanner, and Wasmtime by its C API where
# its library is: LANNER_BENCH_WASMTIME names it, or it comes from NuGet's package in ~/.nuget/packages.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
: "${LANNER_LIBRARY:=$root/artifacts/native}"
: "${CARGO:=cargo}"
packages=$HOME/.nuget/packages/wasmtime
: "${LANNER_BENCH_WASMTIME:=$(find "$packages" -path '*/linux-x64/native/libwasmtime.so' 2> /dev/null | sort -V | tail -n 1)}"
export LANNER_LIBRARY LANNER_BENCH_WASMTIME
CARGO_TARGET_DIR=$root/artifacts/rust/bench
profile=release
built=release
if [ -n "${LANNER_BENCH_QUICK:-}" ]; then
    # What is only tried is not optimized, and takes over what was compiled for the tests.
    CARGO_TARGET_DIR=$root/artifacts/rust/target
    profile=dev
    built=debug
fi
export CARGO_TARGET_DIR

"$CARGO" build --quiet --profile $profile --offline --manifest-path "$here/bench/Cargo.toml" >&2
LANNER_BENCH_LANGUAGE="Rust $("${RUSTC:-rustc}" --version | sed 's/^rustc \([0-9]*\.[0-9]*\).*/\1/')"
export LANNER_BENCH_LANGUAGE
for engine in lanner wasmtime; do
    if [ "$engine" = wasmtime ] && [ ! -f "$LANNER_BENCH_WASMTIME" ]; then
        echo "wasmtime is not measured: LANNER_BENCH_WASMTIME names no libwasmtime.so" >&2
        continue
    fi
    LANNER_BENCH_START=$(date +%s%N) "$CARGO_TARGET_DIR/$built/$engine"
done
