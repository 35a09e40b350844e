namespace Lanner.Runtime;

/// <summary>The share of one store in its account and in the engine's. Gives it back when the store is disposed of or collected; shared
/// memories, which live longer, when they are freed.</summary>
internal sealed class StoreShare : IMemoryLimiter
{
    private long _memoryBytes;
    private long _addressSpace;
    private long _tableElements;
    private long _instanceBytes;
    private int _memories;
    private int _tables;
    private int _instances;
    private int _isOpen = 1;

    internal StoreShare(StoreAccount account)
    {
        Account = account;
        account.AddShare();
    }

    ~StoreShare()
    {
        Close();
        Account.RemoveMemory(_memoryBytes);
        Account.Unreserve(_addressSpace);
    }

    internal StoreAccount Account { get; }

    /// <inheritdoc/>
    ulong IMemoryLimiter.MostBytes => (ulong)Account.MostBytes;

    /// <inheritdoc/>
    bool IMemoryLimiter.TryGrow(ulong oldBytes, ulong newBytes)
    {
        var bytes = newBytes - oldBytes;
        if (bytes > long.MaxValue || !Account.TryAddMemory((long)bytes))
        {
            return false;
        }

        Interlocked.Add(ref _memoryBytes, (long)bytes);
        return true;
    }

    /// <inheritdoc/>
    void IMemoryLimiter.Undo(ulong oldBytes, ulong newBytes)
    {
        var bytes = (long)(newBytes - oldBytes);
        Interlocked.Add(ref _memoryBytes, -bytes);
        Account.RemoveMemory(bytes);
    }

    /// <inheritdoc/>
    ResourceLimit? IMemoryLimiter.LimitFor(ulong bytes) => Account.LimitFor((long)ulong.Min(bytes, long.MaxValue));

    /// <inheritdoc/>
    ulong IMemoryLimiter.LargestReservation => (ulong)Account.LargestReservation;

    /// <inheritdoc/>
    ResourceLimit? IMemoryLimiter.TryReserve(ulong bytes)
    {
        var exceeded = Account.TryReserve((long)bytes);
        if (exceeded is null)
        {
            Interlocked.Add(ref _addressSpace, (long)bytes);
        }

        return exceeded;
    }

    /// <inheritdoc/>
    void IMemoryLimiter.Unreserve(ulong bytes)
    {
        Interlocked.Add(ref _addressSpace, -(long)bytes);
        Account.Unreserve((long)bytes);
    }

    internal ResourceLimit? TryAddTableElements(ulong elements)
    {
        var exceeded = Account.TryAddTableElements((long)ulong.Min(elements, long.MaxValue));
        if (exceeded is null)
        {
            Interlocked.Add(ref _tableElements, (long)elements);
        }

        return exceeded;
    }

    internal void RemoveTableElements(ulong elements)
    {
        Interlocked.Add(ref _tableElements, -(long)elements);
        Account.RemoveTableElements((long)elements);
    }

    internal void AddMemory()
    {
        Account.AddMemory();
        Interlocked.Increment(ref _memories);
    }

    internal void AddTable()
    {
        Account.AddTable();
        Interlocked.Increment(ref _tables);
    }

    /// <summary>Counts an instance.</summary>
    /// <param name="bytes">The bytes that it takes besides memories and tables.</param>
    internal void AddInstance(long bytes)
    {
        if (!Account.TryAddMemory(bytes))
        {
            throw new ResourceLimitException(
                Account.LimitFor(bytes) ?? new ResourceLimit(ResourceKind.Memory, Account.MostBytes),
                $"There is no room for an instance that takes {bytes} bytes besides its memories and tables");
        }

        Interlocked.Add(ref _instanceBytes, bytes);
        Account.AddInstance();
        Interlocked.Increment(ref _instances);
    }

    /// <summary>Gives back what ends with the store.</summary>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) != 0)
        {
            Account.RemoveShare();
        }

        Account.RemoveTableElements(Interlocked.Exchange(ref _tableElements, 0));
        Account.RemoveMemory(Interlocked.Exchange(ref _instanceBytes, 0));
        Account.Remove(
            Interlocked.Exchange(ref _memories, 0), Interlocked.Exchange(ref _tables, 0), Interlocked.Exchange(ref _instances, 0));
    }
}
