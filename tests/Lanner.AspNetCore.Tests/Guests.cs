namespace Lanner.AspNetCore.Tests;

/// <summary>The guests of the tests, in the text format.</summary>
internal static class Guests
{
    /// <summary>A handler of requests; the first letter of the path says what it does.</summary>
    internal static string Exchange { get; } = Read("exchange.wat");

    /// <summary>A component with functions.</summary>
    internal static string Functions { get; } = Read("functions.wat");

    /// <summary>A module with functions.</summary>
    internal const string Module = """
        (module
          (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
          (func (export "swap") (param i64 f64) (result f64 i64) (local.get 1) (local.get 0))
          (func (export "_hidden"))
          (func (export "vector") (result v128) (v128.const i64x2 0 0)))
        """;

    /// <summary>A program that writes a header, its environment with a newline behind each variable, and its input.</summary>
    internal const string Program = """
        (module
          (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "environ_get" (func $environment (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 4)
          (data (i32.const 64) "Status: 201 Made\r\nContent-Type: text/plain\nX-Odd: \e9\nConnection: close\n\n")
          (func $send (param $from i32) (param $length i32)
            (i32.store (i32.const 0) (local.get $from))
            (i32.store (i32.const 4) (local.get $length))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
          (func (export "_start")
            (local $index i32)
            (call $send (i32.const 64) (i32.const 71))
            (drop (call $sizes (i32.const 16) (i32.const 20)))
            (drop (call $environment (i32.const 1024) (i32.const 8192)))
            (loop $next
              (if (i32.eqz (i32.load8_u (i32.add (i32.const 8192) (local.get $index))))
                (then (i32.store8 (i32.add (i32.const 8192) (local.get $index)) (i32.const 10))))
              (local.set $index (i32.add (local.get $index) (i32.const 1)))
              (br_if $next (i32.lt_u (local.get $index) (i32.load (i32.const 20)))))
            (call $send (i32.const 8192) (i32.load (i32.const 20)))
            (loop $more
              (i32.store (i32.const 0) (i32.const 65536))
              (i32.store (i32.const 4) (i32.const 65536))
              (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
              (if (i32.load (i32.const 8)) (then
                (call $send (i32.const 65536) (i32.load (i32.const 8)))
                (br $more))))))
        """;

    /// <summary>A program that writes a text, and does something then.</summary>
    /// <param name="text">The text, as the text format has it.</param>
    /// <param name="then">The instructions that it ends with.</param>
    internal static string Writing(string text, string then = "") => $$"""
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\40\00\00\00")
          (data (i32.const 64) "{{text}}")
          (func (export "_start")
            (local $end i32)
            (local.set $end (i32.const 64))
            (loop $next
              (if (i32.load8_u (local.get $end)) (then
                (local.set $end (i32.add (local.get $end) (i32.const 1)))
                (br $next))))
            (i32.store (i32.const 4) (i32.sub (local.get $end) (i32.const 64)))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            {{then}}))
        """;

    private static string Read(string name) =>
        File.ReadAllText(Repository.PathOf($"tests/Lanner.AspNetCore.Tests/{name}"));
}
