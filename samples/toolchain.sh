# Sourced by the build scripts: where the tools are and how guests are compiled. Checks, but never installs.
# The caller sets `root` to the repository's root.

clang=${CLANG:-clang-19}
clangxx=${CLANGXX:-clang++-19}
# Debian's compiler by its full path: one from rustup has no wasm32-wasi standard library.
rustc=${RUSTC:-/usr/bin/rustc}
node=${NODE:-node}
node_modules=${NODE_MODULES:-$root/artifacts/tools/node_modules}

missing()
{
    echo "$1 is missing: run samples/install-tools.sh (as root), or set the variable named in samples/toolchain.sh" >&2
    exit 1
}

need_command()
{
    command -v "$1" > /dev/null || missing "$1"
}

need_file()
{
    [ -e "$1" ] || missing "$1"
}

need_c()
{
    need_command "$clang"
    need_command wasm-ld-19
    need_file /usr/lib/wasm32-wasi/libc.a
}

# --strip-debug removes DWARF but keeps the name section, which backtraces need. The stack comes first in memory so
# that an overflowing one runs into address zero and traps instead of overwriting the program's data.
wasm_link_flags="-Wl,--strip-debug -Wl,--stack-first -Wl,-z,stack-size=1048576"

# Floating-point contraction would fuse multiply and add where the target can, and the results would differ.
common_flags="-ffp-contract=off -Wall -Wextra"
