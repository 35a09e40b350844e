#!/bin/sh
# Installs what samples/build.sh and bench/programs/build.sh need: Debian packages (as root) and two npm packages
# into artifacts/tools. Nothing here is needed to run the committed .wasm files.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    clang-19 lld-19 g++ libc6-dev dpkg-dev \
    wasi-libc libclang-rt-19-dev-wasm32 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 \
    rustc libstd-rust-dev-wasm32 lld-14

mkdir -p "$root/artifacts/tools"
cd "$root/artifacts/tools"
[ -f package.json ] || echo '{"private":true}' > package.json
npm install --no-audit --no-fund assemblyscript@0.28.20 wabt@1.0.39
