using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Outlining;

/// <summary>A run of blocks that could become an outlined function.</summary>
/// <param name="First">The first block.</param>
/// <param name="End">The block behind the last.</param>
/// <param name="Cost">The time that the calls of the outlined function are guessed to take, in instructions for one call of the original
/// function.</param>
/// <param name="Saving">The size by which the function gets smaller.</param>
internal readonly record struct Region(int First, int End, double Cost, CilSize Saving);
