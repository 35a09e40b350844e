;; Specification 4.3.3 Floating-point operations.

(module
  (func (export "add") (param f32 f32) (result f32) (f32.add (local.get 0) (local.get 1)))
  (func (export "div") (param f32 f32) (result f32) (f32.div (local.get 0) (local.get 1)))
  (func (export "min") (param f32 f32) (result f32) (f32.min (local.get 0) (local.get 1)))
  (func (export "max") (param f32 f32) (result f32) (f32.max (local.get 0) (local.get 1)))
  (func (export "sqrt") (param f32) (result f32) (f32.sqrt (local.get 0)))
  (func (export "ceil") (param f32) (result f32) (f32.ceil (local.get 0)))
  (func (export "floor") (param f32) (result f32) (f32.floor (local.get 0)))
  (func (export "trunc") (param f32) (result f32) (f32.trunc (local.get 0)))
  (func (export "nearest") (param f32) (result f32) (f32.nearest (local.get 0)))
  (func (export "abs") (param f32) (result f32) (f32.abs (local.get 0)))
  (func (export "neg") (param f32) (result f32) (f32.neg (local.get 0)))
  (func (export "copysign") (param f32 f32) (result f32) (f32.copysign (local.get 0) (local.get 1)))
  (func (export "eq") (param f32 f32) (result i32) (f32.eq (local.get 0) (local.get 1)))
  (func (export "ne") (param f32 f32) (result i32) (f32.ne (local.get 0) (local.get 1)))
  (func (export "lt") (param f32 f32) (result i32) (f32.lt (local.get 0) (local.get 1)))
  (func (export "ge") (param f32 f32) (result i32) (f32.ge (local.get 0) (local.get 1))))

(assert_return (invoke "add" (f32.const 0x1p24) (f32.const 1)) (f32.const 0x1p24))
(assert_return (invoke "add" (f32.const inf) (f32.const -inf)) (f32.const nan:canonical))
(assert_return (invoke "add" (f32.const -0) (f32.const 0)) (f32.const 0))
(assert_return (invoke "add" (f32.const 0x1p127) (f32.const 0x1p127)) (f32.const inf))
(assert_return (invoke "div" (f32.const 1) (f32.const -0)) (f32.const -inf))
(assert_return (invoke "div" (f32.const 0) (f32.const 0)) (f32.const nan:canonical))

;; Of two zeros the negative one is the less, and a NaN wins over any number.
(assert_return (invoke "min" (f32.const 0) (f32.const -0)) (f32.const -0))
(assert_return (invoke "max" (f32.const -0) (f32.const 0)) (f32.const 0))
(assert_return (invoke "min" (f32.const -inf) (f32.const nan)) (f32.const nan:canonical))
(assert_return (invoke "max" (f32.const nan:0x200001) (f32.const 1)) (f32.const nan:arithmetic))

(assert_return (invoke "sqrt" (f32.const -0)) (f32.const -0))
(assert_return (invoke "sqrt" (f32.const -1)) (f32.const nan:canonical))
(assert_return (invoke "sqrt" (f32.const 2)) (f32.const 0x1.6a09e6p0))

;; Rounding keeps the sign of what becomes zero; nearest goes to the even one of two that are as near.
(assert_return (invoke "ceil" (f32.const -0.5)) (f32.const -0))
(assert_return (invoke "floor" (f32.const -0.5)) (f32.const -1))
(assert_return (invoke "trunc" (f32.const -1.9)) (f32.const -1))
(assert_return (invoke "trunc" (f32.const -0.9)) (f32.const -0))
(assert_return (invoke "nearest" (f32.const 2.5)) (f32.const 2))
(assert_return (invoke "nearest" (f32.const 3.5)) (f32.const 4))
(assert_return (invoke "nearest" (f32.const -0.5)) (f32.const -0))
(assert_return (invoke "nearest" (f32.const 0x1.000002p23)) (f32.const 0x1.000002p23))

;; These three change nothing but the sign, of NaNs too, whose payload stays.
(assert_return (invoke "abs" (f32.const -nan:0x12345)) (f32.const nan:0x12345))
(assert_return (invoke "neg" (f32.const nan:0x12345)) (f32.const -nan:0x12345))
(assert_return (invoke "copysign" (f32.const nan:0x12345) (f32.const -1)) (f32.const -nan:0x12345))
(assert_return (invoke "copysign" (f32.const -3) (f32.const nan)) (f32.const 3))

;; A NaN equals nothing, itself least of all.
(assert_return (invoke "eq" (f32.const nan) (f32.const nan)) (i32.const 0))
(assert_return (invoke "ne" (f32.const nan) (f32.const nan)) (i32.const 1))
(assert_return (invoke "lt" (f32.const nan) (f32.const 1)) (i32.const 0))
(assert_return (invoke "ge" (f32.const 1) (f32.const nan)) (i32.const 0))
(assert_return (invoke "eq" (f32.const 0) (f32.const -0)) (i32.const 1))

(module
  (func (export "sum") (param f64 f64 f64) (result f64) (f64.add (f64.add (local.get 0) (local.get 1)) (local.get 2)))
  (func (export "multiply and add") (param f64 f64 f64) (result f64) (f64.add (f64.mul (local.get 0) (local.get 1)) (local.get 2)))
  (func (export "min") (param f64 f64) (result f64) (f64.min (local.get 0) (local.get 1)))
  (func (export "nearest") (param f64) (result f64) (f64.nearest (local.get 0)))
  (func (export "add zero") (param f64) (result f64) (f64.add (local.get 0) (f64.const 0)))
  (func (export "times zero") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0)))
  (func (export "le") (param f64 f64) (result i32) (f64.le (local.get 0) (local.get 1))))

;; Sums are rounded one by one, in the order in which they stand; nothing is fused or reordered.
(assert_return (invoke "sum" (f64.const 1e100) (f64.const 1) (f64.const -1e100)) (f64.const 0))
(assert_return (invoke "multiply and add" (f64.const 0x1.0000000000001p0) (f64.const 0x1.0000000000001p0) (f64.const -0x1.0000000000002p0)) (f64.const 0))
(assert_return (invoke "min" (f64.const -0) (f64.const 0)) (f64.const -0))
(assert_return (invoke "nearest" (f64.const 0x1.fffffffffffffp51)) (f64.const 0x1p52))
(assert_return (invoke "add zero" (f64.const -0)) (f64.const 0))
(assert_return (invoke "times zero" (f64.const -1)) (f64.const -0))
(assert_return (invoke "times zero" (f64.const inf)) (f64.const nan:canonical))
(assert_return (invoke "le" (f64.const -inf) (f64.const inf)) (i32.const 1))
(assert_return (invoke "le" (f64.const nan) (f64.const inf)) (i32.const 0))
