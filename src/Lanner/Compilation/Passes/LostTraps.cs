using System.Diagnostics.CodeAnalysis;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Finds the conditions of branches that may not depend on something in them that traps: of the same value twice the difference is
/// 0, and so is a product with 0. Where the rest was branched on before, the JIT goes the way that is known, and does not trap
/// (<see cref="JitQuirks.TrapInCondition"/>).</summary>
/// <param name="facts">The facts about variables where the branch is.</param>
internal sealed class LostTraps(ForwardDataFlow facts)
{
    /// <summary>Tests whether the JIT may leave out a condition although something in it traps.</summary>
    internal bool MayLose(Expression condition)
    {
        if (!KindsOf(condition).HasFlag(ExpressionKinds.Trap))
        {
            return false;
        }

        return condition switch
        {
            VariableTee tee => MayLose(tee.Value),
            NumericOperation { HidesFirst: true } => false,
            NumericOperation { Opcode: Opcode.I32Eqz or Opcode.I64Eqz, First: var tested } => MayLoseOf(tested),
            NumericOperation { Opcode: >= Opcode.I32Eq and <= Opcode.F64Ge, First: var first, Second: Literal } => MayLoseOf(first),
            NumericOperation { Opcode: >= Opcode.I32Eq and <= Opcode.F64Ge, First: var first, Second: var second } =>
                MayLoseWithin(first) || MayLoseWithin(second),
            _ => MayLoseOf(condition),
        };
    }

    /// <summary>The kinds of an expression within its basic block.</summary>
    private ExpressionKinds KindsOf(Expression value)
    {
        switch (value)
        {
            case Literal or NullLiteral:
                return ExpressionKinds.Constant;
            case Opaque opaque:
                return KindsOf(opaque.Value) & ExpressionKinds.Effect;
            case VectorLiteral literal:
                return TransferFunctions.Of(literal);
            case VariableRead read:
                return facts.KindsOf(read.Variable);
            case VariableTee tee:
                return KindsOf(tee.Value);
            case Select select:
                return TransferFunctions.OfSelect(KindsOf(select.WhenTrue), KindsOf(select.WhenFalse), KindsOf(select.Condition));
            case NumericOperation operation:
                return TransferFunctions.Of(
                    operation, KindsOf(operation.First), KindsOfOptional(operation.Second), KindsOfOptional(operation.Third));
            case MemoryLoad load:
                return TransferFunctions.Of(load, KindsOf(load.Location.Address));
            default:
                return ExpressionKinds.Effect;
        }
    }

    /// <summary>The kinds of an operand; of one that is not there, what all may share.</summary>
    private ExpressionKinds KindsOfOptional(Expression? value) => value is null ? ExpressionKinds.Constant : KindsOf(value);

    /// <summary>The same for what is compared with a constant: if it is one itself, the JIT knows more, and loses nothing.</summary>
    private bool MayLoseOf(Expression tested) => tested switch
    {
        VariableTee tee => MayLoseOf(tee.Value),
        NumericOperation { HidesFirst: true } => false,
        NumericOperation operation => MayCancel(operation)
            || MayLoseWithin(operation.First) || MayLoseWithin(operation.Second) || MayLoseWithin(operation.Third),
        _ => MayLoseWithin(tested),
    };

    private bool MayLoseWithin(Expression? value) => value switch
    {
        VariableTee tee => MayLoseWithin(tee.Value),
        MemoryLoad load => MayLoseWithin(load.Location.Address),
        // Elsewhere it is a branch of its own, and a local.
        Select { IsInLoop: false, Condition: not Literal } => false,
        Select select => MayLoseWithin(select.WhenTrue) || MayLoseWithin(select.WhenFalse) || MayLoseWithin(select.Condition)
            || KindsOf(select.Condition).HasFlag(ExpressionKinds.Constant)
            || (KindsOf(select.WhenTrue) & KindsOf(select.WhenFalse)).HasFlag(ExpressionKinds.Constant),
        NumericOperation { HidesFirst: true } => false,
        NumericOperation operation => MayNotDependOnTrap(operation)
            || MayLoseWithin(operation.First) || MayLoseWithin(operation.Second) || MayLoseWithin(operation.Third),
        _ => false,
    };

