using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:clocks</c>.</summary>
public sealed class ClockTests
{
    private const string Monotonic = "wasi:clocks/monotonic-clock", Wall = "wasi:clocks/wall-clock", Timezone = "wasi:clocks/timezone";

    [Fact]
    public void The_wall_clock_shows_the_time_of_the_grants()
    {
        var start = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(7);
        using var guest = new Preview2Guest(new WasiContextBuilder { Time = new VirtualClock(start, TimeSpan.Zero) });
        var now = guest.Call(Wall, "now")!.Value;
        Assert.Equal((ulong)start.ToUnixTimeSeconds(), now.GetField("seconds").AsU64());
        Assert.Equal(700u, now.GetField("nanoseconds").AsU32());
        var resolution = guest.Call(Wall, "resolution")!.Value;
        Assert.Equal((0ul, 100u), (resolution.GetField("seconds").AsU64(), resolution.GetField("nanoseconds").AsU32()));
    }

    [Fact]
    public void The_monotonic_clock_goes_on()
    {
        using var guest = new Preview2Guest();
        var first = guest.Call(Monotonic, "now")!.Value.AsU64();
        Thread.Sleep(2);
        Assert.InRange(guest.Call(Monotonic, "now")!.Value.AsU64(), first + 2_000_000, ulong.MaxValue);
        Assert.InRange(guest.Call(Monotonic, "resolution")!.Value.AsU64(), 1ul, 1_000_000ul);
    }

    [Fact]
    public void A_guest_sleeps_until_an_instant_or_for_a_duration()
    {
        using var guest = new Preview2Guest();
        var start = guest.Call(Monotonic, "now")!.Value.AsU64();
        var instant = Subscribe(guest, "subscribe-instant", start + 20_000_000);
        Assert.Equal([0u], guest.Poll(instant));
        Assert.InRange(guest.Call(Monotonic, "now")!.Value.AsU64(), start + 20_000_000, ulong.MaxValue);
        var duration = Subscribe(guest, "subscribe-duration", 10_000_000);
        guest.Poll(duration);
        Assert.InRange(guest.Call(Monotonic, "now")!.Value.AsU64(), start + 30_000_000, ulong.MaxValue);
        Assert.True(guest.IsReady(Subscribe(guest, "subscribe-instant", 0)));
        Assert.False(guest.IsReady(Subscribe(guest, "subscribe-duration", ulong.MaxValue)));
    }

    [Fact]
    public void Sleep_takes_no_time_on_a_virtual_clock()
    {
        using var guest = new Preview2Guest(new WasiContextBuilder { Time = new VirtualClock() });
        var start = guest.Call(Monotonic, "now")!.Value.AsU64();
        const ulong Year = 365ul * 24 * 3600 * 1_000_000_000;
        Assert.Equal([0u], guest.Poll(Subscribe(guest, "subscribe-duration", Year), Subscribe(guest, "subscribe-duration", 2 * Year)));
        Assert.InRange(guest.Call(Monotonic, "now")!.Value.AsU64(), start + Year, start + Year + 1_000_000);
    }

    [Fact]
    public void The_timezone_is_that_of_nobody()
    {
        using var guest = new Preview2Guest();
        var when = ComponentValue.FromRecord(
            ("seconds", ComponentValue.FromU64(1_000_000_000)), ("nanoseconds", ComponentValue.FromU32(0)));
        var display = guest.Call(Timezone, "display", when)!.Value;
        Assert.Equal((0, "UTC", false), (display.GetField("utc-offset").AsS32(), display.GetField("name").AsString(),
            display.GetField("in-daylight-saving-time").AsBool()));
        Assert.Equal(0, guest.Call(Timezone, "utc-offset", when)!.Value.AsS32());
    }

    private static ComponentResource Subscribe(Preview2Guest guest, string function, ulong time) =>
        guest.Call(Monotonic, function, ComponentValue.FromU64(time))!.Value.AsResource();
}
