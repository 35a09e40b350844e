#!/usr/bin/env bash
# Fetches the official WebAssembly test suite to where the conformance tests look for it: ../shared/testsuite beside the checkout.
set -euo pipefail
destination="$(dirname "$0")/../../shared/testsuite"
[ -e "$destination" ] && { echo "$destination is there already"; exit 0; }
git clone --depth 1 https://github.com/WebAssembly/testsuite "$destination"
