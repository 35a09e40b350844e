;; Found by reading dotnet/runtime#133522. Of the complement of a vector's bits plus one RyuJIT of .NET 10.0 makes a negation, which holds for integers, for vectors of floating-point numbers as well.
;; A constant one is now read from the instance's state before it is added.
(module
  (func (export "f32x4") (param v128) (result v128) (f32x4.add (v128.not (local.get 0)) (v128.const f32x4 1 1 1 1)))
  (func (export "f64x2") (param v128) (result v128) (f64x2.add (v128.const f64x2 1 1) (v128.xor (local.get 0) (v128.const i64x2 -1 -1))))
  (func (export "local") (param v128) (result v128) (local $one v128)
    (local.set $one (v128.const f32x4 1 1 1 1))
    (f32x4.add (v128.not (local.get 0)) (local.get $one)))
  (func (export "splat") (param v128) (result v128) (f32x4.add (f32x4.splat (f32.const 1)) (v128.not (local.get 0))))
  (func (export "i32x4") (param v128) (result v128) (i32x4.add (v128.not (local.get 0)) (v128.const i32x4 1 1 1 1))))
(assert_return (invoke "f32x4" (v128.const f32x4 1 1 1 1)) (v128.const i32x4 0xc03fffff 0xc03fffff 0xc03fffff 0xc03fffff))
(assert_return (invoke "f64x2" (v128.const f64x2 1 1)) (v128.const i64x2 0xc007ffffffffffff 0xc007ffffffffffff))
(assert_return (invoke "local" (v128.const f32x4 1 1 1 1)) (v128.const i32x4 0xc03fffff 0xc03fffff 0xc03fffff 0xc03fffff))
(assert_return (invoke "splat" (v128.const f32x4 1 1 1 1)) (v128.const i32x4 0xc03fffff 0xc03fffff 0xc03fffff 0xc03fffff))
(assert_return (invoke "i32x4" (v128.const i32x4 1 1 1 1)) (v128.const i32x4 -1 -1 -1 -1))
