using Lanner.Compilation.Cil;
using Lanner.Platform;

namespace Lanner.Compilation.Layout;

/// <summary>The limits of the size of methods. Of a larger method, parts are outlined.</summary>
/// <param name="Method">The largest size of a method.</param>
/// <param name="OutlinedFunction">The largest size of an outlined function when it is made; it also is at most half of the function that it
/// is made from.</param>
internal sealed record MethodLimits(CilSize Method, CilSize OutlinedFunction)
{
    /// <summary>The limits within which RyuJIT optimises (<see cref="JitQuirks.LargeMethods"/>). It gives up past 60,000 bytes, 20,000
    /// instructions, 8,000 references to locals, 2,000 basic blocks or 2,000 variables, and keeps at most 1,024 variables in registers
    /// (<c>DEFAULT_MIN_OPTS_*</c> and <c>JitMaxLocalsToTrack</c>); some of its own variables are to fit as well.
    /// What it does along the dominators of each block takes a time that grows with the cube of their number where conditional branches
    /// follow each other: 0.3 s of processor time for 950, 2.3 s for 1,900, and nothing ends it meanwhile. With this limit the longest
    /// method of such a function takes 0.1 s (<c>tests/Lanner.Hostile steps --filter "blocks that set locals" --size 20000</c>). In
    /// interpreters, whose blocks come behind a table, a block has few.</summary>
    internal static MethodLimits Jit { get; } =
        new(new CilSize(57_000, 19_000, 7_600, 1_900, 900, 230_000), new CilSize(28_000, 9_500, 3_800, 650, 900, long.MaxValue));

    /// <summary>Limits in the same proportions, from the number of instructions. With small ones tests outline everything.</summary>
    internal static MethodLimits OfInstructions(int count) => new(
        Jit.Method with
        {
            Bytes = Math.Max(1, count * 3),
            Instructions = count,
            References = Math.Max(1, count * 2 / 5),
            Blocks = Math.Max(1, count / 10),
            Dominators = long.MaxValue,
        },
        new CilSize(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue));
}
