;; Instances, aliases, and the types that are given for imports.

(component
  (component $inner
    (import "in" (type $t (sub resource)))
    (import "f" (func $f (param "x" (own $t))))
    (export "g" (func $f))
    (export "again" (type $t)))
  (type $r (resource (rep i32)))
  (component $maker
    (import "r" (type $r (sub resource)))
    (core module $m (func (export "f") (param i32)))
    (core instance $i (instantiate $m))
    (func (export "f") (param "x" (own $r)) (canon lift (core func $i "f"))))
  (instance $made (instantiate $maker (with "r" (type $r))))
  (instance $one (instantiate $inner (with "in" (type $r)) (with "f" (func $made "f"))))
  (instance $two (instantiate $inner (with "in" (type $one "again")) (with "f" (func $one "g"))))
  (core func (canon resource.rep (type $two "again"))))

(component definition
  (import "i" (instance $i (export "deep" (instance (export "f" (func (result string)))))))
  (component $user (import "i" (instance (export "deep" (instance (export "f" (func (result string))))))))
  (instance (instantiate $user (with "i" (instance $i))))
  (instance (instantiate $user (with "i" (instance (export "deep" (instance $i "deep")))))))

(assert_invalid
  (component (component $c (import "f" (func))) (instance (instantiate $c)))
  "missing import named `f`")
(assert_invalid
  (component
    (import "f" (func $f (param "x" u8)))
    (component $c (import "f" (func (param "x" u16))))
    (instance (instantiate $c (with "f" (func $f)))))
  "expected primitive `u16` found primitive `u8`")
(assert_invalid
  (component
    (import "f" (func $f async))
    (component $c (import "f" (func)))
    (instance (instantiate $c (with "f" (func $f)))))
  "expected a func that is not async")
(assert_invalid
  (component
    (import "i" (instance $i))
    (component $c (import "i" (instance (export "f" (func)))))
    (instance (instantiate $c (with "i" (instance $i)))))
  "missing expected export `f`")
(assert_invalid
  (component
    (type $t (list u8 4))
    (component $c (type $t (list u8 5)) (import "t" (type (eq $t))))
    (instance (instantiate $c (with "t" (type $t)))))
  "expected a list of 5, found a list of 4")
(assert_invalid
  (component
    (type $t (map string u8))
    (component $c (type $t (map string s8)) (import "t" (type (eq $t))))
    (instance (instantiate $c (with "t" (type $t)))))
  "expected primitive `s8` found primitive `u8`")

;; components are contravariant in what they import
(component definition
  (import "c" (component $c (import "a" (func)) (export "x" (func)) (export "y" (func))))
  (component $d (import "c" (component (import "a" (func)) (import "b" (func)) (export "x" (func)))))
  (instance (instantiate $d (with "c" (component $c)))))
(assert_invalid
  (component
    (import "c" (component $c (import "a" (func))))
    (component $d (import "c" (component)))
    (instance (instantiate $d (with "c" (component $c)))))
  "missing expected import `a`")

;; resources are what they are
(assert_invalid
  (component
    (component $c (type $r (resource (rep i32))) (export "r" (type $r)))
    (instance $one (instantiate $c))
    (instance $two (instantiate $c))
    (component $same (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
    (instance (instantiate $same (with "a" (type $one "r")) (with "b" (type $two "r")))))
  "resource types are not the same")
(assert_invalid
  (component
    (import "i" (instance $i (export "r" (type (sub resource)))))
    (core func (canon resource.new (type $i "r"))))
  "is not a local resource")

;; aliases
(component $c
  (type $t (list u8))
  (core module $m)
  (component $d
    (alias outer $c $t (type $u))
    (core instance (instantiate $m))
    (type (option $t))))
(assert_invalid
  (component $c (type $r (resource (rep i32))) (component (alias outer $c $r (type))))
  "transitively refers to resources")
(assert_invalid (component (alias outer 1 0 (type))) "invalid outer alias count of 1")
(assert_invalid (component (instance $i) (alias export $i "x" (func))) "instance 0 has no export named `x`")
(assert_invalid
  (component (import "i" (instance $i (export "x" (func)))) (alias export $i "x" (type)))
  "export `x` for instance 0 is not a type")
(assert_malformed (component quote "(import \"f\" (func $f)) (component (export \"f\" (func $f)))") "outer item `f` is not a module")
(assert_malformed (component quote "(type $t u8) (type $t u8)") "duplicate type $t")
