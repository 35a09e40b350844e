;; What imports and exports speak of has names outside.

(component definition
  (type $r (record (field "x" u8)))
  (import "r" (type $named (eq $r)))
  (import "f" (func (param "r" (list $named)))))
(assert_invalid
  (component (type $r (record (field "x" u8))) (import "f" (func (param "r" (list $r)))))
  "func not valid to be used as import")
(assert_invalid
  (component (type $r (resource (rep i32))) (import "i" (instance (export "f" (func (result (own $r)))))))
  "instance not valid to be used as import")
(assert_invalid
  (component
    (type $r (resource (rep i32)))
    (type $i (instance (alias outer 1 $r (type $s)) (export "s" (type (eq $s)))))
    (import "i" (instance (type $i))))
  "instance not valid to be used as import")
(component
  (type $r (resource (rep i32)))
  (export $out "r" (type $r))
  (core func $drop (canon resource.drop $r))
  (func (export "f") (param "r" (own $out)) (canon lift (core func $drop))))
(assert_invalid
  (component
    (type $r (resource (rep i32)))
    (core func $drop (canon resource.drop $r))
    (func (export "f") (param "r" (own $r)) (canon lift (core func $drop))))
  "func not valid to be used as export")
(assert_invalid
  (component (type (component (type $e (enum "a")) (export "f" (func (result $e))))))
  "func not valid to be used as export")

;; an export can say less than there is, but not more
(component definition
  (import "i" (instance $i (export "a" (func)) (export "b" (func))))
  (export "j" (instance $i) (instance (export "a" (func)))))
(assert_invalid
  (component (import "i" (instance $i)) (export "j" (instance $i) (instance (export "a" (func)))))
  "ascribed type of export is not compatible")
(assert_invalid
  (component
    (component $c
      (type $r (resource (rep i32)))
      (export "a" (type $r))
      (export "b" (type $r) (type (sub resource))))
    (instance $i (instantiate $c))
    (component $same (import "a" (type $a (sub resource))) (import "b" (type (eq $a))))
    (instance (instantiate $same (with "a" (type $i "a")) (with "b" (type $i "b")))))
  "resource types are not the same")
