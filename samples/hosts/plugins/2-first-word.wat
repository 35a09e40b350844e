;; Keeps what stands before the first space.
(module
  (memory (export "memory") 1)
  (func (export "place") (param $length i32) (result i32) (i32.const 0))
  (func (export "transform") (param $address i32) (param $length i32) (result i32)
    (local $kept i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kept) (local.get $length)))
        (br_if $done (i32.eq (i32.load8_u (i32.add (local.get $address) (local.get $kept))) (i32.const 32)))
        (local.set $kept (i32.add (local.get $kept) (i32.const 1)))
        (br $next)))
    (local.get $kept)))
