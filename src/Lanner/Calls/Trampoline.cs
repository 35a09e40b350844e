using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lanner.Abi;
using Lanner.Runtime;
using CallingConvention = Lanner.Abi.CallingConvention;

namespace Lanner.Calls;

/// <summary>Calls the code of a function with rows of values.</summary>
/// <param name="code">The code.</param>
/// <param name="state">Its first argument.</param>
/// <param name="arguments">The first of the arguments.</param>
/// <param name="results">The first of the results; not written where they go through return areas.</param>
/// <param name="bytes">The return area for numbers and vectors.</param>
/// <param name="references">The return area for references.</param>
internal delegate void TrampolineBody(
    nint code, InstanceState state, ref Value arguments, ref Value results, nuint bytes, ref object? references);

/// <summary>Calls functions of any type with arrays of values. For each function type a method is emitted that spreads the arguments and
/// collects the results.</summary>
internal static class Trampoline
{
    private static readonly ConditionalWeakTable<FunctionType, TrampolineCode> Bodies = [];

    /// <summary>Finds the code that calls functions of a type, for whoever has entered the store, translates what a guest throws, and has
    /// no references among the results.</summary>
    internal static TrampolineCode CodeOf(FunctionType type) => Bodies.GetValue(type, Emit);

    /// <summary>Calls a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments, already checked.</param>
    /// <param name="results">The place for the results.</param>
    internal static void Call(Function function, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var emitted = CodeOf(function.ExactType);
        var store = function.Store;
        store.Enter();
        try
        {
            if (CallingConvention.ReturnsThroughMemory(function.ExactType))
            {
                CallThroughMemory(emitted.Body, function, arguments, results);
            }
            else
            {
                emitted.Body(
                    function.Code,
                    function.State,
                    ref MemoryMarshal.GetReference(arguments),
                    ref MemoryMarshal.GetReference(results),
                    0,
                    ref Unsafe.NullRef<object?>());
            }

            foreach (var result in results)
            {
                Ownership.RecordEscape(function.State, result.Reference);
            }
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, store))
        {
            throw GuestFaults.Translate(exception, store);
        }
        finally
        {
            store.Leave();
        }

        // Keeps the code loaded.
        GC.KeepAlive(emitted);
    }

    private static unsafe void CallThroughMemory(TrampolineBody body, Function function, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var type = function.ExactType;
        var sizes = CallingConvention.ReturnAreasOf(type);
        var bytes = stackalloc byte[sizes.Bytes];
        ref var references = ref MemoryMarshal.GetArrayDataReference(new object?[sizes.References]);
        body(
            function.Code,
            function.State,
            ref MemoryMarshal.GetReference(arguments),
            ref MemoryMarshal.GetReference(results),
            (nuint)bytes,
            ref references);
        EmittedValues.Load(type.ResultArray, (nuint)bytes, ref references, results);
    }

    private static TrampolineCode Emit(FunctionType type)
    {
        if (PrecompiledBridges.TryFindCall(type, out var body))
        {
            return new TrampolineCode(body, null);
        }

        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw PrecompiledBridges.Missing(type);
        }

        var thunk = ThunkWriter.ForValues(type);
        return new TrampolineCode(thunk.Method.CreateDelegate<TrampolineBody>(), thunk);
    }
}

/// <summary>The code that calls functions of a type.</summary>
/// <param name="Body">The code.</param>
/// <param name="Thunk">The object that keeps it loaded, if it was emitted.</param>
internal sealed record TrampolineCode(TrampolineBody Body, Thunk? Thunk);
