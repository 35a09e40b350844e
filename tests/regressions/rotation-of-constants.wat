;; Found by the differential hunt (seed 2023 of commit 0b5be10), where a product was 0 that should have been -1.
;; RyuJIT folds BitOperations.RotateLeft of constants while it reads the CIL, and keeps the unsigned result without extending its sign: -1 rotated was 0xFFFFFFFF in 64 bits,
;; and x * 0xFFFFFFFF became (x << 32) - x, in which the shift by 32 does nothing. FunctionEmitter.Rotations hides the constant.
(module
  (func (export "left") (param i32) (result i32) (i32.mul (local.get 0) (i32.rotl (i32.const -1) (i32.const -2))))
  (func (export "right") (param i32) (result i32) (i32.mul (local.get 0) (i32.rotr (i32.const -2) (i32.const 1))))
  (func (export "sum") (param i32) (result i32) (i32.mul (local.get 0) (i32.rotl (i32.add (i32.const -3) (i32.const 2)) (i32.const 7))))
  (func (export "either") (param i32) (result i32) (i32.mul (local.get 0) (i32.rotl (i32.or (local.get 0) (i32.const -1)) (i32.const 7)))))
