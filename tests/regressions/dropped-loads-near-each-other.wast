;; Two loads near each other whose values nobody reads: the JIT keeps a look at the first byte of the first and takes the bytes behind it to be good, which at the end of a guarded memory they are
;; not (JitQuirks.DroppedLoad). Found by the hunt: narrow-loads, seed 1002243.
(module
  (memory 1 1)
  (func (export "sum into a local") (param i32) (result i32) (local i32)
    (local.set 1 (i32.add (i32.load8_u (local.get 0)) (i32.load align=1 (local.get 0))))
    (i32.const 1))
  (func (export "wide") (param i32) (result i32) (local i64)
    (local.set 1 (i64.add
      (i64.load8_u (i32.and (local.get 0) (i32.const 65534)))
      (i64.load32_u align=1 (i32.and (local.get 0) (i32.const 65534)))))
    (i32.const 1))
  (func (export "dropped") (param i32) (result i32)
    (drop (i32.add (i32.load8_u (local.get 0)) (i32.load16_u offset=1 align=1 (local.get 0))))
    (i32.const 1))
  (func (export "a part is read") (param i32) (result i32)
    (i32.add (i32.load8_u (local.get 0)) (i32.wrap_i64 (i64.load align=1 (local.get 0))))))

(assert_return (invoke "sum into a local" (i32.const 65532)) (i32.const 1))
(assert_trap (invoke "sum into a local" (i32.const 65534)) "out of bounds memory access")
(assert_return (invoke "wide" (i32.const 65532)) (i32.const 1))
(assert_trap (invoke "wide" (i32.const 65534)) "out of bounds memory access")
(assert_return (invoke "dropped" (i32.const 65533)) (i32.const 1))
(assert_trap (invoke "dropped" (i32.const 65534)) "out of bounds memory access")
(assert_return (invoke "a part is read" (i32.const 65528)) (i32.const 0))
(assert_trap (invoke "a part is read" (i32.const 65529)) "out of bounds memory access")
