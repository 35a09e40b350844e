namespace Lanner.Compilation.Tree;

/// <summary>The facts about a function, besides its tree, that the builder leaves for the passes.</summary>
/// <param name="Costs">The costs of the instructions, in their order; null where that is not to be charged.</param>
/// <param name="NarrowableLoads">The values of which not all is used.</param>
/// <param name="LastRegion">The number of the straight-line region that the function ends in.</param>
internal sealed record BuilderResults(List<InstructionCost>? Costs, NarrowableLoads NarrowableLoads, int LastRegion);
