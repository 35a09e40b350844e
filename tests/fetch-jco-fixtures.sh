#!/bin/sh
# Fetches prebuilt components of the tests of jco (bytecodealliance/jco, Apache-2.0 with LLVM exceptions), at the commit that
# Lanner is tested with, into artifacts/jco, where the tests find them. They look beside the repository first (../shared/jco),
# and where JCO_FIXTURES points before that. Needs git and a network; LANNER_JCO_REPOSITORY may name a copy.
set -eu
commit=2103f7299e8d958098a357cfc37a83f344584360
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/artifacts/jco
repository=${LANNER_JCO_REPOSITORY:-https://github.com/bytecodealliance/jco}

if [ -f "$folder/.commit" ] && [ "$(cat "$folder/.commit")" = "$commit" ]; then
    echo "the components of jco are there: $folder"
    exit 0
fi

rm -rf "$folder"
mkdir -p "$folder"
git -C "$folder" init -q
git -C "$folder" fetch -q --depth 1 "$repository" "$commit"
git -C "$folder" checkout -q FETCH_HEAD -- LICENSE examples packages
find "$folder" -type f ! -name '*.wasm' ! -name LICENSE ! -path "$folder/.git/*" -delete
rm -rf "$folder/.git"
find "$folder" -type d -empty -delete
echo "$commit" > "$folder/.commit"
echo "fetched the components of jco at $commit: $folder"
