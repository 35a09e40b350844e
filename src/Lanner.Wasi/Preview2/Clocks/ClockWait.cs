using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Clocks;

/// <summary>A wait for a time of the monotonic clock.</summary>
/// <param name="context">The context whose clock it is.</param>
/// <param name="time">The time, in nanoseconds.</param>
internal sealed class ClockWait(WasiContext context, ulong time) : IWaitable
{
    public bool IsReady => GuestClock.Monotonic(context) >= time;

    public WakeUp WakeUp => WakeUp.AtTime(time);
}
