using System.Runtime.CompilerServices;

namespace Lanner.Calls;

/// <summary>Finds the code for host functions whose types are not known when the program is written.</summary>
internal static class UntypedThunks
{
    private static readonly ConditionalWeakTable<FunctionType, Thunk> Thunks = [];

    internal static HostThunk Find(FunctionType type, Delegate callback)
    {
        if (PrecompiledBridges.FindCallback(type) is var code and not 0)
        {
            return new HostThunk(code, callback);
        }

        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw PrecompiledBridges.Missing(type);
        }

        var thunk = Thunks.GetValue(type, ThunkWriter.ForHostCallback);
        return new HostThunk(thunk.Code, callback, thunk);
    }
}
