;; Memories with 64-bit addresses (specification 2.3.11 Address types).

(module
  (memory i64 1 4)
  (data (i64.const 8) "\2a")
  (func (export "load") (param i64) (result i32) (i32.load8_u (local.get 0)))
  (func (export "load far") (param i64) (result i32) (i32.load8_u offset=0xffff_ffff_ffff_fff0 (local.get 0)))
  (func (export "store") (param i64 i64) (i64.store (local.get 0) (local.get 1)))
  (func (export "load64") (param i64) (result i64) (i64.load (local.get 0)))
  (func (export "size") (result i64) (memory.size))
  (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
  (func (export "fill") (param i64 i32 i64) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func (export "copy") (param i64 i64 i64) (memory.copy (local.get 0) (local.get 1) (local.get 2))))

(assert_return (invoke "load" (i64.const 8)) (i32.const 42))
(assert_return (invoke "load" (i64.const 65535)) (i32.const 0))
(assert_trap (invoke "load" (i64.const 65536)) "out of bounds memory access")

;; The upper half of an address counts.
(assert_trap (invoke "load" (i64.const 0x1_0000_0008)) "out of bounds memory access")
(assert_trap (invoke "load" (i64.const -1)) "out of bounds memory access")
(assert_trap (invoke "load far" (i64.const 24)) "out of bounds memory access")
(assert_return (invoke "store" (i64.const 65528) (i64.const -3)))
(assert_return (invoke "load64" (i64.const 65528)) (i64.const -3))
(assert_trap (invoke "store" (i64.const 65529) (i64.const 1)) "out of bounds memory access")
(assert_trap (invoke "store" (i64.const 0x8000_0000_0000_0000) (i64.const 1)) "out of bounds memory access")

(assert_return (invoke "size") (i64.const 1))
(assert_return (invoke "grow" (i64.const 2)) (i64.const 1))
(assert_return (invoke "grow" (i64.const 0x1_0000_0000)) (i64.const -1))
(assert_return (invoke "grow" (i64.const -1)) (i64.const -1))
(assert_return (invoke "size") (i64.const 3))
(assert_return (invoke "fill" (i64.const 0x1fff8) (i32.const 7) (i64.const 16)))
(assert_return (invoke "load" (i64.const 0x20007)) (i32.const 7))
(assert_trap (invoke "fill" (i64.const 1) (i32.const 7) (i64.const -1)) "out of bounds memory access")
(assert_return (invoke "copy" (i64.const 0) (i64.const 0x20000) (i64.const 4)))
(assert_return (invoke "load" (i64.const 3)) (i32.const 7))
(assert_trap (invoke "copy" (i64.const 0) (i64.const -4) (i64.const 8)) "out of bounds memory access")

(assert_invalid (module (memory i64 1) (func (drop (i32.load (i32.const 0))))) "type mismatch")
(assert_invalid (module (memory i64 1) (func (result i32) (memory.size))) "type mismatch")
(assert_invalid (module (memory i64 1) (data (i32.const 0) "x")) "type mismatch")
(assert_invalid (module (memory 1) (func (drop (i32.load offset=0x1_0000_0000 (i32.const 0))))) "offset out of range")
