using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Finds operands with which the JIT knows the result of an operation whatever the other operand is, as that of a conjunction with
/// 0, or a difference of a value and itself. It then drops the other operand, and with it the fault of a load
/// (<see cref="JitQuirks.AbsorbedLoad"/>).</summary>
/// <param name="facts">The facts about variables where the operation is.</param>
internal sealed class AbsorbedLoads(ForwardDataFlow facts)
{
    /// <summary>The variables that a branch tests for one value, so that the JIT knows them behind it.</summary>
    private readonly HashSet<Variable> _tested = [];

    /// <summary>The variables that would have been hidden if they were tested.</summary>
    private readonly HashSet<Variable> _candidates = [];

    /// <summary>Takes notice of something that is compared with a constant, or branched on.</summary>
    /// <returns>True if an operation that was visited before would have to hide it.</returns>
    internal bool NoteTest(Expression tested)
    {
        var variable = VariableOf(tested);
        return variable is not null && _tested.Add(variable) && _candidates.Contains(variable);
    }

    /// <summary>Tests whether an operand may decide the result of an operation alone.</summary>
    /// <param name="operation">The operation, of two operands.</param>
    /// <param name="isSecond">True if it is the second operand that may decide.</param>
    /// <param name="operand">The facts about that operand.</param>
    /// <param name="other">The kinds of the other one.</param>
    internal bool MayDecide(NumericOperation operation, bool isSecond, in ValueFacts operand, ExpressionKinds other)
    {
        switch (isSecond ? operation.Second : operation.First)
        {
            case Literal literal:
                return Decides(operation.Opcode, literal, isSecond);
            case VectorLiteral literal:
                return Decides(operation.Opcode, literal, isSecond);
            case VariableRead { Variable: var variable } when MayBeDecided(operation.Opcode, isSecond):
                if (IsConstant(operand))
                {
                    return MayTrap(other);
                }

                // A product with a factor that was tested for 0 stands in many loops.
                if (!other.HasFlag(ExpressionKinds.Trap) || operation.Opcode is Opcode.I32Mul or Opcode.I64Mul)
                {
                    return false;
                }

                _candidates.Add(variable);
                return _tested.Contains(variable);
            case NumericOperation when MayBeDecided(operation.Opcode, isSecond):
                return IsConstant(operand) && MayTrap(other);
            default:
                return false;
        }
    }

    /// <summary>Tests whether a condition may be known that selects one of two values.</summary>
    internal static bool MaySelect(in ValueFacts condition, ExpressionKinds values) => IsConstant(condition) && MayTrap(values);

    /// <summary>Tests whether the operands of an operation may be one value, so that the result does not depend on it.</summary>
    internal bool MayCancel(NumericOperation operation)
    {
        if (!Cancels(operation.Opcode))
        {
            return false;
        }

        if (VariableOf(operation.First) is { } variable)
        {
            return VariableOf(operation.Second!) == variable && facts.KindsOf(variable).HasFlag(ExpressionKinds.Effect);
        }

        return operation is { First: MemoryLoad first, Second: MemoryLoad second }
            && first.Location.Offset == second.Location.Offset
            && VariableOf(first.Location.Address) is { } address && VariableOf(second.Location.Address) == address;
    }

    private static bool MayTrap(ExpressionKinds kinds) => (kinds & (ExpressionKinds.Trap | ExpressionKinds.Effect)) != 0;

    /// <summary>Tests whether the JIT may know a value from literals in the same basic block, or one that a local begins with.</summary>
    private static bool IsConstant(in ValueFacts value) =>
        value.Kinds.HasFlag(ExpressionKinds.Constant) || value.Evolution is { Value: 0, IsUnknown: false, IsFollowed: false };

    private static Variable? VariableOf(Expression value) => value switch
    {
        VariableRead read => read.Variable,
        VariableTee tee => tee.Variable,
        _ => null,
    };

