namespace Lanner.Hosting;

/// <summary>A guest of a <see cref="GuestCatalog"/>, and the pool of its instances. Thread-safe.</summary>
public sealed class GuestPool
{
    internal GuestPool()
    {
    }

    /// <summary>The name of the guest.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>The options of the guest, which do not change.</summary>
    public GuestOptions Options => throw new NotImplementedException();

    /// <summary>The number of calls under way.</summary>
    public int InUse => throw new NotImplementedException();

    /// <summary>The number of instances that wait for a call.</summary>
    public int Idle => throw new NotImplementedException();

    /// <summary>The number of calls that wait for an instance.</summary>
    public int Queued => throw new NotImplementedException();

    /// <summary>The code of the guest, which is loaded when nobody has asked for it before. When that fails, the next one to ask tries
    /// again.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public ValueTask<GuestCode> LoadAsync(CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Takes an instance for one call: one that waits, or a fresh one. Where <see cref="GuestPoolOptions.Maximum"/> calls are
    /// under way, it waits for its turn.</summary>
    /// <param name="call">What is particular to the call; null for nothing.</param>
    /// <param name="cancellation">Ends the call, also while it runs (<see cref="GuestLease.Cancellation"/>).</param>
    /// <returns>The instance, which has to be given back by <see cref="GuestLease.DisposeAsync"/>.</returns>
    /// <exception cref="GuestBusyException">There is no instance, and no room to wait, or none became free in time.</exception>
    /// <exception cref="GuestCallException">The instance could not be made, or the time of the call has passed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the host is shutting down.</exception>
    public ValueTask<GuestLease> RentAsync(GuestCall? call = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>Calls the guest once: takes an instance, uses it, and gives it back.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="use">Calls the instance, with its <see cref="GuestLease.Scheduler"/> and
    /// <see cref="GuestLease.Cancellation"/>.</param>
    /// <param name="call">What is particular to the call; null for nothing.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The result.</returns>
    /// <exception cref="GuestBusyException">There is no instance, and no room to wait, or none became free in time.</exception>
    /// <exception cref="GuestCallException">The call has failed; its <see cref="GuestCallException.Outcome"/> says how.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the host is shutting down.</exception>
    public Task<T> CallAsync<T>(Func<GuestLease, Task<T>> use, GuestCall? call = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();
}
