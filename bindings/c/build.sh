#!/bin/sh
# Makes the package for C and C++: a folder to install or to carry along, the same as a .tar.gz, and where there is dpkg-deb, as a .deb:
#
#   bindings/c/build.sh [NATIVE [FOLDER]]        by default artifacts/native and artifacts/c
#
# NATIVE is what native/build.sh has made; with --self-contained there, the package needs no .NET.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/c}
if [ -f "$native/liblanner.so" ]; then
    library=liblanner.so
elif [ -f "$native/liblanner.dylib" ]; then
    library=liblanner.dylib
else
    echo "$native has no liblanner: native/build.sh makes it." >&2
    exit 1
fi
version=$(sed -n 's/^#define LANNER_VERSION "\(.*\)"$/\1/p' "$native/include/lanner.h")
name=lanner-$version
mkdir -p "$folder"

# Put together beside, and exchanged when it is complete.
stage=$folder/stage
rm -rf "$stage"
mkdir -p "$stage/include/lanner" "$stage/lib/lanner" "$stage/lib/cmake/Lanner" "$stage/lib/pkgconfig" "$stage/share/doc/lanner/examples"
cp "$native/include/wasm.h" "$native/include/lanner.h" "$here/include/lanner.hpp" "$here/include/lanner_text.h" "$stage/include"
cp "$here"/include/lanner/*.hpp "$stage/include/lanner"
cp "$native/$library" "$stage/lib"
for file in "$native"/*; do
    if [ -f "$file" ] && [ "$(basename "$file")" != "$library" ]; then
        cp "$file" "$stage/lib/lanner"
    fi
done
cp "$here/packaging/LannerConfig.cmake" "$stage/lib/cmake/Lanner"
sed "s/@VERSION@/$version/" "$here/packaging/LannerConfigVersion.cmake" > "$stage/lib/cmake/Lanner/LannerConfigVersion.cmake"
sed "s/@VERSION@/$version/" "$here/packaging/lanner.pc" > "$stage/lib/pkgconfig/lanner.pc"
cp "$here/README.md" "$root/docs/c-api.md" "$root/LICENSE" "$stage/share/doc/lanner"
cp "$here"/examples/* "$stage/share/doc/lanner/examples"
chmod -R u=rwX,go=rX "$stage"
chmod 755 "$stage/lib/$library"
rm -rf "${folder:?}/$name"
mv "$stage" "$folder/$name"
(cd "$folder" && tar --owner=0 --group=0 -czf "$name.tar.gz" "$name")
echo "$folder/$name"
echo "$folder/$name.tar.gz"

if [ "$library" = liblanner.so ] && command -v dpkg-deb > /dev/null; then
    architecture=$(dpkg --print-architecture)
    runtime='Recommends: dotnet-runtime-10.0'
    [ ! -f "$native/libcoreclr.so" ] || runtime='Recommends: ca-certificates'
    package=$folder/package
    rm -rf "$package"
    mkdir -p "$package/DEBIAN" "$package/usr"
    cp -R "$folder/$name/." "$package/usr"
    mv "$package/usr/share/doc/lanner/LICENSE" "$package/usr/share/doc/lanner/copyright"
    cat > "$package/DEBIAN/control" << END
Package: lanner
Version: $version
Architecture: $architecture
Section: libdevel
Priority: optional
Maintainer: Lanner <lanner@localhost>
Depends: libc6
$runtime
Installed-Size: $(du -sk "$package/usr" | cut -f 1)
Description: WebAssembly virtual machine for C and C++
 The library liblanner with the standard C API of WebAssembly and its own,
 headers for C and C++, and packages of CMake and pkg-config.
END
    printf '#!/bin/sh\nset -e\nldconfig\n' > "$package/DEBIAN/postinst"
    cp "$package/DEBIAN/postinst" "$package/DEBIAN/postrm"
    chmod 755 "$package" "$package/DEBIAN" "$package/DEBIAN/postinst" "$package/DEBIAN/postrm"
    dpkg-deb --root-owner-group --build "$package" "$folder/lanner_${version}_$architecture.deb" > /dev/null
    rm -rf "$package"
    echo "$folder/lanner_${version}_$architecture.deb"
fi
