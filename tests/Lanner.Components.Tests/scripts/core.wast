;; Core modules, their types and instances.

(component
  (core type $f (func (param i32) (result i32)))
  (core rec (type $a (struct (field (ref null $b)))) (type $b (array (mut i8))))
  (core type $open (sub (struct)))
  (core type $m (module
    (alias outer 1 $f (type $g))
    (type $h (func (param i64)))
    (import "a" "f" (func (type $g)))
    (import "a" "h" (func (type $h)))
    (import "a" "t" (table 1 2 funcref))
    (import "a" "m" (memory i64 1 2))
    (import "a" "g" (global (mut f32)))
    (import "a" "e" (tag (param i32)))
    (export "f2" (func (param i32) (result i32)))))
  (core module $one (func (export "f") (result i32) (i32.const 1)))
  (core module $two (import "env" "g" (func (result i32))))
  (core instance $i (instantiate $one))
  (core instance (instantiate $two (with "env" (instance (export "g" (func $i "f")))))))

(component
  (core module (export "m") (func (export "f")))
  (core module $b binary "\00asm\01\00\00\00")
  (core module $q quote "(func (export \"f\"))")
  (core instance (instantiate $q)))

(assert_invalid (component (core module (func (result i32)))) "type mismatch")
(assert_invalid (component (core module (import "a" "b" (func)) (import "a" "b" (func)))) "duplicate import name `a:b`")
(assert_invalid (component (core type (module (export "a" (func)) (export "a" (func))))) "export name `a` already defined")
(assert_invalid (component (core type (module (import "a" "m" (memory 2 1))))) "size minimum must not be greater than maximum")
(assert_invalid (component (core type (module (export "f" (func (type 0)))))) "type index out of bounds")
(assert_invalid (component (core type $m (module)) (core type (module (alias outer 1 $m (type))))) "is a module type")
(assert_invalid (component (core type $m (module)) (core type (struct (field (ref $m))))) "is a module type")
(assert_invalid (component (core type (module (alias outer 2 0 (type))))) "invalid outer alias count of 2")
(assert_invalid (component (core type $f (func)) (import "m" (core module (type $f)))) "is not a module type")
(assert_invalid (component (core instance (instantiate 0))) "unknown module 0")
(assert_invalid
  (component (core module $m (import "a" "f" (func))) (core instance (instantiate $m)))
  "missing module instantiation argument named `a`")
(assert_invalid
  (component (core module $m (import "a" "f" (func))) (core instance (instantiate $m (with "a" (instance)))))
  "does not export an item named `f`")
(assert_invalid
  (component
    (core module $m (import "a" "f" (func)))
    (core module $n (memory (export "f") 1))
    (core instance $i (instantiate $n))
    (core instance (instantiate $m (with "a" (instance $i)))))
  "expected func, found memory")
(assert_invalid
  (component
    (core module $m (import "a" "g" (global (mut i32))))
    (core module $n (global (export "g") i32 (i32.const 0)))
    (core instance $i (instantiate $n))
    (core instance (instantiate $m (with "a" (instance $i)))))
  "mismatch in the mutability of globals")
(assert_invalid
  (component (core module $m) (core instance $i (instantiate $m)) (alias core export $i "f" (core func)))
  "core instance 0 has no export named `f`")
(assert_malformed (component quote "(core module (func (result i32) i32.const))") "expected an integer")
(assert_malformed (component quote "(core instance (instantiate $m))") "unknown module $m")
