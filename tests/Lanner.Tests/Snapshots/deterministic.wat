;; options: deterministic
(module
  (func $polynomial (param f32 f32) (result f32) (f32.add (f32.mul (local.get 0) (local.get 0)) (local.get 1)))
  (func $fused (param v128 v128 v128) (result v128) (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))
