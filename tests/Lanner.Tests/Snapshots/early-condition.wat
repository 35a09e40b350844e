;; A condition that is put into a local and branched on later is compared again at the branch, if need be from copies of what was compared.
(module
  (memory 1)
  (func $loop (param i32 i32) (local i32)
    (loop $again
      (local.set 2 (i32.lt_s (local.get 0) (local.get 1)))
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if $again (local.get 2))))
  (func $unchanged (param i32) (result i32) (local i32)
    (if (local.tee 1 (i32.eq (local.get 0) (i32.const 7))) (then (i32.store (i32.const 0) (i32.const 1))))
    (local.get 1))
  (func $loaded (param i32) (local i32)
    (loop $again
      (local.set 1 (i32.gt_u (i32.load (local.get 0)) (i32.const 3)))
      (local.set 0 (i32.add (local.get 0) (i32.const 4)))
      (br_if $again (i32.eqz (local.get 1))))))
