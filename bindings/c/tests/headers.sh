#!/bin/sh
# Compiles each header by itself, and lanner.hpp and the headers of C with each compiler that there is, by the first and the last standard
# that they are for, without a warning. The tests are compiled by those between.
#
#   headers.sh INCLUDE
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
warnings="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only -I$1"
# check COMPILER STANDARD HEADER: notes a compilation.
count=0
check()
{
    extension=c
    case $2 in *++*) extension=cpp ;; esac
    count=$((count + 1))
    echo "#include <$3>" > "$folder/source$count.$extension"
    echo "$1 -std=$2 $warnings $folder/source$count.$extension" >> "$folder/commands"
}

for compiler in gcc clang clang-14 clang-15 clang-16 clang-17 clang-18 clang-19; do
    command -v $compiler > /dev/null || continue
    for header in lanner_text.h lanner.h wasm.h; do
        check $compiler c11 $header
    done
    check $compiler c17 lanner_text.h
done
single=c++
for compiler in g++ clang++ clang++-14 clang++-15 clang++-16 clang++-17 clang++-18 clang++-19; do
    command -v $compiler > /dev/null || continue
    check $compiler c++17 lanner_text.h
    for standard in c++17 c++2b; do
        check $compiler $standard lanner.hpp
    done
    # The fastest of them: clang needs two thirds of the time.
    single=$compiler
done
for header in "$1"/lanner/*.hpp; do
    check $single c++17 "lanner/$(basename "$header")"
done
[ $count -gt 0 ]
# Two at a time, each line a command.
xargs -P 2 -I '{}' sh -c '{}' < "$folder/commands"
echo "passed: $count compilations of headers"
