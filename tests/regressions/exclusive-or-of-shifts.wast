;; Found in an audit (dotnet/runtime#133864). RyuJIT of .NET 10.0 takes the exclusive or of two shifts whose counts make up the width for a rotation, which it is not when the counts are multiples
;; of the width: both shifts then give the operand, and the result is 0. One of the shifts now passes through an exclusive or with a zero that the JIT does not know.
(module
  (func (export "left") (param i32 i32) (result i32)
    (i32.xor (i32.shl (local.get 0) (local.get 1)) (i32.shr_u (local.get 0) (i32.sub (i32.const 32) (local.get 1)))))
  (func (export "right") (param i64 i64) (result i64) (local $one i64) (local $other i64)
    (local.set $one (i64.shr_u (local.get 0) (local.get 1)))
    (local.set $other (i64.shl (local.get 0) (i64.sub (i64.const 64) (local.get 1))))
    (i64.xor (local.get $other) (local.get $one))))
(assert_return (invoke "left" (i32.const 0x12345678) (i32.const 0)) (i32.const 0))
(assert_return (invoke "left" (i32.const 0x12345678) (i32.const 32)) (i32.const 0))
(assert_return (invoke "left" (i32.const 0x12345678) (i32.const 4)) (i32.const 0x23456781))
(assert_return (invoke "right" (i64.const 0x1234) (i64.const 0)) (i64.const 0))
(assert_return (invoke "right" (i64.const 0x1234) (i64.const 64)) (i64.const 0))
(assert_return (invoke "right" (i64.const 0x1234) (i64.const 4)) (i64.const 0x4000000000000123))
