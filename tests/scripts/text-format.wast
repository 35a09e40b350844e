;; Specification 6 Text format: tokens, folded instructions, abbreviations, and what is malformed.

;; Comments may nest, line comments end with the line, and white space is free.
(module (;a (;b;) ;)
  (func(export "spaces")(result i32);; to the end of the line
    i32.const	1
    i32.const 2 i32.add))
(assert_return (invoke "spaces") (i32.const 3))

;; Folded and flat instructions are the same; names and indices too; inline exports, imports and types are abbreviations.
(module
  (type $t (func (param $x i32) (result i32)))
  (func $twice (export "a") (export "b") (type $t) (i32.add (local.get 0) (local.get 0)))
  (func (export "flat") (param $p i32) (result i32)
    local.get $p
    if (result i32)
      i32.const 1
    else
      block $l (result i32)
        i32.const 2
        br $l
      end $l
    end)
  (func (export "implicit type") (param i32) (result i32) (call $twice (local.get 0)))
  (memory (export "memory") (data "in" "line"))
  (table (export "table") funcref (elem $twice))
  (func (export "size") (result i32 i32) (memory.size) (table.size 0))
  (func $"a name in quotes" (export "quoted") (result i32) (call $"a name in quotes too"))
  (func $"a name in quotes too" (result i32) (i32.const 8))
  (@custom "note" "annotations may stand anywhere")
  (@anything ("is" (ignored) 1.5 $x)))
(assert_return (invoke "a" (i32.const 4)) (i32.const 8))
(assert_return (invoke "b" (i32.const 5)) (i32.const 10))
(assert_return (invoke "flat" (i32.const 0)) (i32.const 2))
(assert_return (invoke "flat" (i32.const 1)) (i32.const 1))
(assert_return (invoke "implicit type" (i32.const 1)) (i32.const 2))
(assert_return (invoke "size") (i32.const 1) (i32.const 1))
(assert_return (invoke "quoted") (i32.const 8))

;; Tokens.
(assert_malformed (module quote "(func (drop (i32.const0)))") "unknown operator")
(assert_malformed (module quote "(func (i32.foo))") "unknown operator")
(assert_malformed (module quote "(func (param i31))") "unexpected token")
(assert_malformed (module quote "(func") "unexpected token")
(assert_malformed (module quote "(func))") "unexpected token")
(assert_malformed (module quote "(memory 1) (data \"a") "unclosed string")
(assert_malformed (module quote "(func $)") "empty identifier")
(assert_malformed (module quote "(func (@)") "empty annotation id")
(assert_malformed (module quote "\01") "illegal character")
(assert_malformed (module quote "(func (local.get 4294967296))") "i32 constant out of range")

;; Names are defined once in their space.
(assert_malformed (module quote "(func $f) (func $f)") "duplicate func")
(assert_malformed (module quote "(memory $m 1) (memory $m 1)") "duplicate memory")
(assert_malformed (module quote "(table $t 1 funcref) (table $t 1 funcref)") "duplicate table")
(assert_malformed (module quote "(global $g i32 (i32.const 0)) (global $g i32 (i32.const 0))") "duplicate global")
(assert_malformed (module quote "(func (param $x i32) (local $x i32))") "duplicate local")

;; A use of a type that also says what it is has to say the same.
(assert_malformed (module quote "(type $t (func (param i32))) (func (type $t) (param i64))") "inline function type")
(assert_malformed (module quote "(func (result i32) (param i32))") "unexpected token")
(assert_malformed (module quote "(func (local i32) (param i32))") "unexpected token")
(assert_malformed (module quote "(func else)") "unexpected token")
(assert_malformed (module quote "(func (if (i32.const 1) (else)))") "unexpected token")
(assert_malformed (module quote "(func end)") "unexpected token")
(assert_malformed (module quote "(func (call))") "unexpected token")
