;; Specification 2.3 Types, 3.2 Types, 3.3 Matching: recursive types, their equality, and subtyping.

;; Function types are equal when they look alike, wherever they stand: an indirect call compares them, not their indices.
(module
  (type $a (func (param i32) (result i32)))
  (type $b (func (param i32) (result i32)))
  (type $c (func (param i64) (result i32)))
  (table funcref (elem $f $g))
  (func $f (type $a) (i32.add (local.get 0) (i32.const 1)))
  (func $g (type $c) (i32.const 7))
  (func (export "as b") (param i32) (result i32) (call_indirect (type $b) (i32.const 5) (local.get 0))))

(assert_return (invoke "as b" (i32.const 0)) (i32.const 6))
(assert_trap (invoke "as b" (i32.const 1)) "indirect call type mismatch")

;; Groups of recursive types are equal as a whole: the same function type in a larger group is another one.
(module
  (rec (type $one (func)))
  (type $plain (func))
  (rec (type $two (func)) (type (struct)))
  (func $f (type $one))
  (func $g (type $two))
  (table funcref (elem $f $g))
  (func (export "call") (param i32) (call_indirect (type $plain) (local.get 0))))

(assert_return (invoke "call" (i32.const 0)))
(assert_trap (invoke "call" (i32.const 1)) "indirect call type mismatch")

;; A type may refer to itself and to those of its group.
(module
  (rec
    (type $tree (struct (field $value i32) (field $children (ref null $forest))))
    (type $forest (array (mut (ref null $tree)))))
  (func (export "sum") (result i32)
    (local $t (ref $tree))
    (local.set $t
      (struct.new $tree (i32.const 1)
        (array.new_fixed $forest 2
          (struct.new $tree (i32.const 10) (ref.null $forest))
          (struct.new $tree (i32.const 100) (ref.null $forest)))))
    (i32.add
      (struct.get $tree $value (local.get $t))
      (i32.add
        (struct.get $tree $value (array.get $forest (struct.get $tree $children (local.get $t)) (i32.const 0)))
        (struct.get $tree $value (array.get $forest (struct.get $tree $children (local.get $t)) (i32.const 1)))))))

(assert_return (invoke "sum") (i32.const 111))

;; Subtyping is declared, and the declaration has to fit: fields are covariant if immutable, invariant if mutable, and there may be more of them.
(module
  (type $base (sub (struct (field i32))))
  (type $more (sub $base (struct (field i32) (field (mut f64)))))
  (type $last (sub final $more (struct (field i32) (field (mut f64)) (field anyref))))
  (func $first (param (ref $base)) (result i32) (struct.get $base 0 (local.get 0)))
  (func (export "upcast") (result i32) (call $first (struct.new $last (i32.const 3) (f64.const 1) (ref.null any)))))

(assert_return (invoke "upcast") (i32.const 3))

(assert_invalid (module (type $a (struct)) (type $b (sub $a (struct)))) "sub type")
(assert_invalid (module (type $a (sub (struct (field i32)))) (type $b (sub $a (struct (field i64))))) "sub type")
(assert_invalid (module (type $a (sub (struct (field (mut anyref))))) (type $b (sub $a (struct (field (mut eqref)))))) "sub type")
(assert_invalid (module (type $a (sub (struct (field i32)))) (type $b (sub $a (struct)))) "sub type")
(assert_invalid (module (type $a (sub (func (param anyref)))) (type $b (sub $a (func (param eqref))))) "sub type")
(assert_invalid (module (type $a (sub (func (result eqref)))) (type $b (sub $a (func (result anyref))))) "sub type")
(assert_invalid (module (type $a (sub (struct))) (type $b (sub $a (array i32)))) "sub type")

;; Parameters of function types are contravariant, results covariant.
(module
  (type $base (sub (func (param eqref) (result anyref))))
  (type $less (sub $base (func (param anyref) (result eqref)))))

;; An index of a type has to be known, and only those of the same group may come later.
(assert_invalid (module (type (func (param (ref 1)))) (type (func))) "unknown type")
(assert_invalid (module (func (type 4))) "unknown type")
(assert_invalid (module (type (sub 1 (struct))) (type (sub (struct)))) "unknown type")

;; Limits (3.2.15, 3.2.16).
(assert_invalid (module (memory 2 1)) "size minimum must not be greater than maximum")
(assert_invalid (module (table 2 1 funcref)) "size minimum must not be greater than maximum")
(assert_invalid (module (memory 65537)) "memory size")
(assert_invalid (module (memory 0 65537)) "memory size")

;; References that cannot be null have no default value, so that a table of them needs one.
(assert_invalid (module (table 1 (ref func))) "type mismatch")
(module (func $f) (table 1 (ref func) (ref.func $f)))
