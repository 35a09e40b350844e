using System.Globalization;

namespace Lanner.Server.Tests;

/// <summary>Guests for the server.</summary>
internal static class ServedGuests
{
    /// <summary>A program that answers each request with a text, after it has waited.</summary>
    /// <param name="text">The text.</param>
    /// <param name="milliseconds">The time.</param>
    internal static string Answering(string text, int milliseconds = 0) => string.Create(CultureInfo.InvariantCulture, $$"""
        (module
          (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 1024) "Content-Type: text/plain\n\n{{text}}")
          (func (export "_start")
            (i32.store (i32.const 272) (i32.const 1))
            (i64.store (i32.const 280) (i64.const {{milliseconds * 1_000_000L}}))
            (drop (call $poll (i32.const 256) (i32.const 512) (i32.const 1) (i32.const 640)))
            (i32.store (i32.const 0) (i32.const 1024))
            (i32.store (i32.const 4) (i32.const {{26 + text.Length}}))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
        """);
}
