;; A table of a fixed size is read from the state and compared with a constant; one that can grow is asked for its elements and their number.
(module
  (type $f (func (param i32) (result i32)))
  (table $fixed 4 4 funcref)
  (table $growing 4 funcref)
  (func (export "fixed") (param i32) (result i32)
    (call_indirect $fixed (type $f) (i32.const 1) (local.get 0)))
  (func (export "growing") (param i32) (result i32)
    (call_indirect $growing (type $f) (i32.const 1) (local.get 0))))
