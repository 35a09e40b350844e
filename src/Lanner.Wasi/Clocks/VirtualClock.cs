namespace Lanner.Wasi;

/// <summary>A clock that runs for guests only: it stands still while they compute, goes on by a step whenever they look at it, and by the
/// whole time when they sleep, which takes none. So a guest does the same each time it runs. For
/// <see cref="WasiContextBuilder.Time"/>.</summary>
/// <param name="start">The time at the start.</param>
/// <param name="step">The time that passes when the clock is looked at, so that a guest that waits for it by looking ends.</param>
/// <remarks>May be used by several threads; what each sees then depends on the others.</remarks>
public sealed class VirtualClock(DateTimeOffset start, TimeSpan step) : TimeProvider
{
    /// <summary>Later times cannot be said: neither as a date, nor in the nanoseconds that guests count in.</summary>
    private readonly long _end = long.Min(DateTimeOffset.MaxValue.UtcTicks - start.UtcTicks, long.MaxValue / 100);

    private long _ticks;

    /// <summary>Makes a clock that starts with the year 2000 and goes on by a microsecond.</summary>
    public VirtualClock()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMicroseconds(1))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => Add(step.Ticks);

    /// <summary>True if the clock stands still, since no later time can be said.</summary>
    internal bool IsAtEnd => Volatile.Read(ref _ticks) >= _end;

    /// <summary>Lets time pass. It ends with the year 9999, or after 292 years if that is earlier: then the clock stands still.</summary>
    /// <param name="time">The time that passes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Add(time.Ticks);
    }

    /// <summary>Adds to the time.</summary>
    /// <returns>The time before.</returns>
    private long Add(long ticks)
    {
        for (var before = Volatile.Read(ref _ticks); ;)
        {
            var found = Interlocked.CompareExchange(ref _ticks, ticks > _end - before ? _end : before + ticks, before);
            if (found == before)
            {
                return before;
            }

            before = found;
        }
    }
}
