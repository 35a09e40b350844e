using System.Runtime.CompilerServices;
using Lanner.Calls;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>Core functions that go from the memory of a guest to that of another, without objects of .NET between: code that is emitted
/// once for each pair of plans. The code lives as long as either component does, or a function uses it. Thread-safe.</summary>
internal static class FusedAdapter
{
    // Neither plan keeps the other: a component may be linked with many that come and go.
    private static readonly ConditionalWeakTable<FunctionPlan, ConditionalWeakTable<FunctionPlan, AdapterCode>> Codes = [];

    /// <summary>Makes a core function, or returns null where none can be made.</summary>
    /// <param name="call">The two sides.</param>
    /// <param name="caller">The plan for the function's type as the guest sees it that calls.</param>
    /// <param name="callee">The plan as the guest sees it that is called.</param>
    /// <param name="type">The type of the core function.</param>
    internal static Function? TryBind(FusedCall call, FunctionPlan caller, FunctionPlan callee, FunctionType type)
    {
        var codes = Codes.GetValue(caller, static _ => []);
        if (!codes.TryGetValue(callee, out var code))
        {
            code = codes.GetValue(
                callee, other => AdapterCode.Write(caller, other, type, call.Core.Type, call.Core.Store.Engine.Account));
        }

        return code.Thunk is { } thunk && call.TryResolve(code.Shape!)
            ? HostFunction.FromThunk(type, new HostThunk(thunk.Code, call, code)).Bind(call.Core.Store, type, null)
            : null;
    }
}
