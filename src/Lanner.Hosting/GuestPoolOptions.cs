namespace Lanner.Hosting;

/// <summary>How many instances of a guest there are at once, for how long, and who waits for one.</summary>
public sealed class GuestPoolOptions
{
    /// <summary>The number of calls that may be under way at once, each with an instance of its own; at least 1. By default 8 for each
    /// processor, and at least 64.</summary>
    public int Maximum { get; set; } = int.Max(64, 8 * Environment.ProcessorCount);

    /// <summary>The number of calls that may wait for an instance, in the order in which they came; by default 1,000. One more fails with
    /// <see cref="GuestBusyException"/>.</summary>
    public int QueueLength { get; set; } = 1_000;

    /// <summary>The time for which a call may wait for an instance, before it fails with <see cref="GuestBusyException"/>; by default 10
    /// seconds. It is part of <see cref="GuestOptions.CallTime"/>.</summary>
    public TimeSpan QueueTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of calls that an instance serves, one after the other; at least 1. By default 1: each call has a fresh instance,
    /// and can see nothing of another one.</summary>
    public int Reuse { get; set; } = 1;

    /// <summary>The time after which an instance that waits for its next call is given up; by default a minute. Instances wait only where
    /// <see cref="Reuse"/> is more than 1.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(1);
}
