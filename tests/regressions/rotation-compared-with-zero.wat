;; Found by the differential hunt (seeds 54925, 67798, 69275 and others of commit a82bb40), where branches went the wrong way.
;; RyuJIT leaves out the comparison of a rotation with zero, as if rotating set the processor's flags like shifting does; it does not. So (if (i32.rotr x 3)) went by whatever had
;; set them last. FunctionEmitter.EmitCompared hides the value.
(module
  (memory (export "memory") 1)
  (data (i32.const 8) "\00\00\00\80")
  (func (export "if") (param i32) (result i32) (if (result i32) (i32.rotr (local.get 0) (i32.const 3)) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "if of zero") (result i32)
    (if (result i32) (i32.rotl (i32.load (i32.const 0)) (i32.const 1)) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "loop") (result i32) (local i32)
    (loop $again
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if $again (i32.rotl (i32.gt_u (i32.const 5) (local.get 0)) (i32.const 9))))
    (local.get 0))
  (func (export "eqz") (param i32) (result i32) (i32.eqz (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5))))
  (func (export "eqz of 64 bits") (param i64) (result i32) (i64.eqz (i64.rotl (i64.and (local.get 0) (i64.const 8)) (i64.const 5))))
  (func (export "negative") (param i32) (result i32) (i32.lt_s (i32.rotl (local.get 0) (i32.const 5)) (i32.const 0)))
  (func (export "below one") (param i32) (result i32) (i32.lt_u (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5)) (i32.const 1)))
  (func (export "by a local") (param i32) (result i32) (local i32)
    (local.set 1 (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5)))
    (if (result i32) (local.get 1) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "by a tee") (param i32) (result i32) (local i32)
    (if (local.tee 1 (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5))) (then (return (local.get 1))))
    (i32.const 2))
  (func (export "select") (param i32) (result i32)
    (select (i32.const 1) (i32.const 2) (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5))))
  (func (export "of a select") (param i32) (result i32)
    (if (result i32) (select (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5)) (i32.const 7) (i32.const 1)) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "select in a loop") (param i32) (result i32) (local i32)
    (loop $again
      (local.set 1 (i32.add (local.get 1) (select (i32.const 1) (i32.const 2) (i32.rotl (i32.and (local.get 0) (i32.const 8)) (i32.const 5)))))
      (br_if $again (i32.lt_u (local.get 1) (i32.const 9))))
    (local.get 1)))
