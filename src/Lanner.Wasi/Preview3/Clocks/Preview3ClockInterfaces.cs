using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Clocks;

namespace Lanner.Wasi.Preview3.Clocks;

/// <summary>The package <c>wasi:clocks</c>.</summary>
internal static class Preview3ClockInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var monotonic = define("wasi:clocks/monotonic-clock");
        monotonic.Function("now", call => ComponentValue.FromU64(GuestClock.Monotonic(call.Context)));
        monotonic.Function("get-resolution", call => ComponentValue.FromU64(GuestClock.MonotonicResolution(call.Context)));
        monotonic.AsyncFunction("wait-until", (call, cancellation) => WaitUntil(call.Context, call[0].AsU64(), cancellation));
        monotonic.AsyncFunction("wait-for", (call, cancellation) =>
        {
            var (now, duration) = (GuestClock.Monotonic(call.Context), call[0].AsU64());
            return WaitUntil(call.Context, duration > ulong.MaxValue - now ? ulong.MaxValue : now + duration, cancellation);
        });

        var system = define("wasi:clocks/system-clock");
        system.Function("now", call => Instants.FromNanoseconds(GuestClock.Wall(call.Context)));
        system.Function("get-resolution", call => ComponentValue.FromU64(GuestClock.WallResolution));

        // Where the host is, is granted to nobody.
        var timezone = define("wasi:clocks/timezone");
        timezone.Function("iana-id", call => ComponentValue.None);
        timezone.Function("utc-offset", call => ComponentValue.None);
        timezone.Function("to-debug-string", call => ComponentValue.FromString("UTC"));
    }

    private static ValueTask<ComponentValue?> WaitUntil(WasiContext context, ulong time, CancellationToken cancellation)
    {
        if (context.Time is VirtualClock clock)
        {
            // Its time is the guest's alone: it passes by the wait, which takes none.
            var now = GuestClock.Monotonic(context);
            clock.Advance(TimeSpan.FromTicks(time <= now ? 0 : (long)((time - now) / 100) + 1));
            return default;
        }

        return GuestClock.Monotonic(context) >= time ? default : WaitUntilAsync(context, time, cancellation);
    }

    private static async ValueTask<ComponentValue?> WaitUntilAsync(WasiContext context, ulong time, CancellationToken cancellation)
    {
        // Timers count in milliseconds, and not to ever.
        const ulong Millisecond = 1_000_000;
        const ulong Longest = 1 << 30;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, context.End);
        for (var now = GuestClock.Monotonic(context); now < time; now = GuestClock.Monotonic(context))
        {
            var left = TimeSpan.FromMilliseconds(ulong.Min(((time - now - 1) / Millisecond) + 1, Longest));
            await Task.Delay(left, context.Time, end.Token).ConfigureAwait(false);
        }

        return null;
    }
}
