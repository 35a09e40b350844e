using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Clocks;

/// <summary>The package <c>wasi:clocks</c>.</summary>
internal static class ClockInterfaces
{
    private const string Utc = "UTC";

    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var monotonic = define("wasi:clocks/monotonic-clock");
        monotonic.Resource(ResourceTypes.Pollable);
        monotonic.Function("now", call => ComponentValue.FromU64(GuestClock.Monotonic(call.Context)));
        monotonic.Function("resolution", call => ComponentValue.FromU64(GuestClock.MonotonicResolution(call.Context)));
        monotonic.Function("subscribe-instant", call => Subscribe(call, call[0].AsU64()));
        monotonic.Function("subscribe-duration", SubscribeDuration);

        var wall = define("wasi:clocks/wall-clock");
        wall.Function("now", call => DateTimes.FromNanoseconds(GuestClock.Wall(call.Context)));
        wall.Function("resolution", call => DateTimes.FromNanoseconds(GuestClock.WallResolution));

        // Where the host is, is granted to nobody.
        var timezone = define("wasi:clocks/timezone");
        timezone.Function("display", call => ComponentValue.FromRecord(
            ("utc-offset", ComponentValue.FromS32(0)),
            ("name", ComponentValue.FromString(Utc)),
            ("in-daylight-saving-time", ComponentValue.FromBool(false))));
        timezone.Function("utc-offset", call => ComponentValue.FromS32(0));
    }

    private static ComponentValue? SubscribeDuration(InterfaceCall call)
    {
        var (now, duration) = (GuestClock.Monotonic(call.Context), call[0].AsU64());
        return Subscribe(call, duration > ulong.MaxValue - now ? ulong.MaxValue : now + duration);
    }

    private static ComponentValue? Subscribe(InterfaceCall call, ulong time) =>
        call.Own(ResourceTypes.Pollable, new Pollable(new ClockWait(call.Context, time)));
}
