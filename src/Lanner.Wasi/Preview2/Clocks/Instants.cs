using Lanner.Components;

namespace Lanner.Wasi.Preview2.Clocks;

/// <summary>The record <c>instant</c> of WASI 0.3: a time since 1970, or before.</summary>
internal static class Instants
{
    internal static ComponentValue FromNanoseconds(ulong nanoseconds) => ComponentValue.FromRecord(
        ("seconds", ComponentValue.FromS64((long)(nanoseconds / GuestClock.Second))),
        ("nanoseconds", ComponentValue.FromU32((uint)(nanoseconds % GuestClock.Second))));

    /// <summary>The nanoseconds of a time, or null for one before 1970, or that cannot be said in a signed number of them.</summary>
    internal static ulong? ToNanoseconds(in ComponentValue time)
    {
        var (seconds, nanoseconds) = (time.GetField("seconds").AsS64(), time.GetField("nanoseconds").AsU32());
        return nanoseconds >= GuestClock.Second || seconds is < 0 or >= long.MaxValue / (long)GuestClock.Second
            ? null
            : ((ulong)seconds * GuestClock.Second) + nanoseconds;
    }
}
