using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>Tells whether the host asks for something on a guest's word: in a function that a guest has called, with numbers that the guest
/// gave. What is out of bounds then is the guest's fault, and a trap; otherwise it is the embedder's mistake, and an
/// <see cref="ArgumentException"/>.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Names)]
internal static class GuestWord
{
    /// <summary>Tests whether the running thread is in a function that a guest has called, which may be of any store. Asks the stack, so
    /// only for what is going to fail.</summary>
    internal static bool IsTaken()
    {
        foreach (var frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            if (CompiledModule.FromFrame(frame) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The exception for something out of bounds.</summary>
    /// <param name="code">The trap of the guest.</param>
    /// <param name="mistake">The exception that the embedder gets.</param>
    internal static Exception Refuse(TrapCode code, ArgumentException mistake) =>
        IsTaken() ? new TrapException(code, detail: mistake.Message) : mistake;
}
