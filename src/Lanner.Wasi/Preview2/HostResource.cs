using Lanner.Components;

namespace Lanner.Wasi.Preview2;

/// <summary>Something of the host that a guest has a handle of. It counts as one of the resources of its context, with the bytes that it
/// keeps there, until the guest drops it or the context ends. Used by one thread at a time.</summary>
/// <param name="heldBytes">The bytes that the guest makes the host keep for it, beside what any resource takes.</param>
internal abstract class HostResource(long heldBytes = 0) : IDisposable
{
    private ResourceTable? _table;
    private HostResource? _parent;
    private int _children;
    private bool _isDisposed;

    /// <summary>The bytes that the guest makes the host keep for the resource, beside what any resource takes.</summary>
    internal long HeldBytes { get; private set; } = heldBytes;

    /// <summary>True while there is something that was made of this and has to be dropped first.</summary>
    internal bool HasChildren => _children > 0;

    /// <summary>Changes the number of bytes that the host keeps for the resource; to be asked before it does.</summary>
    /// <returns>False if that were more than the guest may have; nothing is changed then.</returns>
    internal bool TryHold(long bytes)
    {
        if (_table?.TryHold(bytes - HeldBytes) == false)
        {
            return false;
        }

        HeldBytes = bytes;
        return true;
    }

    /// <summary>Ends the resource: its owner has dropped it.</summary>
    /// <exception cref="TrapException">There are children.</exception>
    internal void Drop()
    {
        RequireNoChildren();
        _table?.Remove(this);
        _table = null;
        if (_parent is { } parent)
        {
            parent._children--;
            _parent = null;
        }

        Dispose();
    }

    /// <summary>Traps if there are children: the specification lets a parent end before them only where it says so.</summary>
    internal void RequireNoChildren()
    {
        if (HasChildren)
        {
            throw ComponentTrap.Because("a resource was dropped before those that were made of it");
        }
    }

    /// <summary>Notes that a guest gets a handle.</summary>
    internal void Enter(ResourceTable table, HostResource? parent)
    {
        _table = table;
        _parent = parent;
        if (parent is not null)
        {
            parent._children++;
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Dispose(disposing: true);
        }

        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
