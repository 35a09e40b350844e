using Lanner.Components.Async;

namespace Lanner.Components;

/// <summary>The end to read from of a future: one that a guest has passed to the host, or one that the host makes and passes to a guest.
/// Thread-safe.</summary>
public sealed class ComponentFuture : IDisposable
{
    internal ComponentFuture(SharedFuture shared, Store store, EventLoop? loop) => End = new HostEnd(shared, store, loop);

    internal ComponentFuture(IHostSource source) => End = new HostEnd(source);

    /// <summary>The type of the value, of a future that a guest has passed on; null where there is none.</summary>
    public ComponentValueType? ElementType => End.Element;

    internal HostEnd End { get; }

    /// <summary>Makes a future of a task, for a guest to read.</summary>
    /// <param name="value">The task. If it fails when the guest waits for it, its exception ends the guest, as one of a function of the
    /// host does. For a future without a value it may give any.</param>
    public static ComponentFuture FromTask(Task<ComponentValue> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(new FutureSource(value.WaitAsync));
    }

    /// <summary>Makes a future of a task that begins when a guest reads it.</summary>
    /// <param name="begin">Begins the task, whose token is cancelled when the guest drops its end: called when the guest reads, once or
    /// never. An exception of the task ends the guest. Resources of the host in a value that comes too late are dropped.</param>
    /// <param name="end">Called once, by any thread, when the guest drops its end, with the value or without, or has ended; null for
    /// nothing.</param>
    public static ComponentFuture FromTask(Func<CancellationToken, Task<ComponentValue>> begin, Action? end = null)
    {
        ArgumentNullException.ThrowIfNull(begin);
        return new(new FutureSource(begin, end));
    }

    /// <summary>Waits for the value of a guest's future. It can be read once.</summary>
    /// <param name="cancellation">Takes the read back.</param>
    /// <returns>The value; null where the type has none.</returns>
    /// <exception cref="InvalidOperationException">The future is one that the host has made, or was passed on.</exception>
    /// <exception cref="ObjectDisposedException">The end was dropped, or the value was read.</exception>
    public async Task<ComponentValue?> ReadAsync(CancellationToken cancellation = default)
    {
        var target = new HostValueTarget(1);
        End.Read(target, cancellation);
        var values = await target.Completion.ConfigureAwait(false);
        End.Drop();
        ObjectDisposedException.ThrowIf(values.Count == 0, this);
        return ElementType is null ? null : values.AsList()[0];
    }

    /// <summary>Drops the end: whoever writes is told so.</summary>
    public void Dispose() => End.Drop();
}
