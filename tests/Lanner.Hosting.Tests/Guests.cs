using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lanner.Hosting.Tests;

/// <summary>Guests as text, and hosts with them.</summary>
internal static class Guests
{
    /// <summary>A module that counts its calls, traps, loops, uses the stack, and writes.</summary>
    internal const string Module = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (global $calls (mut i32) (i32.const 0))
          (data (i32.const 100) "hello\nworld \1b[31m\u{202e}!")
          (func (export "count") (result i32)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (global.get $calls))
          (func (export "trap") unreachable)
          (func (export "spin") (loop $again (br $again)))
          (func $recurse (export "recurse") (call $recurse))
          (func (export "grow") (result i32) (memory.grow (i32.const 4096)))
          (func (export "dirty") (drop (memory.grow (i32.const 3))) (i32.store (i32.const 150000) (i32.const 7)) unreachable)
          (func (export "pages") (result i32) (memory.size))
          (func (export "print") (param $descriptor i32)
            (i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 21))
            (drop (call $write (local.get $descriptor) (i32.const 0) (i32.const 1) (i32.const 8))))
          (func (export "flood") (local $left i32)
            (local.set $left (i32.const 10000))
            (i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 6))
            (loop $again
              (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br_if $again (local.get $left))))
          (func (export "sleep") (param $nanoseconds i64)
            (i64.store (i32.const 24) (local.get $nanoseconds))
            (i32.store (i32.const 16) (i32.const 1))
            (drop (call $poll (i32.const 0) (i32.const 200) (i32.const 1) (i32.const 300)))))
        """;

    internal const string Component = """
        (component
          (core module $Code
            (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
          (core instance $code (instantiate $Code))
          (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $code "add"))))
        """;

    internal static GuestSource Source(string text) => GuestSource.FromBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>A catalog with one guest, named "guest".</summary>
    internal static GuestCatalog Catalog(
        Action<GuestOptions>? configure = null, string text = Module, TimeProvider? time = null, ILoggerProvider? log = null,
        Action<LannerOptions>? options = null)
    {
        var services = new ServiceCollection();
        if (time is not null)
        {
            services.AddSingleton(time);
        }

        if (log is not null)
        {
            services.AddLogging(logging => logging.AddProvider(log));
        }

        services.AddLanner(options).AddGuest("guest", guest =>
        {
            guest.Source = Source(text);
            configure?.Invoke(guest);
        });
        return services.BuildServiceProvider().GetRequiredService<GuestCatalog>();
    }

    /// <summary>Calls a function without parameters in an instance of a pool.</summary>
    internal static Task<int> CallAsync(
        this GuestPool pool, string function, GuestCall? call = null, CancellationToken? cancellation = null) => pool.CallAsync(
            async lease =>
            {
                var results = await lease.Module!.GetFunction(function).InvokeAsync(default, lease.Scheduler, lease.Cancellation);
                return results is [var result] ? result.AsInt32() : 0;
            },
            call, cancellation ?? TestContext.Current.CancellationToken);

    internal static Task SleepAsync(this GuestPool pool, TimeSpan time) =>
        pool.CallAsync(
            lease => lease.Module!.GetFunction("sleep")
                .InvokeAsync(new[] { (Value)(time.Ticks * 100) }, lease.Scheduler, lease.Cancellation),
            cancellation: TestContext.Current.CancellationToken);
}
