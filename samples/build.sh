#!/bin/sh
# Rebuilds every samples/NAME.wasm, and every samples/NAME.expected from a native build of the same source.
set -eu
samples=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$samples/.." && pwd)
. "$samples/toolchain.sh"

need_c
need_command "$clangxx"
need_file /usr/lib/wasm32-wasi/libc++.a
need_command "$rustc"
# The linker of rustc 1.63's own time: a newer one refuses the metadata inside its archives.
need_command wasm-ld-14
need_file /usr/lib/rustlib/wasm32-wasi/lib
need_command "$node"
need_file "$node_modules/assemblyscript/bin/asc.js"
need_file "$node_modules/wabt/index.js"

native=$root/artifacts/guests/samples-native
mkdir -p "$native"
cd "$samples"

for name in hello wordcount files trap; do
    echo "$name"
    # shellcheck disable=SC2086
    "$clang" --target=wasm32-wasi -Os $common_flags $wasm_link_flags -o "$name.wasm" "$name.c"
    # shellcheck disable=SC2086
    "$clang" -O2 $common_flags -o "$native/$name" "$name.c"
done

echo shapes
# shellcheck disable=SC2086
"$clangxx" --target=wasm32-wasi -std=c++17 -Os -fno-exceptions $common_flags $wasm_link_flags -o shapes.wasm shapes.cpp
# shellcheck disable=SC2086
"$clangxx" -std=c++17 -O2 -fno-exceptions $common_flags -o "$native/shapes" shapes.cpp

for name in primes json; do
    echo "$name"
    "$rustc" --edition 2021 --target wasm32-wasi -C opt-level=s -C panic=abort -C lto=fat -C codegen-units=1 \
        -C linker=wasm-ld-14 -C strip=debuginfo --remap-path-prefix "$samples=samples" -o "$name.wasm" "$name.rs"
    "$rustc" --edition 2021 -C opt-level=2 -o "$native/$name" "$name.rs"
done

echo life
# The names are wanted, the path to a source map is not: --debug writes only the former. The entry goes by a relative
# path because it becomes part of every function's name.
"$node" "$node_modules/assemblyscript/bin/asc.js" life.ts -o life.wasm --runtime stub --use abort= -O2 --debug

echo add
"$node" -e '
const [, wabt, source, target] = process.argv;
const { readFileSync, writeFileSync } = require("fs");
require(wabt)().then(tools => {
    const module = tools.parseWat(source, readFileSync(source, "utf8"));
    module.validate();
    writeFileSync(target, module.toBinary({ write_debug_names: true }).buffer);
});' "$node_modules/wabt/index.js" add.wat add.wasm

# Linkers mark what they write as executable; here it would only make every rebuild a change.
chmod 644 ./*.wasm

echo "expected output"
env -i "$native/hello" > hello.expected
"$native/wordcount" < wordcount.input > wordcount.expected
directory=$(mktemp -d)
"$native/files" "$directory" > files.expected
rmdir "$directory"
"$native/trap" > trap.expected
"$native/shapes" > shapes.expected
"$native/primes" > primes.expected
"$native/json" > json.expected
# There is no native build of these two: node is the reference.
"$node" run-with-node.mjs --invoke run life.wasm 1 100 > life.expected
{
    "$node" run-with-node.mjs --invoke add add.wasm 40 2
    "$node" run-with-node.mjs --invoke fac add.wasm 20
    "$node" run-with-node.mjs --invoke div add.wasm -7 2
} > add.expected
