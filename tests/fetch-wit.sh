#!/bin/sh
# Fetches the interface definitions of WASI (WebAssembly/WASI, Apache-2.0 with LLVM exceptions) of the versions that Lanner is compared
# with, to where the tests look for them: beside the checkout, in ../shared/wit. Needs git and a network; LANNER_WIT_REPOSITORY may name a
# copy.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/../shared/wit

if [ -d "$folder" ]; then
    echo "the interface definitions of WASI are there: $folder"
    exit 0
fi

stage=$root/artifacts/wit
rm -rf "$stage"
mkdir -p "$root/../shared"
for version in v0.2.12 v0.3.0; do
    mkdir -p "$stage/$version"
    git -C "$stage/$version" init -q
    git -C "$stage/$version" fetch -q --depth 1 "${LANNER_WIT_REPOSITORY:-https://github.com/WebAssembly/WASI}" "refs/tags/$version"
    git -C "$stage/$version" checkout -q FETCH_HEAD -- proposals
    rm -rf "$stage/$version/.git"
done
find "$stage" -type f ! -name '*.wit' -delete
find "$stage" -type d -empty -delete
mv "$stage" "$folder"
echo "fetched the interface definitions of WASI: $folder"
