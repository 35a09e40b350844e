using System.Runtime.InteropServices;

namespace Lanner.Components.Resources;

/// <summary>The loans of a call: handles that were lent for it, and those that the callee got for them (Canonical ABI, <c>Task</c> and
/// <c>Subtask</c>).</summary>
internal sealed class CallScope
{
    private const int MostKept = 64;

    private List<HandleEntry>? _lenders;
    private List<ComponentResource>? _hostLenders;
    private List<ComponentResource>? _hostBorrows;

    /// <summary>The handles of the callee that it has not dropped yet.</summary>
    internal int Borrows { get; set; }

    internal void AddLender(HandleEntry entry)
    {
        entry.Lends++;
        (_lenders ??= []).Add(entry);
    }

    internal void AddLender(ComponentResource resource)
    {
        resource.Lend();
        (_hostLenders ??= []).Add(resource);
    }

    /// <summary>Notes a handle that the host has for the time of the call.</summary>
    internal void AddHostBorrow(ComponentResource resource) => (_hostBorrows ??= []).Add(resource);

    /// <summary>Traps if the callee has not dropped all that it was lent.</summary>
    internal void RequireReturned()
    {
        if (Borrows > 0)
        {
            throw AbiTraps.Of("borrow handles still remain at the end of the call");
        }
    }

    /// <summary>True if the scope is small enough to be kept for the next call.</summary>
    internal bool IsSmall => _lenders is not { Capacity: > MostKept } && _hostLenders is not { Capacity: > MostKept }
        && _hostBorrows is not { Capacity: > MostKept };

    /// <summary>Ends the loans. From then on the scope can be that of another call.</summary>
    internal void End()
    {
        foreach (var entry in CollectionsMarshal.AsSpan(_lenders))
        {
            entry.Lends--;
        }

        foreach (var resource in CollectionsMarshal.AsSpan(_hostLenders))
        {
            resource.TakeBack();
        }

        foreach (var resource in CollectionsMarshal.AsSpan(_hostBorrows))
        {
            resource.End();
        }

        _lenders?.Clear();
        _hostLenders?.Clear();
        _hostBorrows?.Clear();
    }
}
