#!/bin/sh
# Fetches the official test suite of WebAssembly (Apache-2.0) at the commit that Lanner is tested with, into
# artifacts/testsuite, where the tests find it. They look beside the repository first (../shared/testsuite), and where
# LANNER_TESTSUITE points before that. Needs git and a network.
set -eu
commit=193e551ff22663995b1ac95dc62344133669e14b
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/artifacts/testsuite

if [ -f "$folder/.commit" ] && [ "$(cat "$folder/.commit")" = "$commit" ]; then
    echo "the test suite is there: $folder"
    exit 0
fi

rm -rf "$folder"
mkdir -p "$folder"
git -C "$folder" init -q
git -C "$folder" fetch -q --depth 1 "${LANNER_TESTSUITE_REPOSITORY:-https://github.com/WebAssembly/testsuite}" "$commit"
git -C "$folder" checkout -q FETCH_HEAD
rm -rf "$folder/.git"
echo "$commit" > "$folder/.commit"
echo "fetched the test suite at $commit: $folder"
