;; Imports that share the name of their module, and some their type: indices count on through the groups.
(module
  (func (export "one") (result i32) (i32.const 1))
  (func (export "two") (result i32) (i32.const 2))
  (global (export "ten") i32 (i32.const 10))
  (global (export "twenty") i32 (i32.const 20)))
(register "numbers")

(module
  (import "numbers" (item "ten" (global $ten i32)) (item "one" (func $one (result i32))))
  (import "numbers" (item "one") (item "two") (func (result i32)))
  (import "numbers" "two" (func $last (result i32)))
  (import "numbers" (item "twenty") (item "ten") (global i32))
  (import "nowhere")
  (import "nowhere" (func))
  (global $own i32 (i32.const 1000))
  (func (export "functions") (result i32 i32 i32 i32) (call $one) (call 1) (call 2) (call $last))
  (func (export "globals") (result i32 i32 i32 i32) (global.get $ten) (global.get 1) (global.get 2) (global.get $own)))
(assert_return (invoke "functions") (i32.const 1) (i32.const 1) (i32.const 2) (i32.const 2))
(assert_return (invoke "globals") (i32.const 10) (i32.const 20) (i32.const 10) (i32.const 1000))

(assert_unlinkable (module (import "numbers" (item "one") (item "three") (func (result i32)))) "unknown import")
(assert_unlinkable (module (import "numbers" (item "one" (func (result i32))) (item "ten" (func)))) "incompatible import type")
(assert_malformed (module quote "(import \"numbers\" (item \"one\") (func $f (result i32)))") "identifier not allowed")
(assert_malformed (module binary "\00asm\01\00\00\00" "\02\08\01\01a\01b\7f\00\00") "malformed import kind")
