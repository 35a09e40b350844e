using System.Runtime.CompilerServices;
using Lanner.Calls;
using Lanner.Components.Resources;
using Lanner.Runtime;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>The object that an adapter works with: the two sides of calls from one guest to another. The adapter's code belongs to the
/// types alone, and finds this object in the state that it is called with.</summary>
internal sealed class FusedCall(
    AbiContext caller, AbiContext callee, Function core, Function? postReturn, InstanceNode? common)
{
    /// <summary>The side of the guest that calls.</summary>
    internal readonly AbiContext Caller = caller;

    /// <summary>The side of the guest that is called.</summary>
    internal readonly AbiContext Callee = callee;

    /// <summary>The core function that is called.</summary>
    internal readonly Function Core = core;

    /// <summary>The core function that is called when the result was taken, or null.</summary>
    internal readonly Function? PostReturn = postReturn;

    private readonly InstanceNode _callerInstance = caller.Instance;
    private readonly InstanceNode _calleeInstance = callee.Instance;

    /// <summary>The instance that calls stay inside of.</summary>
    private readonly InstanceNode? _common = common;

    /// <summary>The types of the handles that are passed, in the order in which the adapter's code has found them.</summary>
    private RuntimeResource[] _resources = [];

    private SpareScope _scopes;

    /// <summary>The object for an adapter, given its first argument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FusedCall Of(InstanceState state) => Unsafe.As<FusedCall>(HostCalls.Imports(state));

    /// <summary>Finds what the types of handles stand for. They are the same on both sides, where the host has linked them.</summary>
    /// <returns>False if one is not known, or not the same.</returns>
    internal bool TryResolve(AdapterShape shape)
    {
        _resources = new RuntimeResource[shape.Handles.Count];
        for (var index = 0; index < _resources.Length; index++)
        {
            var (ofCaller, ofCallee) = shape.Handles[index];
            if (Caller.Instance.Find(ofCaller) is not { } resource || Callee.Instance.Find(ofCallee) != resource)
            {
                return false;
            }

            _resources[index] = resource;
        }

        return true;
    }

    /// <summary>Leaves the caller and enters the callee.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(out SuspendedCall suspended)
    {
        _callerInstance.RequireMayLeave();
        _calleeInstance.BeginCall(_common, out suspended);
    }

    /// <summary>Leaves the callee.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void End(in SuspendedCall suspended) => _calleeInstance.EndCall(suspended, _common);

    /// <summary>Begins a call with loans.</summary>
    internal CallScope BeginScope() => _scopes.Begin();

    /// <summary>Ends the loans of a call.</summary>
    internal void EndScope(CallScope scope) => _scopes.End(scope);

    internal void BeginPostReturn() => Callee.Instance.MayLeave = false;

    internal void EndPostReturn() => Callee.Instance.MayLeave = true;

    /// <summary>Passes an owned handle of the caller on to the callee.</summary>
    /// <returns>The index there.</returns>
    internal int PassOwn(int handle, int resource) => Move(Caller, Callee, (uint)handle, _resources[resource]);

    /// <summary>Passes an owned handle of the callee, which is a result, on to the caller.</summary>
    /// <returns>The index there.</returns>
    internal int ReturnOwn(int handle, int resource) => Move(Callee, Caller, (uint)handle, _resources[resource]);

    /// <summary>Lends a resource of the caller to the callee.</summary>
    /// <returns>The index there; the representation, if the callee implements the resource.</returns>
    internal int PassBorrow(int handle, int resource, CallScope scope)
    {
        var type = _resources[resource];
        var entry = Caller.Instance.Handles.Get((uint)handle, type);
        Caller.Charge(HandlePlan.HandleBytes);
        scope.AddLender(entry);
        if (type.Owner == Callee.Instance)
        {
            return (int)entry.Representation;
        }

        scope.Borrows++;
        return (int)Callee.Instance.Handles.Add(new HandleEntry(type, entry.Representation, entry.HostValue, scope));
    }

    /// <summary>Moves a handle from one table to another: nobody else refers to one that is owned and not lent.</summary>
    private static int Move(AbiContext from, AbiContext to, uint handle, RuntimeResource type)
    {
        from.Charge(HandlePlan.HandleBytes);
        return (int)to.Instance.Handles.Add(from.Instance.Handles.RemoveOwned(handle, type));
    }
}
