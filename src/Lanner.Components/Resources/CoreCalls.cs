using Lanner.Calls;

namespace Lanner.Components.Resources;

/// <summary>Calls core functions. Their exceptions do not leave a component (Canonical ABI, <c>call_and_trap_on_throw</c>).</summary>
internal static class CoreCalls
{
    internal static void Call(Function function, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        try
        {
            Trampoline.Call(function, arguments, results);
        }
        catch (WasmException error)
        {
            throw Uncaught(error);
        }
    }

    internal static TrapException Uncaught(WasmException error) => AbiTraps.Of($"uncaught exception: {error.Message}");
}
