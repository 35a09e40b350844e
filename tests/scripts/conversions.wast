;; Specification 4.3.4 Conversions.

(module
  (func (export "wrap") (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
  (func (export "extend_s") (param i32) (result i64) (i64.extend_i32_s (local.get 0)))
  (func (export "extend_u") (param i32) (result i64) (i64.extend_i32_u (local.get 0)))
  (func (export "i32 of f32") (param f32) (result i32) (i32.trunc_f32_s (local.get 0)))
  (func (export "u32 of f64") (param f64) (result i32) (i32.trunc_f64_u (local.get 0)))
  (func (export "i64 of f32") (param f32) (result i64) (i64.trunc_f32_s (local.get 0)))
  (func (export "u64 of f64") (param f64) (result i64) (i64.trunc_f64_u (local.get 0)))
  (func (export "i32 of f64, saturating") (param f64) (result i32) (i32.trunc_sat_f64_s (local.get 0)))
  (func (export "u64 of f32, saturating") (param f32) (result i64) (i64.trunc_sat_f32_u (local.get 0)))
  (func (export "f32 of i32") (param i32) (result f32) (f32.convert_i32_s (local.get 0)))
  (func (export "f32 of u64") (param i64) (result f32) (f32.convert_i64_u (local.get 0)))
  (func (export "f64 of u64") (param i64) (result f64) (f64.convert_i64_u (local.get 0)))
  (func (export "f64 of i64") (param i64) (result f64) (f64.convert_i64_s (local.get 0)))
  (func (export "demote") (param f64) (result f32) (f32.demote_f64 (local.get 0)))
  (func (export "promote") (param f32) (result f64) (f64.promote_f32 (local.get 0)))
  (func (export "bits of f32") (param f32) (result i32) (i32.reinterpret_f32 (local.get 0)))
  (func (export "f64 of bits") (param i64) (result f64) (f64.reinterpret_i64 (local.get 0))))

(assert_return (invoke "wrap" (i64.const 0x1_8000_0000)) (i32.const 0x80000000))
(assert_return (invoke "extend_s" (i32.const -1)) (i64.const -1))
(assert_return (invoke "extend_u" (i32.const -1)) (i64.const 0xffffffff))

;; The fraction is dropped first; what then does not fit, traps, and so does a NaN.
(assert_return (invoke "i32 of f32" (f32.const -1.9)) (i32.const -1))
(assert_return (invoke "i32 of f32" (f32.const -2147483648)) (i32.const 0x80000000))
(assert_trap (invoke "i32 of f32" (f32.const 2147483648)) "integer overflow")
(assert_trap (invoke "i32 of f32" (f32.const nan)) "invalid conversion to integer")
(assert_return (invoke "u32 of f64" (f64.const 4294967295.9)) (i32.const -1))
(assert_return (invoke "u32 of f64" (f64.const -0.9)) (i32.const 0))
(assert_trap (invoke "u32 of f64" (f64.const 4294967296)) "integer overflow")
(assert_trap (invoke "u32 of f64" (f64.const -1)) "integer overflow")
(assert_return (invoke "i64 of f32" (f32.const -0x1p63)) (i64.const 0x8000000000000000))
(assert_trap (invoke "i64 of f32" (f32.const 0x1p63)) "integer overflow")
(assert_return (invoke "u64 of f64" (f64.const 0x1.fffffffffffffp63)) (i64.const -2048))
(assert_trap (invoke "u64 of f64" (f64.const inf)) "integer overflow")

;; The saturating ones give the nearest number there is, and zero for a NaN.
(assert_return (invoke "i32 of f64, saturating" (f64.const inf)) (i32.const 0x7fffffff))
(assert_return (invoke "i32 of f64, saturating" (f64.const -1e300)) (i32.const 0x80000000))
(assert_return (invoke "i32 of f64, saturating" (f64.const nan)) (i32.const 0))
(assert_return (invoke "u64 of f32, saturating" (f32.const -5)) (i64.const 0))
(assert_return (invoke "u64 of f32, saturating" (f32.const inf)) (i64.const -1))

;; Integers are rounded once, to the nearest, ties to even.
(assert_return (invoke "f32 of i32" (i32.const 16777217)) (f32.const 16777216))
(assert_return (invoke "f32 of i32" (i32.const -16777219)) (f32.const -16777220))
(assert_return (invoke "f32 of u64" (i64.const 0x0000_8000_0080_0001)) (f32.const 0x1.000002p47))
(assert_return (invoke "f32 of u64" (i64.const -1)) (f32.const 0x1p64))
(assert_return (invoke "f64 of u64" (i64.const 0x8000_0000_0000_0401)) (f64.const 0x1.0000000000001p63))
(assert_return (invoke "f64 of u64" (i64.const -1)) (f64.const 0x1p64))
(assert_return (invoke "f64 of i64" (i64.const 0x8000000000000000)) (f64.const -0x1p63))

(assert_return (invoke "demote" (f64.const 0x1.000001p0)) (f32.const 0x1p0))
(assert_return (invoke "demote" (f64.const 0x1.0000010000001p0)) (f32.const 0x1.000002p0))
(assert_return (invoke "demote" (f64.const 1e300)) (f32.const inf))
(assert_return (invoke "demote" (f64.const nan)) (f32.const nan:canonical))
(assert_return (invoke "promote" (f32.const 0x1p-149)) (f64.const 0x1p-149))
(assert_return (invoke "promote" (f32.const nan:0x200000)) (f64.const nan:arithmetic))

;; Reinterpreting keeps each bit, of NaNs that signal too.
(assert_return (invoke "bits of f32" (f32.const -nan:0x1)) (i32.const 0xff800001))
(assert_return (invoke "f64 of bits" (i64.const 0x7ff0000000000001)) (f64.const nan:0x1))
