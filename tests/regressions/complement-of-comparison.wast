;; Found in an audit (dotnet/runtime#133557). RyuJIT of .NET 10.0 takes the complement of a comparison's bits, -1 or -2, for the opposite of the comparison: behind a branch on it, it thought to know
;; what the comparison is. What may be such a complement is now compared by way of an exclusive or with a zero that the JIT does not know.
(module
  (func (export "direct") (param i32 i32) (result i32)
    (if (i32.xor (i32.ne (local.get 0) (local.get 1)) (i32.const -1))
      (then (if (i32.ne (local.get 0) (local.get 1)) (then (return (i32.const 1))))))
    (i32.const 0))
  (func (export "local") (param f64 f64) (result i32) (local $c i32) (local $ones i32)
    (local.set $ones (i32.const -1))
    (local.set $c (i32.xor (local.get $ones) (f64.lt (local.get 0) (local.get 1))))
    (if (i32.and (local.get $c) (i32.const 2))
      (then (if (f64.lt (local.get 0) (local.get 1)) (then (return (i32.const 1))))))
    (i32.const 0)))
(assert_return (invoke "direct" (i32.const 3) (i32.const 5)) (i32.const 1))
(assert_return (invoke "direct" (i32.const 3) (i32.const 3)) (i32.const 0))
(assert_return (invoke "local" (f64.const 3) (f64.const 5)) (i32.const 1))
(assert_return (invoke "local" (f64.const nan) (f64.const 5)) (i32.const 0))
