(module
  (import "users" "name" (func $name (param i32) (result i32)))
  (import "journal" "write" (func $write (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "hello")
  (func (export "run")
    (call $write (i32.const 0) (i32.const 5))
    (call $write (i32.const 64) (call $name (i32.const 64)))))
