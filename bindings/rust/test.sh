#!/bin/sh
# Tests the Rust binding against LANNER_LIBRARY, or artifacts/native: unit, integration and documentation tests, and what rustfmt, clippy
# and rustdoc say, where they are installed. LANNER_TEST_LONG=1 makes the tests of signals long. CARGO names cargo, and RUSTC rustc.
# Ends with 77 when there is no toolchain.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
: "${CARGO:=cargo}"
if ! command -v "$CARGO" > /dev/null || ! command -v "${RUSTC:-rustc}" > /dev/null || ! command -v cc > /dev/null; then
    echo "cargo, rustc and cc are missing: run bindings/rust/install-tools.sh (as root)"
    exit 77
fi
if [ -z "${LANNER_LIBRARY:-}" ]; then
    LANNER_LIBRARY=$root/artifacts/native
    if [ ! -f "$LANNER_LIBRARY/liblanner.so" ] && [ ! -f "$LANNER_LIBRARY/liblanner.dylib" ]; then
        "$root/native/build.sh"
    fi
fi
# What is compiled once and run once needs neither information for debuggers nor what a next compilation would use.
CARGO_TARGET_DIR=$root/artifacts/rust/target CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0
export CARGO LANNER_LIBRARY CARGO_TARGET_DIR CARGO_PROFILE_DEV_DEBUG CARGO_INCREMENTAL
cd "$here"
failed=0
"$CARGO" test --offline --no-fail-fast || failed=1
LANNER_BENCH_QUICK=1 ./bench.sh || failed=1
if "$CARGO" fmt --version > /dev/null 2>&1; then
    "$CARGO" fmt --check || failed=1
    (cd bench && "$CARGO" fmt --check) || failed=1
fi
if "$CARGO" clippy --version > /dev/null 2>&1; then
    "$CARGO" clippy --quiet --offline --all-targets -- -D warnings || failed=1
    (cd bench && "$CARGO" clippy --quiet --offline --all-targets -- -D warnings) || failed=1
fi
RUSTDOCFLAGS="-D warnings" "$CARGO" doc --quiet --offline --no-deps || failed=1
exit $failed
