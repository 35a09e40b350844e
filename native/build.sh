#!/bin/sh
# Builds liblanner, the C API of Lanner, and puts it with its headers and the assemblies of .NET into a folder:
#
#   native/build.sh [--self-contained] [FOLDER]                     by default artifacts/native
#
# CC names the compiler (cc if it does not). With --self-contained the folder holds .NET too, trimmed to what Lanner uses, so that programs
# run where none is installed. LANNER_NATIVE_SKIP_DOTNET=1 takes the assemblies as they were built before, of the configuration that
# LANNER_NATIVE_CONFIGURATION names (release).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
own=no
if [ "${1:-}" = --self-contained ]; then
    own=yes
    shift
fi
folder=${1:-$root/artifacts/native}
mkdir -p "$folder/include"
folder=$(cd "$folder" && pwd)
compiler=${CC:-cc}

case $(uname -s) in
    Darwin) library=liblanner.dylib; flags="-dynamiclib -install_name @rpath/liblanner.dylib" ;;
    # Handlers of signals stay when the library is closed, and run on stacks on which the dynamic linker has no room.
    *) library=liblanner.so; flags="-shared -Wl,-soname,liblanner.so -Wl,-z,defs -Wl,-z,nodelete -Wl,-z,now" ;;
esac
if [ "$own" = yes ]; then
    rm -f "$folder"/*.dll "$folder"/*.json
    platform=$(dotnet --info | sed -n 's/^ *RID: *//p')
    dotnet publish "$root/src/Lanner.Native" -c Release -r "$platform" --self-contained -o "$folder" --nologo -v q \
        -p:PublishReadyToRun=true -p:PublishTrimmed=true -p:LannerNativeSelfContained=true
    # What only debuggers, tracing and programs with an entry point use.
    (cd "$folder" && rm -f libmscordaccore.* libmscordbi.* libclrgc.* libclrgcexp.* libcoreclrtraceptprovider.* libhostfxr.* \
        libhostpolicy.* createdump Lanner.Native ./*.xml ./*.pdb ./*.json)
elif [ -z "${LANNER_NATIVE_SKIP_DOTNET:-}" ]; then
    dotnet build "$root/src/Lanner.Native" -c Release --nologo -v q
fi
if [ "$own" = no ]; then
    # Nothing of a .NET of its own may be left: the loader would take it.
    rm -f "$folder"/*.dll "$folder"/*.json "$folder"/libcoreclr.* "$folder"/libclrjit.* "$folder"/libSystem.*
    built=$root/artifacts/bin/Lanner.Native/${LANNER_NATIVE_CONFIGURATION:-release}
    cp "$built/Lanner.Native.dll" "$built/Lanner.Native.runtimeconfig.json" "$built/Lanner.Native.deps.json" \
        "$built/Lanner.Engine.dll" "$built/Lanner.Wasi.dll" "$built/Lanner.Components.dll" "$built/Lanner.Wit.dll" "$folder"
fi
cp "$root/native/include/wasm.h" "$root/native/include/lanner.h" "$folder/include"

# The flags are words of their own. What is written is complete before it takes the place of what was there.
# shellcheck disable=SC2086
"$compiler" -std=c11 -O2 -g -fPIC -fvisibility=hidden -Wall -Wextra -Wpedantic -Werror -I"$root/native/include" -I"$root/native/loader" \
    "$root/native/loader/start.c" "$root/native/loader/stubs.c" "$root/native/loader/platform_posix.c" \
    "$root/native/loader/signals_posix.c" $flags -o "$folder/$library.new" -ldl -lpthread
mv "$folder/$library.new" "$folder/$library"
