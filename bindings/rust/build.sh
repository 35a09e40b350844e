#!/bin/sh
# Builds the package for Cargo, with liblanner in it:
#
#   bindings/rust/build.sh [NATIVE [FOLDER]]          by default artifacts/native and artifacts/rust
#
# NATIVE is what native/build.sh has made; with --self-contained there, the package needs no .NET. CARGO names cargo (cargo if it does
# not). Nothing is downloaded. README.md says how a project takes the package in.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/rust}
if [ ! -f "$native/liblanner.so" ] && [ ! -f "$native/liblanner.dylib" ]; then
    echo "$native has no liblanner: native/build.sh makes it." >&2
    exit 1
fi

# Put together elsewhere, so that the sources stay as they are.
mkdir -p "$folder"
stage=$folder/stage
rm -rf "$stage"
mkdir -p "$stage/native"
cp -r "$here/Cargo.toml" "$here/build.rs" "$here/README.md" "$here/src" "$here/examples" "$root/LICENSE" "$stage"
for file in "$native"/*; do
    if [ -f "$file" ]; then
        cp "$file" "$stage/native"
    fi
done
(cd "$stage" && "${CARGO:-cargo}" package --quiet --offline --allow-dirty --no-verify --target-dir "$folder/stage-target")
cp "$folder"/stage-target/package/lanner-*.crate "$folder"
rm -rf "$stage" "$folder/stage-target"
ls "$folder"/*.crate
