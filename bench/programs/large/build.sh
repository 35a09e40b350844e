#!/bin/sh
# Fetches the sources of Lua, QuickJS and zlib (Debian's source packages) into artifacts/sources, and builds
# artifacts/guests/{lua,quickjs,zlib}.wasm and -native with workloads of our own. Nothing fetched gets committed.
# With names as arguments, builds only those.
set -eu
large=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$large/../../.." && pwd)
. "$root/samples/toolchain.sh"
. "$root/samples/debian.sh"
need_c

guests=$root/artifacts/guests
sources=$root/artifacts/sources
mkdir -p "$guests" "$sources"

# Makes a header with a script as a C string, so that the guest needs no file system.
embed()
{
    {
        echo "static const char $2[] ="
        sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/\\n"/' "$1"
        echo ";"
    } > "$generated/$3"
}

# build NAME FLAGS WASM-FLAGS FILE...
build()
{
    name=$1 flags=$2 wasm_flags=$3
    shift 3
    # shellcheck disable=SC2086
    "$clang" -O3 -w -ffp-contract=off $flags -o "$guests/$name-native" "$@" -lm
    # shellcheck disable=SC2086
    "$clang" --target=wasm32-wasi -O3 -w -ffp-contract=off $flags $wasm_flags $wasm_link_flags -o "$guests/$name.wasm" "$@"
    "$guests/$name-native" > "$guests/$name.expected"
    "$guests/$name-native" 1 > "$guests/$name.expected-1" # a small scale, for tests
    ls -l "$guests/$name.wasm" "$guests/$name-native"
}

generated=$sources/generated
mkdir -p "$generated/empty"
# wasi-libc has no setjmp.h. Lua and QuickJS include it, but as they are built here nothing of it is used.
echo > "$generated/empty/setjmp.h"
wanted=${*:-lua quickjs zlib}

for name in $wanted; do
    case $name in
    lua)
        unpack_source lua5.4=5.4.7-1 "$sources/lua5.4"
        embed "$large/lua-bench.lua" lua_bench_source lua-bench.h
        # Our script raises no errors, so without setjmp "try" may be nothing and "throw" the end, in the native build too:
        # then both do the same work. Lua's own seed would come from the clock and from addresses.
        mkdir -p "$generated/lua"
        # Debian's package makes this one while it configures; it names a directory of native modules.
        echo '#define DEB_HOST_MULTIARCH "none"' > "$generated/lua/lua5.4-deb-multiarch.h"
        cat > "$generated/lua/without-setjmp.h" <<'END'
#include <stdlib.h>
#define LUAI_THROW(state, handler) abort()
#define LUAI_TRY(state, handler, action) { action }
#define luai_jmpbuf int
#define luai_makeseed(state) 42u
#define l_randomizePivot() 42u
#define l_signalT int
END
        cd "$sources/lua5.4/src"
        build lua "-I. -I$generated -I$generated/lua -include $generated/lua/without-setjmp.h" "-I$generated/empty" \
            "$large/lua-bench.c" lapi.c lauxlib.c lbaselib.c lcode.c lctype.c ldebug.c ldo.c ldump.c lfunc.c lgc.c \
            llex.c lmathlib.c lmem.c \
            lobject.c lopcodes.c lparser.c lstate.c lstring.c lstrlib.c ltable.c ltablib.c ltm.c lundump.c lutf8lib.c lvm.c lzio.c
        ;;
    quickjs)
        unpack_source quickjs=2025.04.26-1 "$sources/quickjs"
        embed "$large/quickjs-bench.js" quickjs_bench_source quickjs-bench.h
        cd "$sources/quickjs"
        # QuickJS calls "EMSCRIPTEN" what is WebAssembly without threads and without a native stack to measure.
        build quickjs "-I. -I$generated -D_GNU_SOURCE -DCONFIG_VERSION=\"2025-04-26\"" "-DEMSCRIPTEN -I$generated/empty" \
            "$large/quickjs-bench.c" quickjs.c cutils.c dtoa.c libregexp.c libunicode.c
        ;;
    zlib)
        unpack_source zlib=1:1.2.13.dfsg-1 "$sources/zlib"
        cd "$sources/zlib"
        build zlib "-I." "" "$large/zlib-bench.c" \
            adler32.c compress.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c uncompr.c zutil.c
        ;;
    *)
        echo "unknown: $name" >&2
        exit 2
        ;;
    esac
done
