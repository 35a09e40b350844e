namespace Lanner.Compilation.Cil;

/// <summary>The size of a method in what the JIT counts before it decides whether to optimise.</summary>
/// <param name="Bytes">Bytes of CIL.</param>
/// <param name="Instructions">Instructions of CIL.</param>
/// <param name="References">Instructions that load or store an argument or a local.</param>
/// <param name="Blocks">Basic blocks.</param>
/// <param name="Variables">Arguments and locals.</param>
internal readonly record struct CilSize(int Bytes, int Instructions, int References, int Blocks, int Variables)
{
    public static CilSize operator +(CilSize left, CilSize right) => new(
        left.Bytes + right.Bytes,
        left.Instructions + right.Instructions,
        left.References + right.References,
        left.Blocks + right.Blocks,
        left.Variables + right.Variables);

    public static CilSize operator -(CilSize left, CilSize right) => new(
        left.Bytes - right.Bytes,
        left.Instructions - right.Instructions,
        left.References - right.References,
        left.Blocks - right.Blocks,
        left.Variables - right.Variables);

    /// <summary>All counts as a share of this one's, the largest of them.</summary>
    internal double LargestShareOf(CilSize limits) => Math.Max(
        Math.Max(Share(Bytes, limits.Bytes), Share(Instructions, limits.Instructions)),
        Math.Max(Math.Max(Share(References, limits.References), Share(Blocks, limits.Blocks)), Share(Variables, limits.Variables)));

    /// <summary>Tests whether every count is at most the one of <paramref name="limits"/>.</summary>
    internal bool FitsInto(CilSize limits) =>
        Bytes <= limits.Bytes && Instructions <= limits.Instructions && References <= limits.References && Blocks <= limits.Blocks
        && Variables <= limits.Variables;

    private static double Share(int count, int limit) => (double)count / limit;
}
