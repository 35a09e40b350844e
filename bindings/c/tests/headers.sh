#!/bin/sh
# Compiles each header by itself, and lanner.hpp and the headers of C with each compiler that there is and every standard that they are for,
# without a warning:
#
#   headers.sh INCLUDE
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only -I$1"
# check COMPILER STANDARD HEADER
check()
{
    extension=c
    case $2 in *++*) extension=cpp ;; esac
    echo "#include <$3>" > "$folder/source.$extension"
    # shellcheck disable=SC2086
    "$1" -std="$2" $warnings "$folder/source.$extension"
    count=$((count + 1))
}

for compiler in gcc clang clang-14 clang-15 clang-16 clang-17 clang-18 clang-19; do
    command -v $compiler > /dev/null || continue
    for header in lanner_text.h lanner.h wasm.h; do
        check $compiler c11 $header
    done
    check $compiler c17 lanner_text.h
done
for compiler in g++ clang++ clang++-14 clang++-15 clang++-16 clang++-17 clang++-18 clang++-19; do
    command -v $compiler > /dev/null || continue
    check $compiler c++17 lanner_text.h
    for standard in c++17 c++20 c++2b; do
        check $compiler $standard lanner.hpp
    done
done
for header in "$1"/lanner/*.hpp; do
    check c++ c++17 "lanner/$(basename "$header")"
done
[ $count -gt 0 ]
echo "passed: $count compilations of headers"
