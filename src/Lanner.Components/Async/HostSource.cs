namespace Lanner.Components.Async;

/// <summary>The values that the host writes at once (Canonical ABI, <c>ReadableBuffer</c>).</summary>
internal abstract class HostSource : CopyBuffer
{
    internal override bool IsZeroLength => false;

    /// <summary>Passes values on to a guest.</summary>
    internal abstract void TakeTo(GuestBuffer target, int count);
}

/// <summary>Bytes of the host.</summary>
internal sealed class HostBytes(ReadOnlyMemory<byte> bytes) : HostSource
{
    private ReadOnlyMemory<byte> _left = bytes;

    internal override int Remaining => _left.Length;

    internal override void TakeTo(GuestBuffer target, int count)
    {
        target.LowerBytes(_left.Span[..count], count);
        _left = _left[count..];
    }
}

/// <summary>Values of the host.</summary>
internal sealed class HostValues(ReadOnlyMemory<ComponentValue> values) : HostSource
{
    private ReadOnlyMemory<ComponentValue> _left = values;

    internal override int Remaining => _left.Length;

    internal override void TakeTo(GuestBuffer target, int count)
    {
        var taken = _left.Span[..count];
        foreach (ref readonly var value in taken)
        {
            if (!target.Accepts(value))
            {
                throw new InvalidOperationException($"A stream or future of the host has given {value}, which is not of its type.");
            }
        }

        target.Lower(taken);
        _left = _left[count..];
    }
}
