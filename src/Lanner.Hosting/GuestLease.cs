using Lanner.Components;
using Lanner.Wasi;

namespace Lanner.Hosting;

/// <summary>An instance of a guest, taken for one call. The call ends with <see cref="Complete"/> or <see cref="Fail"/>; the instance goes
/// back with <see cref="DisposeAsync"/>, and one whose call was not completed is used no more. For one caller at a time.</summary>
/// <example><code>
/// await using var lease = await pool.RentAsync(cancellation: cancellation);
/// try
/// {
///     var sum = await lease.Component!.GetFunction("add").CallJsonAsync("[1, 2]", null, lease.Scheduler, lease.Cancellation);
///     lease.Complete();
/// }
/// catch (Exception exception)
/// {
///     var outcome = lease.Fail(exception);
/// }
/// </code></example>
public sealed class GuestLease : IAsyncDisposable
{
    internal GuestLease()
    {
    }

    /// <summary>The guest.</summary>
    public GuestPool Pool => throw new NotImplementedException();

    /// <summary>The version of the guest.</summary>
    public GuestCode Code => throw new NotImplementedException();

    /// <summary>The instance of a guest that is a component; null where it is a module.</summary>
    public ComponentInstance? Component => throw new NotImplementedException();

    /// <summary>The instance of a guest that is a module; null where it is a component.</summary>
    public Instance? Module => throw new NotImplementedException();

    /// <summary>The store of the instance.</summary>
    public Store Store => throw new NotImplementedException();

    /// <summary>What the instance has of the host's system.</summary>
    public WasiContext Wasi => throw new NotImplementedException();

    /// <summary>The threads on which the instance is to be called.</summary>
    public TaskScheduler Scheduler => throw new NotImplementedException();

    /// <summary>Is cancelled when the call has to end: by whoever called, because <see cref="GuestOptions.CallTime"/> has passed, or because
    /// the host is shutting down. To be given to everything that the call waits for.</summary>
    public CancellationToken Cancellation => throw new NotImplementedException();

    /// <summary>The time that is left of <see cref="GuestOptions.CallTime"/>; not negative.</summary>
    public TimeSpan TimeLeft => throw new NotImplementedException();

    /// <summary>True if the instance has served calls before.</summary>
    public bool IsReused => throw new NotImplementedException();

    /// <summary>What has become of the call; null while it is under way.</summary>
    public GuestOutcome? Outcome => throw new NotImplementedException();

    /// <summary>Counts bytes of the response before they are handed on.</summary>
    /// <param name="bytes">The number of bytes; not negative.</param>
    /// <exception cref="GuestCallException">The response is longer than it may be (<see cref="GuestOutcome.LimitPassed"/>).</exception>
    public void CountResponse(long bytes) => throw new NotImplementedException();

    /// <summary>Says that the guest has done what it was called for, and runs no more.</summary>
    public void Complete() => throw new NotImplementedException();

    /// <summary>Says that the call has failed, and finds out how. Nothing happens where the call has ended already.</summary>
    /// <param name="exception">What has ended it.</param>
    /// <returns>What has become of the call.</returns>
    public GuestOutcome Fail(Exception exception) => throw new NotImplementedException();

    /// <summary>Gives the instance back. A call that was neither completed nor failed counts as <see cref="GuestOutcome.Cancelled"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
