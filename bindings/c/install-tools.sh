#!/bin/sh
# Installs what the tests and the measurement of the package for C and C++ need, from Debian, as root. clang is for those who want to test
# with it too: test.sh takes each compiler that it finds.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends gcc g++ libc6-dev make cmake pkg-config dpkg-dev clang-14 libclang-rt-14-dev
