using Lanner.Compilation.Cil;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Constants, arithmetic, comparisons and conversions (specification 4.6.1).</summary>
internal sealed partial class TreeBuilder
{
    private void AddNumeric(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                Push(new Literal(OperandType.I32, instruction.Constant));
                break;
            case Opcode.I64Const:
                Push(new Literal(OperandType.I64, instruction.Constant));
                break;
            case Opcode.F32Const:
                Push(new Literal(OperandType.F32, instruction.Constant));
                break;
            case Opcode.F64Const:
                Push(new Literal(OperandType.F64, instruction.Constant));
                break;
            case >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U:
            case >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U:
                CheckTruncation(instruction.Opcode);
                AddOperation(instruction.Opcode, Effects.None);
                break;
            case Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU
                or Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU:
                AddOperation(instruction.Opcode, Effects.OfState(DivisionTraps(_stack[^1]) ? StateEffects.Traps : StateEffects.None));
                break;
            default:
                AddOperation(instruction.Opcode, Effects.None);
                break;
        }
    }

    /// <summary>By a constant other than 0 and -1 nothing can go wrong.</summary>
    private static bool DivisionTraps(Expression divisor) => divisor is not Literal { Bits: not (0 or -1) };

    /// <summary>Pushes an operation with the operands and result of its row in the table of opcodes.</summary>
    private void AddOperation(Opcode opcode, Effects effects, int lane = 0)
    {
        var row = OpcodeTable.Get(opcode);
        var count = row.Operands.Length;
        var third = count > 2 ? Pop() : null;
        var second = count > 1 ? Pop() : null;
        var first = Pop();
        var canonical = _layout.Options.Deterministic ? CanonicalOf(opcode) : null;
        if (canonical is not null)
        {
            first = WithoutCanonical(first, canonical)!;
            second = WithoutCanonical(second, canonical);
        }

        if (JitFloats.IsFloatVector(opcode))
        {
            first = Conceal(first);
            second = second is null ? null : Conceal(second);
        }

        effects |= first.Effects | (second?.Effects ?? default) | (third?.Effects ?? default);
        var operation = new NumericOperation(opcode, OperandTypes.Of(row.Results[0]), effects, first, second, third)
        {
            Offset = _offset,
            Lane = lane,
            Depth = DepthOf(first, second, third),
        };
        _partialUse.Note(operation, CurrentRegion());

        // A lane of a vector that the JIT knows is a constant that it must not know.
        var isKnownLane = opcode is Opcode.F32x4ExtractLane or Opcode.F64x2ExtractLane && first.MayBeConstant;
        Push(isKnownLane ? new Opaque(operation) { Depth = DepthOf(operation) } : operation);
        if (canonical is not null)
        {
            AddRuntimeCall(canonical, _stack[^1].Type, Effects.None, Pop());
        }
    }

    /// <summary>A truncation traps for NaN and when the result does not fit (specification 4.3.3). Afterwards it is the saturating
    /// one.</summary>
    private void CheckTruncation(Opcode opcode)
    {
        var value = Repeatable(Pop());
        var isSingle = value.Type == OperandType.F32;
        var (equal, lower, upper) = isSingle
            ? (Opcode.F32Eq, Opcode.F32Gt, Opcode.F32Lt)
            : (Opcode.F64Eq, Opcode.F64Gt, Opcode.F64Lt);
        var (minimum, isInclusive, maximum) = TruncationRange(opcode);
        if (isInclusive)
        {
            lower = isSingle ? Opcode.F32Ge : Opcode.F64Ge;
        }

        AppendCheck(Compare(equal, value, Again(value)), TrapCode.InvalidConversionToInteger);
        AppendCheck(Compare(lower, Again(value), FloatLiteral(minimum)), TrapCode.IntegerOverflow);
        AppendCheck(Compare(upper, Again(value), FloatLiteral(maximum)), TrapCode.IntegerOverflow);
        Push(Again(value));

        Expression FloatLiteral(double number) => isSingle
            ? new Literal(OperandType.F32, BitConverter.SingleToInt32Bits((float)number))
            : new Literal(OperandType.F64, BitConverter.DoubleToInt64Bits(number));

        static NumericOperation Compare(Opcode opcode, Expression left, Expression right) =>
            new(opcode, OperandType.I32, left.Effects | right.Effects, left, right, null);
    }

    /// <summary>The numbers between which a truncation succeeds. The lower bound belongs to the range where the number one below the
    /// integers' minimum is not a number of the floating-point type.</summary>
    private static (double Minimum, bool IsInclusive, double Maximum) TruncationRange(Opcode opcode) => opcode switch
    {
        Opcode.I32TruncF32S => (-2147483648.0, true, 2147483648.0),
        Opcode.I32TruncF64S => (-2147483649.0, false, 2147483648.0),
        Opcode.I32TruncF32U or Opcode.I32TruncF64U => (-1.0, false, 4294967296.0),
        Opcode.I64TruncF32S or Opcode.I64TruncF64S => (-9223372036854775808.0, true, 9223372036854775808.0),
        _ => (-1.0, false, 18446744073709551616.0),
    };
}
