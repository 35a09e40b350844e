;; Found by the differential hunt (seeds 381 and 759), once it compared the fuel of engines that cut functions with that of engines that do not.
;; A function with a loop keeps what is left of its fuel in a local. After the call of a piece that it had been cut into, which takes fuel as well, the local was not read anew, so
;; that what the piece had taken was given back: a large function, which is always cut, could run for several times its fuel.
(module
  (func (export "run") (param i32) (result i32) (local i32)
    (loop $next
      (if (i32.and (local.get 0) (i32.const 1))
        (then (local.set 1 (i32.add (local.get 1) (i32.mul (local.get 0) (i32.const 3)))))
        (else (local.set 1 (i32.xor (i32.shl (local.get 1) (i32.const 1)) (i32.const 5)))))
      (if (i32.gt_u (local.get 1) (i32.const 1000))
        (then (local.set 1 (i32.shr_u (local.get 1) (i32.const 7)))))
      (local.set 0 (i32.and (i32.sub (local.get 0) (i32.const 1)) (i32.const 0xff)))
      (br_if $next (local.get 0)))
    (local.get 1)))
