;; Traps of several kinds, after which the instance goes on, and an error that the host throws through the guest.
(module $unlucky
  (import "host" "fail" (func $fail))
  (memory 1)
  (func $inner (param i32) (result i32) (i32.load (local.get 0)))
  (func $outer (export "load") (param i32) (result i32) (call $inner (local.get 0)))
  (func $divide (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $unreachable (export "unreachable") (unreachable))
  (func $endless (export "recurse") (call $endless) (call $endless))
  (func $ask (export "ask") (call $fail)))
