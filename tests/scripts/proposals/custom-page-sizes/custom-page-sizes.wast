;; The proposal for custom page sizes: a page may be one byte, so that a memory ends where it should.

(module
  (memory (export "memory") 5 8 (pagesize 1))
  (func (export "size") (result i32) (memory.size))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "load32") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1))))

(assert_return (invoke "size") (i32.const 5))
(assert_return (invoke "store" (i32.const 4) (i32.const 7)))
(assert_return (invoke "load32" (i32.const 1)) (i32.const 0x07000000))
(assert_trap (invoke "load32" (i32.const 2)) "out of bounds memory access")
(assert_trap (invoke "load" (i32.const 5)) "out of bounds memory access")
(assert_return (invoke "grow" (i32.const 3)) (i32.const 5))
(assert_return (invoke "load" (i32.const 7)) (i32.const 0))
(assert_trap (invoke "load" (i32.const 8)) "out of bounds memory access")
(assert_return (invoke "grow" (i32.const 1)) (i32.const -1))

(module (memory 1 (pagesize 65536)) (func (export "size") (result i32) (memory.size)))
(assert_return (invoke "size") (i32.const 1))
(assert_malformed (module quote "(memory 1 (pagesize 3))") "invalid custom page size")
(assert_invalid (module (memory 1 (pagesize 2))) "invalid custom page size")
