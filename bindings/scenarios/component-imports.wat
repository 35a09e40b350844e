;; A component that imports two versions of an interface, whose functions have one name and different types. The name of one type is a word of
;; WIT, which is written as %record there.
(component
  (import "lanner:scenarios/names@2.0.0" (instance $second
    (export "lookup" (func (param "key" string) (result string)))))
  (import "lanner:scenarios/names@1.2.0" (instance $first
    (type $outcome (result u32 (error string)))
    (export "record" (type $record (eq $outcome)))
    (export "lookup" (func (param "key" string) (result $record)))))
  (alias export $first "record" (type $record))

  (core module $memory
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param $old i32) (param $old_size i32) (param $alignment i32) (param $size i32) (result i32)
      (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.get $next)
      (global.set $next (i32.add (global.get $next) (local.get $size)))))
  (core instance $m (instantiate $memory))
  (alias core export $m "memory" (core memory $bytes))
  (alias core export $m "realloc" (core func $realloc))
  (core func $number (canon lower (func $first "lookup") (memory $bytes) (realloc $realloc)))
  (core func $text (canon lower (func $second "lookup") (memory $bytes) (realloc $realloc)))

  (core module $code
    (import "host" "number" (func $number (param i32 i32 i32)))
    (import "host" "text" (func $text (param i32 i32 i32)))
    ;; What the host returns is at 16, and is returned from there.
    (func (export "number") (param i32 i32) (result i32)
      (call $number (local.get 0) (local.get 1) (i32.const 16))
      (i32.const 16))
    (func (export "text") (param i32 i32) (result i32)
      (call $text (local.get 0) (local.get 1) (i32.const 16))
      (i32.const 16)))
  (core instance $c (instantiate $code
    (with "host" (instance (export "number" (func $number)) (export "text" (func $text))))))
  (func (export "number") (param "key" string) (result $record)
    (canon lift (core func $c "number") (memory $bytes) (realloc $realloc)))
  (func (export "text") (param "key" string) (result string)
    (canon lift (core func $c "text") (memory $bytes) (realloc $realloc))))
