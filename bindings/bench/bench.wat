;; What the measurement of each binding calls.
(module
  (import "host" "add" (func $host_add (param i32 i32) (result i32)))
  (memory (export "memory") 17)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  ;; Calls the host so many times.
  (func (export "call_host") (param $count i32) (result i32) (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $sum (call $host_add (local.get $sum) (i32.const 1)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  ;; The exclusive or of the words of a megabyte, which it changes: each becomes its complement.
  (func (export "megabyte") (result i64) (local $address i32) (local $sum i64) (local $word i64)
    (loop $next
      (local.set $word (i64.load (local.get $address)))
      (local.set $sum (i64.xor (local.get $sum) (local.get $word)))
      (i64.store (local.get $address) (i64.xor (local.get $word) (i64.const -1)))
      (local.set $address (i32.add (local.get $address) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $address) (i32.const 1048576))))
    (local.get $sum))
  (func (export "trap") unreachable))
