namespace Lanner.Runtime;

/// <summary>A wait of a guest, from its beginning until it is disposed of.</summary>
internal sealed class WaitEntry : IDisposable
{
    private readonly StoreWaits _waits;
    private readonly Action? _onInterruption;
    private readonly object _subject;

    /// <param name="waits">The waits of the store.</param>
    /// <param name="subject">The name of what is waited for, or an object whose text that is.</param>
    /// <param name="onInterruption">Wakes who waits. Called under locks, so that it must do no more than that.</param>
    internal WaitEntry(StoreWaits waits, object subject, Action? onInterruption)
    {
        _waits = waits;
        _onInterruption = onInterruption;
        _subject = subject;
        Node = new LinkedListNode<WaitEntry>(this);
    }

    /// <summary>The name of what is waited for. It is made when somebody asks: most waits are never listed.</summary>
    internal string Function => _subject.ToString() ?? "";

    internal DateTimeOffset Since { get; } = DateTimeOffset.UtcNow;

    internal LinkedListNode<WaitEntry> Node { get; }

    internal void Wake() => _onInterruption?.Invoke();

    /// <summary>Ends the wait. Nothing happens when it has ended already.</summary>
    public void Dispose() => _waits.Remove(this);
}
