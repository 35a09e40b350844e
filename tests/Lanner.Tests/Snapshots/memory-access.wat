;; An access to a guarded memory is base + address + offset; the base is loaded once.
(module
  (memory 1)
  (func $sum (param i32) (result i32)
    (i32.add (i32.load (local.get 0)) (i32.load offset=4 (local.get 0))))
  (func $store (param i32 i64)
    (i64.store offset=8 (i32.add (local.get 0) (i32.const 16)) (local.get 1))))
