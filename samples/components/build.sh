#!/bin/sh
# Rebuilds the components of this directory: words-c, words-rust, report, report-rust and files here, the larger ones (words-js,
# report-js, and programs of other languages through jco's adapter) in artifacts/components. With names as arguments, only
# those. report.expected comes from a native build of the same source; the programs are samples of the folders above, and
# print what those do.
#
# Before, once and as root: samples/install-tools.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/samples/toolchain.sh"
built=$root/artifacts/components
mkdir -p "$built"
cd "$here"

need_command "$node"
need_file "$node_modules/@bytecodealliance/jco"

componentize()
{
    NODE_MODULES=$node_modules "$node" componentize.mjs "$@"
}

# A program in C, or a library if -mexec-model=reactor is among the arguments.
compile()
{
    need_c
    # shellcheck disable=SC2086
    "$clang" --target=wasm32-wasi -Os $common_flags $wasm_link_flags "$@"
}

from_javascript()
{
    need_file "$node_modules/componentize-qjs"
    "$node" "$node_modules/componentize-qjs/bin/componentize-qjs" --sync --opt-size "$@"
}

for name in ${*:-words-c words-rust words-js report report-rust report-js files hello wordcount primes zig go}; do
    echo "$name"
    case $name in
    words-c)
        compile -mexec-model=reactor -o "$built/words-c.core.wasm" words.c words-exports.c allocation.c
        componentize --wit wit/words.wit --world library "$built/words-c.core.wasm" words-c.wasm
        ;;
    words-rust)
        need_command "$rustc"
        need_command wasm-ld-14
        need_file /usr/lib/rustlib/wasm32-unknown-unknown/lib
        "$rustc" --edition 2021 --crate-type cdylib --target wasm32-unknown-unknown -C opt-level=s -C panic=abort -C lto=fat \
            -C codegen-units=1 -C linker=wasm-ld-14 -C strip=debuginfo --remap-path-prefix "$here=samples" \
            -o "$built/words-rust.core.wasm" words.rs
        componentize --wit wit/words.wit --world library "$built/words-rust.core.wasm" words-rust.wasm
        ;;
    words-js)
        # What it does not use of WASI it does not import.
        from_javascript --stub-wasi --wit wit --js words.js --world library --output "$built/words-js.wasm"
        ;;
    report)
        # This start calls constructors. Without it the linker has each export call them, cabi_realloc too, within which a
        # component may not call out.
        compile -nostartfiles -o "$built/report.core.wasm" /usr/lib/wasm32-wasi/crt1.o report.c words-imports.c allocation.c
        componentize --wit wit/words.wit --world program --command "$built/report.core.wasm" report.wasm
        # shellcheck disable=SC2086
        "$clang" -O2 $common_flags -o "$built/report-native" report.c words.c
        "$built/report-native" ../wordcount.input > report.expected
        ;;
    report-rust)
        # The program in C with the library in Rust.
        dotnet run --project "$root/src/Lanner.Cli" -c Release -- compose --plug words-rust.wasm --output report-rust.wasm report.wasm
        ;;
    report-js)
        from_javascript --wit wit --js report.js --world script --output "$built/report-js.wasm"
        ;;
    files) componentize --command ../files.wasm files.wasm ;;
    hello | wordcount | primes) componentize --command "../$name.wasm" "$built/$name.wasm" ;;
    zig) componentize --command ../languages/words.wasm "$built/zig.wasm" ;;
    go) componentize --command ../languages/pipeline.wasm "$built/go.wasm" ;;
    *)
        echo "no component has the name $name" >&2
        exit 2
        ;;
    esac
done
