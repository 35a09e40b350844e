#!/bin/sh
# Builds the jar of the Java package, with liblanner in it, and a repository of Maven with the jar, its sources and its documentation:
#
#   bindings/java/build.sh [NATIVE [FOLDER]]        by default artifacts/native and artifacts/java
#
# NATIVE is what native/build.sh has made; with --self-contained there, the jar needs no .NET. This takes a JDK of at least 25 and nothing
# else: pom.xml is for programs and for those who have Maven, whose plugins would have to be downloaded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/java}
version=0.1.0
if [ ! -f "$native/liblanner.so" ]; then
    echo "$native has no liblanner.so: native/build.sh makes it." >&2
    exit 1
fi
jdk=$("$here/find-jdk.sh")
mkdir -p "$folder"
stage=$(mktemp -d "$folder/stage.XXXXXX")
trap 'rm -rf "$stage"' EXIT

find "$here/src/main/java" -name '*.java' > "$stage/sources.txt"
mkdir -p "$stage/classes" "$stage/documentation"
# Texts are put together by plain code, which is ready sooner when a program starts.
"$jdk/bin/javac" -Xlint:all -Werror --release 25 -XDstringConcat=inline -d "$stage/classes" "@$stage/sources.txt"
"$jdk/bin/javadoc" -quiet -Xdoclint:all -Werror --release 25 -d "$stage/documentation" "@$stage/sources.txt"

# The library, with a list of its files: a digest, the size and the name of each. The folder's name is that of the platform.
platform=linux-$(uname -m | sed 's/x86_64/amd64/')
carried=$stage/classes/org/lanner/native/$platform
mkdir -p "$carried"
for file in "$native"/*; do
    [ ! -f "$file" ] || cp "$file" "$carried"
done
(cd "$carried" && for file in *; do
    [ "$file" = files.txt ] || echo "$(sha256sum < "$file" | cut -d ' ' -f 1) $(wc -c < "$file") $file"
done > files.txt)

# The same files give the same jar.
date=2026-01-01T00:00:00+00:00
make_jar()
{
    "$jdk/bin/jar" --create --file "$1" --date "$date" ${3:+--module-version "$3"} -C "$2" .
}
name=lanner-$version
make_jar "$stage/$name.jar" "$stage/classes" $version
make_jar "$stage/$name-sources.jar" "$here/src/main/java"
make_jar "$stage/$name-javadoc.jar" "$stage/documentation"

target=$folder/repository/org/lanner/lanner/$version
mkdir -p "$target"
cp "$stage/$name.jar" "$folder/$name.jar"
mv "$stage/$name.jar" "$stage/$name-sources.jar" "$stage/$name-javadoc.jar" "$target"
cp "$here/pom.xml" "$target/$name.pom"
for file in "$target"/*.jar "$target"/*.pom; do
    sha1sum < "$file" | cut -d ' ' -f 1 > "$file.sha1"
done
echo "$folder/$name.jar"
