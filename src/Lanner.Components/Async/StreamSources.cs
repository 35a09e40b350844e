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
        return count == 0 ? null : new HostBytes(chunk.AsMemory(0, count));
    }
}

/// <summary>Values that the host makes one after the other.</summary>
internal sealed class ValueStreamSource(IAsyncEnumerable<ComponentValue> values) : IHostSource
{
    private IAsyncEnumerator<ComponentValue>? _enumerator;
    private ValueTask<bool>? _next;
    private bool _isOver;

    public bool IsOf(ComponentValueType? element) => true;

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedStream(element);
        new HostWriter(instance, shared, Fetch, Drop).Attach();
        return shared;
    }

    public void Drop() => _ = _enumerator?.DisposeAsync().AsTask();

    /// <summary>Fetches as many values as are wanted and there without waiting, and at least one.</summary>
    private async ValueTask<HostSource?> Fetch(int count, CancellationToken cancellation)
    {
        _enumerator ??= values.GetAsyncEnumerator(cancellation);
        var fetched = new List<ComponentValue>();
        while (!_isOver && (fetched.Count < count || fetched.Count == 0))
        {
            var next = _next ?? _enumerator.MoveNextAsync();
            _next = null;
            if (fetched.Count > 0 && !next.IsCompleted)
            {
                _next = next;
                break;
            }

            if (await next.ConfigureAwait(false))
            {
                fetched.Add(_enumerator.Current);
            }
            else
            {
                _isOver = true;
            }
        }

        return fetched.Count == 0 ? null : new HostValues(fetched.ToArray());
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
            async (_, cancellation) => new HostValues(new[] { await value.WaitAsync(cancellation).ConfigureAwait(false) }),
            Drop).Attach();
        return shared;
    }

    public void Drop()
    {
    }
}
