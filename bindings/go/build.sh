#!/bin/sh
# Builds the module of the Go package, with liblanner in it:
#
#   bindings/go/build.sh [NATIVE [FOLDER]]        by default artifacts/native and artifacts/go
#
# NATIVE is what native/build.sh has made; with --self-contained there, programs need no .NET. FOLDER/proxy is then a place from which the
# command go takes modules: GOPROXY=file://FOLDER/proxy. Nothing is downloaded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/toolchain.sh"
find_go || { echo "$missing" >&2; exit 77; }
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/go}
if [ ! -f "$native/liblanner.so" ] && [ ! -f "$native/liblanner.dylib" ]; then
    echo "$native has no liblanner: native/build.sh makes it." >&2
    exit 1
fi

# Put together elsewhere, so that the sources stay as they are.
stage=$folder/stage
rm -rf "$stage" "$folder/proxy"
mkdir -p "$stage/include" "$stage/embedded/native"
for file in "$here"/*.go "$here"/*.c "$here"/*.h "$here/go.mod" "$here/README.md" "$root/LICENSE"; do
    case $file in
        *_test.go | */generate.go) ;;
        *) cp "$file" "$stage" ;;
    esac
done
cp "$root/native/include/wasm.h" "$root/native/include/lanner.h" "$stage/include"
cp "$here/embedded/embedded.go" "$stage/embedded"
for file in "$native"/*; do
    if [ -f "$file" ]; then
        cp "$file" "$stage/embedded/native"
    fi
done
(cd "$here" && "$go" run ./internal/pack "$stage" github.com/lanner/lanner-go v0.1.0 "$folder/proxy")
rm -rf "$stage"
ls "$folder"/proxy/github.com/lanner/lanner-go/@v/*.zip
