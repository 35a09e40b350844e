#!/bin/sh
# Rebuilds program.component.wasm and operations.component.wasm: programs of WASI 0.1 behind the adapter that jco ships.
#
# Before, once and as root: samples/install-tools.sh. JCO names the folder of another copy of the npm package
# @bytecodealliance/jco than the one that it installs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
. "$root/samples/toolchain.sh"
need_c
need_command "$node"
jco=${JCO:-$node_modules/@bytecodealliance/jco}
need_file "$jco/lib/wasi_snapshot_preview1.command.wasm"
optimize=$jco/../../.bin/wasm-opt
need_file "$optimize"
modules=$root/artifacts/guests/preview2
mkdir -p "$modules"

build()
{
    name=$1
    source=$2
    shift 2
    # shellcheck disable=SC2086
    "$clang" --target=wasm32-wasi -Oz $common_flags -Wl,--strip-all -Wl,--stack-first -Wl,-z,stack-size=1048576 "$@" \
        -o "$modules/$name.wasm" "$source"
    "$optimize" -Oz --strip-producers --strip-target-features "$modules/$name.wasm" -o "$modules/$name-small.wasm"
    "$node" "$jco/dist/jco.js" new "$modules/$name-small.wasm" \
        --adapt "wasi_snapshot_preview1=$jco/lib/wasi_snapshot_preview1.command.wasm" -o "$here/$name.component.wasm"
    chmod 644 "$here/$name.component.wasm"
}

build program "$here/program.c"
build operations "$here/../../FileOperations/operations.c" -DWITHOUT_ALLOCATION
