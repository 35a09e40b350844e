namespace Lanner.Platform;

/// <summary>The mistakes and omissions of RyuJIT, as far as guests can provoke them, and what Lanner does about them. This is the one list:
/// <c>docs/jit-quirks.md</c> is written from it, whatever goes around one of them refers to its entry, and each names the file that shows
/// it.</summary>
internal static class JitQuirks
{
    private const string Regressions = "tests/regressions/";
    private const string Snapshots = "tests/Lanner.Tests/Snapshots/";

    /// <summary>All of them: first those that end the process, then lost checks, wrong values, lost accesses, limits, and what is
    /// slow.</summary>
    internal static IReadOnlyList<JitQuirk> All =>
    [
        DivisionOfSteps, RangeOfIndex, ReinterpretationOfNarrowLoad, ConstantThroughDouble, ArithmeticIdentity, ComplementPlusOne,
        MinimumOfConstant, ComplementOfComparison, ExclusiveOrOfShifts, FlagsOfRotation, RotationOfConstants, SignOfSum, TableOfBits,
        ZeroFromBitScan, ResultOfAtomic, SelectOfOtherLanes, ConjunctionOfMasks, ArgumentOfTailCall, PartlyUsedLoad, DroppedLoad,
        AbsorbedLoad, TrapInCondition, LimitBeforeLoop, LargeMethods, ManyLocals, NestedRegions, FrameBeforeCheck, StatementOffsets,
        SelectInLoop, EarlyCondition, UpdateOfMemory,
    ];

    internal static JitQuirk DivisionOfSteps => new(
        nameof(DivisionOfSteps), JitQuirkKind.EndsProcess, [133756],
        "Where a loop has two multiples of one induction variable, of which one goes up by -1 and one by the smallest number, it divides "
        + "the one step by the other as it compiles: the processor raises an exception in the compiler.",
        "No multiple goes up by the smallest number: one of the factors, if they have so many zeros together, is hidden (HiddenValues).",
        Regressions + "division-of-steps.wast");

    internal static JitQuirk RangeOfIndex => new(
        nameof(RangeOfIndex), JitQuirkKind.LostCheck, [133818, 133820, 133821, 133824, 134451, 129176],
        "It takes away the check of an array's index that it wrongly finds to be in range: of sums that wrap, recurrences that fall, "
        + "bounds that depend on the path, loops cloned for another array.",
        "Indexes are compared with a length of which it does not know the range, and the access itself is not checked.",
        "tests/Lanner.Tests/Hostile/IndexRangeTests.cs");

    internal static JitQuirk ReinterpretationOfNarrowLoad => new(
        nameof(ReinterpretationOfNarrowLoad), JitQuirkKind.WrongValue, [133580, 133597],
        "It makes one load of a load of one or two bytes and the reinterpretation of it as a float, four bytes wide: "
        + "it gives bytes beside it, and faults at the end of a memory.",
        "Reinterpretations of integers are moves into a vector register, by the name of the processor's instruction.",
        Regressions + "narrow-load-reinterpreted.wast");

    internal static JitQuirk ConstantThroughDouble => new(
        nameof(ConstantThroughDouble), JitQuirkKind.WrongValue, [133719],
        "It keeps single constants as doubles, in which a signalling NaN becomes quiet; so also one that it computes from integers, "
        + "or takes out of a constant vector.",
        "Such constants are read back from the stack; reinterpretations and lanes are instructions that it does not compute.",
        Regressions + "signalling-constant-through-double.wast");

    internal static JitQuirk ArithmeticIdentity => new(
        nameof(ArithmeticIdentity), JitQuirkKind.WrongValue, [133022],
        "It takes x * 1, x / 1, x - 0, x + -0, a demotion of a promotion, and arithmetic with a constant signalling NaN for one of the "
        + "operands, though each makes a signalling NaN quiet.",
        "It knows no 0, -0 or 1 of floating-point type: literals are read from the instance's state where they go into a variable, "
        + "what could be computed from constants is hidden, conversions are the processor's instructions. "
        + "Vector maxima have no arithmetic.",
        Regressions + "arithmetic-that-does-nothing.wast");

    internal static JitQuirk ComplementPlusOne => new(
        nameof(ComplementPlusOne), JitQuirkKind.WrongValue, [133522],
        "It makes a negation of the complement of a vector's bits plus one, of floating-point lanes too.",
        "A constant one is read from the instance's state before it is added to a vector.",
        Regressions + "complement-plus-one.wast");

