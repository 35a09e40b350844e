;; Specification 4.6.6 Table instructions, and tables with 64-bit indices.

(module
  (table $t (export "table") 4 10 externref)
  (table $u 4 externref)
  (elem $e funcref (ref.func $f) (ref.null func) (ref.func $f))
  (table $functions 5 funcref)
  (func $f)
  (func (export "get") (param i32) (result externref) (table.get $t (local.get 0)))
  (func (export "set") (param i32 externref) (table.set $t (local.get 0) (local.get 1)))
  (func (export "size") (result i32) (table.size $t))
  (func (export "grow") (param externref i32) (result i32) (table.grow $t (local.get 0) (local.get 1)))
  (func (export "fill") (param i32 externref i32) (table.fill $t (local.get 0) (local.get 1) (local.get 2)))
  (func (export "copy within") (param i32 i32 i32) (table.copy $t $t (local.get 0) (local.get 1) (local.get 2)))
  (func (export "copy to other") (param i32 i32 i32) (table.copy $u $t (local.get 0) (local.get 1) (local.get 2)))
  (func (export "get other") (param i32) (result externref) (table.get $u (local.get 0)))
  (func (export "init") (param i32 i32 i32) (table.init $functions $e (local.get 0) (local.get 1) (local.get 2)))
  (func (export "is function") (param i32) (result i32) (i32.eqz (ref.is_null (table.get $functions (local.get 0)))))
  (func (export "drop segment") (elem.drop $e)))

(assert_return (invoke "size") (i32.const 4))
(assert_return (invoke "get" (i32.const 3)) (ref.null extern))
(assert_trap (invoke "get" (i32.const 4)) "out of bounds table access")
(assert_trap (invoke "get" (i32.const -1)) "out of bounds table access")
(assert_return (invoke "set" (i32.const 0) (ref.extern 1)))
(assert_return (invoke "get" (i32.const 0)) (ref.extern 1))
(assert_trap (invoke "set" (i32.const 4) (ref.null extern)) "out of bounds table access")

;; Growing gives the size before, or -1 when the maximum does not allow it.
(assert_return (invoke "grow" (ref.extern 2) (i32.const 3)) (i32.const 4))
(assert_return (invoke "grow" (ref.extern 2) (i32.const 4)) (i32.const -1))
(assert_return (invoke "grow" (ref.extern 2) (i32.const -1)) (i32.const -1))
(assert_return (invoke "size") (i32.const 7))
(assert_return (invoke "get" (i32.const 6)) (ref.extern 2))

;; Ranges are tested as a whole before anything is written; an empty one at the very end is fine.
(assert_return (invoke "fill" (i32.const 1) (ref.extern 3) (i32.const 2)))
(assert_return (invoke "get" (i32.const 2)) (ref.extern 3))
(assert_return (invoke "fill" (i32.const 7) (ref.extern 3) (i32.const 0)))
(assert_trap (invoke "fill" (i32.const 8) (ref.extern 3) (i32.const 0)) "out of bounds table access")
(assert_trap (invoke "fill" (i32.const 5) (ref.extern 9) (i32.const 3)) "out of bounds table access")
(assert_return (invoke "get" (i32.const 5)) (ref.extern 2))

;; Copies whose ranges overlap go as if through a table between.
(assert_return (invoke "copy within" (i32.const 1) (i32.const 0) (i32.const 3)))
(assert_return (invoke "get" (i32.const 1)) (ref.extern 1))
(assert_return (invoke "get" (i32.const 2)) (ref.extern 3))
(assert_return (invoke "get" (i32.const 3)) (ref.extern 3))
(assert_trap (invoke "copy within" (i32.const 6) (i32.const 0) (i32.const 2)) "out of bounds table access")
(assert_return (invoke "copy to other" (i32.const 2) (i32.const 0) (i32.const 2)))
(assert_return (invoke "get other" (i32.const 3)) (ref.extern 1))
(assert_trap (invoke "copy to other" (i32.const 3) (i32.const 0) (i32.const 2)) "out of bounds table access")

;; A passive segment can be copied from until it is dropped; then it is empty.
(assert_return (invoke "init" (i32.const 2) (i32.const 0) (i32.const 3)))
(assert_return (invoke "is function" (i32.const 2)) (i32.const 1))
(assert_return (invoke "is function" (i32.const 3)) (i32.const 0))
(assert_return (invoke "is function" (i32.const 4)) (i32.const 1))
(assert_trap (invoke "init" (i32.const 0) (i32.const 2) (i32.const 2)) "out of bounds table access")
(assert_return (invoke "drop segment"))
(assert_return (invoke "drop segment"))
(assert_return (invoke "init" (i32.const 0) (i32.const 0) (i32.const 0)))
(assert_trap (invoke "init" (i32.const 0) (i32.const 0) (i32.const 1)) "out of bounds table access")

(assert_invalid (module (func (drop (table.get 0 (i32.const 0))))) "unknown table")
(assert_invalid (module (table 1 funcref) (func (table.set 0 (i32.const 0) (i32.const 0)))) "type mismatch")
(assert_invalid (module (table 1 funcref) (func (param externref) (table.set 0 (i32.const 0) (local.get 0)))) "type mismatch")
(assert_invalid (module (table 1 funcref) (table 1 externref) (func (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0)))) "type mismatch")
(assert_invalid (module (table 1 funcref) (func (elem.drop 0))) "unknown elem segment")

;; With 64-bit indices.
(module
  (table $t i64 3 funcref)
  (table $small 3 funcref)
  (func $f)
  (elem (table $t) (i64.const 1) func $f)
  (func (export "is function") (param i64) (result i32) (i32.eqz (ref.is_null (table.get $t (local.get 0)))))
  (func (export "size") (result i64) (table.size $t))
  (func (export "grow") (param i64) (result i64) (table.grow $t (ref.null func) (local.get 0)))
  (func (export "copy") (param i32 i64 i32) (table.copy $small $t (local.get 0) (local.get 1) (local.get 2))))

(assert_return (invoke "is function" (i64.const 1)) (i32.const 1))
(assert_trap (invoke "is function" (i64.const 0x1_0000_0001)) "out of bounds table access")
(assert_return (invoke "size") (i64.const 3))
(assert_return (invoke "grow" (i64.const 2)) (i64.const 3))
(assert_return (invoke "grow" (i64.const -1)) (i64.const -1))
(assert_return (invoke "copy" (i32.const 1) (i64.const 0) (i32.const 2)))
(assert_trap (invoke "copy" (i32.const 1) (i64.const -1) (i32.const 2)) "out of bounds table access")
