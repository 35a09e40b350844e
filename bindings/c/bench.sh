#!/bin/sh
# Measures what calls cost in C and C++ (bindings/bench/README.md), in Lanner and in wasmtime, and prints a line of JSON for each:
#
#   bindings/c/bench.sh
#
# LANNER_LIBRARY names the folder with liblanner (artifacts/native if it is not set), WASMTIME_LIBRARY the file libwasmtime.so, which is
# else looked for among the packages of NuGet; WASMEDGE_LIBRARY another file with the standard C API. What is missing is left out, and said.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${LANNER_LIBRARY:-$root/artifacts/native}
[ -d "$native" ] || native=$(dirname "$native")
folder=$root/artifacts/c/bench
mkdir -p "$folder"
flags="-O2 -Wall -Wextra -I$native/include -I$here/include"
# shellcheck disable=SC2086
cc -std=c11 $flags "$here/bench/bench.c" -o "$folder/bench" -ldl
# shellcheck disable=SC2086
c++ -std=c++17 $flags "$here/bench/bench.cpp" -o "$folder/bench-cpp" -L"$native" -llanner -Wl,-rpath,"$native"

# The module in the binary format, for engines that read no text.
if [ -z "${LANNER_BENCH_MODULE:-}" ]; then
    LANNER_BENCH_MODULE=$folder
    export LANNER_BENCH_MODULE
    cat > "$folder/translate.cpp" << 'END'
#include <iostream>
#include <iterator>
#include <lanner.hpp>
int main()
{
    const std::string text((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
    const auto binary = lanner::text_to_binary(text);
    std::cout.write(reinterpret_cast<const char*>(binary.data()), static_cast<std::streamsize>(binary.size()));
}
END
    # shellcheck disable=SC2086
    c++ -std=c++17 $flags "$folder/translate.cpp" -o "$folder/translate" -L"$native" -llanner -Wl,-rpath,"$native"
    "$folder/translate" < "$root/bindings/bench/bench.wat" > "$folder/bench.wasm"
fi

run()
{
    LANNER_BENCH_START=$(date +%s%N) "$@"
}

run "$folder/bench" "lanner" "$native/liblanner.so"
run "$folder/bench" "lanner unchecked" "$native/liblanner.so"
run "$folder/bench-cpp"
wasmtime=${WASMTIME_LIBRARY:-}
if [ -z "$wasmtime" ]; then
    for file in "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/wasmtime/*/runtimes/linux-x64/native/libwasmtime.so; do
        [ ! -f "$file" ] || wasmtime=$file
    done
fi
if [ -n "$wasmtime" ]; then
    run "$folder/bench" "wasmtime" "$wasmtime"
else
    echo "There is no libwasmtime.so: restore the package Wasmtime of NuGet, or let WASMTIME_LIBRARY name it." >&2
fi
if [ -n "${WASMEDGE_LIBRARY:-}" ]; then
    run "$folder/bench" "wasmedge" "$WASMEDGE_LIBRARY"
fi