    internal static JitQuirk MinimumOfConstant => new(
        nameof(MinimumOfConstant), JitQuirkKind.WrongValue, [130831, 133718],
        "With AVX-512 the minimum of a constant -0 and 0 is 0.",
        "Minimum and maximum are made of the processor's instructions.",
        Regressions + "minimum-of-negative-zero.wast");

    internal static JitQuirk ComplementOfComparison => new(
        nameof(ComplementOfComparison), JitQuirkKind.WrongValue, [133557, 129076],
        "It takes the complement of a comparison's bits for the opposite comparison, "
        + "and thinks to know the comparison where it was branched on.",
        "What may be one is compared by way of an exclusive or with a zero that it does not know (HiddenValues).",
        Regressions + "complement-of-comparison.wast");

    internal static JitQuirk ExclusiveOrOfShifts => new(
        nameof(ExclusiveOrOfShifts), JitQuirkKind.WrongValue, [133864],
        "It makes a rotation of the exclusive or of two shifts, which is none where both counts are multiples of the width.",
        "One of two shifts by variable counts passes through an exclusive or with a zero that it does not know (HiddenValues).",
        Regressions + "exclusive-or-of-shifts.wast");

    internal static JitQuirk FlagsOfRotation => new(
        nameof(FlagsOfRotation), JitQuirkKind.WrongValue, [129288],
        "It takes it that a rotation by a constant sets the zero flag, and leaves out the comparison of the result with zero.",
        "What may be a rotation is compared by way of an exclusive or with a zero that it does not know (HiddenValues).",
        Regressions + "rotation-compared-with-zero.wast");

    internal static JitQuirk RotationOfConstants => new(
        nameof(RotationOfConstants), JitQuirkKind.WrongValue, [],
        "It computes a rotation of 32-bit constants as it reads the CIL, without extending the sign of the result.",
        "A constant that is rotated passes through a local.",
        Regressions + "rotation-of-constants.wat");

    internal static JitQuirk SignOfSum => new(
        nameof(SignOfSum), JitQuirkKind.WrongValue, [],
        "Behind a signed comparison with a negative constant it adds to that bound twice what is added to the value, and takes a sum "
        + "that is 0 or negative for a positive one.",
        "Such a sum is compared, divided and extended by way of an exclusive or with a zero that it does not know (HiddenValues).",
        Regressions + "sign-of-a-sum.wast");

    internal static JitQuirk TableOfBits => new(
        nameof(TableOfBits), JitQuirkKind.WrongValue, [131716],
        "It takes a branch table of 64 entries with two targets for a table of bits, and turns the bits around, but not the targets.",
        "Such a table gets one entry more.",
        Regressions + "branch-table-of-64.wast")
    {
        Seen = "10.0.11",
    };

    internal static JitQuirk ZeroFromBitScan => new(
        nameof(ZeroFromBitScan), JitQuirkKind.WrongValue, [],
        "On processors without TZCNT and LZCNT, or with them switched off, it takes it that the place of the lowest bit is never 0.",
        "There the count passes through an exclusive or with a zero that it does not know.",
        Regressions + "zero-from-bit-scan.wast");

    internal static JitQuirk ResultOfAtomic => new(
        nameof(ResultOfAtomic), JitQuirkKind.WrongValue, [],
        "Where it expands Interlocked.CompareExchange, Or or And, and something else needs RAX, the result is lost.",
        "They are called.",
        Regressions + "result-of-compare-exchange.wast");

    internal static JitQuirk SelectOfOtherLanes => new(
        nameof(SelectOfOtherLanes), JitQuirkKind.WrongValue, [],
        "Of a bit select by a comparison it makes a blend of whole lanes, and takes the lanes of the result for those that were compared.",
        "A bit select is written with exclusive ors.",
        Regressions + "bitselect-of-other-lanes.wast");

    internal static JitQuirk ConjunctionOfMasks => new(
        nameof(ConjunctionOfMasks), JitQuirkKind.WrongValue, [123399],
        "With AVX-512 it takes the conjunction of two comparisons of vectors for one of them where it finds the other to be "
        + "decided: unsigned below zero, with what is not a number, or of two constants.",
        "A constant that decides a comparison is hidden.",
        Regressions + "conjunction-of-comparisons.wast");

    internal static JitQuirk ArgumentOfTailCall => new(
        nameof(ArgumentOfTailCall), JitQuirkKind.WrongValue, [134476],
        "It makes a loop of a function that calls itself in tail position, and computes some of the arguments when it has already "
        + "written others to the parameters.",
        "Arguments that may trap or call something are computed ahead, into locals of which it knows nothing.",
        Regressions + "tail-call-to-itself.wast");

