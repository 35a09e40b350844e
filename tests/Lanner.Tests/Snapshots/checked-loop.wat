;; options: checked interruptible
(module
  (memory 1)
  (func $fill (param $at i32) (param $end i32)
    (loop $next
      (i32.store (local.get $at) (i32.const 7))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))))
