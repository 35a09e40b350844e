#!/bin/sh
# Compiles the addon of Node.js into a file:
#
#   bindings/node/native/build-addon.sh FILE
#
# CC names the compiler (cc if it does not), NODE_INCLUDE the folder with node_api.h: that of the node on PATH, of Debian's package
# libnode-dev, or of node-api-headers, if it does not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
file=$1
include=${NODE_INCLUDE:-}
if [ -z "$include" ]; then
    beside=$(node -p 'require("path").resolve(process.execPath, "../../include/node")' 2> /dev/null || true)
    for folder in "$beside" /usr/include/node /usr/include/nodejs/src "$root/artifacts/node/tools/node_modules/node-api-headers/include"; do
        if [ -n "$folder" ] && [ -f "$folder/node_api.h" ]; then
            include=$folder
            break
        fi
    done
fi
if [ -z "$include" ]; then
    echo "node_api.h is missing: run bindings/node/install-tools.sh (as root)" >&2
    exit 77
fi
mkdir -p "$(dirname "$file")"
new=$file.$$
# It stays in the process: a worker that ends must not take the code away from others. The functions of Node-API are those of the program.
# shellcheck disable=SC2086
${CC:-cc} -std=c11 -O2 -g0 -fPIC -shared -fvisibility=hidden -ftls-model=initial-exec -Wall -Wextra -Wpedantic -Werror ${CFLAGS:-} \
    -isystem "$include" -I"$root/native/include" "$here"/*.c -o "$new" -Wl,-z,nodelete -Wl,-z,now -Wl,--no-undefined-version -lpthread -ldl
# At once, since programs may be running with the one before.
mv "$new" "$file"
