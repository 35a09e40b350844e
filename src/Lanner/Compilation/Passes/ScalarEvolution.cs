using System.Numerics;
using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>The properties of an integer that RyuJIT's scalar evolution may find to be an induction variable of a loop, or a multiple of
/// one: it begins with some value, and each turn adds a step.</summary>
/// <remarks>
/// <para>When the JIT makes multiplications of such variables cheaper it looks for a common divisor of their steps
/// (<c>StrengthReductionContext::ComputeRephrasableIV</c>), and divides the smallest number by -1 where they are those two: the processor
/// raises an exception, and the process ends (<see cref="JitQuirks.DivisionOfSteps"/>). It does so only of multiples of one variable that
/// begin with a constant 0: of a sum of two variables that change, what it begins with is no constant. The step of which a multiple is -1
/// is odd, so that of the smallest number all zeros below its one bit come by multiplication. Those are counted here.</para>
/// <para>Of operations it follows addition, subtraction, multiplication, shifts to the left and extensions only
/// (<c>ScalarEvolutionContext::AnalyzeNew</c>); others as far as they do nothing, should it come to know the other operand.</para>
/// </remarks>
/// <param name="Factor">The most by which an induction variable is multiplied, in all terms together; 0 where there is none.</param>
/// <param name="Added">The most that is added to such a variable since the beginning of its loop.</param>
/// <param name="Value">The magnitude of the value at most, should it be a constant that comes from literals; negative where it is
/// not.</param>
/// <param name="FactorZeros">The greatest number of zeros of the factor.</param>
/// <param name="ValueZeros">The greatest number of its zeros, also where it is a constant that the JIT knows from a branch.</param>
/// <param name="Terms">The variables of which the value at the beginning of a loop, unchanged, may be a term of the value: by number
/// modulo 64, where two that share a bit only make the answer more careful.</param>
/// <param name="IsNegative">True if the value may be below zero, should it be a constant that comes from literals.</param>
/// <param name="IsUnknown">True if on some way here it does not come from literals alone.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScalarEvolution(
    float Factor, float Added, float Value, byte FactorZeros, byte ValueZeros, ulong Terms, bool IsNegative = false, bool IsUnknown = false)
{
    /// <summary>The zeros of a number of which nothing is known.</summary>
    private const byte Any = 64;

    /// <summary>The zeros of a constant that the JIT may learn from a branch.</summary>
    private const byte ConstantLimit = 15;

    /// <summary>The bits of the number of times that unrolled loops inside each other turn at most: ten each, and no more than the JIT's
    /// limit of their size allows.</summary>
    private const int UnrolledBits = 6;

    /// <summary>A value that is neither an induction variable nor a constant.</summary>
    internal static ScalarEvolution None => new(0, 0, -1, 0, ConstantLimit, 0);

    /// <summary>A value of which nothing is known where it comes from.</summary>
    internal static ScalarEvolution OfUnknown => None with { IsUnknown = true };

    /// <summary>A value that is never a constant, or comes from nowhere.</summary>
    internal static ScalarEvolution Never => new(0, 0, -1, 0, 0, 0);

    /// <summary>A value of which all may be so.</summary>
    internal static ScalarEvolution Unknown =>
        new(float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, Any, Any, ulong.MaxValue, true);

    /// <summary>Returns the properties of a variable that has the value, or that may have it: the JIT may learn from a branch that the
    /// variable is a constant.</summary>
    internal ScalarEvolution AsVariable() => ValueZeros >= ConstantLimit ? this : this with { ValueZeros = ConstantLimit };

    /// <summary>True if it may depend on an induction variable.</summary>
    internal bool IsFollowed => Factor > 0;

    /// <summary>True if it may be a constant that comes from literals.</summary>
    internal bool IsConstant => Value >= 0;

    /// <summary>True if the JIT may come to know the value, from literals or from a branch.</summary>
    private bool MayBeKnown => IsConstant || ValueZeros > 0;

    /// <summary>Compares field by field, without the generic comparers, which the JIT would have to compile at each start.</summary>
    public bool Equals(ScalarEvolution other) =>
        Factor == other.Factor && Added == other.Added && Value == other.Value
        && FactorZeros == other.FactorZeros && ValueZeros == other.ValueZeros && Terms == other.Terms
        && IsNegative == other.IsNegative && IsUnknown == other.IsUnknown;

    public override int GetHashCode() => HashCode.Combine(Factor, Added, Value, FactorZeros, ValueZeros, Terms);

    /// <summary>Tests whether the step of a product or sum may be the smallest number.</summary>
    internal bool IsScaledTooFar(OperandType type) => IsFollowed && FactorZeros >= (type == OperandType.I32 ? 31 : 63);

    /// <summary>Tests whether a constant may have so many zeros that it must not become known.</summary>
    internal static bool IsConstantTooFar(long bits) => Zeros(bits) > ConstantLimit;

    /// <summary>Returns the properties of a constant.</summary>
    internal static ScalarEvolution OfLiteral(long bits) =>
        None with { Value = Magnitude(bits), ValueZeros = Zeros(bits), IsNegative = bits < 0 };

    /// <summary>Returns the properties of a variable at the beginning of a loop that assigns it.</summary>
    /// <param name="variable">The number of the variable.</param>
    /// <param name="back">The properties with which it comes back from the turns of the loop. Only if its own value may be a term there it
    /// is an induction variable. If the JIT unrolls the loop, it comes to know the values of all turns.</param>
    /// <param name="isFirst">True if no loop around this one assigns it.</param>
    internal ScalarEvolution AtStart(int variable, ScalarEvolution back, bool isFirst)
    {
        var start = this with { Terms = Terms | BitOf(variable), Added = isFirst ? 0 : Added };
        if (!back.IsNextOf(variable))
        {
            return start;
        }

        start = start with
        {
            Factor = Math.Max(Factor, 1),
            IsNegative = IsNegative || back.IsNegative,
            IsUnknown = IsUnknown || back.IsUnknown,
        };
        if (!IsConstant)
        {
            return start;
        }

        // What comes back greater each time has no end: more rounds would find that out one by one.
        var value = back.Factor > 1 || (back.IsConstant && back.Added > 0)
            ? float.PositiveInfinity
            : Math.Max(Value, back.Value) + MathF.ScaleB(back.Added, UnrolledBits);
        return start with { Value = value, ValueZeros = Math.Max(ValueZeros, Bits(value)) };
    }

    /// <summary>Tests whether a value with which a variable comes back from a turn may be a sum of its value before: whether it is an
    /// induction variable.</summary>
    internal bool IsNextOf(int variable) => (Terms & BitOf(variable)) != 0;

    private static ulong BitOf(int variable) => 1UL << (variable & 63);

    /// <summary>Returns the properties of one of two values.</summary>
    internal static ScalarEvolution Either(ScalarEvolution one, ScalarEvolution other) => new(
        Math.Max(one.Factor, other.Factor),
        Math.Max(one.Added, other.Added),
        Math.Max(one.Value, other.Value),
        Math.Max(one.FactorZeros, other.FactorZeros),
        Math.Max(one.ValueZeros, other.ValueZeros),
        one.Terms | other.Terms,
        one.IsNegative || other.IsNegative,
        one.IsUnknown || other.IsUnknown);

    /// <summary>Tests whether all that holds for another value is in what holds for this one, so that <see cref="Either"/> gives
    /// this.</summary>
    internal bool Covers(in ScalarEvolution other) =>
        other.Factor <= Factor && other.Added <= Added && other.Value <= Value
        && other.FactorZeros <= FactorZeros && other.ValueZeros <= ValueZeros && (other.Terms & ~Terms) == 0
        && (IsNegative || !other.IsNegative) && (IsUnknown || !other.IsUnknown);

    /// <summary>The same, but without an end to what is greater than it was before.</summary>
    internal ScalarEvolution WithoutGrowth(ScalarEvolution before) => new(
        Factor > before.Factor && before.IsFollowed ? float.PositiveInfinity : Factor,
        Added > before.Added ? float.PositiveInfinity : Added,
        Value > before.Value && before.IsConstant ? float.PositiveInfinity : Value,
        FactorZeros > before.FactorZeros && before.IsFollowed ? Any : FactorZeros,
        ValueZeros > before.ValueZeros ? Any : ValueZeros,
        Terms,
        IsNegative,
        IsUnknown);

    /// <summary>Returns the properties of the result of an instruction.</summary>
    /// <param name="operation">The instruction.</param>
    /// <param name="first">Those of its first operand.</param>
    /// <param name="second">Those of the second.</param>
    /// <param name="known">The greatest magnitude of a constant that the JIT may learn from a branch of the function.</param>
    internal static ScalarEvolution Of(NumericOperation operation, ScalarEvolution first, ScalarEvolution second, float known) =>
        OfResult(operation, first, second, known) with { IsUnknown = first.IsUnknown || second.IsUnknown };

    private static ScalarEvolution OfResult(NumericOperation operation, ScalarEvolution first, ScalarEvolution second, float known)
    {
        switch (operation.Opcode)
        {
            case Opcode.I32Add or Opcode.I64Add:
                return Sum(first, second);
            case Opcode.I32Sub or Opcode.I64Sub:
                return Sum(first, second) with { IsNegative = first.IsConstant && second.IsConstant };
            case Opcode.I32Mul or Opcode.I64Mul:
                return operation.Second is Literal { Bits: var right } ? first.Times(Magnitude(right), Zeros(right))
                    : operation.First is Literal { Bits: var left } ? second.Times(Magnitude(left), Zeros(left))
                    : Product(first, second, known);
            case Opcode.I32Shl or Opcode.I64Shl when operation.Second is Literal count:
                var zeros = (int)count.Bits & (operation.Opcode == Opcode.I32Shl ? 31 : 63);
                return first.Times(MathF.ScaleB(1, zeros), (byte)zeros);
            case Opcode.I32Shl or Opcode.I64Shl:
                return Shifted(operation, first, second, known);
            case Opcode.I64ExtendI32S:
                return first;
            case Opcode.I32WrapI64:
                return first with { IsNegative = first.IsConstant };
            case Opcode.I64ExtendI32U:
                return first.IsConstant ? first with { Value = float.PositiveInfinity } : first;
            case >= Opcode.I32DivS and <= Opcode.I32Rotr or >= Opcode.I64DivS and <= Opcode.I64Rotr:
                // With some constants these do nothing.
                var passed = Computed(first, second);
                if (second.MayBeKnown && TransferFunctions.MayGiveFirst(operation))
                {
                    passed = Either(passed, first with { Value = -1 });
                }

                if (first.MayBeKnown && TransferFunctions.MayGiveSecond(operation))
                {
                    passed = Either(passed, second with { Value = -1 });
                }

                return passed;
            case >= Opcode.I32Clz and <= Opcode.I32Popcnt or >= Opcode.I64Clz and <= Opcode.I64Popcnt:
                return Computed(first, first);
            case >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                return Either(Computed(first, first), first with { Value = -1 });
            default:
                return None;
        }
    }

    /// <summary>Returns the properties of a result that is computed, perhaps from constants, and of which nothing else is known.</summary>
    private static ScalarEvolution Computed(ScalarEvolution first, ScalarEvolution second) =>
        first.MayBeKnown && second.MayBeKnown
            ? None with
            {
                Value = first.IsConstant && second.IsConstant ? float.PositiveInfinity : -1,
                ValueZeros = Any,
                IsNegative = first.IsConstant && second.IsConstant,
            }
            : None;

    /// <summary>A product of an induction variable and what the JIT may know from a branch, or is a constant that comes from
    /// literals.</summary>
    private static ScalarEvolution Product(ScalarEvolution first, ScalarEvolution second, float known)
    {
        var product = Computed(first, second);
        var (byFirst, bySecond) = (second.By(first, known), first.By(second, known));
        return product with
        {
            Factor = Math.Max(byFirst.Factor, bySecond.Factor),
            FactorZeros = Math.Max(byFirst.FactorZeros, bySecond.FactorZeros),
            Terms = byFirst.Terms | bySecond.Terms,

            // It may be one by 1.
            Added = Math.Max(byFirst.IsFollowed ? second.Added : 0, bySecond.IsFollowed ? first.Added : 0),
        };
    }

    /// <summary>Something shifted by what the JIT may know from a branch, or is a constant that comes from literals: a product with a power
    /// of two, or the operand itself.</summary>
    private static ScalarEvolution Shifted(NumericOperation operation, ScalarEvolution first, ScalarEvolution second, float known)
    {
        var result = Computed(first, second);
        if (!second.MayBeKnown)
        {
            return result;
        }

        var most = (int)Math.Min(second.ValueAtMost(known), operation.Type == OperandType.I32 ? 31 : 63);
        return result with
        {
            Factor = first.Factor * MathF.ScaleB(1, most),
            FactorZeros = More(first.FactorZeros, (byte)most),
            Terms = first.Terms,
            Added = first.Added,
        };
    }

    /// <summary>A multiple by something that the JIT may know.</summary>
    private ScalarEvolution By(ScalarEvolution factor, float known) =>
        factor.MayBeKnown ? Times(factor.ValueAtMost(known), factor.ValueZeros) with { Terms = Terms } : Never;

    /// <summary>The magnitude of the value, should the JIT know it; at least 1. What is computed from what it knows may be
    /// anything.</summary>
    private float ValueAtMost(float known) => ValueZeros > ConstantLimit ? float.PositiveInfinity : Math.Max(Math.Max(Value, known), 1);

    private static ScalarEvolution Sum(ScalarEvolution first, ScalarEvolution second)
    {
        var factor = first.Factor + second.Factor;
        var isConstant = first.IsConstant && second.IsConstant;

        // To an induction variable the other operand may be added as a constant.
        var constant = Math.Max(first.IsFollowed ? second.Value : 0, second.IsFollowed ? first.Value : 0);
        return new(
            factor,
            factor > 0 ? first.Added + second.Added + Math.Max(constant, 0) : 0,
            isConstant ? first.Value + second.Value : -1,
            ZerosOfSum(first.Factor, first.FactorZeros, second.Factor, second.FactorZeros),
            isConstant
                ? ZerosOfSum(first.Value, first.ValueZeros, second.Value, second.ValueZeros)
                : Computed(first, second).ValueZeros,
            first.Terms | second.Terms,

            // What is too great wraps.
            isConstant && (first.IsNegative || second.IsNegative || first.Value + second.Value > int.MaxValue));
    }

    /// <summary>A sum has no more zeros than its magnitude has bits.</summary>
    private static byte ZerosOfSum(float one, byte zeros, float other, byte otherZeros) =>
        other == 0 ? zeros : one == 0 ? otherZeros : Bits(one + other);

    private ScalarEvolution Times(float factor, byte zeros) => factor == 0 ? OfLiteral(0) : new(
        IsFollowed ? Factor * factor : 0,

        // What is multiplied is not the next value of the same variable.
        factor == 1 ? Added : 0,
        Value > 0 ? Value * factor : Value,
        IsFollowed ? More(FactorZeros, zeros) : (byte)0,
        More(ValueZeros, zeros),
        factor == 1 ? Terms : 0,
        IsConstant);

    private static float Magnitude(long bits) => Math.Abs((float)bits);

    private static byte More(byte zeros, byte others) => (byte)Math.Min(zeros + others, Any);

    private static byte Bits(float magnitude) => magnitude < 1 ? (byte)0 : (byte)Math.Min(MathF.ILogB(magnitude), Any);

    private static byte Zeros(long bits) => bits == 0 ? (byte)0 : (byte)BitOperations.TrailingZeroCount(bits);
}
