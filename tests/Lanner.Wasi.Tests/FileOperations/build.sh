#!/bin/sh
# Rebuilds operations.wasm. The native build is made by the test itself, with whatever C compiler the machine has.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
. "$root/samples/toolchain.sh"
need_c
# shellcheck disable=SC2086
"$clang" --target=wasm32-wasi -Os $common_flags $wasm_link_flags -o "$here/operations.wasm" "$here/operations.c"
chmod 644 "$here/operations.wasm"
