using System.Numerics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Conditions as numbers to calculate with. A comparison of <c>i32</c> values is the sign of their difference in 64 bits: two
/// instructions make a mask of it, where a comparison, its result as a byte, as a number and that negated are four that wait for each
/// other.</summary>
internal sealed partial class FunctionEmitter
{
    private const int SignBit = 63;

    /// <summary>All bits set if the condition is as <paramref name="sense"/> says, else none.</summary>
    private void EmitMask(Expression condition, OperandType type, bool sense)
    {
        if (TryEmitSign(condition, sense))
        {
            _il.EmitConstant(SignBit);
            _il.Emit(ILOpCode.Shr);
            EmitConversionFrom64(type);
            return;
        }

        EmitBoolean(condition, type, sense);
        _il.Emit(ILOpCode.Neg);
    }

    /// <summary>A power of two if the condition is as <paramref name="sense"/> says, else 0.</summary>
    private void EmitBit(Expression condition, OperandType type, bool sense, long value)
    {
        if (TryEmitSign(condition, sense))
        {
            _il.EmitConstant(SignBit);
            _il.Emit(ILOpCode.Shr_un);
            EmitConversionFrom64(type);
        }
        else
        {
            EmitBoolean(condition, type, sense);
        }

        if (value != 1)
        {
            _il.EmitConstant(BitOperations.TrailingZeroCount(value));
            _il.Emit(ILOpCode.Shl);
        }
    }

    private void EmitConversionFrom64(OperandType type)
    {
        if (type == OperandType.I32)
        {
            _il.Emit(ILOpCode.Conv_i4);
        }
    }

    /// <summary>1 if the condition is as <paramref name="sense"/> says, else 0, by comparing.</summary>
    private void EmitBoolean(Expression condition, OperandType type, bool sense)
    {
        Emit(condition);
        if (!sense)
        {
            _il.EmitConstant(0);
            _il.Emit(ILOpCode.Ceq);
        }
        else if (!IsBoolean(condition))
        {
            _il.EmitConstant(0);
            _il.Emit(ILOpCode.Cgt_un);
        }

        if (type == OperandType.I64)
        {
            _il.Emit(ILOpCode.Conv_u8);
        }
    }

    /// <summary>A number of 64 bits that is negative if the condition is as <paramref name="sense"/> says; false when there is none that is
    /// cheaper than comparing.</summary>
    private bool TryEmitSign(Expression condition, bool sense)
    {
        switch (condition)
        {
            case NumericOperation { Opcode: Opcode.I32Eqz } negation:
                return TryEmitSign(negation.First, !sense);
            case NumericOperation { Opcode: >= Opcode.I32Eq and <= Opcode.I32GeU } comparison:
                EmitSignOfComparison(sense ? comparison.Opcode : Opposite(comparison.Opcode), comparison.First, comparison.Second!);
                return true;
            default:
                if (IsBoolean(condition))
                {
                    return false;
                }

                Emit(condition);
                EmitSignOfZeroTest(isZero: !sense);
                return true;
        }
    }

    private void EmitSignOfComparison(Opcode comparison, Expression first, Expression second)
    {
        if (comparison is Opcode.I32Eq or Opcode.I32Ne)
        {
            Emit(first);
            if (second is not Literal { Bits: 0 })
            {
                Emit(second);
                _il.Emit(ILOpCode.Xor);
            }

            EmitSignOfZeroTest(isZero: comparison == Opcode.I32Eq);
            return;
        }

        var extension = comparison is Opcode.I32LtS or Opcode.I32GtS or Opcode.I32LeS or Opcode.I32GeS
            ? ILOpCode.Conv_i8
            : ILOpCode.Conv_u8;
        if (comparison is Opcode.I32GtS or Opcode.I32GtU or Opcode.I32LeS or Opcode.I32LeU && !first.Effects.ConflictsWith(second.Effects))
        {
            // In reverse order, which leaves the difference as it has to be more often.
            (first, second) = (second, first);
            comparison = comparison switch
            {
                Opcode.I32GtS => Opcode.I32LtS,
                Opcode.I32GtU => Opcode.I32LtU,
                Opcode.I32LeS => Opcode.I32GeS,
                _ => Opcode.I32GeU,
            };
        }

        EmitWide(first, extension);
        EmitWide(second, extension);
        _il.Emit(ILOpCode.Sub);
        switch (comparison)
        {
            case Opcode.I32LtS or Opcode.I32LtU:
                break;
            case Opcode.I32GeS or Opcode.I32GeU:
                _il.Emit(ILOpCode.Not);
                break;
            case Opcode.I32GtS or Opcode.I32GtU:
                _il.Emit(ILOpCode.Neg);
                break;
            default:
                _il.EmitConstant(1L);
                _il.Emit(ILOpCode.Sub);
                break;
        }
    }

    private void EmitWide(Expression value, ILOpCode extension)
    {
        if (value is Literal literal)
        {
            _il.EmitConstant(extension == ILOpCode.Conv_i8 ? (int)literal.Bits : (long)(uint)literal.Bits);
            return;
        }

        Emit(value);
        _il.Emit(extension);
    }

    /// <summary>Of the <c>i32</c> on the stack, makes a number that is negative if it is zero, or if it is not.</summary>
    private void EmitSignOfZeroTest(bool isZero)
    {
        _il.Emit(ILOpCode.Conv_u8);
        if (isZero)
        {
            _il.EmitConstant(1L);
            _il.Emit(ILOpCode.Sub);
        }
        else
        {
            _il.Emit(ILOpCode.Neg);
        }
    }

    private static Opcode Opposite(Opcode comparison) => comparison switch
    {
        Opcode.I32Eq => Opcode.I32Ne,
        Opcode.I32Ne => Opcode.I32Eq,
        Opcode.I32LtS => Opcode.I32GeS,
        Opcode.I32LtU => Opcode.I32GeU,
        Opcode.I32GtS => Opcode.I32LeS,
        Opcode.I32GtU => Opcode.I32LeU,
        Opcode.I32LeS => Opcode.I32GtS,
        Opcode.I32LeU => Opcode.I32GtU,
        Opcode.I32GeS => Opcode.I32LtS,
        _ => Opcode.I32LtU,
    };

    /// <summary>Tests whether an <c>i32</c> is known to be 0 or 1.</summary>
    private static bool IsBoolean(Expression expression) => expression switch
    {
        NumericOperation operation => operation.Opcode switch
        {
            >= Opcode.I32Eqz and <= Opcode.F64Ge => true,
            Opcode.I32And => IsBoolean(operation.First) || IsBoolean(operation.Second!),
            Opcode.I32Or or Opcode.I32Xor => IsBoolean(operation.First) && IsBoolean(operation.Second!),
            _ => false,
        },
        Literal { Bits: 0 or 1 } or ReferenceEquality => true,
        VariableTee tee => IsBoolean(tee.Value),
        _ => false,
    };
}
