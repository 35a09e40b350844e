#!/bin/sh
# Fetches the official WASI test suite (Apache-2.0 with LLVM exceptions), with its prebuilt modules, at the commits that
# Lanner is tested with, into artifacts/wasi-testsuite, where the tests find it. They look beside the repository first
# (../shared/wasi-testsuite), and where WASI_TESTSUITE points before that. Needs git and a network;
# LANNER_WASI_TESTSUITE_REPOSITORY may name a copy.
set -eu
# The tips of prod/testsuite-base and, for the modules of proposals (wasi-threads), prod/testsuite-all.
commit=9f80ca35444cfd9e63100725615140a346652e6c
proposals=3db7f5d1bf71ef31024aa153807e2f243b2e6d24
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/artifacts/wasi-testsuite
repository=${LANNER_WASI_TESTSUITE_REPOSITORY:-https://github.com/WebAssembly/wasi-testsuite}

if [ -f "$folder/.commit" ] && [ "$(cat "$folder/.commit")" = "$commit $proposals" ] \
    && [ -d "$folder/tests/rust/testsuite/wasm32-wasip3" ]; then
    echo "the WASI test suite is there: $folder"
    exit 0
fi

rm -rf "$folder"
mkdir -p "$folder"
git -C "$folder" init -q
git -C "$folder" fetch -q --depth 1 "$repository" "$commit"
git -C "$folder" checkout -q FETCH_HEAD -- LICENSE tests
git -C "$folder" fetch -q --depth 1 "$repository" "$proposals"
git -C "$folder" checkout -q FETCH_HEAD -- tests/proposals
rm -rf "$folder/.git"
echo "$commit $proposals" > "$folder/.commit"
echo "fetched the WASI test suite at $commit: $folder"
