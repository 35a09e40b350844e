#!/bin/sh
# Builds the wheel of the Python package, with liblanner in it:
#
#   bindings/python/build.sh [NATIVE [FOLDER]]        by default artifacts/native and artifacts/python
#
# NATIVE is what native/build.sh has made; with --self-contained there, the wheel needs no .NET. PYTHON names the interpreter (python3 if it
# does not), which needs pip, setuptools and wheel (Debian: apt-get install python3-pip python3-wheel): nothing is downloaded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
native=${1:-$root/artifacts/native}
folder=${2:-$root/artifacts/python}
if [ ! -f "$native/liblanner.so" ] && [ ! -f "$native/liblanner.dylib" ]; then
    echo "$native has no liblanner: native/build.sh makes it." >&2
    exit 1
fi

# Put together elsewhere, so that the sources stay as they are.
stage=$folder/stage
rm -rf "$stage"
mkdir -p "$stage/lanner/native"
cp "$here/pyproject.toml" "$here/setup.py" "$here/README.md" "$stage"
cp "$here"/lanner/*.py "$here/lanner/py.typed" "$stage/lanner"
for file in "$native"/*; do
    if [ -f "$file" ]; then
        cp "$file" "$stage/lanner/native"
    fi
done
"${PYTHON:-python3}" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation \
    --wheel-dir "$folder" "$stage"
rm -rf "$stage"
ls "$folder"/*.whl
