#!/bin/sh
# Installs what the tests and the measurement of the binding need, from Debian's packages, as root: PHP with FFI, PHP-FPM, PHPUnit and
# Composer.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y --no-install-recommends php-cli php-fpm php-xml php-mbstring php-zip phpunit composer unzip
