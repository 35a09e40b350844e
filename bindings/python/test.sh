#!/bin/sh
# Tests the Python package against LANNER_LIBRARY, or artifacts/native:
#
#   bindings/python/test.sh
#
# Ends with 77 if there is no Python that can run it. PYTHON names another interpreter than python3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2> /dev/null; then
    echo "There is no python3 of version 3.9 or later. Install one: apt-get install python3 (Debian), brew install python3 (macOS)."
    exit 77
fi
export LANNER_LIBRARY="${LANNER_LIBRARY:-$root/artifacts/native}"
[ -f "$LANNER_LIBRARY/liblanner.so" ] || [ -f "$LANNER_LIBRARY/liblanner.dylib" ] || "$root/native/build.sh"
cd "$here"
PYTHONDONTWRITEBYTECODE=1 exec "$python" -m unittest
