using Lanner.Components.Async;
using Lanner.Components.Resources;

namespace Lanner.Components;

/// <summary>A handle of a resource in the hands of the host: one that it owns, or that a guest has lent for a call. Like everything in a
/// store it is used by one thread at a time.</summary>
public sealed class ComponentResource : IDisposable
{
    private int _lends;

    internal ComponentResource(RuntimeResource type, ulong representation, object? value, bool isOwned)
    {
        Type = type;
        Representation = representation;
        HostValue = value;
        IsOwned = isOwned;
        IsValid = true;
    }

    /// <summary>True if whoever has the handle owns the resource; false for a loan.</summary>
    public bool IsOwned { get; }

    /// <summary>True until the resource is passed on or dropped, or the call ends that it was lent for.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The type, of a resource of the host; null for one of a guest.</summary>
    public HostResourceType? HostType => Type.Host;

    /// <summary>The object, of a resource of the host.</summary>
    /// <exception cref="InvalidOperationException">The resource is a guest's, or the handle is no longer valid.</exception>
    public object Value => !IsValid
        ? throw new InvalidOperationException("The handle is no longer valid.")
        : HostValue ?? throw new InvalidOperationException("The resource is a guest's: only its own component knows what it stands for.");

    internal RuntimeResource Type { get; }

    internal ulong Representation { get; }

    internal object? HostValue { get; }

    /// <summary>True if the handle can be passed on as owned.</summary>
    internal bool MayPass => IsOwned && IsValid && _lends == 0;

    /// <summary>Drops the resource, if the handle owns it and it was not passed on. The destructor of a guest may trap.</summary>
    /// <exception cref="InvalidOperationException">The resource is lent for a call that has not ended.</exception>
    public void Dispose()
    {
        if (!IsOwned || !IsValid)
        {
            return;
        }

        if (_lends > 0)
        {
            throw new InvalidOperationException("The resource is lent for a call that has not ended.");
        }

        IsValid = false;
        if (Type.Owner?.Store is not { } store)
        {
            Type.Destroy(Representation, HostValue, caller: null);
            return;
        }

        var loop = EventLoop.AcquireFor(store);
        try
        {
            Destroy(store);
        }
        finally
        {
            loop?.Release();
        }
    }

    /// <summary>Ends the validity of the handle: the resource was passed on, or the loan is over.</summary>
    internal void End() => IsValid = false;

    internal void Lend() => _lends++;

    internal void TakeBack() => _lends--;

    private void Destroy(Store store)
    {
        try
        {
            store.Enter();
        }
        catch (ObjectDisposedException)
        {
            // The guest has gone with its store.
            return;
        }

        try
        {
            Type.Destroy(Representation, HostValue, caller: null);
        }
        finally
        {
            store.Leave();
        }
    }
}
