;; Specification 4.6.4: integers of 31 bits as references.

(module
  (table $t 3 i31ref (ref.i31 (i32.const 9)))
  (global $g (mut i31ref) (ref.i31 (i32.const 5)))
  (func (export "signed") (param i32) (result i32) (i31.get_s (ref.i31 (local.get 0))))
  (func (export "unsigned") (param i32) (result i32) (i31.get_u (ref.i31 (local.get 0))))
  (func (export "equal") (param i32 i32) (result i32) (ref.eq (ref.i31 (local.get 0)) (ref.i31 (local.get 1))))
  (func (export "of a table") (param i32) (result i32) (i31.get_u (table.get $t (local.get 0))))
  (func (export "of a global") (result i32) (i31.get_s (global.get $g)))
  (func (export "set the global") (param i32) (global.set $g (ref.i31 (local.get 0))))
  (func (export "null") (result i32) (i31.get_u (ref.null i31)))
  (func (export "reference") (param i32) (result i31ref) (ref.i31 (local.get 0))))

;; The highest bit is lost; reading gives the sign back, or zero.
(assert_return (invoke "signed" (i32.const -1)) (i32.const -1))
(assert_return (invoke "unsigned" (i32.const -1)) (i32.const 0x7fffffff))
(assert_return (invoke "signed" (i32.const 0x40000000)) (i32.const 0xc0000000))
(assert_return (invoke "unsigned" (i32.const 0x80000003)) (i32.const 3))

;; Two references to the same number are equal, however they came about.
(assert_return (invoke "equal" (i32.const 1000000) (i32.const 1000000)) (i32.const 1))
(assert_return (invoke "equal" (i32.const 3) (i32.const 0x80000003)) (i32.const 1))
(assert_return (invoke "equal" (i32.const 3) (i32.const 4)) (i32.const 0))
(assert_return (invoke "of a table" (i32.const 2)) (i32.const 9))
(assert_return (invoke "of a global") (i32.const 5))
(assert_return (invoke "set the global" (i32.const -7)))
(assert_return (invoke "of a global") (i32.const -7))
(assert_trap (invoke "null") "null i31 reference")
(assert_return (invoke "reference" (i32.const 1)) (ref.i31))

(assert_invalid (module (func (param anyref) (result i32) (i31.get_s (local.get 0)))) "type mismatch")
(assert_invalid (module (func (drop (ref.i31 (i64.const 1))))) "type mismatch")
