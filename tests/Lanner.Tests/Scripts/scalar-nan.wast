;; A signalling NaN becomes quiet also where the JIT could take the operation for nothing, with the constant on either side.
(module
  (func (export "f32.mul") (param f32) (result f32) (f32.mul (f32.const 1) (local.get 0)))
  (func (export "f64.mul") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 1)))
  (func (export "f32.add") (param f32) (result f32) (f32.add (f32.const -0) (local.get 0)))
  (func (export "f64.add") (param f64) (result f64) (f64.add (f64.const -0) (local.get 0)))
  (func (export "f64.sub") (param f64) (result f64) (f64.sub (local.get 0) (f64.const 0))))
(assert_return (invoke "f32.mul" (f32.const nan:0x200000)) (f32.const nan:arithmetic))
(assert_return (invoke "f64.mul" (f64.const nan:0x4000000000000)) (f64.const nan:arithmetic))
(assert_return (invoke "f32.add" (f32.const nan:0x200000)) (f32.const nan:arithmetic))
(assert_return (invoke "f64.add" (f64.const nan:0x4000000000000)) (f64.const nan:arithmetic))
(assert_return (invoke "f64.sub" (f64.const nan:0x4000000000000)) (f64.const nan:arithmetic))
