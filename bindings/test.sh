#!/bin/sh
# Tests the bindings, or those that are named, against liblanner:
#
#   bindings/test.sh [--install | --install-only] [LANGUAGE…]
#
# With --install it first installs their toolchains, as root, from the packages of Debian and npm; with --install-only it does nothing else.
# A binding whose toolchain is missing is named at the end, with what to install; the status is 1 if a test failed, and 77 if nothing did
# but something was missing.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
install=no
test=yes
case ${1:-} in
    --install) install=yes && shift ;;
    --install-only) install=yes && test=no && shift ;;
esac
if [ $# -eq 0 ]; then
    set -- c python node php go rust java
fi
if [ $test = yes ] && [ -z "${LANNER_LIBRARY:-}" ]; then
    "$root/native/build.sh" || exit 1
    LANNER_LIBRARY=$root/artifacts/native
    export LANNER_LIBRARY
fi

failed=
missing=
for language in "$@"; do
    if [ "$install" = yes ] && ! "$here/$language/install-tools.sh"; then
        echo "$language: its tools could not be installed" >&2
        [ $test = yes ] || missing="$missing $language"
    fi
    [ $test = yes ] || continue
    echo "== $language"
    "$here/$language/test.sh"
    status=$?
    if [ $status -eq 77 ]; then
        missing="$missing $language"
    elif [ $status -ne 0 ]; then
        failed="$failed $language"
    fi
done
[ -z "$missing" ] || echo "not tested, their tools are missing (above):$missing"
[ -z "$failed" ] || echo "failed:$failed"
[ -z "$failed" ] || exit 1
[ -z "$missing" ] || exit 77
