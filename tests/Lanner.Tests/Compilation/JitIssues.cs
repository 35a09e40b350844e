namespace Lanner.Tests.Compilation;

/// <summary>Issues and changes of dotnet/runtime about wrong code that were read, and what they mean for guests. Those that Lanner goes
/// around stand in <c>Platform.JitQuirks</c> too.</summary>
internal static class JitIssues
{
    /// <summary>Something read.</summary>
    /// <param name="Numbers">The numbers of issues and changes.</param>
    /// <param name="Subject">The mistake of the JIT.</param>
    /// <param name="Reach">The reach of guests, in the runtime that was tested.</param>
    /// <param name="Answer">The way around it, or the reason why none is needed.</param>
    /// <param name="Regression">The file in <c>tests/regressions</c> that shows it or guards against it; null where there is
    /// none.</param>
    internal sealed record Entry(int[] Numbers, string Subject, Reach Reach, string Answer, string? Regression = null);

    /// <summary>The reach of guests.</summary>
    internal enum Reach
    {
        /// <summary>Guests could, and Lanner goes around it.</summary>
        Mended,

        /// <summary>Guests can write the like, which comes out right in the runtime that was tested.</summary>
        Guarded,

        /// <summary>No guest can write the like.</summary>
        None,
    }

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<Entry> All =>
    [
        // Ranges and assertions.
        new([133818, 133820, 133821, 133824, 134451, 129176], "checks of array indexes taken away", Reach.Mended, "`RangeOfIndex`"),
        new(
            [132784],
            "a 64-bit constant cut to 32 bits where a range is inferred",
            Reach.Guarded,
            "not in 10.0",
            "comparisons-of-ranges.wast"),
        new([132841], "a range is kept that an assertion shows to be empty", Reach.Guarded, "not in 10.0", "comparisons-of-ranges.wast"),
        new(
            [122288],
            "sums near the largest number compared as if they did not wrap",
            Reach.Guarded,
            "not in 10.0",
            "comparisons-of-ranges.wast"),
        new(
            [134454],
            "a recurrence with a negative seed taken to rise",
            Reach.Guarded,
            "not in 10.0; indexes are hidden anyway",
            "comparisons-of-ranges.wast"),
        new(
            [134453],
            "an index below an unsigned bound taken to be positive, where the bound is one of a check",
            Reach.Guarded,
            "what checks compare with is hidden, so no bound of a guest is one",
            "comparisons-of-ranges.wast"),
        new([133859], "a local of a byte compared with one of a word", Reach.None, "all locals are 32 bits or wider"),
        new([133481], "ranges of a block that is bypassed", Reach.Guarded, "not in 10.0", "comparisons-of-ranges.wast"),
        new(
            [113049, 113052, 113638],
            "bounds of checks used for comparisons",
            Reach.Guarded,
            "mended before 10.0",
            "comparisons-of-ranges.wast"),
        new([100809], "the length of an array subtracted on the wrong side", Reach.None, "lengths are hidden; mended before 10.0"),

        // Branches that are redundant.
        new(
            [133557, 129076, 129104],
            "the complement of a comparison taken for the opposite one",
            Reach.Mended,
            "`ComplementOfComparison`",
            "complement-of-comparison.wast"),
        new([133982], "an exception in a known condition is lost", Reach.Mended, "`TrapInCondition`", "trap-in-known-condition.wast"),
        new(
            [133558],
            "a condition taken from another branch to the same place",
            Reach.Guarded,
            "not in 10.0",
            "comparisons-of-ranges.wast"),
        new([128062, 129914], "a condition compared by what it was before", Reach.Guarded, "not in 10.0", "comparisons-of-ranges.wast"),
        new(
            [130700, 132281],
            "a predicate made sharper by one way in is used for all",
            Reach.Guarded,
            "hidden by how null is tested",
            "comparisons-of-ranges.wast"),
        new(
            [128895],
            "two comparisons made one although one is unsigned",
            Reach.Guarded,
            "signed in the tested runtime",
            "comparisons-of-ranges.wast"),
        new([85892, 56979], "jumps through blocks that do not dominate", Reach.Guarded, "mended before 10.0", "comparisons-of-ranges.wast"),

        // Loops.
        new([133756], "steps divided by each other as it compiles", Reach.Mended, "`DivisionOfSteps`", "division-of-steps.wast"),
        new([133759], "a start that is not constant taken for 0", Reach.Guarded, "1,344 loops came out right", "steps-of-loops.wast"),
        new(
            [130189, 130324],
            "a widened variable begins in a block that is removed",
            Reach.Guarded,
            "mended in 10.0",
            "steps-of-loops.wast"),
        new(
            [133585],
            "a division moved before a check of bounds",
            Reach.Guarded,
            "checks of bounds are branches; of loads and divisions the first traps",
            "traps-in-loops.wast"),
        new(
            [134379],
            "a load moved before a store to a local that a handler reads",
            Reach.None,
            "what a handler of a guest catches is thrown by calls"),
        new([119061, 118463], "exceptions moved out of a condition", Reach.Guarded, "mended before 10.0", "traps-in-loops.wast"),
        new(
            [96623, 97321, 103723],
            "loops cloned, unrolled or counted down without a test at the start",
            Reach.Guarded,
            "mended before 10.0",
            "steps-of-loops.wast"),

        // Calls.
        new(
            [134476],
            "arguments of a call to itself in tail position computed after parameters were written",
            Reach.Mended,
            "`ArgumentOfTailCall`",
            "tail-call-to-itself.wast"),
        new(
            [122138, 122287],
            "arguments in registers and on the stack overlap in a tail call",
            Reach.Guarded,
            "guests pass no structures; mended in 10.0",
            "tail-call-to-itself.wast"),

        // Integers.
        new(
            [133864],
            "an exclusive or of shifts taken for a rotation",
            Reach.Mended,
            "`ExclusiveOrOfShifts`",
            "exclusive-or-of-shifts.wast"),
        new([129288], "the flags of a rotation", Reach.Mended, "`FlagsOfRotation`", "rotation-compared-with-zero.wast"),
        new([124082], "a product of narrow numbers not extended", Reach.Guarded, "not in 10.0", "comparisons-of-ranges.wast"),
        new([129516, 123790], "a comparison of a value extended twice", Reach.Guarded, "not in 10.0", "comparisons-of-ranges.wast"),
        new(
            [131716, 131781],
            "a table of 64 branches with its bits turned around",
            Reach.Mended,
            "`TableOfBits`",
            "branch-table-of-64.wast"),
        new(
            [133560, 133092],
            "counts of bits of constants of the wrong width",
            Reach.Guarded,
            "right on 64 bits",
            "counts-of-constants.wast"),
        new([101028], "a division with an exception left out", Reach.Guarded, "mended before 10.0", "traps-in-loops.wast"),
        new([113487], "a shift of 0", Reach.Guarded, "on 32-bit machines only", "comparisons-of-ranges.wast"),
        new([129386], "a division moved before its condition, where optimisations are repeated", Reach.None, "that has to be asked for"),
        new([113320, 121294, 129298, 85225], "flags, negations and rotations on Arm", Reach.None, "mended before or not x64"),

        // Floating point and reinterpretation.
        new(
            [133580, 133597],
            "a narrow load reinterpreted",
            Reach.Mended,
            "`ReinterpretationOfNarrowLoad`",
            "narrow-load-reinterpreted.wast"),
        new(
            [133719],
            "single constants kept as doubles",
            Reach.Mended,
            "`ConstantThroughDouble`",
            "signalling-constant-through-double.wast"),
        new(
            [133022],
            "minimum and maximum of constants, arithmetic that does nothing",
            Reach.Mended,
            "`ArithmeticIdentity`",
            "arithmetic-that-does-nothing.wast"),
        new([130831, 133718], "minimum of a constant zero", Reach.Mended, "`MinimumOfConstant`", "minimum-of-negative-zero.wast"),
        new(
            [105627, 105716],
            "constants -0 negated and multiplied in vectors",
            Reach.Guarded,
            "on Arm, mended before 10.0",
            "arithmetic-that-does-nothing.wast"),
        new(
            [106338, 106419, 90325],
            "integers converted by way of a double",
            Reach.Guarded,
            "constants are hidden from conversions",
            "arithmetic-that-does-nothing.wast"),

        // Vectors.
        new(
            [123399],
            "the conjunction of masks, one of which is zero",
            Reach.Mended,
            "`ConjunctionOfMasks`",
            "conjunction-of-comparisons.wast"),
        new([133522], "a complement plus one", Reach.Mended, "`ComplementPlusOne`", "complement-plus-one.wast"),
        new(
            [134197, 134366],
            "a load under a mask does not fault",
            Reach.Guarded,
            "a bit select is written with exclusive ors",
            "masked-loads.wast"),
        new([133552], "a broadcast widened for a mask", Reach.Guarded, "the same", "masked-loads.wast"),
        new([133548], "a blend of bytes by a mask of floats", Reach.None, "relaxed selects leave both results open"),
        new(
            [114572, 105969, 114921, 114922],
            "ternary logic and blends by masks of other lanes",
            Reach.Guarded,
            "a bit select is written with exclusive ors",
            "bitselect-of-other-lanes.wast"),
        new(
            [125160, 133753, 105742, 105558, 105465, 93698],
            "scalar comparisons, VNNI, shifts by vectors",
            Reach.None,
            "not among the methods that are called"),
        new([106355, 96156], "broadcasts encoded wrongly", Reach.Guarded, "mended before 10.0", "masked-loads.wast"),
        new(
            [125431, 130946, 134334, 133776],
            "the order of operands of vector methods",
            Reach.Guarded,
            "loads and calls as operands trap in order",
            "masked-loads.wast"),
        new(
            [86432, 81725, 110326],
            "shuffles, insertions and masks of fields",
            Reach.None,
            "256-bit vectors and structures of vectors are not emitted"),
        new([118377, 131487, 94413, 128749], "SVE and Arm", Reach.None, "not x64"),
    ];
}
