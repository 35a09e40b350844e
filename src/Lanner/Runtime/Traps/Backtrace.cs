using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Lanner.Debugging.Dwarf;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>A function on the stack.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Function">Its index.</param>
/// <param name="Offset">The offset in the module, or -1 when that is not known.</param>
internal readonly record struct ActiveFunction(CompiledModule Module, int Function, int Offset);

/// <summary>Finds the guest's functions on the stack that the CLR has recorded with an exception.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Names)]
internal static class Backtrace
{
    /// <summary>Frames that are kept. When the stack is exhausted there are tens of thousands.</summary>
    private const int MaximumFrames = 100;

    /// <summary>The functions that were active, the innermost first.</summary>
    internal static IReadOnlyList<WasmFrame> Of(Exception exception) => Of(ActiveFunctions(exception));

    /// <summary>Returns the frames that describe functions.</summary>
    internal static IReadOnlyList<WasmFrame> Of(List<ActiveFunction> active)
    {
        var frames = new WasmFrame[active.Count];
        for (var index = 0; index < frames.Length; index++)
        {
            var (module, function, offset) = active[index];
            frames[index] = new WasmFrame(module.Names?.Module, function, module.Names?.Function(function), offset);
        }

        foreach (var module in active.Select(frame => frame.Module).Distinct())
        {
            AddSources(module, active, frames);
        }

        return frames;
    }

    /// <summary>The functions that were active, the innermost first, with the places where they were in their modules (-1 when that is not
    /// known).</summary>
    internal static List<ActiveFunction> ActiveFunctions(Exception exception)
    {
        var active = new List<ActiveFunction>();
        var wasOutlined = false;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (active.Count == MaximumFrames)
            {
                break;
            }

            if (CompiledModule.FromFrame(frame) is { } module
                && module.TryMapFrame(frame, out var index, out var offset, out var isOutlined))
            {
                // A function with outlined parts shows once, at the place where the innermost of them stands.
                if (!wasOutlined)
                {
                    active.Add(new ActiveFunction(module, index, offset));
                }

                wasOutlined = isOutlined;
            }
        }

        return active;
    }

    private static void AddSources(CompiledModule module, List<ActiveFunction> active, WasmFrame[] frames)
    {
        if (module.Names?.Definition is not { } definition)
        {
            return;
        }

        int[] numbers = [.. Enumerable.Range(0, frames.Length).Where(index => active[index].Module == module && active[index].Offset >= 0)];
        var places = SourceLines.Find(definition, Array.ConvertAll(numbers, number => active[number].Offset));
        for (var index = 0; index < numbers.Length; index++)
        {
            frames[numbers[index]] = frames[numbers[index]] with { Source = places[index] };
        }
    }
}
