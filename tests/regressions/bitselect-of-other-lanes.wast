;; Found by the hunt (seed 63976). RyuJIT of .NET 10.0 makes a blend of whole lanes of a select by a comparison, and took the lanes in which the result is used, two of 64 bits here, for those
;; that were compared, four of 32. A bitselect is now written with exclusive ors: VectorOperations.BitSelect.
(module
  (func (export "f64") (param v128 v128 v128 v128) (result i64)
    (i64.reinterpret_f64 (f64x2.extract_lane 1 (v128.bitselect (local.get 0) (local.get 1) (f32x4.lt (local.get 2) (local.get 3))))))
  (func (export "i64") (param v128 v128 v128 v128) (result i64)
    (i64x2.extract_lane 1 (v128.bitselect (local.get 0) (local.get 1) (i32x4.lt_s (local.get 2) (local.get 3)))))
  (func (export "i32") (param v128 v128 v128 v128) (result i32)
    (i32x4.extract_lane 3 (v128.bitselect (local.get 0) (local.get 1) (i16x8.lt_s (local.get 2) (local.get 3)))))
  (func (export "f32") (param v128 v128 v128 v128) (result i32)
    (i32.reinterpret_f32 (f32x4.extract_lane 3 (v128.bitselect (local.get 0) (local.get 1) (f64x2.lt (local.get 2) (local.get 3)))))))
(assert_return (invoke "f64" (v128.const i64x2 0 0) (v128.const i64x2 -1 -19) (v128.const f32x4 0 0 0 0) (v128.const f32x4 -1 1 1 -1)) (i64.const 0xffffffff00000000))
(assert_return (invoke "i64" (v128.const i64x2 0 0) (v128.const i64x2 -1 -19) (v128.const i32x4 0 0 0 0) (v128.const i32x4 -1 1 1 -1)) (i64.const 0xffffffff00000000))
(assert_return (invoke "i32" (v128.const i64x2 0 0) (v128.const i64x2 -1 -1) (v128.const i64x2 0 0) (v128.const i16x8 0 0 0 0 0 0 1 -1)) (i32.const 0xffff0000))
(assert_return (invoke "f32" (v128.const i64x2 0 0) (v128.const i64x2 -1 -1) (v128.const f64x2 0 0) (v128.const f64x2 -1 1)) (i32.const 0))
