;; options: cut
;; A function that is too large (here: of more than thirty CIL instructions) hands runs of its statements to pieces: what goes in is arguments, one value that comes out is the result, more go by way of a
;; frame, and the way out is a number.
(module
  (memory 1)
  (func $sum (param $from i32) (param $to i32) (result i32)
    (local $sum i32) (local $last i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $last (i32.load (local.get $from)))
        (if (i32.lt_s (local.get $last) (i32.const 0))
          (then
            (local.set $last (i32.mul (local.get $last) (local.get $last)))
            (i32.store offset=4 (local.get $from) (i32.xor (local.get $last) (i32.const 21)))
            (local.set $sum (i32.rotl (local.get $sum) (local.get $last)))
            (br_if $done (i32.eq (local.get $sum) (i32.const 99)))))
        (local.set $sum (i32.add (local.get $sum) (local.get $last)))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $next)))
    (i32.add (local.get $sum) (local.get $last))))
