#!/bin/sh
# Prints what calls cost, one line of JSON for each engine: bindings/bench/README.md says what is measured.
#
# Wazero takes its sources from artifacts/go/rivals, where install-tools.sh puts them, and bench.wasm in the folder that
# LANNER_BENCH_MODULE names; without that, the file is made here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/toolchain.sh"
find_go || { echo "$missing" >&2; exit 77; }
output=$root/artifacts/go
mkdir -p "$output"
: "${LANNER_LIBRARY:=$root/artifacts/native}"
LANNER_BENCH_SOURCE=$root/bindings/bench
export LANNER_LIBRARY LANNER_BENCH_SOURCE

(cd "$here" && "$go" build -o "$output/bench-lanner" ./bench && "$go" build -o "$output/text-to-binary" ./internal/texttobinary) >&2
if [ -z "${LANNER_BENCH_MODULE:-}" ] || [ ! -f "$LANNER_BENCH_MODULE/bench.wasm" ]; then
    LANNER_BENCH_MODULE=$output
    "$output/text-to-binary" "$LANNER_BENCH_SOURCE/bench.wat" "$output/bench.wasm"
fi
export LANNER_BENCH_MODULE

LANNER_BENCH_START=$(date +%s%N) "$output/bench-lanner"

sources=$output/rivals/usr/share/gocode/src
if [ ! -d "$sources/github.com/tetratelabs/wazero" ]; then
    echo "wazero is not measured: bindings/go/install-tools.sh fetches it" >&2
    exit 0
fi
workspace=$output/workspace
rm -rf "$workspace"
mkdir -p "$workspace/src/github.com/lanner/lanner-go/bench" "$workspace/src/bench-wazero"
cp -r "$here/bench/measure" "$workspace/src/github.com/lanner/lanner-go/bench/measure"
cp "$here/bench/wazero/main.go" "$workspace/src/bench-wazero"
(cd "$workspace/src/bench-wazero" && GO111MODULE=off GOPATH=$workspace:$output/rivals/usr/share/gocode GOFLAGS='' \
    "$go" build -o "$output/bench-wazero" .) >&2
LANNER_BENCH_START=$(date +%s%N) "$output/bench-wazero"
