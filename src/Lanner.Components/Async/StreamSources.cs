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
        var shared = new SharedStream(instance, element);
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
        return count == 0 ? null : new HostNumbers<byte>(_chunk.AsMemory(0, count));
    }
}

/// <summary>A value that the host has later.</summary>
/// <param name="wait">Waits for it.</param>
/// <param name="end">Called when nobody reads it any more; or null.</param>
internal sealed class FutureSource(Func<CancellationToken, Task<ComponentValue>> wait, Action? end = null) : IHostSource
{
    public bool IsOf(ComponentValueType? element) => true;

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedFuture(instance, element);
        new HostWriter(
            instance,
            shared,
            async (_, cancellation) => new HostValues(new[] { await wait(cancellation).ConfigureAwait(false) }),
            Drop).Attach();
        return shared;
    }

    public void Drop() => end?.Invoke();
}
