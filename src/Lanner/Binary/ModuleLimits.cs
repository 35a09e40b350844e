namespace Lanner.Binary;

/// <summary>The limits on the size of a module and of its parts. The figures are those of the JavaScript embedding, "Implementation-defined
/// limits", so that a module that browsers take is taken here; the last group are Lanner's own and bound what hostile modules can make
/// validation and compilation do.</summary>
internal static class ModuleLimits
{
    internal const int ModuleSize = 1 << 30;
    internal const int Types = 1_000_000;
    internal const int Imports = 1_000_000;
    internal const int Functions = 1_000_000;
    internal const int Exports = 1_000_000;
    internal const int Globals = 1_000_000;
    internal const int Tags = 1_000_000;
    internal const int DataSegments = 1_000_000;
    internal const int Tables = 100_000;
    internal const int Memories = 100;
    internal const int ElementSegments = 10_000_000;
    internal const int ElementsOfSegment = 10_000_000;
    internal const int Parameters = 1_000;
    internal const int Results = 1_000;
    internal const int Fields = 10_000;
    internal const int FixedArrayElements = 10_000;
    internal const int FunctionBodySize = 7_654_321;
    internal const int Locals = 50_000;
    internal const int BranchTableLabels = 65_520;
    internal const int SubtypeDepth = 63;

    /// <summary>Blocks inside each other.</summary>
    internal const int BlockNesting = 65_536;

    /// <summary>Blocks that catch exceptions inside each other. The CLR's compiler takes 15 s for a thousand, 3 s for five
    /// hundred.</summary>
    internal const int CatchingNesting = 250;

    /// <summary>The sum over all blocks of a function that catch exceptions of how many such blocks they are in, themselves included: what
    /// the CLR's compiler takes grows with it. Two nests as deep as may be, or 20,000 blocks one in the other at most two deep.</summary>
    internal const int CatchingDepths = 65_000;

    /// <summary>Values on the operand stack.</summary>
    internal const int Operands = 65_536;

    /// <summary>Clauses of a <c>try_table</c> or <c>try</c>.</summary>
    internal const int CatchClauses = 10_000;

    /// <summary>Custom sections.</summary>
    internal const int CustomSections = 100_000;
}
