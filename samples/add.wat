;; The first module of every tutorial: pure functions, no imports, no memory.
(module
  (func $add (export "add") (param $left i32) (param $right i32) (result i32)
    local.get $left
    local.get $right
    i32.add)

  ;; Factorial by recursion; wraps around past 20.
  (func $fac (export "fac") (param $number i64) (result i64)
    (if (result i64) (i64.le_s (local.get $number) (i64.const 1))
      (then (i64.const 1))
      (else
        (i64.mul
          (local.get $number)
          (call $fac (i64.sub (local.get $number) (i64.const 1)))))))

  ;; Traps on a zero divisor, and on the one quotient that does not fit.
  (func $div (export "div") (param $dividend i32) (param $divisor i32) (result i32)
    (i32.div_s (local.get $dividend) (local.get $divisor)))
)
