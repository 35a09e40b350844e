#!/bin/sh
# Fetches SQLite's amalgamation, as npm's better-sqlite3 ships it, and builds artifacts/guests/sqlite.wasm and
# artifacts/guests/sqlite-native from it and sqlite-bench.c. Nothing of what is fetched gets committed.
set -eu
sample=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$sample/../.." && pwd)
. "$root/samples/toolchain.sh"
version=12.4.1 # of better-sqlite3

need_c
guests=$root/artifacts/guests
sources=$root/artifacts/sources/sqlite
mkdir -p "$guests" "$sources"

if [ ! -f "$sources/sqlite3.c" ]; then
    need_command npm
    cd "$sources"
    npm pack --silent "better-sqlite3@$version" > /dev/null
    tar -xzf "better-sqlite3-$version.tgz" --strip-components=3 package/deps/sqlite3/sqlite3.c package/deps/sqlite3/sqlite3.h
fi

flags="-O3 -DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_TEMP_STORE=3
    -DSQLITE_OMIT_WAL -DSQLITE_OMIT_LOCALTIME -DSQLITE_DQS=0 -DSQLITE_DEFAULT_MEMSTATUS=0 -I$sources $common_flags -w"

# shellcheck disable=SC2086
"$clang" $flags -o "$guests/sqlite-native" "$sample/sqlite-bench.c" "$sources/sqlite3.c" -lm
# shellcheck disable=SC2086
"$clang" --target=wasm32-wasi $flags $wasm_link_flags -o "$guests/sqlite.wasm" "$sample/sqlite-bench.c" "$sources/sqlite3.c"

# What the guest must print, for the default scale and for a small one that suits tests.
"$guests/sqlite-native" > "$guests/sqlite.expected"
"$guests/sqlite-native" 5 > "$guests/sqlite.expected-5"

if command -v "$node" > /dev/null; then
    "$node" "$root/samples/run-with-node.mjs" "$guests/sqlite.wasm" 5 | cmp - "$guests/sqlite.expected-5"
fi
ls -l "$guests"/sqlite*
