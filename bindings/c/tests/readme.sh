#!/bin/sh
# The example of README.md is that of the folder examples, and prints what the README says, and the other examples print what they should:
#
#   readme.sh FOLDER-OF-PROGRAMS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
readme=$here/../README.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The first block of each kind after the heading.
block()
{
    sed -n "/^## An example/,/^## /p" "$readme" | awk -v kind="$1" '
        $0 == "```" kind && !found { inside = 1; found = 1; next }
        inside && $0 == "```" { exit }
        inside { print }'
}

block cpp > "$folder/example"
cmp "$folder/example" "$here/../examples/shop.cpp"
sed -n '/^prints$/,$p' "$readme" | awk '/^```$/ { if (inside) exit; inside = 1; next } inside { print }' > "$folder/output"
cmp "$folder/output" "$here/../examples/shop.expected"
"$1/shop" > "$folder/printed"
cmp "$folder/printed" "$here/../examples/shop.expected"
[ "$("$1/async")" = 400 ]
"$1/greet" > "$folder/printed"
[ "$(cat "$folder/printed")" = "Hello, world" ]
"$1/words" "$here/../../../samples/components/words-rust.wasm" > "$folder/printed"
printf 'the 2\nand 1\nguest 1\nhost 1\n' | cmp "$folder/printed" -

# The program of WASI, with a module that writes its argument.
cat > "$folder/program.wat" << 'END'
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\06\00\00\00hello\n")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
    (call $exit (i32.const 3))))
END
status=0
"$1/wasi" "$folder/program.wat" "$folder" > "$folder/printed" || status=$?
[ $status -eq 3 ]
[ "$(cat "$folder/printed")" = hello ]
