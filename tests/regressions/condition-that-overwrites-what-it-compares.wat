;; Found by the differential hunt (seeds 30530 and 66953 of commit a82bb40), and by a benchmark in the same hour.
;; A comparison that is branched on later is compared again from its operands. When the local that it was put into was itself one of them, the second comparison saw the first one's result.
(module
  (func (export "select") (param i32 i32) (result i32)
    (i32.const -64)
    (i32.const 0)
    (local.tee 0 (i32.lt_s (local.get 0) (local.get 1)))
    (if (result i32) (then (i32.const 4)) (else (i32.const 0)))
    (select))
  (func (export "branch") (param i32) (result i32)
    (block $out (result i32)
      (if (local.tee 0 (i32.gt_s (local.get 0) (i32.const -64))) (then (br $out (i32.const 1))))
      (i32.const 2))))
