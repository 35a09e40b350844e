using System.Runtime.InteropServices;

namespace Lanner.Compilation.Passes;

/// <summary>The facts about a value, as the JIT may see it: an element of the lattice of the data flow, in which what holds for either of
/// two values holds for one of them.</summary>
/// <param name="Kinds">The kinds of expression that it may be.</param>
/// <param name="Evolution">Its properties in loops.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ValueFacts(ExpressionKinds Kinds, ScalarEvolution Evolution)
{
    public bool Equals(ValueFacts other) => Kinds == other.Kinds && Evolution.Equals(other.Evolution);

    public override int GetHashCode() => HashCode.Combine((int)Kinds, Evolution.GetHashCode());

    /// <summary>A value that it gets nothing wrong about.</summary>
    internal static ValueFacts None => new(ExpressionKinds.None, ScalarEvolution.None);

    /// <summary>A value of certain kinds.</summary>
    internal static ValueFacts Of(ExpressionKinds kinds) => new(kinds, ScalarEvolution.OfUnknown);

    /// <summary>Tests whether all that holds for another value anywhere is in what holds for this one.</summary>
    internal bool Covers(in ValueFacts other) =>
        (other.Kinds & ExpressionKinds.Anywhere & ~Kinds) == 0 && Evolution.Covers(other.Evolution);

    /// <summary>One of two values.</summary>
    internal static ValueFacts Either(ValueFacts one, ValueFacts other) =>
        new(one.Kinds | other.Kinds, ScalarEvolution.Either(one.Evolution, other.Evolution));
}
