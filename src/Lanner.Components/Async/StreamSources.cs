using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Bytes of a stream of .NET.</summary>
internal sealed class ByteStreamSource(Stream stream) : IHostSource
{
    private const int ChunkBytes = 64 << 10;

    private byte[] _chunk = [];

    public bool IsOf(ComponentValueType? element) => element is PrimitiveType { Primitive: PrimitiveKind.U8 };

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedStream(element);
        new HostWriter(instance, shared, Fetch, Drop).Attach();
        return shared;
    }

    public void Drop() => stream.Dispose();

    /// <summary>Reads no more than the guest has room for, so that nothing is lost when it drops its end; at least a byte where it only
    /// wants to know when there is something.</summary>
    private async ValueTask<HostSource?> Fetch(int room, CancellationToken cancellation)
    {
        var length = int.Clamp(room, 1, ChunkBytes);
        if (_chunk.Length < length)
        {
            _chunk = new byte[length];
        }

        var count = await stream.ReadAsync(_chunk.AsMemory(0, length), cancellation).ConfigureAwait(false);
        return count == 0 ? null : new HostBytes(_chunk.AsMemory(0, count));
    }
}

/// <summary>Values that the host makes one after the other.</summary>
internal sealed class ValueStreamSource(IAsyncEnumerable<ComponentValue> values) : IHostSource
{
    public bool IsOf(ComponentValueType? element) => true;

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedStream(element);
        IAsyncEnumerator<ComponentValue>? enumerator = null;
        new HostWriter(
            instance,
            shared,
            async (_, cancellation) =>
            {
                enumerator ??= values.GetAsyncEnumerator(cancellation);
                return await enumerator.MoveNextAsync().ConfigureAwait(false) ? new HostValues(new[] { enumerator.Current }) : null;
            },
            () => End(enumerator ?? values.GetAsyncEnumerator())).Attach();
        return shared;
    }

    public void Drop() => End(values.GetAsyncEnumerator());

    /// <summary>Ends what the values come from, also where nobody has asked for any.</summary>
    private static void End(IAsyncEnumerator<ComponentValue> enumerator) => _ = enumerator.DisposeAsync().AsTask();
}

/// <summary>A value that the host has later.</summary>
internal sealed class FutureSource(Task<ComponentValue> value) : IHostSource
{
    public bool IsOf(ComponentValueType? element) => true;

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedFuture(element);
        new HostWriter(
            instance,
            shared,
            async (_, cancellation) => new HostValues(new[] { await value.WaitAsync(cancellation).ConfigureAwait(false) }),
            Drop).Attach();
        return shared;
    }

    public void Drop()
    {
    }
}
