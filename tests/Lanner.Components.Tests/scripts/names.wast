;; Names of imports and exports, labels, attributes.

(component definition
  (import "one" (func))
  (import "two-THREE-f4" (func))
  (import "my-ns:pkg-1/face-2" (func))
  (import "my-ns:pkg-1/face-2@1.2.3-rc.1+build.05" (func))
  (import "my-ns:pkg-1/face-2@0.2" (func))
  (import "thing" (type $thing (sub resource)))
  (import "[constructor]thing" (func (param "a" u8) (result (own $thing))))
  (import "[method]thing.do-it" (func (param "self" (borrow $thing)) (param "x" u8)))
  (import "[static]thing.all" (func (result (list (own $thing))))))

(assert_invalid (component (import "one-" (func))) "`one-` is not in kebab case")
(assert_invalid (component (import "oNe" (func))) "is not in kebab case")
(assert_invalid (component (import "a:B/c" (func))) "is not a valid extern name")
(assert_invalid (component (import "a:b" (func))) "expected `/` after package name")
(assert_invalid (component (import "a:b/c@01.0.0" (func))) "invalid leading zero in major version number")
(assert_invalid (component (import "a:b/c@1.2.3-01" (func))) "invalid leading zero in pre-release identifier")
(assert_invalid (component (import "a:b/c@1.2.3x" (func))) "unexpected character 'x'")
(assert_invalid (component (import "a:b/c@0.2-rc" (func))) "unexpected character '-'")
(assert_invalid (component (import "a" (func)) (import "A" (func))) "import name `A` conflicts with previous name `a`")
(assert_invalid
  (component
    (import "r" (type $r (sub resource)))
    (import "[method]r.m" (func (param "self" (borrow $r))))
    (import "[static]r.M" (func)))
  "conflicts with previous name")
(assert_invalid (component (import "[method]r" (func))) "failed to find `.` character")
(assert_invalid (component (import "[static]r.f" (func))) "static resource name is not known")
(assert_invalid
  (component (import "r" (type $r (sub resource))) (import "[method]r.m" (func (param "this" (borrow $r)))))
  "first argument called `self`")
(assert_invalid
  (component (import "r" (type $r (sub resource))) (import "[method]r.m" (func (param "self" (own $r)))))
  "first argument of `(borrow $T)`")

;; attributes
(component definition
  (import "cache" (implements "wasi:keyvalue/store") (external-id "a:b c") (instance))
  (import "a:b/c@1" (versionsuffix ".2.3-rc") (instance $i))
  (export "out" (implements "a:b/c") (instance $i)))
(assert_invalid (component (import "f" (implements "a:b/c") (func))) "only instances can have an `implements`")
(assert_invalid (component (import "f" (implements "f") (instance))) "must be an interface")
(assert_invalid (component (import "a:b/c" (implements "a:b/d") (instance))) "is not valid with `implements`")
(assert_invalid (component (import "a:b/c@1.2.3" (versionsuffix ".4") (instance))) "is not valid with `versionsuffix`")
(assert_invalid (component (import "a:b/c@1" (versionsuffix "x") (instance))) "is not a valid semver")
(assert_malformed (component quote "(import \"f\" (external-id \"a\") (external-id \"b\") (func))") "unexpected token")

;; labels
(assert_invalid (component (type (record (field "a" u8) (field "A" u8)))) "record field name `A` conflicts with previous field name `a`")
(assert_invalid (component (type (enum "x_y"))) "is not in kebab case")
(assert_invalid (component (type (func (param "" u8)))) "function parameter name cannot be empty")
