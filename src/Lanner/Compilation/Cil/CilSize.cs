namespace Lanner.Compilation.Cil;

/// <summary>The size of a method in what the JIT counts before it decides whether to optimise.</summary>
/// <param name="Bytes">Bytes of CIL.</param>
/// <param name="Instructions">Instructions of CIL.</param>
/// <param name="References">Instructions that load or store an argument or a local.</param>
/// <param name="Blocks">Basic blocks.</param>
/// <param name="Variables">Arguments and locals.</param>
/// <param name="Dominators">The number of blocks that dominate a block, summed over all blocks; at most so many are in the graph as it is
/// written.</param>
internal readonly record struct CilSize(int Bytes, int Instructions, int References, int Blocks, int Variables, long Dominators)
{
    public static CilSize operator +(CilSize left, CilSize right) => new(
        left.Bytes + right.Bytes,
        left.Instructions + right.Instructions,
        left.References + right.References,
        left.Blocks + right.Blocks,
        left.Variables + right.Variables,
        left.Dominators + right.Dominators);

    public static CilSize operator -(CilSize left, CilSize right) => new(
        left.Bytes - right.Bytes,
        left.Instructions - right.Instructions,
        left.References - right.References,
        left.Blocks - right.Blocks,
        left.Variables - right.Variables,
        left.Dominators - right.Dominators);

    /// <summary>All counts as a share of this one's, the largest of them.</summary>
    internal double LargestShareOf(CilSize limits) => Math.Max(
        Math.Max(Share(Bytes, limits.Bytes), Share(Instructions, limits.Instructions)),
        Math.Max(
            Math.Max(Share(References, limits.References), Share(Blocks, limits.Blocks)),
            Math.Max(Share(Variables, limits.Variables), Share(Dominators, limits.Dominators))));

    /// <summary>Tests whether every count is at most the one of <paramref name="limits"/>.</summary>
    internal bool FitsInto(CilSize limits) =>
        Bytes <= limits.Bytes && Instructions <= limits.Instructions && References <= limits.References && Blocks <= limits.Blocks
        && Variables <= limits.Variables && Dominators <= limits.Dominators;

    private static double Share(long count, long limit) => (double)count / limit;
}
