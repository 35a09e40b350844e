;; Found by the benchmark: base64 printed "not the same again". Branches compare again what a local was computed from, instead of testing the local. Where the comparison overwrote the very local
;; that it compared, the new value was compared.
(module
  (func (export "last") (param i32) (result i32)
    (block
      (br_if 0 (local.tee 0 (i32.ne (local.get 0) (i32.const -2))))
      (return (i32.const 100)))
    (local.get 0)))
(assert_return (invoke "last" (i32.const -2)) (i32.const 100))
(assert_return (invoke "last" (i32.const 1)) (i32.const 1))
