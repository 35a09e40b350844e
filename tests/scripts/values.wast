;; Specification 2.2 Values, 4.2.1 Values: what the four number types hold, and how literals are read.

;; An integer literal is read modulo 2^N, so that the same bits may be written signed or unsigned.
(module
  (func (export "all ones") (result i32) (i32.const -1))
  (func (export "unsigned") (result i32) (i32.const 4294967295))
  (func (export "hexadecimal") (result i32) (i32.const 0xFFFF_FFFF))
  (func (export "least") (result i32) (i32.const -0x8000_0000))
  (func (export "all ones 64") (result i64) (i64.const -1))
  (func (export "unsigned 64") (result i64) (i64.const 18_446_744_073_709_551_615))
  (func (export "least 64") (result i64) (i64.const -9223372036854775808)))

(assert_return (invoke "all ones") (i32.const 0xffffffff))
(assert_return (invoke "unsigned") (i32.const -1))
(assert_return (invoke "hexadecimal") (i32.const -1))
(assert_return (invoke "least") (i32.const 2147483648))
(assert_return (invoke "all ones 64") (i64.const 0xffff_ffff_ffff_ffff))
(assert_return (invoke "unsigned 64") (i64.const -1))
(assert_return (invoke "least 64") (i64.const 0x8000000000000000))

(assert_malformed (module quote "(func (i32.const 4294967296) drop)") "constant out of range")
(assert_malformed (module quote "(func (i32.const -2147483649) drop)") "constant out of range")
(assert_malformed (module quote "(func (i64.const 18446744073709551616) drop)") "constant out of range")
(assert_malformed (module quote "(func (i64.const -9223372036854775809) drop)") "constant out of range")

;; A float literal is rounded to the nearest value, ties to even; what rounds to no finite number is malformed.
(module
  (func (export "tie to even below") (result f32) (f32.const 16777217))
  (func (export "tie to even above") (result f32) (f32.const 16777219))
  (func (export "smallest subnormal") (result f32) (f32.const 0x1p-149))
  (func (export "half of it is zero") (result f32) (f32.const 0x1p-150))
  (func (export "a little more is not") (result f32) (f32.const 0x1.000001p-150))
  (func (export "largest") (result f32) (f32.const 0x1.fffffep127))
  (func (export "almost too large") (result f32) (f32.const 340282356779733661637539395458142568447))
  (func (export "tenth") (result f64) (f64.const 0.1))
  (func (export "smallest subnormal 64") (result f64) (f64.const 4.9e-324))
  (func (export "negative zero") (result f64) (f64.const -0))
  (func (export "infinity") (result f64) (f64.const -inf))
  (func (export "payload") (result f32) (f32.const nan:0x12345))
  (func (export "payload 64") (result f64) (f64.const -nan:0xC_0000_0000_0001)))

(assert_return (invoke "tie to even below") (f32.const 16777216))
(assert_return (invoke "tie to even above") (f32.const 16777220))
(assert_return (invoke "smallest subnormal") (f32.const 0x0.000002p-126))
(assert_return (invoke "half of it is zero") (f32.const 0))
(assert_return (invoke "a little more is not") (f32.const 0x1p-149))
(assert_return (invoke "largest") (f32.const 3.4028234663852886e38))
(assert_return (invoke "almost too large") (f32.const 0x1.fffffep127))
(assert_return (invoke "tenth") (f64.const 0x1.999999999999ap-4))
(assert_return (invoke "smallest subnormal 64") (f64.const 0x1p-1074))
(assert_return (invoke "negative zero") (f64.const -0x0p+0))
(assert_return (invoke "infinity") (f64.const -inf))
(assert_return (invoke "payload") (f32.const nan:0x12345))
(assert_return (invoke "payload 64") (f64.const -nan:0xc000000000001))

(assert_malformed (module quote "(func (f32.const 0x1p128) drop)") "constant out of range")
(assert_malformed (module quote "(func (f64.const 1e309) drop)") "constant out of range")
(assert_malformed (module quote "(func (f32.const nan:0x800000) drop)") "constant out of range")
(assert_malformed (module quote "(func (f32.const nan:0x0) drop)") "constant out of range")
(assert_malformed (module quote "(func (f32.const 0x) drop)") "unknown operator")
(assert_malformed (module quote "(func (i32.const 1__0) drop)") "unknown operator")

;; A string literal holds bytes; a name has to be UTF-8 (2.2.4).
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\00\ff\t\n\r\"\'\\\u{48}\u{e9}")
  (func (export "byte") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "\u{2603}") (result i32) (i32.const 1)))

(assert_return (invoke "byte" (i32.const 1)) (i32.const 255))
(assert_return (invoke "byte" (i32.const 2)) (i32.const 9))
(assert_return (invoke "byte" (i32.const 5)) (i32.const 34))
(assert_return (invoke "byte" (i32.const 7)) (i32.const 92))
(assert_return (invoke "byte" (i32.const 8)) (i32.const 0x48))
(assert_return (invoke "byte" (i32.const 9)) (i32.const 0xc3))
(assert_return (invoke "byte" (i32.const 10)) (i32.const 0xa9))
(assert_return (invoke "☃") (i32.const 1))

(assert_malformed (module quote "(func (export \"\\ff\"))") "malformed UTF-8 encoding")
(assert_malformed (module quote "(memory 1) (data (i32.const 0) \"\\u{d800}\")") "illegal escape")
