;; A component of the world of shop.wit. It waits with its stack: for each item and its price, and for each piece of a text.
(component
  (import "docs:shop/prices" (instance $prices (export "price" (func async (param "item" string) (result u32)))))
  (core module $Memory
    (memory (export "mem") 1)
    (global $next (mut i32) (i32.const 4096))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $address i32)
      (local.set $address (global.get $next))
      (global.set $next (i32.add (global.get $next) (local.get 3)))
      (local.get $address)))
  (core instance $m (instantiate $Memory))
  (type $items (stream string))
  (type $bytes (stream u8))
  (core func $price (canon lower (func $prices "price") (memory (core memory $m "mem"))))
  (core func $next-item (canon stream.read $items (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
  (core func $no-more-items (canon stream.drop-readable $items))
  (core func $return-total (canon task.return (result u32) (memory (core memory $m "mem"))))
  (core func $new (canon stream.new $bytes))
  (core func $read (canon stream.read $bytes (memory (core memory $m "mem"))))
  (core func $write (canon stream.write $bytes (memory (core memory $m "mem"))))
  (core func $done-reading (canon stream.drop-readable $bytes))
  (core func $done-writing (canon stream.drop-writable $bytes))
  (core func $return-bytes (canon task.return (result $bytes) (memory (core memory $m "mem"))))
  (core module $Code
    (import "m" "mem" (memory 1))
    (import "h" "price" (func $price (param i32 i32) (result i32)))
    (import "h" "next-item" (func $next-item (param i32 i32 i32) (result i32)))
    (import "h" "no-more-items" (func $no-more-items (param i32)))
    (import "h" "return-total" (func $return-total (param i32)))
    (import "h" "new" (func $new (result i64)))
    (import "h" "read" (func $read (param i32 i32 i32) (result i32)))
    (import "h" "write" (func $write (param i32 i32 i32) (result i32)))
    (import "h" "done-reading" (func $done-reading (param i32)))
    (import "h" "done-writing" (func $done-writing (param i32)))
    (import "h" "return-bytes" (func $return-bytes (param i32)))

    ;; A read gives the number of values, times 16; and 1 in addition at the end of the stream.
    (func (export "total") (param $items i32)
      (local $total i32) (local $status i32)
      (loop $next
        (local.set $status (call $next-item (local.get $items) (i32.const 0) (i32.const 1)))
        (if (i32.shr_u (local.get $status) (i32.const 4)) (then
          (local.set $total (i32.add (local.get $total)
            (call $price (i32.load (i32.const 0)) (i32.load (i32.const 4)))))))
        (br_if $next (i32.eqz (i32.and (local.get $status) (i32.const 15)))))
      (call $no-more-items (local.get $items))
      (call $return-total (local.get $total)))

    ;; The result is there before the first byte of it.
    (func (export "shout") (param $text i32)
      (local $ends i64) (local $out i32) (local $status i32) (local $at i32) (local $count i32)
      (local.set $ends (call $new))
      (local.set $out (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
      (call $return-bytes (i32.wrap_i64 (local.get $ends)))
      (loop $next
        (local.set $status (call $read (local.get $text) (i32.const 1024) (i32.const 1024)))
        (local.set $count (i32.shr_u (local.get $status) (i32.const 4)))
        (local.set $at (i32.const 1024))
        (call $raise (local.get $at) (local.get $count))
        (if (local.get $count) (then
          (drop (call $write (local.get $out) (local.get $at) (local.get $count)))))
        (br_if $next (i32.eqz (i32.and (local.get $status) (i32.const 15)))))
      (call $done-reading (local.get $text))
      (call $done-writing (local.get $out)))

    ;; Makes capitals of small letters.
    (func $raise (param $at i32) (param $count i32)
      (loop $next
        (if (local.get $count) (then
          (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 26)) (then
            (i32.store8 (local.get $at) (i32.sub (i32.load8_u (local.get $at)) (i32.const 32)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next))))))
  (core instance $code (instantiate $Code (with "m" (instance $m)) (with "h" (instance
    (export "price" (func $price)) (export "next-item" (func $next-item)) (export "no-more-items" (func $no-more-items))
    (export "return-total" (func $return-total)) (export "new" (func $new)) (export "read" (func $read)) (export "write" (func $write))
    (export "done-reading" (func $done-reading)) (export "done-writing" (func $done-writing))
    (export "return-bytes" (func $return-bytes))))))
  (func (export "total") async (param "items" $items) (result u32)
    (canon lift (core func $code "total") async (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
  (func (export "shout") async (param "text" $bytes) (result $bytes)
    (canon lift (core func $code "shout") async (memory (core memory $m "mem")))))
