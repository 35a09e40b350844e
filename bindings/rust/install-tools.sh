#!/bin/sh
# Installs what the tests and the measurement of the Rust binding need on Debian 12, as root: cargo and rustc (1.63) and a linker. Newer
# ones do too; those that are installed otherwise stay.
set -eu
if command -v cargo > /dev/null && command -v rustc > /dev/null && command -v cc > /dev/null; then
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends cargo rustc gcc libc6-dev
