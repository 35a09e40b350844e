using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary><c>select</c>. The JIT makes conditional moves of branches, but never inside a loop (<see cref="JitQuirks.SelectInLoop"/>), and
/// a compiler writes <c>select</c> where it expects the condition to be hard to predict. So in loops the choice is made by arithmetic with
/// the condition as 0 or 1, or as a mask of its negation. Only the smaller or larger of two computed values is chosen by a branch: such
/// values are often carried around the loop, where the three or four instructions of a mask are what everything waits for.</summary>
internal sealed partial class FunctionEmitter
{
    private void EmitSelect(Select select)
    {
        if (!select.IsInLoop || select.Condition is Literal
            || select.Type is OperandType.V128 or OperandType.Reference or OperandType.Address)
        {
            EmitSelectByBranch(select);
        }
        else if (select.Type is OperandType.I32 or OperandType.I64)
        {
            if (IsComputedExtremum(select))
            {
                EmitSelectByBranch(select);
                return;
            }

            EmitIntegerSelect(select.WhenTrue, select.WhenFalse, select.Condition);
        }
        else
        {
            EmitFloatSelect(select);
        }
    }

    private void EmitSelectByBranch(Select select)
    {
        // Branches with the operands on the stack would make the JIT put them into temporaries of its own; these are the same, but fewer.
        var type = select.Type;
        var whenTrue = AllocateSlot(type);
        var whenFalse = AllocateSlot(type);
        var chosen = _il.DefineLabel();
        Emit(select.WhenTrue);
        _il.EmitStoreLocal(whenTrue);
        Emit(select.WhenFalse);
        _il.EmitStoreLocal(whenFalse);
        EmitBranchIf(select.Condition, chosen, sense: true);
        _il.EmitLoadLocal(whenFalse);
        _il.EmitStoreLocal(whenTrue);
        _il.MarkLabel(chosen);
        _il.EmitLoadLocal(whenTrue);
        ReleaseSlot(type, whenTrue);
        ReleaseSlot(type, whenFalse);
    }

    /// <summary>Tests whether a selection is between the values that its condition compares, and not both of them are loaded from
    /// memory.</summary>
    private static bool IsComputedExtremum(Select select)
    {
        var condition = select.Condition is VariableTee tee ? tee.Value : select.Condition;
        return condition is NumericOperation
        {
            Opcode: (>= Opcode.I32LtS and <= Opcode.I32GeU) or (>= Opcode.I64LtS and <= Opcode.I64GeU),
            First: var first,
            Second: { } second,
        }
            && ((AreSame(first, select.WhenTrue) && AreSame(second, select.WhenFalse))
                || (AreSame(first, select.WhenFalse) && AreSame(second, select.WhenTrue)))
            && !(IsLoaded(select.WhenTrue) && IsLoaded(select.WhenFalse));

        static bool AreSame(Expression compared, Expression chosen) => compared switch
        {
            VariableRead read => (chosen is VariableRead other && other.Variable == read.Variable)
                || (chosen is VariableTee tee && tee.Variable == read.Variable),
            Literal literal => chosen is Literal other && other.Bits == literal.Bits,
            NumericOperation { HidesFirst: true, First: var hidden } => AreSame(hidden, chosen),
            _ => false,
        };

        static bool IsLoaded(Expression value) => value is MemoryLoad or VariableTee { Value: MemoryLoad };
    }

    private void EmitIntegerSelect(Expression whenTrue, Expression whenFalse, Expression condition)
    {
        var type = whenTrue.Type;
        if (whenTrue is Literal one && whenFalse is Literal other)
        {
            EmitLiteralSelect(type, one.Bits, other.Bits, condition);
        }
        else if (whenFalse is Literal { Bits: 0 or -1 } neutral)
        {
            // t & mask, or t | ~mask.
            Emit(whenTrue);
            EmitMask(condition, type, sense: neutral.Bits == 0);
            _il.Emit(neutral.Bits == 0 ? ILOpCode.And : ILOpCode.Or);
        }
        else if (whenTrue is Literal { Bits: 0 or -1 } absorbing)
        {
            Emit(whenFalse);
            EmitMask(condition, type, sense: absorbing.Bits != 0);
            _il.Emit(absorbing.Bits == 0 ? ILOpCode.And : ILOpCode.Or);
        }
        else if (ChangeOf(whenTrue, whenFalse) is { } done)
        {
            EmitChangeIf(done, condition, sense: true);
        }
        else if (ChangeOf(whenFalse, whenTrue) is { } undone)
        {
            EmitChangeIf(undone, condition, sense: false);
        }
        else
        {
            // f ^ ((t ^ f) & mask).
            Emit(whenTrue);
            Emit(whenFalse);
            var slot = AllocateSlot(type);
            _il.EmitStoreLocal(slot);
            _il.EmitLoadLocal(slot);
            _il.Emit(ILOpCode.Xor);
            EmitMask(condition, type, sense: true);
            _il.Emit(ILOpCode.And);
            _il.EmitLoadLocal(slot);
            _il.Emit(ILOpCode.Xor);
            ReleaseSlot(type, slot);
        }
    }

