#!/bin/sh
# Builds the Composer package, with liblanner in it:
#
#   bindings/php/build.sh [NATIVE [FOLDER]]        by default artifacts/native and artifacts/php
#
# NATIVE is what native/build.sh has made; with --self-contained there, the package needs no .NET. The result is an archive for a Composer
# repository of the type "artifact". PHP names the interpreter (php if it does not), which makes the archive: nothing is downloaded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/php}
version=$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' "$here/composer.json")
if [ ! -f "$native/liblanner.so" ] && [ ! -f "$native/liblanner.dylib" ]; then
    echo "$native has no liblanner: native/build.sh makes it." >&2
    exit 1
fi

# Put together elsewhere, so that the sources stay as they are.
stage=$folder/stage
archive=$folder/lanner-lanner-$version.zip
rm -rf "$stage" "$archive"
mkdir -p "$stage/native"
for part in composer.json README.md autoload.php preload.php lanner-header src include; do
    cp -R "$here/$part" "$stage"
done
cp "$root/LICENSE" "$stage"
for file in "$native"/*; do
    if [ -f "$file" ]; then
        cp "$file" "$stage/native"
    fi
done
"${PHP:-php}" "$here/tools/archive.php" "$stage" "$archive"
rm -rf "$stage"
echo "$archive"
