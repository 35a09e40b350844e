using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>One side of a read or a write of a stream or future (Canonical ABI, <c>Buffer</c>).</summary>
internal abstract class CopyBuffer
{
    /// <summary>The instance that reads or writes; null for the host.</summary>
    internal virtual InstanceNode? Instance => null;

    /// <summary>The number of values that there is room for, or that are left.</summary>
    internal abstract int Remaining { get; }

    /// <summary>True if nothing is read or written: the guest wants to know when there is something.</summary>
    internal abstract bool IsZeroLength { get; }

    /// <summary>Passes values on from one side to the other.</summary>
    /// <param name="source">The side that writes.</param>
    /// <param name="target">The side that reads.</param>
    /// <param name="count">The number of values, which both sides have.</param>
    internal static void Copy(CopyBuffer source, CopyBuffer target, int count)
    {
        switch (source, target)
        {
            case (GuestBuffer from, GuestBuffer to):
                GuestBuffer.Copy(from, to, count);
                break;
            case (GuestBuffer from, HostTarget to):
                to.Add(from, count);
                break;
            case (HostSource from, GuestBuffer to):
                from.TakeTo(to, count);
                break;
            default:
                // A guest has passed on what the host writes to the host.
                ((HostTarget)target).Add((HostSource)source, count);
                break;
        }
    }
}

/// <summary>The values of a guest, in its memory.</summary>
internal sealed class GuestBuffer : CopyBuffer
{
    private const uint MaximumLength = (1 << 28) - 1;

    private readonly AbiContext _context;
    private readonly ValuePlan? _plan;
    private readonly int _length;
    private ulong _address;

    /// <param name="context">The options of the built-in.</param>
    /// <param name="plan">The plan for a value; null where there are none.</param>
    /// <param name="address">The address of the first.</param>
    /// <param name="length">The number of values.</param>
    internal GuestBuffer(AbiContext context, ValuePlan? plan, ulong address, uint length)
    {
        if (length > MaximumLength)
        {
            throw AbiTraps.Of(AbiTraps.ListOutOfBounds);
        }

        if (plan is not null && length > 0)
        {
            context.Require(address, length * (ulong)plan.Size, plan.Alignment, AbiTraps.ListOutOfBounds);
        }

        _context = context;
        _plan = plan;
        _address = address;
        _length = (int)length;
    }

    internal override InstanceNode Instance => _context.Instance;

    /// <summary>The number of values that were passed on.</summary>
    internal int Progress { get; private set; }

    internal override int Remaining => _length - Progress;

    internal override bool IsZeroLength => _length == 0;

    internal static void Copy(GuestBuffer from, GuestBuffer to, int count)
    {
        if (from._plan is { } source && to._plan is { } target)
        {
            if (source.IsPlain)
            {
                to._context.TakeFuel(count * (long)source.Size);
                to._context.Copy(from.Bytes(count), to._address);
            }
            else
            {
                from._context.BeginLift();
                for (var index = 0; index < count; index++)
                {
                    from._context.TakeFuel(source.Size);
                    var place = from._address + ((uint)index * (ulong)source.Size);
                    var value = source.Load(new AbiCall(from._context, null, KeepsInMemory: true), place);
                    target.Store(new AbiCall(to._context, null), value, to._address + ((uint)index * (ulong)target.Size));
                }
            }
        }

        from.Advance(count);
        to.Advance(count);
    }

    /// <summary>Takes values for the host.</summary>
    internal ComponentValue Lift(int count)
    {
        if (_plan is null)
        {
            Advance(count);
            return ComponentValue.OfList(new ComponentValue[count]);
        }

        _context.BeginLift();
        var list = new ListPlan(_plan, _context.Is64).LiftRange(new AbiCall(_context, null), _address, (uint)count);
        Advance(count);
        return list;
    }

    /// <summary>Takes bytes for the host, where the values are bytes.</summary>
    internal void TakeBytes(Span<byte> target)
    {
        _context.TakeFuel(target.Length);
        Bytes(target.Length).CopyTo(target);
        Advance(target.Length);
    }

    /// <summary>Stores values of the host.</summary>
    internal void Lower(ReadOnlySpan<ComponentValue> values)
    {
        if (_plan is not null)
        {
            var place = _address;
            foreach (ref readonly var value in values)
            {
                _context.TakeFuel(_plan.Size);
                _plan.Store(new AbiCall(_context, null), value, place);
                place += (uint)_plan.Size;
            }
        }

        Advance(values.Length);
    }

    /// <summary>Stores numbers of the host, byte for byte.</summary>
    internal void LowerBytes(ReadOnlySpan<byte> bytes, int count)
    {
        _context.TakeFuel(bytes.Length);
        _context.Copy(bytes, _address);
        Advance(count);
    }

    /// <summary>Tests whether the host may pass a value.</summary>
    internal bool Accepts(in ComponentValue value) => _plan is null || _plan.Accepts(value, _context);

    private ReadOnlySpan<byte> Bytes(int count) => _context.Span(_address, (uint)count * (ulong)_plan!.Size);

    private void Advance(int count)
    {
        Progress += count;
        _address += (uint)count * (ulong)(_plan?.Size ?? 0);
    }
}
