;; options: checked
(module
  (memory 1 1 shared)
  (func $add (param i32 i64) (result i64) (i64.atomic.rmw32.add_u offset=4 (local.get 0) (local.get 1)))
  (func $add128 (param i64 i64 i64 i64) (result i64 i64) local.get 0 local.get 1 local.get 2 local.get 3 i64.add128)
  (func $multiply (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_u))
