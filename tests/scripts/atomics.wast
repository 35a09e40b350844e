;; The threads proposal: shared memories, atomic accesses, waiting and waking.

(module $m
  (memory (export "memory") 1 1 shared)
  (data (i32.const 0) "\ff\ff\ff\ff\ff\ff\ff\ff")
  (func (export "load") (param i32) (result i64) (i64.atomic.load (local.get 0)))
  (func (export "store") (param i32 i64) (i64.atomic.store (local.get 0) (local.get 1)))
  (func (export "add8") (param i32 i32) (result i32) (i32.atomic.rmw8.add_u (local.get 0) (local.get 1)))
  (func (export "sub") (param i32 i64) (result i64) (i64.atomic.rmw.sub (local.get 0) (local.get 1)))
  (func (export "and16") (param i32 i64) (result i64) (i64.atomic.rmw16.and_u (local.get 0) (local.get 1)))
  (func (export "or") (param i32 i32) (result i32) (i32.atomic.rmw.or (local.get 0) (local.get 1)))
  (func (export "xor") (param i32 i32) (result i32) (i32.atomic.rmw.xor (local.get 0) (local.get 1)))
  (func (export "exchange") (param i32 i32) (result i32) (i32.atomic.rmw16.xchg_u (local.get 0) (local.get 1)))
  (func (export "compare") (param i32 i32 i32) (result i32) (i32.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))
  (func (export "compare8") (param i32 i32 i32) (result i32) (i32.atomic.rmw8.cmpxchg_u (local.get 0) (local.get 1) (local.get 2)))
  (func (export "fence") (atomic.fence))
  (func (export "wait") (param i32 i32 i64) (result i32) (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32) (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32) (memory.atomic.notify (local.get 0) (local.get 1))))

(assert_return (invoke "load" (i32.const 0)) (i64.const -1))
(assert_return (invoke "add8" (i32.const 0) (i32.const 2)) (i32.const 255))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0xffffffffffffff01))
(assert_return (invoke "sub" (i32.const 0) (i64.const 1)) (i64.const 0xffffffffffffff01))
(assert_return (invoke "and16" (i32.const 2) (i64.const 0x10f0f)) (i64.const 0xffff))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0xffffffff0f0fff00))
(assert_return (invoke "store" (i32.const 0) (i64.const 0x5000000006)))
(assert_return (invoke "or" (i32.const 4) (i32.const 1)) (i32.const 0x50))
(assert_return (invoke "xor" (i32.const 0) (i32.const 3)) (i32.const 6))
(assert_return (invoke "exchange" (i32.const 0) (i32.const 0x12345)) (i32.const 5))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0x5100002345))
(assert_return (invoke "compare" (i32.const 0) (i32.const 1) (i32.const 9)) (i32.const 0x2345))
(assert_return (invoke "compare" (i32.const 0) (i32.const 0x2345) (i32.const 9)) (i32.const 0x2345))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0x5100000009))
;; What is compared and what is written are cut to the width.
(assert_return (invoke "compare8" (i32.const 0) (i32.const 0x109) (i32.const 0x20a)) (i32.const 9))
(assert_return (invoke "load" (i32.const 0)) (i64.const 0x510000000a))
(assert_return (invoke "fence"))

;; Addresses are aligned, always; bounds are those of other accesses.
(assert_trap (invoke "load" (i32.const 4)) "unaligned atomic")
(assert_trap (invoke "or" (i32.const 2) (i32.const 1)) "unaligned atomic")
(assert_trap (invoke "load" (i32.const 65536)) "out of bounds memory access")

;; Waiting ends at once if the value differs (1), or when the time is over (2).
(assert_return (invoke "wait" (i32.const 0) (i32.const 8) (i64.const -1)) (i32.const 1))
(assert_return (invoke "wait" (i32.const 0) (i32.const 10) (i64.const 1000)) (i32.const 2))
(assert_return (invoke "wait64" (i32.const 0) (i64.const 0) (i64.const -1)) (i32.const 1))
(assert_return (invoke "notify" (i32.const 0) (i32.const -1)) (i32.const 0))
(assert_trap (invoke "wait" (i32.const 1) (i32.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "wait64" (i32.const 4) (i64.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "notify" (i32.const 65536) (i32.const 0)) "out of bounds memory access")

;; A memory that is not shared has atomic accesses, but nobody to wait for.
(module
  (memory 1)
  (func (export "add") (result i32) (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 5))) (i32.atomic.load (i32.const 0)))
  (func (export "wait") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))
  (func (export "notify") (result i32) (memory.atomic.notify (i32.const 0) (i32.const 1))))
(assert_return (invoke "add") (i32.const 5))
(assert_trap (invoke "wait") "expected shared memory")
(assert_return (invoke "notify") (i32.const 0))

(assert_invalid (module (memory 1 shared)) "shared memory must have maximum")
(assert_invalid (module (memory 1) (func (drop (i32.atomic.load align=2 (i32.const 0))))) "atomic alignment must be natural")
(assert_invalid (module (func (drop (i32.atomic.load (i32.const 0))))) "unknown memory")

;; Two threads count in one memory, and a third that waits is woken.
(module $shared
  (memory (export "memory") 1 1 shared))
(register "shared" $shared)
(thread $first (shared (module $shared))
  (register "shared" $shared)
  (module
    (import "shared" "memory" (memory 1 1 shared))
    (func (export "count") (local i32)
      (loop $again
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (br_if $again (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10000))))
      (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
      (drop (memory.atomic.notify (i32.const 4) (i32.const -1)))))
  (assert_return (invoke "count")))
(thread $second (shared (module $shared))
  (register "shared" $shared)
  (module
    (import "shared" "memory" (memory 1 1 shared))
    (func (export "count") (local i32)
      (loop $again
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (br_if $again (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10000))))
      (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
      (drop (memory.atomic.notify (i32.const 4) (i32.const -1)))))
  (assert_return (invoke "count")))
(module $waiter
  (import "shared" "memory" (memory 1 1 shared))
  (func (export "wait for both") (result i32) (local i32)
    (loop $again
      (local.set 0 (i32.atomic.load (i32.const 4)))
      (if (i32.ne (local.get 0) (i32.const 2))
        (then (drop (memory.atomic.wait32 (i32.const 4) (local.get 0) (i64.const -1))) (br $again))))
    (i32.atomic.load (i32.const 0))))
(assert_return (invoke $waiter "wait for both") (i32.const 20000))
(wait $first)
(wait $second)
