;; What the benchmark of calls calls, and the loops in the guest that call.
(module
  (type $binary (func (param i32 i32) (result i32)))
  (import "host" "none" (func $host_none (result i32)))
  (import "host" "two" (func $host_two (param i32 i32) (result i32)))
  (import "host" "eight" (func $host_eight (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "host" "pair" (func $host_pair (param i32 i32) (result i32 i32)))
  (import "host" "mixed" (func $host_mixed (param i64 f64) (result f64)))
  (import "host" "back" (func $host_back (param i32 i32) (result i32)))
  (table funcref (elem $two $other))
  (elem declare func $two)

  (func $none (export "none") (result i32) (i32.const 1))
  (func $two (export "two") (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $other (type $binary) (i32.sub (local.get 0) (local.get 1)))
  (func (export "eight") (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.add (local.get 0) (local.get 7)))
  (func (export "pair") (param i32 i32) (result i32 i32) (local.get 1) (local.get 0))
  (func (export "mixed") (param i64 f64) (result f64) (local.get 1))
  ;; The host calls this, which calls the host.
  (func (export "there") (type $binary) (call $host_two (local.get 0) (local.get 1)))

  (func (export "call_host_none") (param $count i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (call $host_none)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_host_two") (param $count i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $host_two (local.get $sum) (local.get $count)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_host_eight") (param $count i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $host_eight (local.get $sum) (local.get $count) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6) (i32.const 7) (local.get $count)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_host_pair") (param $count i32) (local $first i32) (local $second i32)
    (loop $next
      (call $host_pair (local.get $first) (local.get $second))
      (local.set $second)
      (local.set $first)
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_host_mixed") (param $count i32) (local $sum f64)
    (loop $next
      (local.set $sum (call $host_mixed (i64.const 1) (local.get $sum)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  ;; The guest calls the host, which calls the guest.
  (func (export "call_host_back") (param $count i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $host_back (local.get $sum) (local.get $count)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_direct") (param $count i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $two (local.get $sum) (local.get $count)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_indirect") (param $count i32) (local $sum i32)
    (loop $next
      (local.set $sum (call_indirect (type $binary) (local.get $sum) (local.get $count) (i32.and (local.get $count) (i32.const 1))))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  (func (export "call_ref") (param $count i32) (local $sum i32) (local $callee (ref null $binary))
    (local.set $callee (ref.func $two))
    (loop $next
      (local.set $sum (call_ref $binary (local.get $sum) (local.get $count) (local.get $callee)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
