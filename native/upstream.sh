#!/bin/sh
# Compiles the examples in C of the standard C API (https://github.com/WebAssembly/wasm-c-api) against our headers, and runs them:
#
#   native/upstream.sh FOLDER [NATIVE]            FOLDER is a checkout, or its folder example; NATIVE is artifacts/native if it is not named
#
# Each has to end with 0 and print nothing of an error. COMPILERS names the compilers (those of gcc, clang, clang-14, clang-19 that are
# there). Nothing of the checkout is changed. The examples in C++ need wasm.hh, which liblanner does not have. The module of hostref is made
# of its text, where ref.null has no type as it had none in 2019; today's WebAssembly wants one.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { sed -n '4p' "$0"; exit 2; }
source=$(cd "$1" && pwd)
[ ! -d "$source/example" ] || source=$source/example
native=${2:-$root/artifacts/native}
native=$(cd "$native" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$source"/*.wasm "$work"
cd "$work"

compilers=${COMPILERS:-}
if [ -z "$compilers" ]; then
    for compiler in gcc clang clang-14 clang-19; do
        ! command -v "$compiler" > /dev/null || compilers="$compilers $compiler"
    done
fi
[ -n "$compilers" ] || { echo "there is no compiler" >&2; exit 77; }

if grep -q '(ref.null)' "$source/hostref.wat"; then
    cat > translate.c << 'END'
#include <stdio.h>
#include "lanner.h"
int main(void)
{
    static char text[1 << 16];
    size_t length = fread(text, 1, sizeof text, stdin);
    wasm_byte_vec_t binary;
    return lanner_text_to_binary(text, length, &binary) && fwrite(binary.data, 1, binary.size, stdout) == binary.size ? 0 : 1;
}
END
    # shellcheck disable=SC2086
    set -- $compilers
    "$1" -I"$native/include" translate.c -o translate -L"$native" -llanner -Wl,-rpath,"$native"
    sed 's/(ref.null)/(ref.null extern)/' "$source/hostref.wat" | ./translate > hostref.wasm
fi

failed=0
passed=0
for compiler in $compilers; do
    for file in "$source"/*.c; do
        name=$(basename "$file" .c)
        # All warnings: those in the examples are upstream's, those in our headers ours.
        if ! "$compiler" -std=c11 -D_GNU_SOURCE -g -Wall -Wextra -Wpedantic -Wshadow -Wconversion -I"$native/include" "$file" -o "$name" \
            -L"$native" -llanner -lpthread -Wl,-rpath,"$native" 2> warnings; then
            cat warnings
            echo "FAILED: $name is not compiled by $compiler"
            failed=$((failed + 1))
            continue
        fi
        if grep -E "^$native/include/[a-z]*\.h:[0-9]+(:[0-9]+)?: (warning|error)" warnings; then
            echo "FAILED: $name, $compiler: a warning of our headers"
            failed=$((failed + 1))
        fi
        status=0
        "./$name" > output 2> errors || status=$?
        if [ $status -ne 0 ] || [ -s errors ] || grep -qi '> *error' output; then
            echo "FAILED: $name, $compiler, status $status"
            tail -n 5 output errors
            failed=$((failed + 1))
        else
            passed=$((passed + 1))
        fi
        # The same whichever compiler; threads print in any order, and addresses differ.
        sed 's/0x[0-9a-f]\{6,\}/ADDRESS/' output | sort > "$name.sorted"
        if [ -f "$name.first" ] && ! cmp -s "$name.sorted" "$name.first"; then
            diff "$name.first" "$name.sorted" || true
            echo "FAILED: $name prints something else when compiled by $compiler"
            failed=$((failed + 1))
        fi
        mv "$name.sorted" "$name.first"
    done
done
echo "$passed passed, $failed failed, with $compilers; $(find "$source" -name '*.cc' | wc -l) examples in C++ are not for this library"
[ $failed -eq 0 ]
