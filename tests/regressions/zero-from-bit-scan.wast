;; Found by the test of pairs of instructions (ConstantOperandTests) with DOTNET_EnableAVX2=0. Without TZCNT and LZCNT the zeros below the lowest bit are the place of that bit, and RyuJIT of .NET 10.0
;; takes it that this is never 0. There the count passes through an exclusive or with a zero that the JIT does not know.
(module
  (func (export "clz") (param i32) (result i32) (i32.clz (i32.ctz (local.get 0))))
  (func (export "ctz") (param i64) (result i64) (local $x i64)
    (local.set $x (i64.ctz (local.get 0)))
    (i64.ctz (local.get $x)))
  (func (export "eqz") (param i32) (result i32) (i32.eqz (i32.ctz (local.get 0)))))
(assert_return (invoke "clz" (i32.const 1)) (i32.const 32))
(assert_return (invoke "clz" (i32.const 8)) (i32.const 30))
(assert_return (invoke "ctz" (i64.const -1)) (i64.const 64))
(assert_return (invoke "eqz" (i32.const 1)) (i32.const 1))
(assert_return (invoke "eqz" (i32.const 2)) (i32.const 0))
