using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>The ways in which a read or write ends (Canonical ABI, <c>CopyResult</c>).</summary>
internal enum CopyResult : byte
{
    Completed = 0,
    Dropped = 1,
    Cancelled = 2,
}

/// <summary>Somebody who reads or writes (Canonical ABI, <c>OnCopy</c> and <c>OnCopyDone</c>).</summary>
internal interface ICopyParty
{
    /// <summary>Takes notice that values were passed on, and that more may be until the buffer is withdrawn.</summary>
    void NoteCopy();

    /// <summary>Takes notice of the end.</summary>
    void NoteEnd(CopyResult result);
}

/// <summary>The thing that the two ends of a stream or future share (Canonical ABI, <c>SharedBase</c>): the read or write that came first
/// and waits for the other.</summary>
/// <param name="maker">The instance that has made it, or that reads what the host has made.</param>
/// <param name="element">The type of the values; null where there are none.</param>
internal abstract class SharedCopy(InstanceNode maker, ComponentValueType? element)
{
    internal ComponentValueType? Element => element;

    /// <summary>The instance that has made it, or that reads what the host has made.</summary>
    internal InstanceNode Maker => maker;

    internal bool IsDropped { get; private set; }

    /// <summary>Called when a guest begins to read and nothing is written: for a writer of the host, which is asked only then.</summary>
    internal Action? Wanted { get; set; }

    /// <summary>Called when one end is dropped: for the host at the other.</summary>
    internal Action? Dropped { get; set; }

    /// <summary>The number of values that whoever reads has room for.</summary>
    internal int Room => Pending?.Remaining ?? 0;

    /// <summary>The instance that reads or writes and waits; null if none does, or the host.</summary>
    internal InstanceNode? PendingInstance => Pending?.Instance;

    /// <summary>True if the host reads, and waits.</summary>
    internal bool IsReadByHost => Pending is HostTarget;

    protected CopyBuffer? Pending { get; private set; }

    private ICopyParty? PendingParty { get; set; }

    /// <summary>Takes back the buffer that waits.</summary>
    internal void Withdraw() => (Pending, PendingParty) = (null, null);

    /// <summary>Ends the read or write that waits.</summary>
    internal void Cancel() => EndPending(CopyResult.Cancelled);

    internal abstract void Read(CopyBuffer target, ICopyParty party);

    internal abstract void Write(CopyBuffer source, ICopyParty party);

    /// <summary>Drops one of the ends.</summary>
    internal void Drop()
    {
        if (IsDropped)
        {
            return;
        }

        IsDropped = true;
        if (Pending is not null)
        {
            EndPending(CopyResult.Dropped);
        }

        Dropped?.Invoke();
    }

    protected void SetPending(CopyBuffer buffer, ICopyParty party) => (Pending, PendingParty) = (buffer, party);

    protected void NotePending() => PendingParty!.NoteCopy();

    protected void EndPending(CopyResult result)
    {
        var party = PendingParty!;
        Withdraw();
        party.NoteEnd(result);
    }

    /// <summary>Traps where an instance reads what it writes itself, unless the values are numbers or none: for a time, says the
    /// specification.</summary>
    protected void RequireOtherInstance(CopyBuffer buffer, string kind)
    {
        if (buffer.Instance is { } instance && instance == Pending!.Instance && !IsOfNumbers)
        {
            throw AbiTraps.Of($"cannot read from and write to intra-component {kind}");
        }
    }

    private bool IsOfNumbers => element is null or PrimitiveType
    {
        Primitive: >= PrimitiveKind.S8 and <= PrimitiveKind.F64,
    };
}

/// <summary>A stream (Canonical ABI, <c>SharedStreamImpl</c>).</summary>
internal sealed class SharedStream(InstanceNode maker, ComponentValueType? element) : SharedCopy(maker, element)
{
    internal override void Read(CopyBuffer target, ICopyParty party)
    {
        if (IsDropped)
        {
            party.NoteEnd(CopyResult.Dropped);
        }
        else if (Pending is not { } source)
        {
            SetPending(target, party);
            Wanted?.Invoke();
        }
        else
        {
            RequireOtherInstance(target, "stream");
            if (source.Remaining > 0)
            {
                Pass(source, target);
                party.NoteEnd(CopyResult.Completed);
            }
            else
            {
                EndPending(CopyResult.Completed);
                SetPending(target, party);
                Wanted?.Invoke();
            }
        }
    }

    internal override void Write(CopyBuffer source, ICopyParty party)
    {
        if (IsDropped)
        {
            party.NoteEnd(CopyResult.Dropped);
        }
        else if (Pending is not { } target)
        {
            SetPending(source, party);
        }
        else
        {
            RequireOtherInstance(source, "stream");
            if (target.Remaining > 0)
            {
                Pass(source, target);
                party.NoteEnd(CopyResult.Completed);
            }
            else if (source.IsZeroLength && target.IsZeroLength)
            {
                party.NoteEnd(CopyResult.Completed);
            }
            else
            {
                EndPending(CopyResult.Completed);
                SetPending(source, party);
            }
        }
    }

    private void Pass(CopyBuffer source, CopyBuffer target)
    {
        var count = int.Min(source.Remaining, target.Remaining);
        if (count > 0)
        {
            CopyBuffer.Copy(source, target, count);
            NotePending();
        }
    }
}

/// <summary>A future (Canonical ABI, <c>SharedFutureImpl</c>).</summary>
internal sealed class SharedFuture(InstanceNode maker, ComponentValueType? element) : SharedCopy(maker, element)
{
    internal override void Read(CopyBuffer target, ICopyParty party)
    {
        if (Pending is not { } source)
        {
            SetPending(target, party);
            Wanted?.Invoke();
            return;
        }

        RequireOtherInstance(target, "future");
        Pass(source, target, party);
    }

    internal override void Write(CopyBuffer source, ICopyParty party)
    {
        if (IsDropped)
        {
            party.NoteEnd(CopyResult.Dropped);
        }
        else if (Pending is not { } target)
        {
            SetPending(source, party);
        }
        else
        {
            RequireOtherInstance(source, "future");
            Pass(source, target, party);
        }
    }

    private void Pass(CopyBuffer source, CopyBuffer target, ICopyParty party)
    {
        CopyBuffer.Copy(source, target, 1);
        EndPending(CopyResult.Completed);
        party.NoteEnd(CopyResult.Completed);
    }
}
