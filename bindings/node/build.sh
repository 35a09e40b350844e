#!/bin/sh
# Builds the package for Node.js, with the addon and liblanner in it, to be installed by npm:
#
#   bindings/node/build.sh [NATIVE [FOLDER]]        by default artifacts/native and artifacts/node
#
# NATIVE is what native/build.sh has made; with --self-contained there, the package needs no .NET. CC names the compiler (cc if it does
# not). Nothing is downloaded. The addon is for Node.js 18 and all later versions, on the platform that it is built on.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/node}
if [ ! -f "$native/liblanner.so" ] && [ ! -f "$native/liblanner.dylib" ]; then
    echo "$native has no liblanner: native/build.sh makes it." >&2
    exit 1
fi

# For a checkout, where the package is used without being installed.
"$here/native/build-addon.sh" "$root/artifacts/node/native/lanner.node"

# Put together elsewhere, so that the sources stay as they are.
stage=$folder/stage
rm -rf "$stage"
mkdir -p "$stage/native"
cp "$here/package.json" "$here/README.md" "$root/LICENSE" "$stage"
cp -R "$here/lib" "$stage/lib"
cp "$root/artifacts/node/native/lanner.node" "$stage/native"
for file in "$native"/*; do
    if [ -f "$file" ]; then
        cp "$file" "$stage/native"
    fi
done
# What npm notes down stays in the folder, too.
(cd "$folder" && npm_config_cache="${npm_config_cache:-$folder/npm}" npm pack --silent ./stage > /dev/null)
rm -rf "$stage"
ls "$folder"/lanner-*.tgz
