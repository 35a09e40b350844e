namespace Lanner.Cli.Tests;

/// <summary>Components in the text format.</summary>
internal static class Components
{
    /// <summary>Adds numbers, echoes strings, and traps.</summary>
    internal const string Adder = """
        (component
          (core module $M
            (memory (export "mem") 1)
            (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            (func (export "trap") (unreachable))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
            (func (export "echo") (param i32 i32) (result i32)
              (i32.store (i32.const 16) (local.get 0))
              (i32.store (i32.const 20) (local.get 1))
              (i32.const 16)))
          (core instance $m (instantiate $M))
          (func $add (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $m "add")))
          (func $trap (canon lift (core func $m "trap")))
          (func $echo (param "s" string) (result string)
            (canon lift (core func $m "echo") (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
          (instance $math (export "add" (func $add)) (export "echo" (func $echo)))
          (export "a:b/math@1.2.0" (instance $math))
          (export "trap" (func $trap)))
        """;

    /// <summary>Adds 100 by way of an interface that it imports.</summary>
    internal const string Program = """
        (component
          (import "a:b/math@1.0.0" (instance $math (export "add" (func (param "a" u32) (param "b" u32) (result u32)))))
          (core func $add (canon lower (func $math "add")))
          (core module $M
            (import "" "add" (func $add (param i32 i32) (result i32)))
            (func (export "run") (param i32) (result i32) (call $add (local.get 0) (i32.const 100))))
          (core instance $m (instantiate $M (with "" (instance (export "add" (func $add))))))
          (func $run (param "x" u32) (result u32) (canon lift (core func $m "run")))
          (export "run" (func $run)))
        """;
}
