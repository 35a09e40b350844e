#!/bin/sh
# Measures what calls cost from Java, as bindings/bench/README.md says, and prints a line of JSON for each engine. There is one: Debian has
# no other engine for Java.
#
#   bindings/java/bench.sh
#
# The library is that in LANNER_LIBRARY, or in artifacts/native. Ends with 77 when there is no JDK.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
jdk=$("$here/find-jdk.sh") || exit 77
LANNER_LIBRARY=${LANNER_LIBRARY:-$root/artifacts/native}
export LANNER_LIBRARY
native=$LANNER_LIBRARY
[ -d "$native" ] || native=$(dirname "$native")
folder=$root/artifacts/java/bench
"$here/build.sh" "$native" "$folder" >&2
mkdir -p "$folder/classes"
"$jdk/bin/javac" -Xlint:all -Werror --release 25 -p "$folder/lanner-0.1.0.jar" --add-modules org.lanner -d "$folder/classes" \
    "$here/bench/Bench.java" >&2
LANNER_BENCH_START=$(date +%s%N)
export LANNER_BENCH_START
exec "$jdk/bin/java" -p "$folder/lanner-0.1.0.jar" --add-modules org.lanner --enable-native-access=org.lanner -cp "$folder/classes" \
    Bench "${LANNER_BENCH_MODULE:-$root/bindings/bench}"
