;; What `lanner-bench language` measures: objects, exceptions and tail calls. Language/ClrPrograms.cs does the same in C#.
(module
  ;; Binary trees: builds perfect trees and counts their nodes.
  (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree))))

  (func $build (param $depth i32) (result (ref $tree))
    (if (result (ref $tree)) (local.get $depth)
      (then (struct.new $tree
        (call $build (i32.sub (local.get $depth) (i32.const 1)))
        (call $build (i32.sub (local.get $depth) (i32.const 1)))))
      (else (struct.new $tree (ref.null $tree) (ref.null $tree)))))

  (func $count (param $tree (ref $tree)) (result i32)
    (local $left (ref null $tree))
    (if (result i32) (ref.is_null (local.tee $left (struct.get $tree $left (local.get $tree))))
      (then (i32.const 1))
      (else (i32.add
        (i32.add (i32.const 1) (call $count (ref.as_non_null (local.get $left))))
        (call $count (ref.as_non_null (struct.get $tree $right (local.get $tree))))))))

  (func (export "binary_trees") (param $depth i32) (param $rounds i32) (result i32)
    (local $kept (ref null $tree)) (local $sum i32)
    (local.set $kept (call $build (local.get $depth)))
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (call $count (call $build (i32.sub (local.get $depth) (i32.const 4))))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i32.add (local.get $sum) (call $count (ref.as_non_null (local.get $kept)))))

  ;; Exceptions: thrown by a function some calls away from the one that catches, and by the catching function itself.
  (tag $error (param i32))

  (func $throw_below (param $frames i32) (param $value i32) (result i32)
    (if (i32.eqz (local.get $frames)) (then (throw $error (local.get $value))))
    (i32.add (i32.const 1) (call $throw_below (i32.sub (local.get $frames) (i32.const 1)) (local.get $value))))

  (func (export "throw") (param $frames i32) (param $rounds i32) (result i32)
    (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (result i32) (catch $error $caught)
          (call $throw_below (local.get $frames) (local.get $rounds))))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))

  (func (export "throw_here") (param $rounds i32) (result i32)
    (local $sum i32)
    (loop $again
      (block $caught (result i32)
        (try_table (result i32) (catch $error $caught)
          (throw $error (local.get $rounds))))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))

  ;; Tail calls: two functions in turns, directly, through a table and by reference.
  (type $step (func (param i32 i64) (result i64)))
  (table funcref (elem $indirect))
  (elem declare func $reference)

  (func $direct (export "tail_direct") (type $step)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $direct_too (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.extend_i32_u (local.get 0)))))

  (func $direct_too (type $step)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $direct (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.extend_i32_u (local.get 0)))))

  (func $indirect (export "tail_indirect") (type $step)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect (type $step)
      (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.extend_i32_u (local.get 0))) (i32.const 0)))

  (func $reference (export "tail_reference") (type $step)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_ref $step
      (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.extend_i32_u (local.get 0))) (ref.func $reference))))
