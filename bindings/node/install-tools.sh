#!/bin/sh
# Installs what the tests and the bench of the package for Node.js need: from Debian nodejs, npm and a compiler of C, as root; and from npm,
# into artifacts/node/tools, the compiler of TypeScript and packages whose WebAssembly the tests run in Lanner:
#
#   bindings/node/install-tools.sh
#
# What is there already is not installed again. Nothing of it becomes part of the package.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$root/artifacts/node/tools

missing=
command -v node > /dev/null || missing="$missing nodejs"
command -v npm > /dev/null || missing="$missing npm"
command -v "${CC:-cc}" > /dev/null || missing="$missing gcc libc6-dev"
if [ -n "$missing" ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "run this as root: Debian's$missing have to be installed" >&2
        exit 1
    fi
    # shellcheck disable=SC2086
    apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing
fi

# node-api-headers has node_api.h, for machines where node comes without it. The others have WebAssembly of Emscripten (sql.js), of Rust
# with wasm-bindgen (resvg), of Go (esbuild) and of AssemblyScript, which compiles too, with its loaders.
packages="typescript@5 @types/node@20 node-api-headers@1 sql.js@1 @resvg/resvg-wasm@2 esbuild-wasm@0.25 assemblyscript@0.27"
if [ "$(cat "$folder/installed" 2> /dev/null || true)" != "$packages" ]; then
    mkdir -p "$folder"
    echo '{"private": true}' > "$folder/package.json"
    # shellcheck disable=SC2086
    npm install --cache "$root/artifacts/node/npm" --prefix "$folder" --no-audit --no-fund --ignore-scripts --loglevel error $packages
    echo "$packages" > "$folder/installed"
fi
