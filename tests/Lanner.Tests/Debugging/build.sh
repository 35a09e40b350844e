#!/bin/sh
# Compiles the guest whose source lines the tests look up. Needs clang 19 with wasm-ld (samples/install-tools.sh).
set -e
cd "$(dirname "$0")"
for version in 4 5; do
    clang-19 --target=wasm32 -O1 -fno-inline -g -gdwarf-$version -fdebug-compilation-dir=/src -nostdlib -Wl,--no-entry \
        -o "divide$version.wasm" divide.c
done
