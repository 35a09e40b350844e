#!/usr/bin/env bash
# Fetches the official WASI test suite, with its prebuilt modules, to where the tests look for it: artifacts/wasi-testsuite.
set -euo pipefail
destination="$(dirname "$0")/../artifacts/wasi-testsuite"
[ -e "$destination" ] && { echo "$destination is there already"; exit 0; }
git clone --depth 1 --branch prod/testsuite-base https://github.com/WebAssembly/wasi-testsuite "$destination"
# The modules of proposals, such as wasi-threads, stand on another branch.
git -C "$destination" fetch --depth 1 origin prod/testsuite-all
git -C "$destination" checkout FETCH_HEAD -- tests/proposals
