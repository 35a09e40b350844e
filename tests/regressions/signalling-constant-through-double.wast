;; Found in an audit (dotnet/runtime#133719). RyuJIT of .NET 10.0 keeps single constants as doubles, and a signalling NaN becomes quiet on the way, also when it computes a reinterpretation of integer
;; constants or takes a lane out of a constant vector. Reinterpretations and lanes are now written so that it computes neither.
(module
  (func (export "direct") (result i32) (i32.reinterpret_f32 (f32.reinterpret_i32 (i32.const 0x7fa00001))))
  (func (export "known") (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const 0x7fa00001)) (then (return (i32.reinterpret_f32 (f32.reinterpret_i32 (local.get 0))))))
    (i32.const 0))
  (func (export "lane") (result i32) (local $v v128)
    (local.set $v (i32x4.splat (i32.const 0x7fa00001)))
    (i32.reinterpret_f32 (f32x4.extract_lane 2 (local.get $v))))
  (func (export "known lane") (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const 0x7fa00001)) (then (return (i32.reinterpret_f32 (f32x4.extract_lane 0 (i32x4.splat (local.get 0)))))))
    (i32.const 0)))
(assert_return (invoke "direct") (i32.const 0x7fa00001))
(assert_return (invoke "known" (i32.const 0x7fa00001)) (i32.const 0x7fa00001))
(assert_return (invoke "lane") (i32.const 0x7fa00001))
(assert_return (invoke "known lane" (i32.const 0x7fa00001)) (i32.const 0x7fa00001))
