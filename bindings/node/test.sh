#!/bin/sh
# Runs all tests of the package for Node.js, against LANNER_LIBRARY or artifacts/native:
#
#   bindings/node/test.sh [FILE…]        FILE is one of the tests, such as test/api.test.mjs
#
# LANNER_TEST_LONG=1 makes the tests of faults, signals and ends long ones (many minutes). Ends with 77 and a line that says what to install
# when something is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
for command in node npm "${CC:-cc}"; do
    if ! command -v "$command" > /dev/null; then
        echo "$command is missing: run bindings/node/install-tools.sh (as root)"
        exit 77
    fi
done
if [ ! -f "$root/artifacts/node/tools/installed" ]; then
    echo "the packages of npm for the tests are missing: run bindings/node/install-tools.sh"
    exit 77
fi
if [ -z "${LANNER_LIBRARY:-}" ]; then
    [ -f "$root/artifacts/native/liblanner.so" ] || "$root/native/build.sh"
    LANNER_LIBRARY=$root/artifacts/native
    export LANNER_LIBRARY
fi
"$here/native/build-addon.sh" "$root/artifacts/node/native/lanner.node"
# What the tests write for a while, and what npm keeps. Caches of compiled code are written in the background, after their test too.
TMPDIR=$(mktemp -d "$root/artifacts/node/temporary-XXXXXX")
trap 'rm -rf "$TMPDIR"' EXIT
npm_config_cache=$root/artifacts/node/npm
export TMPDIR npm_config_cache
cd "$here"
if [ $# -eq 0 ]; then
    set -- test/*.test.mjs
fi
# One file after another: some of them measure time, and machines are shared.
status=0
for file in "$@"; do
    ended=0
    report=$(node --test-reporter=tap "$file" 2>&1) || ended=$?
    # The reports of the single tests are for those that have failed.
    echo "$file: $(echo "$report" | sed -n 's/^# \(pass\|fail\|cancelled\|skipped\) /\1 /p' | tr '\n' ' ')"
    if [ $ended -ne 0 ] || ! echo "$report" | grep -q '^# fail 0$'; then
        status=1
        echo "$report"
        echo "$file: node ended with $ended"
    fi
done
exit $status