    private bool MayNotDependOnTrap(NumericOperation operation)
    {
        if (operation.Second is not { } second)
        {
            return false;
        }

        var (first, third) = (operation.First, operation.Third);
        var (inFirst, inSecond) = (Traps(first), Traps(second));
        return MayCancel(operation)
            || (inFirst && MayDecide(operation.Opcode, second, isSecond: true))
            || (inSecond && MayDecide(operation.Opcode, first, isSecond: false))
            || (third is not null && (inFirst || inSecond || Traps(third)));
    }

    private bool Traps(Expression value) => KindsOf(value).HasFlag(ExpressionKinds.Trap);

    /// <summary>Tests whether what traps in one operand may cancel what traps in the other.</summary>
    private bool MayCancel(NumericOperation operation)
    {
        var (first, second) = (KindsOf(operation.First), KindsOfOptional(operation.Second));
        return (first & second).HasFlag(ExpressionKinds.Trap) && operation.Opcode switch
        {
            Opcode.I32Add or Opcode.I64Add or Opcode.I32And or Opcode.I64And or Opcode.I32Or or Opcode.I64Or =>
                (first | second).HasFlag(ExpressionKinds.Opposite),
            Opcode.I32Mul or Opcode.I64Mul or (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => false,
            _ => !AreBesideEachOther(operation.First, operation.Second!),
        };
    }

    /// <summary>Tests whether two operands are loads at different offsets from one variable, as those of two fields are.</summary>
    private static bool AreBesideEachOther(Expression first, Expression second) =>
        TryFindPlace(first, out var one, out var offset) && TryFindPlace(second, out var other, out var otherOffset)
        && one == other && offset != otherOffset;

    private static bool TryFindPlace(Expression value, [NotNullWhen(true)] out Variable? from, out ulong offset)
    {
        (from, offset) = (null, 0);
        if ((value is VariableTee kept ? kept.Value : value) is not MemoryLoad { Location: var location })
        {
            return false;
        }

        offset = location.Offset;
        switch (location.Address is VariableTee tee ? tee.Value : location.Address)
        {
            case VariableRead read:
                from = read.Variable;
                return true;
            case NumericOperation { Opcode: Opcode.I32Add, First: VariableRead read, Second: Literal literal }:
                from = read.Variable;
                offset += (uint)literal.Bits;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Tests whether an operand that may be constant may decide the result alone.</summary>
    private bool MayDecide(Opcode opcode, Expression operand, bool isSecond) => operand switch
    {
        Literal { Bits: var bits } => opcode switch
        {
            Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub or Opcode.I32Xor or Opcode.I64Xor => false,
            Opcode.I32And or Opcode.I64And or Opcode.I32Mul or Opcode.I64Mul => bits == 0,
            Opcode.I32Or or Opcode.I64Or => bits == -1,
            Opcode.I32Eq or Opcode.I32Ne or Opcode.I64Eq or Opcode.I64Ne => false,
            Opcode.I32LtU or Opcode.I32GtU or Opcode.I32LeU or Opcode.I32GeU
                or Opcode.I64LtU or Opcode.I64GtU or Opcode.I64LeU or Opcode.I64GeU => bits is 0 or -1,
            (>= Opcode.I32LtS and <= Opcode.I32GeU) or (>= Opcode.I64LtS and <= Opcode.I64GeU) =>
                bits is int.MaxValue or int.MinValue or long.MaxValue or long.MinValue,
            (>= Opcode.I32DivS and <= Opcode.I32RemU) or (>= Opcode.I64DivS and <= Opcode.I64RemU) => !isSecond || bits is 1 or -1,
            (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => !isSecond,
            _ => false,
        },
        VectorLiteral => true,
        _ => MayAbsorb(opcode, isSecond) && (operand is VariableRead { Variable: var variable }
            ? variable.Kind == VariableKind.Local || facts.EverAssigned(variable).HasFlag(ExpressionKinds.Constant)
            : KindsOf(operand).HasFlag(ExpressionKinds.Constant)),
    };

    /// <summary>Tests whether there is a constant with which an instruction gives a constant.</summary>
    private static bool MayAbsorb(Opcode opcode, bool isSecond) => opcode switch
    {
        Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub or Opcode.I32Xor or Opcode.I64Xor => false,
        (>= Opcode.I32Shl and <= Opcode.I32Rotr) or (>= Opcode.I64Shl and <= Opcode.I64Rotr) => !isSecond,
        _ => true,
    };
}
