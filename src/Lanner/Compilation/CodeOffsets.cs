using System.Collections.Concurrent;
using Lanner.Compilation.Code;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;

namespace Lanner.Compilation;

/// <summary>Finds the instruction of a module that a place in the CIL of a function comes from. The function is emitted again for that:
/// backtraces are rare, and a map of everything would cost every module memory. Thread-safe.</summary>
/// <param name="layout">The module.</param>
/// <param name="names">The names of its methods.</param>
internal sealed class CodeOffsets(ModuleLayout layout, Retryable<FunctionNames> names)
{
    /// <summary>A backtrace of a recursion asks for the same functions again and again. What was emitted is kept until it is
    /// collected.</summary>
    private readonly WeakReference<ConcurrentDictionary<int, EmittedAgain>> _emittedAgain = new(null!);

    /// <summary>The offset in the module, or -1 when it is not known.</summary>
    /// <param name="functionIndex">The function.</param>
    /// <param name="outlined">The number of its outlined function, or -1 for what remains of the function itself.</param>
    /// <param name="ilOffset">The place in the CIL; negative if it is not known.</param>
    /// <param name="isLargeBody">True for the method that holds the body of a function with a large frame.</param>
    internal int Find(int functionIndex, int outlined, int ilOffset, bool isLargeBody = false)
    {
        if (ilOffset < 0)
        {
            return -1;
        }

        var emitted = EmitAgain(functionIndex);
        var function = emitted.Function;
        if (outlined < 0 && function.FrameBytes > FunctionEmitter.LargeFrame && !isLargeBody)
        {
            // The method that checks the stack for the function has found too little.
            return layout.Module.Functions[functionIndex].Body.Offset;
        }

        var map = outlined < 0 ? function.OffsetMap : emitted.OutlinedFunctions[outlined].Function.OffsetMap;
        var offset = map is [var beginning, ..] ? beginning.Module : -1;
        foreach (var (il, module) in map)
        {
            // A frame that called something stands behind the call.
            if (il > ilOffset)
            {
                break;
            }

            offset = module;
        }

        return offset;
    }

    private EmittedAgain EmitAgain(int functionIndex)
    {
        if (!_emittedAgain.TryGetTarget(out var functions))
        {
            functions = new ConcurrentDictionary<int, EmittedAgain>();
            _emittedAgain.SetTarget(functions);
        }

        return functions.GetOrAdd(functionIndex, index =>
        {
            var writer = new AssemblyWriter(layout, names.Get(CancellationToken.None), layout.PartOf(index));
            var function = writer.Functions.Compile(index);
            return new EmittedAgain(function, writer.Functions.OutlinedFunctions);
        });
    }

    /// <summary>A function with its outlined functions.</summary>
    private sealed record EmittedAgain(EmittedFunction Function, IReadOnlyList<EmittedOutlinedFunction> OutlinedFunctions);
}
