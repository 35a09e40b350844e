;; Specification 3.4 and the appendix "Validation algorithm": the operand stack at the borders of blocks, and code that is not reached.

;; What is on the stack before a block cannot be taken from within it.
(assert_invalid (module (func (i32.const 1) (block (drop)))) "type mismatch")
(assert_invalid (module (func (result i32) (i32.const 1) (block (br 0)) (i32.add))) "type mismatch")
(assert_invalid (module (func (loop (result i32) (br 0)) (drop) (drop))) "type mismatch")

;; A function leaves exactly its results.
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_invalid (module (func (i32.const 1))) "type mismatch")
(assert_invalid (module (func (result i32) (i32.const 1) (i32.const 2))) "type mismatch")
(assert_invalid (module (func (result i32 i64) (i64.const 1) (i32.const 2))) "type mismatch")

;; A branch brings what the label wants: a block's results, a loop's parameters.
(assert_invalid (module (func (block (result i32) (br 0)) (drop))) "type mismatch")
(assert_invalid (module (func (result i32) (loop (param i32) (br 0)) (i32.const 1))) "type mismatch")
(module (func (result i32) (i32.const 1) (loop (param i32) (result i32) (br_if 0 (i32.const 0)))))
(assert_invalid (module (func (param i32) (result i32) (block (result i32) (br_if 0 (local.get 0))))) "type mismatch")
(assert_invalid (module (func (result i32) (block (br_table 0 1 (i32.const 1) (i32.const 0))) (i32.const 1))) "type mismatch")

;; After a branch that is always taken the stack is polymorphic, but what is put on it is not.
(module (func (result i32) (br 0 (i32.const 1)) (i32.add)))
(module (func (unreachable) (drop) (drop)))
(module (func (result i64) (unreachable) (select) (i64.add)))
(assert_invalid (module (func (result i32) (unreachable) (f32.const 0) (i32.eqz))) "type mismatch")
(assert_invalid (module (func (unreachable) (i32.const 1))) "type mismatch")
(assert_invalid (module (func (unreachable) (local.get 0) (drop))) "unknown local")
(assert_invalid (module (func (unreachable) (br 3))) "unknown label")

;; Types of references match by subtyping, and results may be more special than asked for.
(module (func (param (ref i31)) (result anyref) (local.get 0)))
(module (func (param (ref i31)) (result anyref) (block (result eqref) (local.get 0))))
(assert_invalid (module (func (param anyref) (result i31ref) (local.get 0))) "type mismatch")
(assert_invalid (module (func (param (ref null i31)) (result (ref i31)) (local.get 0))) "type mismatch")
;; After a conditional branch the operand has the label's type, not the more special one that it had before.
(assert_invalid (module (func (param i31ref) (result i31ref) (block (result anyref) (br_if 0 (local.get 0) (i32.const 1)) (ref.cast i31ref) (br 1)) (unreachable) (drop) (block (result anyref) (br_if 0 (local.get 0) (i32.const 1)) (br 1)) (unreachable))) "type mismatch")

;; Blocks refer to types by index; there it is an index of a function type.
(assert_invalid (module (type $s (struct)) (func (block (type $s)))) "type mismatch")
(assert_invalid (module (func (block (type 7)))) "unknown type")

;; Whole modules.
(assert_invalid (module (func (type 0)) (type (struct))) "type mismatch")
(assert_invalid (module (elem funcref (ref.func 4))) "unknown function")
(assert_invalid (module (table 1 funcref) (elem (table 0) (i32.const 0) func 1)) "unknown function")
(assert_invalid (module (export "m" (memory 0))) "unknown memory")
(assert_invalid (module (export "t" (tag 0))) "unknown tag")
