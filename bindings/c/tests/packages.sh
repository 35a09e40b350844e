#!/bin/sh
# Builds programs against the package as its users do, by CMake and by pkg-config: the README's example, in C++, where the package is; and
# one of C, which is compiled faster, after it was moved and from the archives:
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

# project NAME LANGUAGE SOURCE FEATURE: a project of CMake with one program.
project()
{
    mkdir "$work/$1"
    cp "$here/../examples/$3" "$work/$1"
    cat > "$work/$1/CMakeLists.txt" << END
cmake_minimum_required(VERSION 3.16)
project($1 $2)
find_package(Lanner 0.1 REQUIRED)
add_executable($1 $3)
target_compile_features($1 PRIVATE $4)
target_link_libraries($1 Lanner::lanner)
END
}
project shop CXX shop.cpp cxx_std_17
project greet C greet.c c_std_11
cp "$here/../examples/shop.expected" "$work/shop/expected"
echo "Hello, world" > "$work/greet/expected"

# check PROJECT PROGRAM…
check()
{
    expected=$work/$1/expected
    shift
    "$@" > "$work/printed"
    cmp "$work/printed" "$expected"
}

# with FOLDER NAME PROJECT COMPILER…: by both ways, in a folder for what is built.
with()
{
    built=$work/$2-cmake
    project=$3
    cmake -S "$work/$3" -B "$built" -DCMAKE_PREFIX_PATH="$1" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    cmake --build "$built" >> "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    check "$3" "$built/$3"
    PKG_CONFIG_PATH=$1/lib/pkgconfig
    export PKG_CONFIG_PATH
    flags=$(pkg-config --cflags --libs 'lanner >= 0.1')
    libraries=$1/lib
    shift 3
    # pkg-config writes a space of a path as "\ ", which the shell has to read.
    eval "set -- \"\$@\" $flags"
    "$@" -o "$work/pkg-config"
    check "$project" env LD_LIBRARY_PATH="$libraries" "$work/pkg-config"
    echo "passed: CMake and pkg-config, ${PKG_CONFIG_PATH%/lib/pkgconfig}"
}

shop()
{
    with "$1" "$2" shop "${CXX:-c++}" -std=c++17 "$work/shop/shop.cpp"
}

greet()
{
    with "$1" "$2" greet "${CC:-cc}" -std=c11 "$work/greet/greet.c"
}

shop "$package" here
mkdir -p "$work/another place"
cp -R "$package" "$work/another place/moved"
greet "$work/another place/moved" moved

# What the archive and the package of Debian hold.
mkdir "$work/archive"
tar -xzf "$package.tar.gz" -C "$work/archive"
diff -r "$package" "$work/archive/$(basename "$package")"
greet "$work/archive/$(basename "$package")" archive
for deb in "$(dirname "$package")"/lanner_*.deb; do
    if [ -f "$deb" ]; then
        dpkg-deb --extract "$deb" "$work/debian"
        diff -r "$package/include" "$work/debian/usr/include"
        greet "$work/debian/usr" debian
    fi
done

# A version that does not fit is refused.
for version in 0.2 1.0; do
    mkdir -p "$work/wrong"
    sed "s/Lanner 0.1/Lanner $version/" "$work/greet/CMakeLists.txt" > "$work/wrong/CMakeLists.txt"
    cp "$work/greet/greet.c" "$work/wrong"
    if cmake -S "$work/wrong" -B "$work/wrong/build" -DCMAKE_PREFIX_PATH="$package" > "$work/log" 2>&1; then
        echo "FAILED: version $version was found" >&2
        exit 1
    fi
done
echo "passed: versions that do not fit are refused"
