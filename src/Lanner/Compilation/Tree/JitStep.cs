using System.Numerics;
using Lanner.Compilation.Cil;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>How RyuJIT may see an integer as a variable of a loop that goes up in steps. When it makes multiplications of such variables
/// cheaper it divides the steps by each other, and divides the smallest number by -1 where they are those two: the processor raises an
/// exception, and the process ends (<see cref="JitQuirks.DivisionOfSteps"/>). So no step may become the smallest number, whose zeros below
/// its one bit are counted here: half of them may come by steps, half by multiplication.</summary>
/// <param name="Scale">One more than the number of zeros by which the value is multiplied; 0 for what the JIT does not follow.</param>
/// <param name="Added">The greatest number of zeros of a constant added.</param>
/// <param name="Size">No less than the sum of the magnitudes of the constants added: a sum below a power of two has fewer zeros, however
/// many constants it is made of, and compilers add small ones.</param>
/// <param name="Factor">No less than by how much the value is multiplied: the same for <paramref name="Scale"/>.</param>
internal readonly record struct JitStep(byte Scale, byte Added, double Size, double Factor)
{
    /// <summary>A value that the JIT follows, such as a parameter.</summary>
    internal static JitStep Plain => new(1, 0, 0, 1);

    /// <summary>Whether the JIT may follow it.</summary>
    internal bool IsFollowed => Scale != 0;

    /// <summary>Whether a multiplication must not be followed.</summary>
    internal bool IsScaledTooFar(OperandType type) => Scale > Limit(type) + 1 && Factor > Math.ScaleB(1, Limit(type));

    /// <summary>Whether an addition must not be followed, should it be a step.</summary>
    internal bool IsTooFar(OperandType type) => IsFollowed && Added > Limit(type) && Size >= Math.ScaleB(1, Limit(type) + 1);

    /// <summary>That of a constant.</summary>
    internal static JitStep OfLiteral(long bits) => new((byte)(1 + Zeros(bits)), 0, 0, Math.Abs((double)bits));

    /// <summary>That of one of two values.</summary>
    internal static JitStep Either(JitStep one, JitStep other) => new(Math.Max(one.Scale, other.Scale), Math.Max(one.Added, other.Added), Math.Max(one.Size, other.Size), Math.Max(one.Factor, other.Factor));

    /// <summary>That of the result of an instruction.</summary>
    internal static JitStep Of(Opcode opcode, Expression first, Expression? second)
    {
        switch (opcode)
        {
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub:
                return Sum(first, second!);
            case Opcode.I32Mul or Opcode.I64Mul when first.Step.IsFollowed && second!.Step.IsFollowed:
                var factor = first as Literal ?? second as Literal;
                return Times(Either(first.Step, second.Step) with { Scale = first.Step.Scale }, second.Step.Scale - 1) with
                {
                    Size = factor is null ? double.PositiveInfinity : Math.Abs((double)factor.Bits) * (factor == first ? second.Step.Size : first.Step.Size),
                    Factor = first.Step.Factor * second.Step.Factor,
                };
            case Opcode.I32Shl or Opcode.I64Shl when first.Step.IsFollowed && first is not Literal:
                // What is shifted by what the JIT may know, though it is no literal, is hidden (TreeBuilder.ShiftsByHiddenConstant).
                return second is Literal count ? Times(first.Step, (int)count.Bits & (opcode == Opcode.I32Shl ? 31 : 63)) : default;
            case Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or Opcode.I32WrapI64:
                return first.Step;
            case (>= Opcode.I32And and <= Opcode.I32Rotr) or (>= Opcode.I64And and <= Opcode.I64Rotr) or (>= Opcode.I32DivS and <= Opcode.I32RemU) or (>= Opcode.I64DivS and <= Opcode.I64RemU):
                // With some constants these do nothing; of a literal it is known with which.
                if (first is Literal || second is Literal)
                {
                    return DoesNothing(opcode, second as Literal) ? first.Step : first is Literal && DoesNothing(opcode, first as Literal) ? second!.Step : default;
                }

                return second!.Forms.HasFlag(JitForms.Constant) ? first.Step : first.Forms.HasFlag(JitForms.Constant) ? second.Step : default;
            default:
                return default;
        }
    }

    private static JitStep Sum(Expression first, Expression second)
    {
        if (!first.Step.IsFollowed || !second.Step.IsFollowed)
        {
            return default;
        }

        var (literal, other) = second is Literal ? (second as Literal, first) : (first as Literal, second);
        if (literal is null)
        {
            // Where both have the same zeros, the sum may have one more.
            var sum = Either(first.Step, second.Step);
            return new((byte)Math.Min(sum.Scale + 1, byte.MaxValue), (byte)Math.Min(sum.Added + 1, byte.MaxValue), first.Step.Size + second.Step.Size, first.Step.Factor + second.Step.Factor);
        }

        var zeros = Zeros(literal.Bits);
        return other.Step with
        {
            Added = other.Step.Added == 0 ? zeros : (byte)Math.Min(Math.Max(other.Step.Added, zeros) + 1, byte.MaxValue),
            Size = other.Step.Size + Math.Abs((double)literal.Bits),
        };
    }

    /// <summary>Whether an instruction on bits, a shift or a division gives its first operand when the second is this one.</summary>
    private static bool DoesNothing(Opcode opcode, Literal? second) => second is not null && opcode switch
    {
        Opcode.I32And or Opcode.I64And => second.Bits == -1,
        Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor => second.Bits == 0,
        >= Opcode.I32Shl and <= Opcode.I32Rotr => (second.Bits & 31) == 0,
        >= Opcode.I64Shl and <= Opcode.I64Rotr => (second.Bits & 63) == 0,
        _ => second.Bits is 1 or -1 or 0,
    };

    private static JitStep Times(JitStep step, int zeros) =>
        new((byte)Math.Min(step.Scale + zeros, byte.MaxValue), (byte)Math.Min(step.Added + zeros, byte.MaxValue), Math.ScaleB(step.Size, zeros), Math.ScaleB(step.Factor, zeros));

    private static byte Zeros(long bits) => bits == 0 ? (byte)0 : (byte)BitOperations.TrailingZeroCount(bits);

    private static int Limit(OperandType type) => type == OperandType.I32 ? 15 : 31;
}
