;; A component of the world of greeter.wit: what it is told to say, it gives to the log as it is.
(component
  (import "docs:greeter/log" (instance $log (export "write" (func (param "line" string)))))
  (core module $Memory
    (memory (export "mem") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $m (instantiate $Memory))
  (core func $write (canon lower (func $log "write") (memory (core memory $m "mem"))))
  (core module $Code
    (import "log" "write" (func $write (param i32 i32)))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "say") (param i32 i32) (call $write (local.get 0) (local.get 1))))
  (core instance $code (instantiate $Code (with "log" (instance (export "write" (func $write))))))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $code "add")))
  (func (export "say") (param "line" string)
    (canon lift (core func $code "say") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
