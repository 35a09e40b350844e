#!/bin/sh
# Installs what the tests of the Python package and its wheel need, from Debian, as root.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-pip python3-setuptools python3-wheel
