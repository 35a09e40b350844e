;; A guest that does not end by itself, and one that wants more and more.
(module
  (memory (export "memory") 1)
  (func (export "spin") (loop $again (br $again)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "one") (result i32) (i32.const 1)))
