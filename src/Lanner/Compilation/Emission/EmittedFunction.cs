using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>The CIL of a function.</summary>
/// <param name="Body">Instructions, handlers and the maximum of the stack.</param>
/// <param name="Locals">The token of the signature of the locals; 0 when there are none.</param>
/// <param name="ClearLocals">True if the CLR clears the locals on entry.</param>
/// <param name="Size">The size of its CIL.</param>
/// <param name="OffsetMap">For places in the CIL in ascending order, the place in the module that the code from there on comes
/// from.</param>
/// <param name="FrameBytes">The largest size that the frame may have.</param>
internal sealed record EmittedFunction(
    IlBody Body,
    int Locals,
    bool ClearLocals,
    CilSize Size,
    (int Il, int Module)[] OffsetMap,
    int FrameBytes)
{
    /// <summary>True if the JIT is to optimise the function, which would take too long for some.</summary>
    internal bool IsOptimized { get; init; } = true;
}

/// <summary>The CIL of an outlined function.</summary>
internal sealed record EmittedOutlinedFunction(int FunctionIndex, OutlinedFunction OutlinedFunction, EmittedFunction Function);
