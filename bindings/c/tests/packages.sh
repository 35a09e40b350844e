#!/bin/sh
# Builds the README's example against the package as its users do, by CMake and by pkg-config, where it is and after it was moved:
#
#   packages.sh PACKAGE WORK                    PACKAGE is a folder that build.sh has made, with the archives beside it
#
# CC and CXX name the compilers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
package=$(cd "$1" && pwd)
rm -rf "$2"
mkdir -p "$2"
work=$(cd "$2" && pwd)
cxx=${CXX:-c++}

mkdir "$work/project"
cp "$here/../examples/shop.cpp" "$work/project"
cat > "$work/project/CMakeLists.txt" << 'END'
cmake_minimum_required(VERSION 3.16)
project(Shop CXX)
find_package(Lanner 0.1 REQUIRED)
add_executable(shop shop.cpp)
target_compile_features(shop PRIVATE cxx_std_17)
target_link_libraries(shop Lanner::lanner)
END

check()
{
    "$@" > "$work/printed"
    cmp "$work/printed" "$here/../examples/shop.expected"
}

# with FOLDER NAME: by both ways, in a folder for what is built.
with()
{
    cmake -S "$work/project" -B "$work/$2-cmake" -DCMAKE_PREFIX_PATH="$1" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    cmake --build "$work/$2-cmake" >> "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    check "$work/$2-cmake/shop"
    PKG_CONFIG_PATH=$1/lib/pkgconfig
    export PKG_CONFIG_PATH
    flags=$(pkg-config --cflags --libs 'lanner >= 0.1')
    libraries=$1/lib
    # pkg-config writes a space of a path as "\ ", which the shell has to read.
    eval "set -- $flags"
    "$cxx" -std=c++17 "$work/project/shop.cpp" -o "$work/shop-pkg-config" "$@"
    check env LD_LIBRARY_PATH="$libraries" "$work/shop-pkg-config"
    echo "passed: CMake and pkg-config, ${PKG_CONFIG_PATH%/lib/pkgconfig}"
}

with "$package" here
mkdir -p "$work/another place"
cp -R "$package" "$work/another place/moved"
with "$work/another place/moved" moved

# What the archive and the package of Debian hold.
mkdir "$work/archive"
tar -xzf "$package.tar.gz" -C "$work/archive"
diff -r "$package" "$work/archive/$(basename "$package")"
with "$work/archive/$(basename "$package")" archive
for deb in "$(dirname "$package")"/lanner_*.deb; do
    if [ -f "$deb" ]; then
        dpkg-deb --extract "$deb" "$work/debian"
        with "$work/debian/usr" debian
    fi
done

# A version that does not fit is refused.
for version in 0.2 1.0; do
    mkdir -p "$work/wrong"
    sed "s/Lanner 0.1/Lanner $version/" "$work/project/CMakeLists.txt" > "$work/wrong/CMakeLists.txt"
    cp "$work/project/shop.cpp" "$work/wrong"
    if cmake -S "$work/wrong" -B "$work/wrong/build" -DCMAKE_PREFIX_PATH="$package" > "$work/log" 2>&1; then
        echo "FAILED: version $version was found" >&2
        exit 1
    fi
done
echo "passed: versions that do not fit are refused"
