namespace Lanner.Runtime;

/// <summary>What all stores of an engine use together.</summary>
internal sealed class EngineAccount(EngineLimits limits)
{
    private long _memoryBytes;
    private int _instances;

    internal EngineLimits Limits { get; } = limits;

    internal long MemoryBytes => Volatile.Read(ref _memoryBytes);

    internal int Instances => Volatile.Read(ref _instances);

    internal bool TryAddMemory(long bytes)
    {
        if (Limits.MemoryBytes is not { } most)
        {
            Interlocked.Add(ref _memoryBytes, bytes);
            return true;
        }

        for (var before = Volatile.Read(ref _memoryBytes); bytes <= most - before;)
        {
            var found = Interlocked.CompareExchange(ref _memoryBytes, before + bytes, before);
            if (found == before)
            {
                return true;
            }

            before = found;
        }

        return false;
    }

    internal void RemoveMemory(long bytes) => Interlocked.Add(ref _memoryBytes, -bytes);

    internal void AddInstance()
    {
        if (Interlocked.Increment(ref _instances) > (Limits.Instances ?? int.MaxValue))
        {
            Interlocked.Decrement(ref _instances);
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.EngineInstances, Limits.Instances!.Value));
        }
    }

    internal void RemoveInstances(int count) => Interlocked.Add(ref _instances, -count);
}

/// <summary>What one store has in the engine's account. Gives it back when the store is disposed of or collected.</summary>
internal sealed class StoreShare(EngineAccount account)
{
    private long _memoryBytes;
    private int _instances;

    ~StoreShare()
    {
        account.RemoveMemory(_memoryBytes);
        account.RemoveInstances(_instances);
    }

    internal ResourceLimit MemoryLimit => new(ResourceKind.EngineMemory, account.Limits.MemoryBytes ?? long.MaxValue);

    internal bool TryAddMemory(long bytes)
    {
        if (!account.TryAddMemory(bytes))
        {
            return false;
        }

        Interlocked.Add(ref _memoryBytes, bytes);
        return true;
    }

    internal void RemoveMemory(long bytes)
    {
        Interlocked.Add(ref _memoryBytes, -bytes);
        account.RemoveMemory(bytes);
    }

    internal void AddInstance()
    {
        account.AddInstance();
        Interlocked.Increment(ref _instances);
    }

    internal void RemoveInstances() => account.RemoveInstances(Interlocked.Exchange(ref _instances, 0));
}
