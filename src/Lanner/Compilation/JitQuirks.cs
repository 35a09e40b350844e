namespace Lanner.Compilation;

/// <summary>What RyuJIT gets wrong, as far as guests can make it do so, and what Lanner does about it. This is the one list: <c>docs/jit-quirks.md</c> is written from it, and whatever goes around one
/// of them refers to its entry. Each has a regression file in <c>tests/regressions</c>.</summary>
internal static class JitQuirks
{
    /// <summary>The runtime that the tests of this version ran on.</summary>
    internal const string TestedRuntime = "10.0.12";

    /// <summary>All of them, in the order of the list.</summary>
    internal static IReadOnlyList<JitQuirk> All { get; } =
    [
        ReinterpretationOfNarrowLoad,
        ConstantThroughDouble,
        ArithmeticIdentity,
        MinimumOfConstant,
        ComplementOfComparison,
        ExclusiveOrOfShifts,
        FlagsOfRotation,
        DivisionOfSteps,
        ComplementPlusOne,
    ];

    internal static JitQuirk DivisionOfSteps => new(nameof(DivisionOfSteps));

    internal static JitQuirk ComplementPlusOne => new(nameof(ComplementPlusOne));

    internal static JitQuirk ReinterpretationOfNarrowLoad => new(nameof(ReinterpretationOfNarrowLoad));

    internal static JitQuirk ConstantThroughDouble => new(nameof(ConstantThroughDouble));

    internal static JitQuirk ArithmeticIdentity => new(nameof(ArithmeticIdentity));

    internal static JitQuirk MinimumOfConstant => new(nameof(MinimumOfConstant));

    internal static JitQuirk ComplementOfComparison => new(nameof(ComplementOfComparison));

    internal static JitQuirk ExclusiveOrOfShifts => new(nameof(ExclusiveOrOfShifts));

    internal static JitQuirk FlagsOfRotation => new(nameof(FlagsOfRotation));
}

/// <summary>One of <see cref="JitQuirks"/>.</summary>
internal sealed record JitQuirk(string Name);
