using System.Runtime.CompilerServices;
using Lanner.Components.Async;
using Lanner.Components.Resources;

namespace Lanner.Components;

/// <summary>The end to read from of a stream: one that a guest has passed to the host, or one that the host makes and passes to a guest.
/// Nothing is read before somebody asks for it. Thread-safe, but for two reads at once.</summary>
public sealed class ComponentStream : IDisposable
{
    internal ComponentStream(SharedStream shared, Store store, EventLoop? loop) => End = new HostEnd(shared, store, loop);

    internal ComponentStream(IHostSource source) => End = new HostEnd(source);

    /// <summary>The type of the values, of a stream that a guest has passed on; null where there are none but their moments.</summary>
    public ComponentValueType? ElementType => End.Element;

    internal HostEnd End { get; }

    /// <summary>Makes a <c>stream&lt;u8&gt;</c> of a stream of .NET, for a guest to read.</summary>
    /// <param name="stream">The stream, which is disposed of when the guest has read all or drops its end.</param>
    public static ComponentStream FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(new ByteStreamSource(stream));
    }

    /// <summary>Makes a stream of values, for a guest to read. It is asked for them when the guest reads, and for no more than the guest
    /// has room for.</summary>
    /// <param name="values">The values, of the type that the guest's stream has.</param>
    public static ComponentStream FromValues(IAsyncEnumerable<ComponentValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(new ValueStreamSource<ComponentValue>(values, static _ => true, static some => new HostValues(some)));
    }

    /// <summary>Reads some values of a guest's stream: as many as there are, and at least one.</summary>
    /// <param name="maximumCount">The most values; at least 1.</param>
    /// <param name="cancellation">Takes the read back.</param>
    /// <returns>A list; an empty one at the end of the stream. Numbers come as a block.</returns>
    /// <exception cref="InvalidOperationException">The stream is one that the host has made, or was passed on.</exception>
    /// <exception cref="ObjectDisposedException">The end was dropped.</exception>
    public Task<ComponentValue> ReadAsync(int maximumCount, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        var target = new HostValueTarget(maximumCount);
        End.Read(target, cancellation);
        return target.Completion;
    }

    /// <summary>Reads some bytes of a guest's <c>stream&lt;u8&gt;</c>.</summary>
    /// <param name="target">The place for them; not empty.</param>
    /// <param name="cancellation">Takes the read back.</param>
    /// <returns>The number of bytes; 0 at the end of the stream.</returns>
    /// <exception cref="InvalidOperationException">The stream has no bytes, is one that the host has made, or was passed on.</exception>
    /// <exception cref="ObjectDisposedException">The end was dropped.</exception>
    public Task<int> ReadAsync(Memory<byte> target, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(target.Length, nameof(target));
        RequireBytes();
        var place = new HostByteTarget(target);
        End.Read(place, cancellation);
        return place.Completion;
    }

    /// <summary>Reads all values of a guest's stream.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    public async IAsyncEnumerable<ComponentValue> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        const int MostAtOnce = 1024;
        while (await ReadAsync(MostAtOnce, cancellation).ConfigureAwait(false) is { } values && values.Count > 0)
        {
            foreach (var value in values.AsList())
            {
                yield return value;
            }
        }
    }

    /// <summary>The bytes of a guest's <c>stream&lt;u8&gt;</c> as a stream of .NET, which drops this end when it is disposed of.</summary>
    /// <exception cref="InvalidOperationException">The stream has no bytes.</exception>
    public Stream AsStream()
    {
        RequireBytes();
        return new GuestByteStream(this);
    }

    /// <summary>Drops the end: whoever writes is told so.</summary>
    public void Dispose() => End.Drop();

    private void RequireBytes()
    {
        if (ElementType is not PrimitiveType { Primitive: PrimitiveKind.U8 })
        {
            throw new InvalidOperationException("The values of the stream are not bytes.");
        }
    }
}
