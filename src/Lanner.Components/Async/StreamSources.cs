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
        new HostWriter(instance, shared, (_, cancellation) => Fetch(chunk, cancellation), Drop).Attach();
        return shared;
    }

    public void Drop() => stream.Dispose();

    private async ValueTask<HostSource?> Fetch(byte[] chunk, CancellationToken cancellation)
    {
        var count = await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false);
        return count == 0 ? null : new HostNumbers<byte>(chunk.AsMemory(0, count));
    }
}

/// <summary>A value that the host has later.</summary>
/// <param name="wait">Waits for it.</param>
internal sealed class FutureSource(Func<CancellationToken, Task<ComponentValue>> wait) : IHostSource
{
    public bool IsOf(ComponentValueType? element) => true;

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedFuture(element);
        new HostWriter(
            instance,
            shared,
            async (_, cancellation) => new HostValues(new[] { await wait(cancellation).ConfigureAwait(false) }),
            Drop).Attach();
        return shared;
    }

    public void Drop()
    {
    }
}
