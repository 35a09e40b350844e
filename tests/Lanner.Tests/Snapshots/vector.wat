;; options: avx2
(module
  (memory 1)
  (func $scale (param $at i32) (param $factor f32) (local $factors v128)
    (local.set $factors (f32x4.splat (local.get $factor)))
    (v128.store (local.get $at) (f32x4.mul (v128.load (local.get $at)) (local.get $factors))))
  (func $all-below (param v128) (result i32)
    (i8x16.all_true (i8x16.lt_u (local.get 0) (v128.const i8x16 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9))))
  (func $choose (param v128 v128 v128) (result v128) (v128.bitselect (local.get 0) (local.get 1) (local.get 2)))
  (func $interleave (param v128 v128) (result v128)
    (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get 0) (local.get 1)))
  (func $any-lanes (param v128 v128) (result v128)
    (i8x16.shuffle 0 31 1 30 2 18 3 19 4 20 5 21 6 22 7 23 (local.get 0) (local.get 1)))
  (func $load-lane (param i32 v128) (result v128) (v128.load32_lane 2 (local.get 0) (local.get 1))))
