using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Tables and references (specification 4.6.6 and 4.6.10).</summary>
internal sealed partial class TreeBuilder
{
    private void AddReference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                AddTableGet((int)instruction.Index);
                break;
            case Opcode.TableSet:
                AddTableSet((int)instruction.Index);
                break;
            case Opcode.RefNull:
                Push(new NullLiteral());
                break;
            case Opcode.RefIsNull:
                var value = Pop();
                Push(new ReferenceEquality(value, new NullLiteral()) { Depth = DepthOf(value) });
                break;
            case Opcode.RefFunc:
                Push(new RuntimeCall(
                    RuntimeMembers.GetFunction, OperandType.Reference, [new StateRead(), Literal.I32((int)instruction.Index)], Effects.None)
                {
                    Offset = _offset,
                    Depth = 2,
                    IsNonNull = true,
                });
                break;
            case Opcode.RefEq:
                var right = Pop();
                var left = Pop();
                Push(left is NullLiteral || right is NullLiteral
                    ? new ReferenceEquality(left, right) { Depth = DepthOf(left, right) }
                    : new RuntimeCall(RuntimeMembers.ReferencesAreEqual, OperandType.I32, [left, right], left.Effects | right.Effects)
                    {
                        Depth = DepthOf(left, right),
                    });
                break;
            case Opcode.RefAsNonNull:
                Push(PopTarget(TrapCode.NullReference));
                break;
            case Opcode.BrOnNull:
                AddBranchOnNull(instruction.Index);
                break;
            case Opcode.BrOnNonNull:
                AddBranchOnNonNull(instruction.Index);
                break;
            default:
                throw new NotSupportedException($"{OpcodeTable.Get(instruction.Opcode).Mnemonic} is not compiled yet.");
        }
    }

    private void AddBranchOnNull(uint depth)
    {
        // The values of the branch stand below the reference, which stays only where the branch is not taken.
        Spill(_stack.Count - 1);
        var reference = Pop();
        AddBranchIf(depth, reference, negated: true);
        Push(AgainNonNull(reference));
    }

    private void AddBranchOnNonNull(uint depth)
    {
        Spill(_stack.Count - 1);
        AddBranchIf(depth, Again(_stack[^1]), negated: false);
        Pop();
    }

    private void AddTableGet(int tableIndex)
    {
        if (!_module.Tables[tableIndex].Type.Element.IsSubtypeOf(WasmValueType.FuncRef))
        {
            Push(PopElement(tableIndex, TrapCode.TableOutOfBounds, out _));
            return;
        }

        // The element may be a function that is still to be made.
        AddRuntimeCall(
            RuntimeMembers.TableGet,
            OperandType.Reference,
            Effects.OfState(StateEffects.Reads | StateEffects.Traps),
            new StateObject(StateObjectKind.Table, tableIndex),
            ToI64(Pop()));
    }

    /// <summary>Takes an index from the stack and makes the element there, after checking the index.</summary>
    private ElementRead PopElement(int tableIndex, TrapCode outOfBounds, out Expression index)
    {
        index = Repeatable(ToI64(Pop()));
        var elements = NewTemporary(OperandType.Reference);
        AppendAssign(elements, ElementsOf(tableIndex));
        AppendIndexCheck(index, new VariableRead(elements), outOfBounds);
        return new ElementRead(new VariableRead(elements), Again(index), index.Effects | Effects.OfState(StateEffects.Reads))
        {
            IsNonNull = IsNeverNull(_module.Tables[tableIndex].Type.Element),
        };
    }

    private Expression ElementsOf(int tableIndex) => ModuleLayout.HasElementsField(_module, tableIndex)
        ? new StateObject(StateObjectKind.TableElements, tableIndex)
        : new FieldRead(
            RuntimeMembers.TableElements, OperandType.Reference, new StateObject(StateObjectKind.Table, tableIndex),
            Effects.OfState(StateEffects.Reads));

    private Expression SizeOf(int tableIndex) => ModuleLayout.HasElementsField(_module, tableIndex)
        ? Literal.I32((int)_module.Tables[tableIndex].Type.Limits.Minimum)
        : new ArrayLength(ElementsOf(tableIndex));

    /// <summary>Traps unless an index, as an unsigned number of 64 bits, is below the number of elements of an array. Nothing else stands
    /// between a guest and the heap of the CLR: the access that follows tests nothing, and takes the very number that was compared
    /// (RATIONALE.md, "Why does no access rely on the CLR's bounds checks?").</summary>
    private void AppendIndexCheck(Expression index, Expression array, TrapCode code)
    {
        var bound = new ArrayBound(array);
        AppendCheck(
            new NumericOperation(Opcode.I64LtU, OperandType.I32, index.Effects | bound.Effects, index, bound, null)
            {
                Depth = DepthOf(index, bound),
            },
            code);
    }

    private void AddTableSet(int tableIndex)
    {
        var operands = Pop(2);
        AddRuntimeCall(
            RuntimeMembers.TableSet,
            null,
            Effects.OfState(StateEffects.All),
            new StateObject(StateObjectKind.Table, tableIndex),
            ToI64(operands[0]),
            operands[1]);
    }

    private void PushTableSize(int tableIndex)
    {
        var size = SizeOf(tableIndex);
        Push(_module.Tables[tableIndex].Type.Is64Bit ? ToI64(size) : size);
    }

    private void AddTableGrow(int tableIndex)
    {
        var operands = Pop(2);
        AddMeteredCall(
            RuntimeMembers.TableGrow,
            RuntimeMembers.MeteredTableGrow,
            OperandType.I64,
            [new StateObject(StateObjectKind.Table, tableIndex), operands[0], ToI64(operands[1])]);
        if (!_module.Tables[tableIndex].Type.Is64Bit)
        {
            Push(Wrap(Pop()));
        }
    }

    private void AddTableFill(int tableIndex)
    {
        var operands = Pop(3);
        AddMeteredCall(
            RuntimeMembers.TableFill,
            RuntimeMembers.MeteredTableFill,
            null,
            [new StateObject(StateObjectKind.Table, tableIndex), ToI64(operands[0]), operands[1], ToI64(operands[2])]);
    }
}
