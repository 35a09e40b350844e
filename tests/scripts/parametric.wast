;; Specification 4.6.1 Parametric instructions: drop and select.

(module
  (func (export "drop") (result i32) (i32.const 1) (i64.const 2) (drop))
  (func (export "select") (param i64 i64 i32) (result i64) (select (local.get 0) (local.get 1) (local.get 2)))
  (func (export "select a reference") (param externref externref i32) (result externref)
    (select (result externref) (local.get 0) (local.get 1) (local.get 2)))
  (func $mark (param i32) (result i32)
    (global.set $marks (i32.add (i32.mul (global.get $marks) (i32.const 10)) (local.get 0)))
    (local.get 0))
  (global $marks (mut i32) (i32.const 0))
  (func (export "both are evaluated, in order") (result i32)
    (drop (select (call $mark (i32.const 1)) (call $mark (i32.const 2)) (call $mark (i32.const 3))))
    (global.get $marks))
  (func (export "select a NaN") (param i32) (result f32)
    (select (f32.const nan:0x1) (f32.const -nan:0x2) (local.get 0))))

(assert_return (invoke "drop") (i32.const 1))
(assert_return (invoke "select" (i64.const 1) (i64.const 2) (i32.const 0)) (i64.const 2))
(assert_return (invoke "select" (i64.const 1) (i64.const 2) (i32.const 0x80000000)) (i64.const 1))
(assert_return (invoke "select a reference" (ref.extern 1) (ref.extern 2) (i32.const 1)) (ref.extern 1))
(assert_return (invoke "both are evaluated, in order") (i32.const 123))
(assert_return (invoke "select a NaN" (i32.const 1)) (f32.const nan:0x1))
(assert_return (invoke "select a NaN" (i32.const 0)) (f32.const -nan:0x2))

;; Without a type, select is for numbers and vectors only, and both have to be of one type.
(assert_invalid (module (func (param externref) (drop (select (local.get 0) (local.get 0) (i32.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (select (i32.const 1) (i64.const 1) (i32.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (select (i32.const 1) (i32.const 1) (i64.const 1))))) "type mismatch")
(assert_invalid (module (func (drop (select (result i32 i32) (i32.const 1) (i32.const 1) (i32.const 1))))) "invalid result arity")
(assert_invalid (module (func (drop))) "type mismatch")

;; After an instruction that never returns, operands are of whatever type is asked for.
(module (func (export "bottom") (result i32) (unreachable) (select) (drop) (i32.const 1)))
(assert_trap (invoke "bottom") "unreachable")
