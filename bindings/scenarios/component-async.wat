;; A component whose functions wait for functions of the host. Of the type of halve nothing says that it may.
(component
  (import "lanner:scenarios/waiting@1.0.0" (instance $host
    (export "twice" (func async (param "number" u32) (result u32)))
    (export "half" (func (param "number" u32) (result u32)))
    (export "fail" (func async))
    (export "wait" (func async))))
  (core func $twice (canon lower (func $host "twice")))
  (core func $half (canon lower (func $host "half")))
  (core func $fail (canon lower (func $host "fail")))
  (core func $wait (canon lower (func $host "wait")))
  (core func $return (canon task.return (result u32)))
  (core func $end (canon task.return))
  (core module $code
    (import "host" "twice" (func $twice (param i32) (result i32)))
    (import "host" "half" (func $half (param i32) (result i32)))
    (import "host" "fail" (func $fail))
    (import "host" "wait" (func $wait))
    (import "task" "return" (func $return (param i32)))
    (import "task" "end" (func $end))
    (func (export "run") (param i32) (call $return (i32.add (call $twice (local.get 0)) (i32.const 1))))
    (func (export "halve") (param i32) (result i32) (call $half (local.get 0)))
    (func (export "ask") (call $fail) (call $end))
    (func (export "wait") (call $wait) (call $end))
    (func $crash (export "crash") (param i32) (drop (call $twice (local.get 0))) (unreachable)))
  (core instance $c (instantiate $code
    (with "host" (instance
      (export "twice" (func $twice)) (export "half" (func $half)) (export "fail" (func $fail)) (export "wait" (func $wait))))
    (with "task" (instance (export "return" (func $return)) (export "end" (func $end))))))
  (func (export "run") async (param "number" u32) (result u32) (canon lift (core func $c "run") async))
  (func (export "halve") (param "number" u32) (result u32) (canon lift (core func $c "halve")))
  (func (export "ask") async (canon lift (core func $c "ask") async))
  (func (export "wait") async (canon lift (core func $c "wait") async))
  (func (export "crash") async (param "number" u32) (canon lift (core func $c "crash") async)))
