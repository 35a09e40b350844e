#!/bin/sh
# Installs what the tests and the measurement of the Go package need, on Debian 12, as root: the compilers of C and Go, and, into
# artifacts/go, the sources of wazero from Debian sid, which the measurement compares with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$root/samples/debian.sh"

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends gcc libc6-dev zip
if grep -q VERSION_CODENAME=bookworm /etc/os-release; then
    apt_get install -y --no-install-recommends -t bookworm-backports golang-1.23-go
else
    apt-get install -qq -y --no-install-recommends golang-go
fi

# Lists of our own, so that the system's stay as they are; apt checks the signatures.
lists=$root/artifacts/go/apt
mkdir -p "$lists/lists/partial" "$lists/packages"
echo "deb $(debian_archive) sid main" > "$lists/sources.list"
options="-qq -o Dir::Etc::sourcelist=$lists/sources.list -o Dir::Etc::sourceparts=/dev/null"
options="$options -o Dir::State::lists=$lists/lists -o APT::Sandbox::User=root"
# shellcheck disable=SC2086
apt-get $options update
cd "$lists/packages"
# shellcheck disable=SC2086
apt-get $options download golang-github-tetratelabs-wazero-dev golang-golang-x-sys-dev
rm -rf "$root/artifacts/go/rivals"
for package in ./*.deb; do
    dpkg-deb -x "$package" "$root/artifacts/go/rivals"
done
rm ./*.deb
