namespace Lanner.Runtime;

/// <summary>A wait of a guest, from its beginning until it is disposed of.</summary>
internal sealed class WaitEntry : IDisposable
{
    private readonly StoreWaits _waits;
    private readonly Action? _onInterruption;

    /// <param name="waits">The waits of the store.</param>
    /// <param name="function">The name of the function that is waited for.</param>
    /// <param name="onInterruption">Wakes who waits. Called under locks, so that it must do no more than that.</param>
    internal WaitEntry(StoreWaits waits, string function, Action? onInterruption)
    {
        _waits = waits;
        _onInterruption = onInterruption;
        Function = function;
        Node = new LinkedListNode<WaitEntry>(this);
    }

    internal string Function { get; }

    internal DateTimeOffset Since { get; } = DateTimeOffset.UtcNow;

    internal LinkedListNode<WaitEntry> Node { get; }

    internal void Wake() => _onInterruption?.Invoke();

    /// <summary>Ends the wait. Nothing happens when it has ended already.</summary>
    public void Dispose() => _waits.Remove(this);
}
