;; Text and bytes by the convention of bindings/README.md: arguments are an address and a length, and a result is memory of the guest's
;; allocator, which the host frees.
(module
  (memory (export "memory") 2 2)
  (global $next (mut i32) (i32.const 16))
  (global $live (mut i32) (i32.const 0))
  (global $end i32 (i32.const 131072))

  ;; Gives out memory from its start to its end, and begins anew when everything was freed.
  (func $malloc (export "malloc") (param $length i32) (result i32) (local $address i32)
    (if (i32.gt_u (local.get $length) (i32.sub (global.get $end) (global.get $next)))
      (then (return (i32.const 0))))
    (local.set $address (global.get $next))
    (global.set $next (i32.add (local.get $address) (local.get $length)))
    (global.set $live (i32.add (global.get $live) (i32.const 1)))
    (local.get $address))
  (func (export "free") (param $address i32)
    (if (i32.eqz (local.get $address)) (then (return)))
    (global.set $live (i32.sub (global.get $live) (i32.const 1)))
    (if (i32.eqz (global.get $live)) (then (global.set $next (i32.const 16)))))
  (func (export "live") (result i32) (global.get $live))

  (func $packed (param $address i32) (param $length i32) (result i64)
    (i64.or (i64.extend_i32_u (local.get $address)) (i64.shl (i64.extend_i32_u (local.get $length)) (i64.const 32))))

  ;; The first text behind the second.
  (func (export "join") (param $left i32) (param $left_length i32) (param $right i32) (param $right_length i32) (result i64)
    (local $address i32)
    (local.set $address (call $malloc (i32.add (local.get $left_length) (local.get $right_length))))
    (memory.copy (local.get $address) (local.get $left) (local.get $left_length))
    (memory.copy (i32.add (local.get $address) (local.get $left_length)) (local.get $right) (local.get $right_length))
    (call $packed (local.get $address) (i32.add (local.get $left_length) (local.get $right_length))))

  ;; So many times the text, as two results.
  (func (export "repeat") (param $text i32) (param $length i32) (param $count i32) (result i32 i32)
    (local $address i32) (local $at i32)
    (local.set $address (call $malloc (i32.mul (local.get $length) (local.get $count))))
    (local.set $at (local.get $address))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (memory.copy (local.get $at) (local.get $text) (local.get $length))
        (local.set $at (i32.add (local.get $at) (local.get $length)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $address)
    (i32.sub (local.get $at) (local.get $address)))

  ;; The number of bytes: an argument of text, a result of numbers.
  (func (export "length") (param $text i32) (param $length i32) (result i32) (local.get $length))

  ;; Nothing.
  (func (export "nothing") (result i64) (i64.const 0))

  ;; What a guest that lies returns: memory past the end, and bytes that are no UTF-8.
  (func (export "outside") (result i64) (call $packed (i32.const 131064) (i32.const 16)))
  (func (export "no_text") (result i64) (local $address i32)
    (local.set $address (call $malloc (i32.const 2)))
    (i32.store8 (local.get $address) (i32.const 0xc3))
    (i32.store8 offset=1 (local.get $address) (i32.const 0x28))
    (call $packed (local.get $address) (i32.const 2)))
  (func (export "fail") (param $text i32) (param $length i32) (result i64) unreachable))
