;; Found by a component of the function server. From the second instance of a module on, its memory is made from a template; a module that imports such a memory took it for one from its own template, and left its data away:
;; in a component whose memory is of another module than its data, from the second instance on. Data goes into memories that are imported whatever they are made from.
(module definition $Memory (memory (export "memory") 1) (data (i32.const 8) "own"))
(module instance $first $Memory)
(module instance $second $Memory)
(register "first" $first)
(register "second" $second)

(module
  (import "first" "memory" (memory 1))
  (data (i32.const 0) "data")
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))
(assert_return (invoke "load" (i32.const 0)) (i32.const 100))
(assert_return (invoke "load" (i32.const 8)) (i32.const 111))

(module
  (import "second" "memory" (memory 1))
  (data (i32.const 0) "data")
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))
(assert_return (invoke "load" (i32.const 0)) (i32.const 100))
(assert_return (invoke "load" (i32.const 8)) (i32.const 111))
