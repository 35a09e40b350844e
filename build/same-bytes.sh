#!/bin/sh
# Makes the packages of the last commit in two folders of different length, and compares them byte for byte.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in one another/and/longer; do
    git clone -q "$root" "$work/$folder"
    "$work/$folder/build/pack.sh" "$work/packages-of-$(basename "$folder")" > /dev/null
done
diff -r "$work/packages-of-one" "$work/packages-of-longer"
echo "the same bytes: $(ls "$work/packages-of-one" | tr '\n' ' ')"
