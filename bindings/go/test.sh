#!/bin/sh
# Tests the Go package, with liblanner from LANNER_LIBRARY or artifacts/native, which native/build.sh makes if it is not there. Ends with 77
# and a line that says what to install if the toolchain is missing. LANNER_TEST_LONG=20 does the tests of signals twenty times as long.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/toolchain.sh"
find_go || { echo "$missing" >&2; exit 77; }
if [ -z "${LANNER_LIBRARY:-}" ]; then
    LANNER_LIBRARY=$root/artifacts/native
    [ -f "$LANNER_LIBRARY/liblanner.so" ] || [ -f "$LANNER_LIBRARY/liblanner.dylib" ] || "$root/native/build.sh"
fi
export LANNER_LIBRARY
PATH=$(dirname "$(command -v "$go")"):$PATH
export PATH
cd "$here"
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
    echo "gofmt would change: $unformatted" >&2
    exit 1
fi
go vet ./...
go test -count=1 -timeout=120m ./...
# Not those that use a store by several goroutines at once, which is a mistake that the race detector finds, too.
go test -count=1 -race \
    -run 'TestScenarios|TestValuesOfAllTypes|TestTypedForms|TestMemory|TestContexts|Async|HoldNoThread|EndOfAGuest|RandomMoments|ThatWait' .
