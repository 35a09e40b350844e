#!/bin/sh
# Installs what the scripts that rebuild guests need (each build.sh below samples, bench and tests) on Debian 12: packages
# (as root), and four npm packages into artifacts/tools. Node 20 or later with npm has to be there. Nothing here is needed
# to run the committed .wasm files.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/samples/debian.sh"

# Debian 12's own node is 18, and AssemblyScript wants 20.
if ! node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2> /dev/null || ! command -v npm > /dev/null; then
    echo "Node 20 or later with npm is missing" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends \
    clang-19 lld-19 llvm-19 g++ libc6-dev dpkg-dev make xz-utils \
    wasi-libc libclang-rt-19-dev-wasm32 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 \
    rustc libstd-rust-dev-wasm32 lld-14 \
    python3.11 ruby
# Go with a port to WASI is not in Debian 12 itself.
if grep -q VERSION_CODENAME=bookworm /etc/os-release; then
    apt_get install -y --no-install-recommends -t bookworm-backports golang-1.23-go
else
    echo "This is not Debian 12: install Go 1.21 or later yourself, and let GO name it" >&2
fi

mkdir -p "$root/artifacts/tools"
cd "$root/artifacts/tools"
[ -f package.json ] || echo '{"private":true}' > package.json
npm install --no-audit --no-fund assemblyscript@0.28.20 wabt@1.0.39 \
    @bytecodealliance/jco@1.35.0 componentize-qjs@0.4.5
