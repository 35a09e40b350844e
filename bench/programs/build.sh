#!/bin/sh
# Builds every bench/programs/NAME.wasm, the native builds in artifacts/guests/native, and programs.json with what each
# program must print. With names as arguments, builds only those (and leaves programs.json alone).
set -eu
programs=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$programs/../.." && pwd)
. "$root/samples/toolchain.sh"
need_c
need_command "$node"

native=$root/artifacts/guests/native
mkdir -p "$native"
cd "$programs"

if [ $# -gt 0 ]; then
    names=$*
else
    names=$(ls ./*.c | sed 's|^\./||; s|\.c$||')
fi

for name in $names; do
    echo "$name"
    wasm_flags= native_flags=
    case $name in
    simd-*) wasm_flags=-msimd128 native_flags=-msse4.1 ;;
    memory-blocks) wasm_flags=-mbulk-memory ;;
    esac
    # Always without -march: vectorised code from SSE2 is what any x86-64 build of such a program would have.
    # shellcheck disable=SC2086
    "$clang" --target=wasm32-wasi -O3 $wasm_flags $common_flags $wasm_link_flags -o "$name.wasm" "$name.c" &
    # shellcheck disable=SC2086
    "$clang" -O3 $native_flags $common_flags -o "$native/$name" "$name.c" -lm
    wait $!
    chmod 644 "$name.wasm" # the linker marks it as executable, and each rebuild would be a change
done

[ $# -gt 0 ] || "$node" describe.mjs "$native" > programs.json
