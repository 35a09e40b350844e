namespace Lanner.Wasi;

/// <summary>The clocks of a context, in nanoseconds.</summary>
internal static class GuestClock
{
    internal const ulong Second = 1_000_000_000;

    /// <summary>The unit of the time of day: dates of .NET count in it.</summary>
    internal const ulong WallResolution = 100;

    /// <summary>The time since 1970.</summary>
    internal static ulong Wall(WasiContext context) =>
        (ulong)(context.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * WallResolution;

    /// <summary>The time of a clock that never goes back, which began with the context.</summary>
    internal static ulong Monotonic(WasiContext context)
    {
        var timestamps = context.Time.GetTimestamp() - context.Start;
        var frequency = context.Time.TimestampFrequency;
        return (ulong)(frequency == (long)Second ? timestamps : (long)((Int128)timestamps * (long)Second / frequency));
    }

    internal static ulong MonotonicResolution(WasiContext context) => ulong.Max(1, Second / (ulong)context.Time.TimestampFrequency);
}
