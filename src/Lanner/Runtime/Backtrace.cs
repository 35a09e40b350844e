using System.Diagnostics;
using Lanner.Compilation;

namespace Lanner.Runtime;

/// <summary>Finds the guest's functions on the stack that the CLR has recorded with an exception.</summary>
internal static class Backtrace
{
    /// <summary>Frames that are kept. When the stack is exhausted there are tens of thousands.</summary>
    private const int MaximumFrames = 100;

    internal static IReadOnlyList<WasmFrame> Of(Exception exception)
    {
        var frames = new List<WasmFrame>();
        var wasPiece = false;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (frames.Count == MaximumFrames)
            {
                break;
            }

            if (frame.GetMethod() is { } method
                && CompiledModule.FromMethod(method) is { } module
                && module.TryMapFrame(frame, out var index, out var offset, out var isPiece))
            {
                // A function that was cut shows once, at the place where its innermost piece stands.
                if (!wasPiece)
                {
                    frames.Add(new WasmFrame(module.Names?.Module, index, module.Names?.Function(index), offset));
                }

                wasPiece = isPiece;
            }
        }

        return frames;
    }
}
