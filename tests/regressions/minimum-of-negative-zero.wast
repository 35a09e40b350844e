;; Found in an audit (dotnet/runtime#130831). With AVX-512 RyuJIT of .NET 10.0 gives 0 for the minimum of a constant -0 and 0. Minimum and maximum are now made of the processor's own instructions.
(module
  (func (export "f32 first") (param f32) (result f32) (f32.min (f32.const -0) (local.get 0)))
  (func (export "f32 second") (param f32) (result f32) (f32.min (local.get 0) (f32.const -0)))
  (func (export "f64 first") (param f64) (result f64) (f64.min (f64.const -0) (local.get 0)))
  (func (export "f64 max") (param f64) (result f64) (f64.max (f64.const 0) (local.get 0)))
  (func (export "nan") (param f64) (result i64) (i64.and (i64.reinterpret_f64 (f64.max (f64.const nan:0x4000000000001) (local.get 0))) (i64.const 0x7ff8000000000000))))
(assert_return (invoke "f32 first" (f32.const 0)) (f32.const -0))
(assert_return (invoke "f32 second" (f32.const 0)) (f32.const -0))
(assert_return (invoke "f64 first" (f64.const 0)) (f64.const -0))
(assert_return (invoke "f64 max" (f64.const -0)) (f64.const 0))
(assert_return (invoke "nan" (f64.const 1)) (i64.const 0x7ff8000000000000))
