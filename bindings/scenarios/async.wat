;; A guest that calls functions of the host which wait.
(module $patient
  (import "host" "twice" (func $twice (param i32) (result i32)))
  (import "host" "fail" (func $fail))
  (import "host" "wait" (func $wait))
  (func (export "run") (param i32) (result i32) (i32.add (call $twice (local.get 0)) (i32.const 1)))
  (func (export "sum") (param i32 i64) (result i64 i32)
    (i64.add (i64.extend_i32_s (call $twice (local.get 0))) (local.get 1))
    (call $twice (local.get 0)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func $crash (export "crash") (param i32) (drop (call $twice (local.get 0))) (unreachable))
  (func $ask (export "ask") (call $fail))
  (func (export "wait") (call $wait))
  (func (export "spin") (loop $again (br $again))))
