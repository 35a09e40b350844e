namespace Lanner.Components.Generators.Tests;

/// <summary>A component of <c>worlds/resources.wit</c>. A counter is a cell of its memory; the destructor adds 1000 to cell 0.</summary>
internal static class ResourceComponent
{
    private const string Logs = """
        (import "test:resources/logs" (instance $logs
          (export "log" (type $log (sub resource)))
          (export "[constructor]log" (func (param "name" string) (result (own $log))))
          (export "[method]log.write" (func (param "self" (borrow $log)) (param "line" string) (result u32)))
          (export "[static]log.join" (func (param "a" (borrow $log)) (param "b" (own $log)) (result (own $log))))))
        """;

    public const string Text = $"""
        (component
          {Logs}
          (alias export $logs "log" (type $log))
          (core module $Memory
            (memory (export "mem") 1)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (local $address i32)
              (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
              (local.set $address (global.get $next))
              (global.set $next (i32.add (global.get $next) (local.get 3)))
              (local.get $address))
            (func (export "drop") (param i32)
              (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1000)))
              (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
            (data (i32.const 512) "onetwobad"))
          (core instance $mem (instantiate $Memory))
          (type $counter (resource (rep i32) (dtor (core func $mem "drop"))))
          (core func $new (canon resource.new $counter))
          (core func $drop-log (canon resource.drop $log))
          (core func $new-log (canon lower (func $logs "[constructor]log")
            (memory (core memory $mem "mem")) (realloc (core func $mem "realloc"))))
          (core func $write (canon lower (func $logs "[method]log.write")
            (memory (core memory $mem "mem")) (realloc (core func $mem "realloc"))))
          (core func $join (canon lower (func $logs "[static]log.join")))
          (core module $Code
            (import "m" "mem" (memory 1))
            (import "m" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
            (import "h" "new" (func $new (param i32) (result i32)))
            (import "h" "drop-log" (func $drop-log (param i32)))
            (import "h" "new-log" (func $new-log (param i32 i32) (result i32)))
            (import "h" "write" (func $write (param i32 i32 i32) (result i32)))
            (import "h" "join" (func $join (param i32 i32) (result i32)))
            (func (export "create") (param $start i32) (result i32)
              (local $cell i32)
              (local.set $cell (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 4)))
              (i32.store (local.get $cell) (local.get $start))
              (call $new (local.get $cell)))
            (func (export "increment") (param $cell i32) (param $by i32) (result i32)
              (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (local.get $by)))
              (i32.load (local.get $cell)))
            (func (export "same") (param i32) (result i32) (local.get 0))
            (func (export "value") (param i32) (result i32)
                (i32.add (i32.load (local.get 0)) (i32.mul (i32.const 100) (i32.load (i32.const 0)))))
            (func (export "fails") (param $code i32) (result i32)
              (if (i32.eq (local.get $code) (i32.const 99)) (then unreachable))
              (i32.store8 (i32.const 64) (i32.ne (local.get $code) (i32.const 0)))
              (i32.store (i32.const 68) (select (i32.const 518) (i32.const 7) (local.get $code)))
              (i32.store (i32.const 72) (i32.const 3))
              (i32.const 64))
            (func (export "write-twice") (param $log i32) (result i32)
              (call $write (local.get $log) (i32.const 512) (i32.const 3))
              (call $write (local.get $log) (i32.const 515) (i32.const 3))
              i32.add
              (call $drop-log (local.get $log)))
            (func (export "pass") (param $log i32) (result i32)
              (call $join (local.get $log) (call $new-log (i32.const 512) (i32.const 3)))
              (call $drop-log (local.get $log))))
          (core instance $code (instantiate $Code
            (with "m" (instance $mem))
            (with "h" (instance
              (export "new" (func $new)) (export "drop-log" (func $drop-log)) (export "new-log" (func $new-log))
              (export "write" (func $write)) (export "join" (func $join))))))
          (func $create (param "start" u32) (result (own $counter)) (canon lift (core func $code "create")))
          (func $increment (param "self" (borrow $counter)) (param "by" u32) (result u32) (canon lift (core func $code "increment")))
          (func $same (param "a" (own $counter)) (result (own $counter)) (canon lift (core func $code "same")))
          (func $value (param "c" (borrow $counter)) (result u32) (canon lift (core func $code "value")))
          (func $fails (param "code" u32) (result (result u32 (error string)))
            (canon lift (core func $code "fails") (memory (core memory $mem "mem"))))
          (func $write-twice (param "to" (borrow $log)) (result u32) (canon lift (core func $code "write-twice")))
          (func $pass (param "it" (own $log)) (result (own $log)) (canon lift (core func $code "pass")))
          (component $Interface
            (import "counter" (type $counter (sub resource)))
            (import "log" (type $log (sub resource)))
            (import "create" (func $create (param "start" u32) (result (own $counter))))
            (import "increment" (func $increment (param "self" (borrow $counter)) (param "by" u32) (result u32)))
            (import "same" (func $same (param "a" (own $counter)) (result (own $counter))))
            (import "value" (func $value (param "c" (borrow $counter)) (result u32)))
            (import "fails" (func $fails (param "code" u32) (result (result u32 (error string)))))
            (import "write-twice" (func $write-twice (param "to" (borrow $log)) (result u32)))
            (import "pass" (func $pass (param "it" (own $log)) (result (own $log))))
            (export $c "counter" (type $counter))
            (export "[constructor]counter" (func $create) (func (param "start" u32) (result (own $c))))
            (export "[method]counter.increment" (func $increment) (func (param "self" (borrow $c)) (param "by" u32) (result u32)))
            (export "[static]counter.same" (func $same) (func (param "a" (own $c)) (result (own $c))))
            (export "value-of" (func $value) (func (param "c" (borrow $c)) (result u32)))
            (export "fails" (func $fails))
            (export "write-twice" (func $write-twice))
            (export "pass" (func $pass)))
          (instance $out (instantiate $Interface
            (with "counter" (type $counter)) (with "log" (type $log)) (with "create" (func $create)) (with "increment" (func $increment))
            (with "same" (func $same)) (with "value" (func $value)) (with "fails" (func $fails)) (with "write-twice" (func $write-twice))
            (with "pass" (func $pass))))
          (export "test:resources/counters" (instance $out)))
        """;

    /// <summary>The same component within another, which exports what that exports: its types have other names there.</summary>
    public static string Nested => $"""
        (component
          {Logs}
          (component $Inner {Text["(component".Length..]}
          (instance $inner (instantiate $Inner (with "test:resources/logs" (instance $logs))))
          (export "test:resources/counters" (instance $inner "test:resources/counters")))
        """;
}
