namespace Lanner.Compilation.Tree;

/// <summary>What the builder knows of a function besides its tree, for the passes.</summary>
/// <param name="Costs">What the instructions cost, in their order; null where that is not to be charged.</param>
/// <param name="NarrowableLoads">The values of which not all is used.</param>
/// <param name="LastRegion">The stretch of code that the function ends in.</param>
internal sealed record BuilderResults(List<InstructionCost>? Costs, NarrowableLoads NarrowableLoads, int LastRegion);
