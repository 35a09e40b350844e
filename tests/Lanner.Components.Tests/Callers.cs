namespace Lanner.Components.Tests;

/// <summary>Components in which one calls another in a loop.</summary>
internal static class Callers
{
    /// <summary>A component that passes resources of another there and back, and lends one to that other, which implements it.</summary>
    public const string Resources = """
        (component
          (component $Inner
            (type $r' (resource (rep i32)))
            (export $r "r" (type $r'))
            (core func $new (canon resource.new $r'))
            (core func $rep (canon resource.rep $r'))
            (core module $M
              (import "" "new" (func $new (param i32) (result i32)))
              (func (export "make") (result i32) (call $new (i32.const 7)))
              (func (export "use") (param i32) (if (i32.ne (local.get 0) (i32.const 7)) (then (unreachable))))
              (func (export "pass") (param i32) (result i32) (local.get 0)))
            (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
            (func (export "make") (result (own $r)) (canon lift (core func $m "make")))
            (func (export "use") (param "r" (borrow $r)) (canon lift (core func $m "use")))
            (func (export "pass") (param "r" (own $r)) (result (own $r)) (canon lift (core func $m "pass"))))
          (component $Outer
            (import "inner" (instance $inner
              (export "r" (type $r (sub resource)))
              (export "make" (func (result (own $r))))
              (export "use" (func (param "r" (borrow $r))))
              (export "pass" (func (param "r" (own $r)) (result (own $r))))))
            (core func $make (canon lower (func $inner "make")))
            (core func $use (canon lower (func $inner "use")))
            (core func $pass (canon lower (func $inner "pass")))
            (core module $N
              (import "" "make" (func $make (result i32)))
              (import "" "use" (func $use (param i32)))
              (import "" "pass" (func $pass (param i32) (result i32)))
              (global $r (mut i32) (i32.const 0))
              (func (export "loop") (param $count i32)
                (if (i32.eqz (global.get $r)) (then (global.set $r (call $make))))
                (loop $again
                  (call $use (global.get $r))
                  (global.set $r (call $pass (global.get $r)))
                  (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
            (core instance $n (instantiate $N (with "" (instance
              (export "make" (func $make)) (export "use" (func $use)) (export "pass" (func $pass))))))
            (func (export "loop") (param "count" u32) (canon lift (core func $n "loop"))))
          (instance $inner (instantiate $Inner))
          (instance $outer (instantiate $Outer (with "inner" (instance $inner))))
          (func (export "loop") (alias export $outer "loop")))
        """;

    /// <summary>A component that calls another with the same arguments again and again. From 64 on its memory has pairs of 32 and 8, and an
    /// allocator gives the same room each time.</summary>
    /// <param name="type">The type of the function.</param>
    /// <param name="coreType">The type of the core function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="end">The instruction behind the call.</param>
    public static string Loop(string type, string coreType, string arguments, string end) => $$"""
        (component
          (component $Inner
            (core module $M
              (memory (export "mem") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
              (func (export "f") {{coreType}} {{(coreType.Contains("result", StringComparison.Ordinal) ? "(i64.const 0)" : "")}}))
            (core instance $m (instantiate $M))
            (func (export "f") {{type}}
              (canon lift (core func $m "f") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
          (component $Outer
            (import "f" (func $inner {{type}}))
            (core module $Data
              (memory (export "mem") 1)
              (func $fill (local $at i32)
                (local.set $at (i32.const 64))
                (loop $again
                  (i32.store (local.get $at) (i32.const 32))
                  (i32.store offset=4 (local.get $at) (i32.const 8))
                  (local.set $at (i32.add (local.get $at) (i32.const 8)))
                  (br_if $again (i32.lt_u (local.get $at) (i32.const 128)))))
              (start $fill))
            (core instance $data (instantiate $Data))
            (core func $f (canon lower (func $inner) (memory (core memory $data "mem"))))
            (core module $N
              (import "" "f" (func $f {{coreType}}))
              (func (export "loop") (param $count i32)
                (loop $again
                  (call $f {{arguments}})
                  {{end}}
                  (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
            (core instance $n (instantiate $N (with "" (instance (export "f" (func $f))))))
            (func (export "loop") (param "count" u32) (canon lift (core func $n "loop"))))
          (instance $inner (instantiate $Inner))
          (instance $outer (instantiate $Outer (with "f" (func $inner "f"))))
          (func (export "loop") (alias export $outer "loop")))
        """;
}