    internal static JitQuirk PartlyUsedLoad => new(
        nameof(PartlyUsedLoad), JitQuirkKind.LostAccess, [],
        "It makes a load smaller of which only some bytes are used, and the bytes left out may be those that are outside of the memory.",
        "The last byte of such loads is touched besides.",
        Regressions + "partly-used-load.wast");

    internal static JitQuirk DroppedLoad => new(
        nameof(DroppedLoad), JitQuirkKind.LostAccess, [],
        "Of a load that nobody uses it keeps a look at the first byte, or nothing where it takes the address for a good one.",
        "The value is handed to a method that it does not look into.",
        Regressions + "dropped-load-at-constant-address.wast");

    internal static JitQuirk AbsorbedLoad => new(
        nameof(AbsorbedLoad), JitQuirkKind.LostAccess, [],
        "Where it knows the result of an operation whatever one operand is, as of a conjunction with 0, it drops that operand, and a load "
        + "in it whose address it takes for a good one.",
        "The operand that decides passes through an exclusive or with a zero that it does not know (HiddenValues).",
        Regressions + "absorbed-load.wast");

    internal static JitQuirk TrapInCondition => new(
        nameof(TrapInCondition), JitQuirkKind.LostAccess, [133982],
        "Of a branch whose condition it knows from one before, it leaves out the condition, although something in it may trap: a load "
        + "or division of which the value does not matter, as in x / y - x / y.",
        "Such a condition passes through an exclusive or with a zero that it does not know.",
        Regressions + "trap-in-known-condition.wast");

    internal static JitQuirk LimitBeforeLoop => new(
        nameof(LimitBeforeLoop), JitQuirkKind.LostAccess, [],
        "It makes a loop of a function that calls itself in tail position, and would read the stack's limit, "
        + "by which calls are interrupted, before the loop.",
        "That read is volatile.",
        "tests/Lanner.Tests/Runtime/TailCallTests.cs");

    internal static JitQuirk LargeMethods => new(
        nameof(LargeMethods), JitQuirkKind.Limit, [],
        "It does not optimise methods past 60,000 bytes, 20,000 instructions, 2,000 blocks or 2,000 variables.",
        "Functions that are too large are outlined in part, and so are branch tables with more targets than that.",
        Regressions + "pieces-that-leave-loops.wat");

    internal static JitQuirk ManyLocals => new(
        nameof(ManyLocals), JitQuirkKind.Limit, [],
        "It stops inlining in a method that has 512 variables.",
        "Vector instructions are written with methods that it expands at any size, where there are such.",
        Snapshots + "vector.cil");

    internal static JitQuirk NestedRegions => new(
        nameof(NestedRegions), JitQuirkKind.Limit, [],
        "Its optimiser takes half a second for 60 protected regions in each other, and two for 240.",
        "Methods with more than 16 in each other are not optimised.",
        "tests/Lanner.Tests/Compilation/NestedRegionTests.cs");

    internal static JitQuirk FrameBeforeCheck => new(
        nameof(FrameBeforeCheck), JitQuirkKind.Limit, [],
        "It takes the whole frame, touching each page, before the first instruction can compare the stack pointer with the limit.",
        "Large frames are checked for by whoever calls the function.",
        "tests/Lanner.Tests/Hostile/StackTests.cs");

    internal static JitQuirk StatementOffsets => new(
        nameof(StatementOffsets), JitQuirkKind.Limit, [],
        "It knows places of the code by the beginnings of statements only.",
        "A statement with a call in its midst stands for the call.",
        "tests/Lanner.Tests/Debugging/SourceLineTests.cs");

    internal static JitQuirk SelectInLoop => new(
        nameof(SelectInLoop), JitQuirkKind.Cost, [],
        "It makes no conditional moves inside loops.",
        "There a select is arithmetic with the condition as a number or mask.",
        Snapshots + "select.cil");

    internal static JitQuirk EarlyCondition => new(
        nameof(EarlyCondition), JitQuirkKind.Cost, [],
        "It makes a 0 or 1 of a comparison that goes through a local before it is branched on.",
        "What was compared is compared again.",
        Snapshots + "early-condition.cil");

    internal static JitQuirk UpdateOfMemory => new(
        nameof(UpdateOfMemory), JitQuirkKind.Cost, [],
        "It does not see through the extension of an address that a load and a store have the same one.",
        "The extended address goes through a local.",
        Snapshots + "update.cil");
}
