#!/bin/sh
# Fetches the official tests of the component model (WebAssembly/component-model, Apache-2.0) at the commit that Lanner is tested with, to
# where the tests look for them: beside the checkout, in ../shared/component-testsuite. Needs git and a network;
# LANNER_COMPONENT_TESTSUITE_REPOSITORY may name a copy.
set -eu
commit=6d281648bd89caf885a7adcc412962dbd2425ab7
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/../shared/component-testsuite

if [ -d "$folder" ]; then
    echo "the tests of the component model are there: $folder"
    exit 0
fi

stage=$root/artifacts/component-testsuite
rm -rf "$stage"
mkdir -p "$stage" "$root/../shared"
git -C "$stage" init -q
git -C "$stage" fetch -q --depth 1 "${LANNER_COMPONENT_TESTSUITE_REPOSITORY:-https://github.com/WebAssembly/component-model}" "$commit"
git -C "$stage" checkout -q FETCH_HEAD -- LICENSE LICENSE-APACHE test
mv "$stage/LICENSE" "$stage/LICENSE-APACHE" "$stage/test"
mv "$stage/test" "$folder"
rm -rf "$stage"
echo "fetched the tests of the component model at $commit: $folder"
