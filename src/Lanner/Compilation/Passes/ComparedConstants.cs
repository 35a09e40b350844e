using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>The constants with which a function compares integers, as far as RyuJIT takes bounds from them that it then gets wrong
/// (<see cref="JitQuirks.SignOfSum"/>).</summary>
/// <remarks>From "x is at least b" it finds a bound of x + c, and adds c twice (<c>Compiler::optAssertionProp_RangeProperties</c>): where
/// b + 2c is 0, or greater and x has an upper bound too, it takes the sum to be positive. That is wrong for b from -2c to -c.</remarks>
internal sealed class ComparedConstants
{
    private double _leastBound = double.PositiveInfinity;
    private double _greatestBound = double.NegativeInfinity;

    /// <summary>The greatest magnitude of a constant of which the JIT may find a variable to be equal.</summary>
    private double _equal;

    /// <summary>Takes note of an operand with which another is compared.</summary>
    /// <param name="comparison">The instruction.</param>
    /// <param name="operand">The operand.</param>
    /// <param name="isSecond">True if it is the second one.</param>
    /// <param name="evolution">Its properties.</param>
    /// <returns>True if it is something new that matters.</returns>
    internal bool Note(Opcode comparison, Expression operand, bool isSecond, in ScalarEvolution evolution)
    {
        double above;
        switch (comparison)
        {
            case Opcode.I32Eq or Opcode.I32Ne or Opcode.I64Eq or Opcode.I64Ne:
                return operand is Literal { Bits: var bits } && NoteEqual(Math.Abs((double)bits));
            case Opcode.I32LtS or Opcode.I32GeS or Opcode.I64LtS or Opcode.I64GeS:
                above = isSecond ? 0 : 1;
                break;
            case Opcode.I32LeS or Opcode.I32GtS or Opcode.I64LeS or Opcode.I64GtS:
                above = isSecond ? 1 : 0;
                break;
            default:
                return false;
        }

        // On one way from "x < b" x is at least b, of "x <= b" at least b + 1. A variable that is unknown on some other way here is no
        // constant to the JIT.
        return operand is Literal { Bits: var bound } ? NoteBounds(bound + above, bound + above)
            : evolution is { IsConstant: true, IsNegative: true, IsUnknown: false }
                && NoteBounds(-evolution.Value, evolution.Value);
    }

    /// <summary>Takes note of the number of targets of a branch table: on the way to each the index is a constant.</summary>
    /// <returns>True if it is something new that matters.</returns>
    internal bool NoteTargets(int targets) => NoteEqual(targets);

    /// <summary>Tests whether an instruction adds what the JIT may add to a bound twice, so that it is wrong about the sign. Of sums, and
    /// multiples of sums, it makes one sum.</summary>
    internal bool MayMisjudge(NumericOperation operation, in ValueFacts first, in ValueFacts second)
    {
        if (_leastBound >= 0)
        {
            return false;
        }

        var ofSum = (first.Kinds | second.Kinds).HasFlag(ExpressionKinds.Sum);
        return operation.Opcode switch
        {
            Opcode.I32Add or Opcode.I64Add =>
                ofSum || MayMisjudge(operation.First, first, sign: 1) || MayMisjudge(operation.Second!, second, sign: 1),
            Opcode.I32Sub or Opcode.I64Sub => ofSum || MayMisjudge(operation.Second!, second, sign: -1),
            Opcode.I32Mul or Opcode.I64Mul or Opcode.I32Shl or Opcode.I64Shl => ofSum,
            _ => false,
        };
    }

    private bool MayMisjudge(Expression added, in ValueFacts facts, int sign)
    {
        var (least, greatest) = added is Literal { Bits: var bits }
            ? (sign * (double)bits, sign * (double)bits)
            : (1, Math.Max(_equal, facts.Evolution.Value));
        return greatest > 0 && -2 * greatest <= _greatestBound && _leastBound <= -least;
    }

    private bool NoteEqual(double magnitude)
    {
        var isNew = magnitude > _equal && _leastBound < 0;
        _equal = Math.Max(_equal, magnitude);
        return isNew;
    }

    private bool NoteBounds(double least, double greatest)
    {
        greatest = Math.Min(greatest, -1);
        if (least >= 0 || (least >= _leastBound && greatest <= _greatestBound))
        {
            return false;
        }

        _leastBound = Math.Min(_leastBound, least);
        _greatestBound = Math.Max(_greatestBound, greatest);
        return true;
    }
}
