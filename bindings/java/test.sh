#!/bin/sh
# Tests the Java package against liblanner in LANNER_LIBRARY, or in artifacts/native:
#
#   bindings/java/test.sh [NAME…]
#
# With names it runs the tests whose names contain one of them, and no more. LANNER_TEST_LONG=1 in the environment makes the tests of faults
# and ends long, which takes hours. Ends with 77 and a line that says what to install when there is no JDK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
jdk=$("$here/find-jdk.sh") || exit 77
if [ -z "${LANNER_LIBRARY:-}" ]; then
    [ -f "$root/artifacts/native/liblanner.so" ] || "$root/native/build.sh"
    LANNER_LIBRARY=$root/artifacts/native
fi
case $LANNER_LIBRARY in /*) ;; *) LANNER_LIBRARY=$PWD/$LANNER_LIBRARY ;; esac
export LANNER_LIBRARY
folder=$root/artifacts/java
native=$LANNER_LIBRARY
[ -d "$native" ] || native=$(dirname "$native")

# The package is built as it is delivered: with the library in the jar, which LANNER_LIBRARY comes before in most tests.
"$here/build.sh" "$native" "$folder/tested"
classes=$folder/tested/test-classes
rm -rf "$classes"
mkdir -p "$classes"
find "$here/src/test/java" -name '*.java' > "$folder/tested/test-sources.txt"
"$jdk/bin/javac" -Xlint:all -Werror --release 25 -p "$folder/tested/lanner-0.1.0.jar" --add-modules org.lanner -d "$classes" \
    "@$folder/tested/test-sources.txt"

long=false
[ -z "${LANNER_TEST_LONG:-}" ] || long=true
"$jdk/bin/java" -Xmx512m -Dlanner.root="$root" -Dlanner.long=$long -p "$folder/tested/lanner-0.1.0.jar" --add-modules org.lanner \
    --add-opens org.lanner/org.lanner=ALL-UNNAMED --enable-native-access=org.lanner -cp "$classes" org.lanner.tests.AllTests "$@"
[ $# -eq 0 ] || exit 0

# The package in an empty project: a program that has nothing but the jar, which brings the library, on the module path, on the class path,
# and with what was unpacked by the one before it.
empty=$folder/tested/empty
rm -rf "$empty"
mkdir -p "$empty/lib"
cp "$folder/tested/lanner-0.1.0.jar" "$empty/lib"
awk '/^```java$/ && !done { copy = 1; next } /^```$/ && copy { copy = 0; done = 1 } copy' "$here/README.md" > "$empty/Shop.java"
awk '/^prints$/ { seen = 1 } /^```$/ && seen { if (copy) exit; copy = 1; next } copy' "$here/README.md" > "$empty/expected"
unset LANNER_LIBRARY
cd "$empty"
XDG_CACHE_HOME=$empty/cache
export XDG_CACHE_HOME
for options in "-p lib/lanner-0.1.0.jar --add-modules org.lanner --enable-native-access=org.lanner" \
    "-cp lib/lanner-0.1.0.jar --enable-native-access=ALL-UNNAMED"; do
    # shellcheck disable=SC2086
    "$jdk/bin/java" $options Shop.java > found
    cmp expected found
    echo "ok    an empty project: $options"
done
[ -f "$(echo "$empty"/cache/lanner/java-0.1.0-*/liblanner.so)" ]
# Without a folder for what is unpacked, and with a library path of Java's own.
mkdir classes
"$jdk/bin/javac" -p lib -d classes --add-modules org.lanner Shop.java
XDG_CACHE_HOME=/proc/nothing "$jdk/bin/java" -cp lib/lanner-0.1.0.jar:classes --enable-native-access=ALL-UNNAMED Shop > found
cmp expected found
echo "ok    an empty project without a cache"
mkdir bare
(cd bare && "$jdk/bin/jar" --extract --file ../lib/lanner-0.1.0.jar && rm -r org/lanner/native)
"$jdk/bin/java" -Djava.library.path="$native" -cp bare:classes --enable-native-access=ALL-UNNAMED Shop > found
cmp expected found
echo "ok    a library in java.library.path"
if "$jdk/bin/java" -Djava.library.path=/nowhere -cp bare:classes --enable-native-access=ALL-UNNAMED Shop > found 2>&1; then
    echo "FAIL  it runs without a library" >&2
    exit 1
fi
grep -q "was not found. The environment's LANNER_LIBRARY" found
echo "ok    no library"
