(module
  (import "env" "sync" (func $sync (param i32) (result i32)))
  (import "env" "completed" (func $completed (param i32) (result i32)))
  (import "env" "async" (func $async (param i32) (result i32)))
  (import "env" "yield" (func $yield (param i32) (result i32)))
  (import "env" "thread" (func $thread (param i32) (result i32)))
  (func (export "sync") (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (call $sync (i32.const 1))))
      (br_if $again (local.get 0))))
  (func (export "completed") (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (call $completed (i32.const 1))))
      (br_if $again (local.get 0))))
  (func (export "async") (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (call $async (i32.const 1))))
      (br_if $again (local.get 0))))
  (func (export "yield") (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (call $yield (i32.const 1))))
      (br_if $again (local.get 0))))
  (func (export "thread") (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (call $thread (i32.const 1))))
      (br_if $again (local.get 0)))))
