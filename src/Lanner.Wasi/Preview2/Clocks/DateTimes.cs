using Lanner.Components;

namespace Lanner.Wasi.Preview2.Clocks;

/// <summary>The record <c>datetime</c>: a time since 1970.</summary>
internal static class DateTimes
{
    internal static ComponentValue FromNanoseconds(ulong nanoseconds) => ComponentValue.FromRecord(
        ("seconds", ComponentValue.FromU64(nanoseconds / GuestClock.Second)),
        ("nanoseconds", ComponentValue.FromU32((uint)(nanoseconds % GuestClock.Second))));

    /// <summary>The nanoseconds of a time, or null for one that cannot be said in a signed number of them.</summary>
    internal static ulong? ToNanoseconds(in ComponentValue time)
    {
        var (seconds, nanoseconds) = (time.GetField("seconds").AsU64(), time.GetField("nanoseconds").AsU32());
        return nanoseconds >= GuestClock.Second || seconds >= long.MaxValue / GuestClock.Second
            ? null
            : (seconds * GuestClock.Second) + nanoseconds;
    }
}
