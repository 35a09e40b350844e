#!/bin/sh
# Fetches stb_vorbis, a decoder of Ogg Vorbis in C, and a sound, both as Debian packages them, and builds from the same file
# stb-vorbis.wasm and libstb_vorbis.so into artifacts/guests/native-library. Nothing of what is fetched gets committed.
set -eu
sample=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$sample/../.." && pwd)
. "$root/samples/toolchain.sh"
. "$root/samples/debian.sh"

need_c
built=$root/artifacts/guests/native-library
sources=$root/artifacts/sources
mkdir -p "$built" "$sources"

unpack_source libstb=0.0~git20220908.8b5f1f3+ds-1 "$sources/stb"
if [ ! -f "$built/sound.ogg" ]; then
    rm -rf "$sources/sounds"
    mkdir -p "$sources/sounds"
    cd "$sources/sounds"
    apt_get download oxygen-sounds=4:5.27.5-2
    dpkg-deb -x ./*.deb .
    cp usr/share/sounds/Oxygen-Sys-Log-In.ogg "$built/sound.ogg"
fi

# Debian's own build has -fwrapv too: the library counts on it.
flags="-O3 -fwrapv -DNDEBUG -DSTB_VORBIS_NO_STDIO $common_flags -w"
cd "$sources/stb"

# A library and no program: "reactor". It exports what C# calls, and without files it imports nothing. Natively the compiler has
# vectors and the C library's memcpy, which the module gets by two features of WebAssembly.
# shellcheck disable=SC2086
"$clang" --target=wasm32-wasi -mexec-model=reactor $flags -msimd128 -mbulk-memory $wasm_link_flags \
    -Wl,--export=malloc,--export=free,--export=stb_vorbis_decode_memory -o "$built/stb-vorbis.wasm" stb_vorbis.c
# shellcheck disable=SC2086
"$clang" -shared -fPIC $flags -o "$built/libstb_vorbis.so" stb_vorbis.c -lm

chmod 644 "$built/stb-vorbis.wasm"
ls -l "$built"
