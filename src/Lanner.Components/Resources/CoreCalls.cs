using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lanner.Calls;
using Lanner.Runtime;

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

    /// <summary>Calls a function whose results are numbers, in a store that was entered.</summary>
    internal static void Call(TrampolineCode code, Function function, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        try
        {
            code.Body(
                function.Code,
                function.State,
                ref MemoryMarshal.GetReference(arguments),
                ref MemoryMarshal.GetReference(results),
                0,
                ref Unsafe.NullRef<object?>());
        }
        catch (WasmException error)
        {
            throw Uncaught(error);
        }
    }

    /// <summary>Calls a <c>realloc</c> for new room, in a store that was entered.</summary>
    /// <param name="realloc">The function, whose type validation has compared with that of a <c>realloc</c> for such addresses: so its code
    /// has the signature that it is called with here.</param>
    /// <param name="is64">True if addresses have 64 bits.</param>
    /// <param name="alignment">The alignment.</param>
    /// <param name="size">The number of bytes.</param>
    /// <returns>The address, of which nothing is known.</returns>
    internal static unsafe ulong Allocate(Function realloc, bool is64, int alignment, ulong size)
    {
        try
        {
            return is64
                ? (ulong)((delegate*<InstanceState, long, long, long, long, long>)realloc.Code)(
                    realloc.State, 0, 0, alignment, (long)size)
                : (uint)((delegate*<InstanceState, int, int, int, int, int>)realloc.Code)(
                    realloc.State, 0, 0, alignment, (int)(uint)size);
        }
        catch (WasmException error)
        {
            throw Uncaught(error);
        }
    }

    /// <summary>The trap in place of an exception that a core function has let out.</summary>
    internal static TrapException Uncaught(WasmException error) => AbiTraps.Of($"uncaught exception: {error.Message}");
}
