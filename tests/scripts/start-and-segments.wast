;; Specification 4.7.2 Instantiation: segments are written in order, then the start function runs.

(module
  (memory (export "memory") 1)
  (table $t 4 funcref)
  (global $ran (mut i32) (i32.const 0))
  (data (i32.const 0) "abc")
  (data (i32.const 1) "XY")
  (elem (i32.const 0) $one $two)
  (elem (table $t) (offset (i32.const 1)) funcref (ref.func $one) (ref.null func))
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func $start (global.set $ran (i32.load (i32.const 0))))
  (start $start)
  (func (export "ran") (result i32) (global.get $ran))
  (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0))))

(assert_return (invoke "ran") (i32.const 0x595861))
(assert_return (invoke "call" (i32.const 1)) (i32.const 1))
(assert_trap (invoke "call" (i32.const 2)) "uninitialized element")

;; A segment that does not fit is a trap. What was written before it stays, in memories and tables of others too.
(module $owner (memory (export "memory") 1) (table (export "table") 1 funcref)
  (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0))))
(register "owner" $owner)
(assert_trap (module (import "owner" "memory" (memory 1)) (data (i32.const 5) "\09") (data (i32.const 65535) "ab")) "out of bounds memory access")
(assert_return (invoke $owner "peek" (i32.const 5)) (i32.const 9))
(assert_return (invoke $owner "peek" (i32.const 65535)) (i32.const 0))
(assert_trap (module (import "owner" "table" (table 1 funcref)) (elem (i32.const 1) $f) (func $f)) "out of bounds table access")
(assert_trap (module (memory 1) (data (i32.const -1) "a")) "out of bounds memory access")
(module (memory 1) (data (i32.const 65536) ""))
(assert_trap (module (memory 1) (data (i32.const 65537) "")) "out of bounds memory access")

;; A start function that traps makes the instantiation trap.
(assert_trap (module (func $f (unreachable)) (start $f)) "unreachable")

;; Active segments are dropped when they have been written, declarative ones from the start.
(module
  (memory 1) (table 1 funcref) (func $f)
  (data $active (i32.const 0) "a")
  (elem $declared declare func $f)
  (func (export "data") (memory.init $active (i32.const 0) (i32.const 0) (i32.const 1)))
  (func (export "elements") (table.init $declared (i32.const 0) (i32.const 0) (i32.const 1))))
(assert_trap (invoke "data") "out of bounds memory access")
(assert_trap (invoke "elements") "out of bounds table access")

(assert_invalid (module (func $f (param i32)) (start $f)) "start function")
(assert_invalid (module (func $f (result i32) (i32.const 1)) (start $f)) "start function")
(assert_invalid (module (start 0)) "unknown function")
(assert_invalid (module (memory 1) (data (i64.const 0) "a")) "type mismatch")
(assert_invalid (module (data (i32.const 0) "a")) "unknown memory")
(assert_invalid (module (table 1 funcref) (elem (i32.const 0) externref (ref.null extern))) "type mismatch")
(assert_malformed (module quote "(func $a) (start $a) (start $a)") "multiple start sections")
