#!/bin/sh
# Installs what the tests and the measurement of the Java package need, as root: a JDK of at least 25, from Debian.
#
# Debian 13 and later have one, which is installed. Debian 12 has none: there the one of Debian 13 (trixie) is unpacked into
# artifacts/java/jdk, with the C library of that release beside it, which it needs, and nothing of the system is changed. apt gets lists of
# our own for that, from the archive that the machine itself uses, as in samples/debian.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=$root/artifacts/java

if "$here/find-jdk.sh" > /dev/null 2>&1; then
    exit 0
fi
if apt-cache show openjdk-25-jdk-headless > /dev/null 2>&1; then
    apt-get install -y --no-install-recommends openjdk-25-jdk-headless
    exit 0
fi

. "$root/samples/debian.sh"
archive=$(debian_archive)
[ -n "$archive" ] || { echo "apt's own settings name no archive of this release of Debian" >&2; exit 1; }
lists=$folder/apt
mkdir -p "$lists/lists/partial" "$lists/packages"
echo "deb $archive trixie main" > "$lists/sources.list"
options="-qq -o Dir::Etc::sourcelist=$lists/sources.list -o Dir::Etc::sourceparts=/dev/null"
options="$options -o Dir::State::lists=$lists/lists -o APT::Sandbox::User=root"
cd "$lists/packages"
# shellcheck disable=SC2086
apt-get $options update
# shellcheck disable=SC2086
apt-get $options download openjdk-25-jre-headless openjdk-25-jdk-headless libc6 patchelf

# Put together beside its place, so that there is never half of a JDK.
stage=$folder/jdk-stage
rm -rf "$stage"
mkdir -p "$stage"
for package in openjdk-25-*.deb libc6_*.deb patchelf_*.deb; do
    dpkg-deb -x "$package" "$stage/${package%%_*}"
done
mkdir "$stage/jdk"
for package in openjdk-25-jre-headless openjdk-25-jdk-headless; do
    cp -a "$stage/$package"/usr/lib/jvm/java-25-openjdk-*/. "$stage/jdk"
done
# The settings are links to /etc.
find "$stage/jdk/conf" "$stage/jdk/lib" -type l -lname '/etc/java-25-openjdk/*' | while read -r link; do
    target=$stage/openjdk-25-jre-headless$(readlink "$link")
    [ ! -f "$target" ] || cp --remove-destination "$target" "$link"
done
rm -f "$stage/jdk/docs" "$stage/jdk/lib/src.zip"
mkdir "$stage/jdk/libc"
cp -L "$stage"/libc6/usr/lib/*-linux-gnu*/lib*.so.* "$stage/jdk/libc"
loader=$(find "$stage/libc6" -name 'ld-linux*.so.*' | head -n 1)
cp -L "$loader" "$stage/jdk/libc"

# Each program gets the loader and the C library of its own release. The libraries that the C library consists of are loaded at the start,
# so that nothing takes those of the system later.
patch()
{
    "$loader" --library-path "$stage/jdk/libc:/usr/lib/$(uname -m)-linux-gnu" "$stage/patchelf/usr/bin/patchelf" "$@"
}
for program in "$stage"/jdk/bin/* "$stage/jdk/lib/jspawnhelper"; do
    [ ! -L "$program" ] || continue
    [ "$(head -c 4 "$program" | tail -c 3)" = ELF ] || continue
    patch --set-interpreter "$folder/jdk/libc/$(basename "$loader")" --force-rpath --set-rpath "\$ORIGIN/../lib:\$ORIGIN/../libc" \
        --add-needed libm.so.6 --add-needed libdl.so.2 --add-needed libpthread.so.0 --add-needed librt.so.1 "$program"
done
rm -rf "$folder/jdk"
mv "$stage/jdk" "$folder/jdk"
cd "$folder"
rm -rf "$stage" "$lists/packages"
"$folder/jdk/bin/java" -version
