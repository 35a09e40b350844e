;; Numbers in and out, and functions that call back into the host.
(module
  (import "host" "add" (func $add (param i32 i32) (result i32)))
  (import "host" "again" (func $again (param i32) (result i32)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "add64") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
  (func (export "half") (param f64) (result f64) (f64.div (local.get 0) (f64.const 2)))
  (func (export "negate") (param f32) (result f32) (f32.neg (local.get 0)))
  (func (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
  (func (export "through_host") (param i32 i32) (result i32) (call $add (local.get 0) (local.get 1)))
  (func (export "round_trip") (param i32) (result i32) (i32.add (call $again (local.get 0)) (i32.const 1)))
  (func (export "double") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
