using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Bytes of a stream of .NET.</summary>
internal sealed class ByteStreamSource(Stream stream) : IHostSource
{
    private const int ChunkBytes = 64 << 10;

    public bool IsOf(ComponentValueType? element) => element is PrimitiveType { Primitive: PrimitiveKind.U8 };

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedStream(element);
        var chunk = new byte[ChunkBytes];
        new HostWriter(instance, shared, cancellation => Fetch(chunk, cancellation), Drop).Attach();
        return shared;
    }

    public void Drop() => stream.Dispose();

    private async ValueTask<HostSource?> Fetch(byte[] chunk, CancellationToken cancellation)
    {
        var count = await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false);
        return count == 0 ? null : new HostBytes(chunk.AsMemory(0, count));
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
            async cancellation =>
            {
                enumerator ??= values.GetAsyncEnumerator(cancellation);
                return await enumerator.MoveNextAsync().ConfigureAwait(false) ? new HostValues(new[] { enumerator.Current }) : null;
            },
            () => _ = enumerator?.DisposeAsync().AsTask()).Attach();
        return shared;
    }

    public void Drop()
    {
    }
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
            async cancellation => new HostValues(new[] { await value.WaitAsync(cancellation).ConfigureAwait(false) }),
            Drop).Attach();
        return shared;
    }

    public void Drop()
    {
    }
}
