#!/bin/sh
# Tests the PHP package against the library in $LANNER_LIBRARY, by default artifacts/native, which native/build.sh makes if it is missing:
#
#   bindings/php/test.sh [OPTIONS OF PHPUNIT]
#
# With LANNER_TEST_LONG=1 the tests of signals and ends try everything many times, which takes long. PHP names the interpreter (php if it
# does not). The status is 77 when PHP or PHPUnit is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
php=${PHP:-php}
missing()
{
    echo "$1 is missing: bindings/php/install-tools.sh (as root) installs it" >&2
    exit 77
}
command -v "$php" > /dev/null || missing PHP
phpunit=$(command -v phpunit) || missing PHPUnit
command -v composer > /dev/null || missing Composer
for module in ffi pcntl posix json tokenizer mbstring zip "zend opcache"; do
    "$php" -m | grep -qix "$module" || missing "the extension $module of PHP"
done
ls /usr/sbin/php-fpm* > /dev/null 2>&1 || [ -n "${PHP_FPM:-}" ] || missing PHP-FPM
if [ -z "${LANNER_LIBRARY:-}" ]; then
    LANNER_LIBRARY=$root/artifacts/native
    [ -f "$LANNER_LIBRARY/liblanner.so" ] || [ -f "$LANNER_LIBRARY/liblanner.dylib" ] || "$root/native/build.sh"
    export LANNER_LIBRARY
fi

find "$here" -name '*.php' | while read -r file; do
    "$php" -l "$file" > /dev/null || exit 1
done
"$php" -d ffi.enable=1 "$phpunit" -c "$here/phpunit.xml" "$@"
