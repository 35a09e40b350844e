using System.Runtime.InteropServices;

namespace Lanner.Components.Async;

/// <summary>The values that the host writes at once (Canonical ABI, <c>ReadableBuffer</c>).</summary>
internal abstract class HostSource : CopyBuffer
{
    internal override bool IsZeroLength => false;

    /// <summary>Passes values on to a guest.</summary>
    internal abstract void TakeTo(GuestBuffer target, int count);

    /// <summary>Passes values on to the host.</summary>
    /// <returns>A list.</returns>
    internal abstract ComponentValue Take(int count);

    /// <summary>Drops what is left, since nobody reads it.</summary>
    internal virtual void Discard()
    {
    }
}

/// <summary>Numbers of the host.</summary>
/// <typeparam name="T">The type of .NET with the size and sign of the component's.</typeparam>
internal sealed class HostNumbers<T>(ReadOnlyMemory<T> numbers) : HostSource
    where T : unmanaged
{
    private ReadOnlyMemory<T> _left = numbers;

    internal override int Remaining => _left.Length;

    internal override void TakeTo(GuestBuffer target, int count)
    {
        target.LowerBytes(MemoryMarshal.AsBytes(_left.Span[..count]), count);
        _left = _left[count..];
    }

    internal override ComponentValue Take(int count)
    {
        var taken = ComponentValue.FromNumbers(_left.Span[..count]);
        _left = _left[count..];
        return taken;
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

    internal override ComponentValue Take(int count)
    {
        var taken = ComponentValue.FromList(_left.Span[..count]);
        _left = _left[count..];
        return taken;
    }

    internal override void Discard()
    {
        foreach (ref readonly var value in _left.Span)
        {
            UnreadValue.Drop(value);
        }

        _left = default;
    }
}
