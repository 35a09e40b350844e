#!/bin/sh
# Prints the folder of a JDK that can build and test the package, which takes Java 25 or later: JAVA_HOME, that of the command javac, those
# of Debian, or what install-tools.sh has unpacked. Ends with 77 and a line that says what to install when there is none.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

good()
{
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/jar" ] || return 1
    version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 25 ]
}

command=$(command -v javac || true)
if [ -n "$command" ]; then
    command=$(dirname "$(dirname "$(readlink -f "$command")")")
fi
for folder in "${JAVA_HOME:-}" "$command" /usr/lib/jvm/*-openjdk* "$root/artifacts/java/jdk"; do
    if [ -n "$folder" ] && good "$folder"; then
        echo "$folder"
        exit 0
    fi
done
echo "a JDK of at least 25 is missing: run bindings/java/install-tools.sh (as root), which takes openjdk-25-jdk-headless of Debian" >&2
exit 77
