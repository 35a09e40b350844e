#!/bin/sh
# Measures what calls cost, for Lanner and for V8's own WebAssembly, and prints one line of JSON for each:
#
#   bindings/node/bench.sh
#
# bindings/bench/README.md says what is measured. LANNER_BENCH_MODULE names the folder with bench.wasm; without it the module is translated
# into artifacts/node/bench first.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
command -v node > /dev/null || { echo "node is missing: run bindings/node/install-tools.sh (as root)" >&2; exit 77; }
[ -f "$root/artifacts/node/native/lanner.node" ] || "$here/native/build-addon.sh" "$root/artifacts/node/native/lanner.node"
if [ -z "${LANNER_BENCH_MODULE:-}" ]; then
    LANNER_BENCH_MODULE=$root/artifacts/node/bench
    export LANNER_BENCH_MODULE
    mkdir -p "$LANNER_BENCH_MODULE"
    node -e 'const [, lanner, text, file] = process.argv; const fs = require("fs");
        fs.writeFileSync(file, require(lanner).textToBinary(fs.readFileSync(text, "utf8")));' \
        "$here/lib/index.js" "$root/bindings/bench/bench.wat" "$LANNER_BENCH_MODULE/bench.wasm"
fi
for engine in lanner v8; do
    LANNER_BENCH_START=$(date +%s%N) node "$here/bench/bench.mjs" "$engine"
done
