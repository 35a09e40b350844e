#!/bin/sh
# Rebuilds io.wasm, and the native build of the same program as artifacts/guests/native/wasi-io.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
. "$root/samples/toolchain.sh"
need_c
mkdir -p "$root/artifacts/guests/native"
# shellcheck disable=SC2086
"$clang" --target=wasm32-wasi -O2 $common_flags $wasm_link_flags -o "$here/io.wasm" "$here/io.c"
# shellcheck disable=SC2086
"$clang" -O2 $common_flags -o "$root/artifacts/guests/native/wasi-io" "$here/io.c"
chmod 644 "$here/io.wasm"
