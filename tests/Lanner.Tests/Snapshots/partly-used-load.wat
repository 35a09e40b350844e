;; A load of which only a part is used gets its last byte touched, so that the JIT cannot lose a fault at the end of the memory.
(module
  (memory 1)
  (func $low_half (param i32) (result i32)
    (i32.wrap_i64 (i64.load (local.get 0))))
  (func $whole (param i32) (result i64)
    (i64.load (local.get 0)))
  (func $through_a_local (param i32) (result i32) (local i32)
    (local.set 1 (i32.load offset=4 (local.get 0)))
    (i32.and (local.get 1) (i32.const 255)))
  (func $byte (param i32) (result i32)
    (i32.and (i32.load8_u (local.get 0)) (i32.const 1))))
