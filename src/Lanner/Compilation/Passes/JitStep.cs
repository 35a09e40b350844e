using System.Numerics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>The properties of an integer that RyuJIT may see as a variable of a loop that goes up in steps. When it makes multiplications
/// of such variables cheaper it divides the steps by each other, and divides the smallest number by -1 where they are those two: the
/// processor raises an exception, and the process ends (<see cref="JitQuirks.DivisionOfSteps"/>). So no step may become the smallest
/// number, whose zeros below its one bit are counted here: half of them may come by steps, half by multiplication.</summary>
/// <param name="Factor">The most by which a variable of a loop is multiplied, in all terms together; 0 where there is none.</param>
/// <param name="FactorZeros">The greatest number of zeros of that factor.</param>
/// <param name="Added">The most that is added to such a variable: what may become its step.</param>
/// <param name="AddedZeros">The greatest number of zeros of that.</param>
/// <param name="Value">The magnitude of the value at most, should it be a constant that comes from literals; negative where it is
/// not.</param>
/// <param name="ValueZeros">The greatest number of its zeros, also where it is a constant that the JIT knows from a branch.</param>
internal readonly record struct JitStep(double Factor, byte FactorZeros, double Added, byte AddedZeros, double Value, byte ValueZeros)
{
    /// <summary>The zeros of a number of which nothing is known.</summary>
    private const byte Any = 64;

    /// <summary>The zeros of a constant that the JIT may learn from a branch.</summary>
    private const byte ConstantLimit = 15;

    /// <summary>The bits of the number of times that unrolled loops inside each other turn at most: ten each, and no more than the JIT's
    /// limit of their size allows.</summary>
    private const int UnrolledBits = 6;

    /// <summary>A value that is neither a variable of a loop nor a constant.</summary>
    internal static JitStep None => new(0, 0, 0, 0, -1, ConstantLimit);

    /// <summary>A value of which all may be so.</summary>
    internal static JitStep Unknown =>
        new(double.PositiveInfinity, Any, double.PositiveInfinity, Any, double.PositiveInfinity, Any);

    /// <summary>True if it may depend on a variable of a loop.</summary>
    internal bool IsFollowed => Factor > 0;

    private bool IsConstant => Value >= 0;

    /// <summary>Tests whether a product or sum must not be followed.</summary>
    internal bool IsScaledTooFar(OperandType type) => IsFollowed && FactorZeros > FactorLimit(type);

    /// <summary>Tests whether a sum must not be followed, should it be the next value of the same variable. An inner loop of few turns the
    /// JIT unrolls, and adds as often.</summary>
    internal bool IsTooFar(OperandType type, bool isInInnerLoop) =>
        IsFollowed && AddedZeros > AddedLimit(type) - (isInInnerLoop ? UnrolledBits : 0);

    /// <summary>Tests whether a constant may have so many zeros that it must not become known.</summary>
    internal static bool IsConstantTooFar(long bits) => Zeros(bits) > ConstantLimit;

    /// <summary>Returns the properties of a constant.</summary>
    internal static JitStep OfLiteral(long bits) => None with { Value = Math.Abs((double)bits), ValueZeros = Zeros(bits) };

    /// <summary>Returns the properties of a variable at the beginning of a loop that assigns it.</summary>
    internal JitStep Carried() => this with
    {
        Factor = Math.Max(Factor, 1),
        Value = IsConstant ? double.PositiveInfinity : Value,
        ValueZeros = IsConstant ? Any : ValueZeros,
    };

    /// <summary>Returns the properties of one of two values.</summary>
    internal static JitStep Either(JitStep one, JitStep other) => new(
        Math.Max(one.Factor, other.Factor),
        Math.Max(one.FactorZeros, other.FactorZeros),
        Math.Max(one.Added, other.Added),
        Math.Max(one.AddedZeros, other.AddedZeros),
        Math.Max(one.Value, other.Value),
        Math.Max(one.ValueZeros, other.ValueZeros));

    /// <summary>The same, but without an end to what is greater than it was before.</summary>
    internal JitStep WithoutGrowth(JitStep before) => new(
        Factor > before.Factor && before.IsFollowed ? double.PositiveInfinity : Factor,
        FactorZeros > before.FactorZeros && before.IsFollowed ? Any : FactorZeros,
        Added > before.Added ? double.PositiveInfinity : Added,
        AddedZeros > before.AddedZeros ? Any : AddedZeros,
        Value > before.Value && before.IsConstant ? double.PositiveInfinity : Value,
        ValueZeros > before.ValueZeros ? Any : ValueZeros);

    /// <summary>Returns the properties of the result of an instruction.</summary>
    /// <param name="operation">The instruction.</param>
    /// <param name="first">Those of its first operand.</param>
    /// <param name="second">Those of the second.</param>
    /// <param name="known">The greatest magnitude of a constant that the JIT may learn from a branch of the function.</param>
    internal static JitStep Of(NumericOperation operation, JitStep first, JitStep second, double known)
    {
        switch (operation.Opcode)
        {
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub:
                return Sum(first, second);
            case Opcode.I32Mul or Opcode.I64Mul:
                return operation.Second is Literal { Bits: var right } ? first.Times(Math.Abs((double)right), Zeros(right))
                    : operation.First is Literal { Bits: var left } ? second.Times(Math.Abs((double)left), Zeros(left))
                    : Product(first, second, known);
            case Opcode.I32Shl or Opcode.I64Shl when operation.Second is Literal count:
                var zeros = (int)count.Bits & (operation.Opcode == Opcode.I32Shl ? 31 : 63);
                return first.Times(Math.ScaleB(1, zeros), (byte)zeros);
            case Opcode.I64ExtendI32S or Opcode.I32WrapI64:
                return first;
            case Opcode.I64ExtendI32U:
                return first.IsConstant ? first with { Value = double.PositiveInfinity } : first;
            case >= Opcode.I32DivS and <= Opcode.I32Rotr or >= Opcode.I64DivS and <= Opcode.I64Rotr:
                // With some constants these do nothing.
                var passed = Computed(first, second);
                if (JitFormRules.MayGiveFirst(operation))
                {
                    passed = Either(passed, first with { Value = -1 });
                }

                if (JitFormRules.MayGiveSecond(operation))
                {
                    passed = Either(passed, second with { Value = -1 });
                }

                return passed;
            case >= Opcode.I32Clz and <= Opcode.I32Popcnt or >= Opcode.I64Clz and <= Opcode.I64Popcnt:
            case >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                return Computed(first, first);
            default:
                return None;
        }
    }

    /// <summary>Returns the properties of a result that is computed, perhaps from constants, and of which nothing else is known.</summary>
    private static JitStep Computed(JitStep first, JitStep second) =>
        None with { Value = first.IsConstant && second.IsConstant ? double.PositiveInfinity : -1, ValueZeros = Any };

    /// <summary>A product of a variable of a loop and what the JIT may know from a branch, or is a constant that comes from
    /// literals.</summary>
    private static JitStep Product(JitStep first, JitStep second, double known)
    {
        var product = Computed(first, second);
        if (!first.IsFollowed && !second.IsFollowed)
        {
            return product;
        }

        var (byFirst, bySecond) = (second.By(first.ValueAtMost(known)), first.By(second.ValueAtMost(known)));
        return product with
        {
            Factor = Math.Max(byFirst.Factor, bySecond.Factor),
            FactorZeros = Math.Max(byFirst.FactorZeros, bySecond.FactorZeros),

            // It may be one by 1.
            Added = Math.Max(first.Added, second.Added),
            AddedZeros = Math.Max(first.AddedZeros, second.AddedZeros),
        };
    }

    private JitStep By(double value) => IsFollowed ? Times(value, Bits(value)) : None;

    /// <summary>The magnitude of the value, should the JIT know it; at least 1. What is computed from what it knows may be
    /// anything.</summary>
    private double ValueAtMost(double known) => ValueZeros > ConstantLimit ? double.PositiveInfinity : Math.Max(Math.Max(Value, known), 1);

    private static JitStep Sum(JitStep first, JitStep second)
    {
        var (factor, factorZeros) = Sum(first.Factor, first.FactorZeros, second.Factor, second.FactorZeros);
        var (added, addedZeros) = Sum(first.Added, first.AddedZeros, second.Added, second.AddedZeros);

        // To the variable of a loop the other operand may be added as a constant.
        var (toFirst, toSecond) = (first.IsFollowed ? Math.Max(second.Value, 0) : 0, second.IsFollowed ? Math.Max(first.Value, 0) : 0);
        var toZeros = toFirst > 0 && toSecond > 0 ? Any : toFirst > 0 ? second.ValueZeros : first.ValueZeros;
        (added, addedZeros) = Sum(added, addedZeros, Math.Max(toFirst, toSecond), toZeros);
        var areConstant = first.IsConstant && second.IsConstant;
        var (value, valueZeros) = areConstant ? Sum(first.Value, first.ValueZeros, second.Value, second.ValueZeros) : (-1, Any);
        return factor > 0 ? new(factor, factorZeros, added, addedZeros, value, valueZeros) : new(0, 0, 0, 0, value, valueZeros);
    }

    /// <summary>A sum has no more zeros than its magnitude has bits.</summary>
    private static (double Size, byte Zeros) Sum(double one, byte zeros, double other, byte otherZeros) =>
        other == 0 ? (one, zeros) : one == 0 ? (other, otherZeros) : (one + other, Bits(one + other));

    private JitStep Times(double factor, byte zeros) => factor == 0 ? OfLiteral(0) : new(
        IsFollowed ? Factor * factor : 0,
        IsFollowed ? More(FactorZeros, zeros) : (byte)0,

        // What is multiplied is not the next value of the same variable.
        factor == 1 ? Added : 0,
        factor == 1 ? AddedZeros : (byte)0,
        Value > 0 ? Value * factor : Value,
        More(ValueZeros, zeros));

    private static byte More(byte zeros, byte others) => (byte)Math.Min(zeros + others, Any);

    private static byte Bits(double magnitude) => magnitude < 1 ? (byte)0 : (byte)Math.Min(Math.ILogB(magnitude), Any);

    private static byte Zeros(long bits) => bits == 0 ? (byte)0 : (byte)BitOperations.TrailingZeroCount(bits);

    // Together less than the place of the sign. High halves of i64 are shifted by 32.
    private static int AddedLimit(OperandType type) => type == OperandType.I32 ? 15 : 30;

    private static int FactorLimit(OperandType type) => type == OperandType.I32 ? 15 : 32;
}