    private static bool Decides(Opcode opcode, Literal literal, bool isSecond)
    {
        var bits = literal.Type == OperandType.I32 ? (int)literal.Bits : literal.Bits;
        var (least, greatest) =
            literal.Type == OperandType.I32 ? (int.MinValue, int.MaxValue) : (long.MinValue, long.MaxValue);
        return opcode switch
        {
            Opcode.I32And or Opcode.I64And or Opcode.I32Mul or Opcode.I64Mul => bits == 0,
            Opcode.I32Or or Opcode.I64Or => bits == -1,
            Opcode.I32RemS or Opcode.I32RemU or Opcode.I64RemS or Opcode.I64RemU => isSecond && bits is 1 or -1,
            (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => !isSecond && bits is 0 or -1,
            Opcode.I32LtU or Opcode.I32GtU or Opcode.I32LeU or Opcode.I32GeU
                or Opcode.I64LtU or Opcode.I64GtU or Opcode.I64LeU or Opcode.I64GeU => bits is 0 or -1,
            Opcode.I32LtS or Opcode.I32GtS or Opcode.I32LeS or Opcode.I32GeS
                or Opcode.I64LtS or Opcode.I64GtS or Opcode.I64LeS or Opcode.I64GeS => bits == least || bits == greatest,
            _ => literal.Type is OperandType.F32 or OperandType.F64 && IsNotANumber(literal),
        };
    }

    private static bool IsNotANumber(Literal literal) => literal.Type == OperandType.F32
        ? float.IsNaN(BitConverter.Int32BitsToSingle((int)literal.Bits))
        : double.IsNaN(BitConverter.Int64BitsToDouble(literal.Bits));

    /// <summary>The same of vectors: zeros, ones, and what is no number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Decides(Opcode opcode, VectorLiteral literal, bool isSecond)
    {
        var constant = literal.Value;
        return opcode switch
        {
            Opcode.V128And or Opcode.I16x8Mul or Opcode.I32x4Mul or Opcode.I64x2Mul => constant == Vector128<byte>.Zero,
            Opcode.V128Or => constant == Vector128<byte>.AllBitsSet,
            Opcode.V128Andnot => constant == (isSecond ? Vector128<byte>.AllBitsSet : Vector128<byte>.Zero),
            >= Opcode.F32x4Abs => TransferFunctions.Of(literal).HasFlag(ExpressionKinds.NotANumberVector),
            _ => !isSecond && constant == Vector128<byte>.Zero,
        };
    }

    /// <summary>Tests whether there is a constant with which an operation gives a constant, as the JIT may know one of a variable. (Of
    /// comparisons the result is mostly branched on, and <see cref="LostTraps"/> looks at those.)</summary>
    private static bool MayBeDecided(Opcode opcode, bool isSecond) => opcode switch
    {
        Opcode.I32And or Opcode.I64And or Opcode.I32Mul or Opcode.I64Mul or Opcode.I32Or or Opcode.I64Or => true,
        Opcode.I32RemS or Opcode.I32RemU or Opcode.I64RemS or Opcode.I64RemU => isSecond,
        Opcode.V128And or Opcode.V128Or or Opcode.V128Andnot or Opcode.I16x8Mul or Opcode.I32x4Mul or Opcode.I64x2Mul => true,
        _ => false,
    };

    /// <summary>Tests whether an operation on a value and itself gives a constant.</summary>
    private static bool Cancels(Opcode opcode) => opcode is
        Opcode.I32Sub or Opcode.I64Sub or Opcode.I32Xor or Opcode.I64Xor or Opcode.V128Xor or Opcode.V128Andnot
        or Opcode.I8x16Sub or Opcode.I16x8Sub or Opcode.I32x4Sub or Opcode.I64x2Sub
        or (>= Opcode.I32Eq and <= Opcode.I32GeU) or (>= Opcode.I64Eq and <= Opcode.I64GeU)
        || ArithmeticIdentities.IsLaneComparison(opcode);
}
