#!/bin/sh
# Tests the package for C and C++ against the library in the folder that LANNER_LIBRARY names (artifacts/native if it names none):
#
#   bindings/c/test.sh
#
# LANNER_TEST_LONG=1 makes the tests of signals and ends ten times as long. What is built goes to artifacts/c. Ends with 77 when a tool is
# missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
for tool in cc c++ make cmake ctest pkg-config; do
    if ! command -v $tool > /dev/null; then
        echo "$tool is missing: run bindings/c/install-tools.sh as root, or install gcc, g++, make, cmake and pkg-config"
        exit 77
    fi
done
native=${LANNER_LIBRARY:-$root/artifacts/native}
[ -d "$native" ] || native=$(dirname "$native")
if [ ! -f "$native/liblanner.so" ] && [ ! -f "$native/liblanner.dylib" ]; then
    "$root/native/build.sh" "$native"
fi
folder=$root/artifacts/c
package=$("$here/build.sh" "$native" "$folder" | head -n 1)

"$here/tests/headers.sh" "$package/include"
"$here/tests/packages.sh" "$package" "$folder/packages"

# run NAME [cmake's arguments]: builds the tests and runs them.
run()
{
    name=$1
    shift
    if ! (cmake -S "$here/tests" -B "$folder/$name" -DCMAKE_PREFIX_PATH="$package" "$@" && cmake --build "$folder/$name" -j 2) \
        > "$folder/$name.log" 2>&1; then
        cat "$folder/$name.log"
        return 1
    fi
    (cd "$folder/$name" && ctest --output-on-failure -j 2)
}

status=0
run tests || status=1
if echo 'int main(void) { return 0; }' | cc -fsanitize=address,undefined -x c - -o "$folder/sanitized" 2> /dev/null; then
    run tests-sanitized -DSANITIZE=ON -DCMAKE_CXX_STANDARD=20 || status=1
else
    echo "The compiler has no AddressSanitizer: install libasan to test with it."
    status=77
fi
exit $status