    private void EmitLiteralSelect(OperandType type, long whenTrue, long whenFalse, Expression condition)
    {
        var difference = whenTrue - whenFalse;
        if (long.IsPow2(difference))
        {
            EmitBit(condition, type, sense: true, difference);
            EmitIntegerConstant(type, whenFalse);
            _il.Emit(ILOpCode.Add);
        }
        else if (long.IsPow2(-difference))
        {
            EmitBit(condition, type, sense: false, -difference);
            EmitIntegerConstant(type, whenTrue);
            _il.Emit(ILOpCode.Add);
        }
        else
        {
            EmitMask(condition, type, sense: true);
            EmitIntegerConstant(type, difference);
            _il.Emit(ILOpCode.And);
            EmitIntegerConstant(type, whenFalse);
            _il.Emit(ILOpCode.Add);
        }
    }

    /// <summary>The operation that makes one value of the other, when it is one that zero as its second operand turns into
    /// nothing.</summary>
    private static NumericOperation? ChangeOf(Expression changed, Expression original) =>
        changed is NumericOperation
        {
            Opcode: Opcode.I32Add or Opcode.I32Sub or Opcode.I32Or or Opcode.I32Xor or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Or
                or Opcode.I64Xor,
            First: VariableRead first,
        }
        operation
        && original is VariableRead read && read.Variable == first.Variable && operation.Second!.Effects.VariableWrites == 0
            ? operation
            : null;

    private void EmitChangeIf(NumericOperation change, Expression condition, bool sense)
    {
        // The variable is read once where the tree has it twice.
        _state[((VariableRead)change.First).Variable].ReadsLeft--;
        Emit(change.First);
        if (change.Second is Literal { Bits: > 0 } literal && long.IsPow2(literal.Bits))
        {
            EmitBit(condition, change.Type, sense, literal.Bits);
        }
        else
        {
            Emit(change.Second!);
            EmitMask(condition, change.Type, sense);
            _il.Emit(ILOpCode.And);
        }

        _il.Emit(NumericRecipes.Sequence(change.Opcode)![0]);
    }

    private void EmitIntegerConstant(OperandType type, long value)
    {
        if (type == OperandType.I32)
        {
            _il.EmitConstant((int)value);
        }
        else
        {
            _il.EmitConstant(value);
        }
    }

    /// <summary>By a vector with the mask in its lowest lane; the JIT makes it one instruction.</summary>
    private void EmitFloatSelect(Select select)
    {
        var (lanes, bits) = select.Type == OperandType.F32 ? (LaneType.F32, LaneType.I32) : (LaneType.F64, LaneType.I64);
        var whenTrue = AllocateSlot(select.Type);
        var whenFalse = AllocateSlot(select.Type);
        Emit(select.WhenTrue);
        _il.EmitStoreLocal(whenTrue);
        Emit(select.WhenFalse);
        _il.EmitStoreLocal(whenFalse);
        if (select.Condition is NumericOperation { Opcode: >= Opcode.F32Eq and <= Opcode.F64Ge } comparison
            && comparison.First.Type == select.Type
            && VectorComparison(comparison.Opcode) is { } name)
        {
            Emit(comparison.First);
            Call(VectorMethods.CreateScalarUnsafe(lanes));
            Emit(comparison.Second!);
            Call(VectorMethods.CreateScalarUnsafe(lanes));
            Call(VectorMethods.On(name, lanes, 2));
        }
        else
        {
            EmitMask(select.Condition, bits == LaneType.I32 ? OperandType.I32 : OperandType.I64, sense: true);
            Call(VectorMethods.CreateScalarUnsafe(bits));
            Call(VectorMethods.View(bits, lanes));
        }

        _il.EmitLoadLocal(whenTrue);
        Call(VectorMethods.CreateScalarUnsafe(lanes));
        _il.EmitLoadLocal(whenFalse);
        Call(VectorMethods.CreateScalarUnsafe(lanes));
        Call(VectorMethods.On(nameof(Vector128.ConditionalSelect), lanes, 3));
        Call(VectorMethods.On(nameof(Vector128.ToScalar), lanes, 1));
        ReleaseSlot(select.Type, whenTrue);
        ReleaseSlot(select.Type, whenFalse);
    }

    private static string? VectorComparison(Opcode opcode) => opcode switch
    {
        Opcode.F32Eq or Opcode.F64Eq => nameof(Vector128.Equals),
        Opcode.F32Lt or Opcode.F64Lt => nameof(Vector128.LessThan),
        Opcode.F32Gt or Opcode.F64Gt => nameof(Vector128.GreaterThan),
        Opcode.F32Le or Opcode.F64Le => nameof(Vector128.LessThanOrEqual),
        Opcode.F32Ge or Opcode.F64Ge => nameof(Vector128.GreaterThanOrEqual),
        _ => null,
    };
}
