;; A megabyte and a page, which the host fills and the guest sums up, and the other way round.
(module
  (memory (export "memory") 17 20)
  (func (export "sum") (param $address i32) (param $length i32) (result i32) (local $sum i32) (local $end i32)
    (local.set $end (i32.add (local.get $address) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $address) (local.get $end)))
        (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $address))))
        (local.set $address (i32.add (local.get $address) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  (func (export "fill") (param $address i32) (param $length i32) (param $byte i32)
    (memory.fill (local.get $address) (local.get $byte) (local.get $length)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
