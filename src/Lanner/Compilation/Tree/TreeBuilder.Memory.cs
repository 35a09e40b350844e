using System.Reflection;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Loads, stores, and the instructions on whole memories (specification 4.6.9).</summary>
internal sealed partial class TreeBuilder
{
    private void AddMemory(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.MemorySize:
                PushMemorySize((int)instruction.Index);
                break;
            case Opcode.MemoryGrow:
                AddMemoryGrow((int)instruction.Index);
                break;
            default:
                var row = OpcodeTable.Get(instruction.Opcode);
                if (row.Results.Length == 0)
                {
                    AddStore(in instruction, row);
                }
                else
                {
                    AddLoad(in instruction, row);
                }

                break;
        }
    }

    private void AddLoad(in Instruction instruction, OpcodeInfo row)
    {
        var location = PopLocation(instruction.MemoryArgument, 1U << row.WidthLog2, out var effects);
        Push(new MemoryLoad(row.Opcode, OperandTypes.Of(row.Results[0]), location, effects | Effects.OfState(StateEffects.Reads))
        {
            Offset = _offset,
            Depth = DepthOf(location.Address),
        });
    }

    private void AddStore(in Instruction instruction, OpcodeInfo row)
    {
        if (_layout.IsChecked(instruction.MemoryArgument, 1U << row.WidthLog2))
        {
            // The value is evaluated before the range is checked.
            SpillConflicting(Effects.OfState(StateEffects.Traps), _stack.Count);
        }

        var value = Pop();
        if (instruction.Opcode is Opcode.I64Store8 or Opcode.I64Store16 or Opcode.I64Store32)
        {
            _partialUse.Mark(value, CurrentRegion());
        }

        var location = PopLocation(instruction.MemoryArgument, 1U << row.WidthLog2, out var effects);
        Append(
            new MemoryStore(row.Opcode, location, value) { Offset = _offset },
            effects | value.Effects | Effects.OfState(StateEffects.Writes));
    }

    /// <summary>Takes the address from the stack and, where the memory is a checked one, appends the check. What is left of the access can
    /// then still trap only in a guarded memory.</summary>
    private MemoryLocation PopLocation(MemoryArgument argument, uint width, out Effects effects)
    {
        var address = Pop();
        if (!_layout.IsChecked(argument, width))
        {
            effects = address.Effects | Effects.OfState(StateEffects.Traps);
            return new MemoryLocation((int)argument.MemoryIndex, address, argument.Offset);
        }

        // The access takes the very number that is compared, so that no mistake in extending it can come between the two.
        address = Repeatable(ToI64(address));
        effects = address.Effects;
        Append(
            new BoundsCheck(new MemoryLocation((int)argument.MemoryIndex, address, argument.Offset), width) { Offset = _offset },
            effects | Effects.OfState(StateEffects.Traps));
        return new MemoryLocation((int)argument.MemoryIndex, Again(address), argument.Offset);
    }

    private void PushMemorySize(int memoryIndex)
    {
        var type = _module.Memories[memoryIndex];
        Expression size = new MemorySize(memoryIndex);
        if (type.PageSizeLog2 > 0)
        {
            size = new NumericOperation(
                Opcode.I64ShrU, OperandType.I64, size.Effects, size, Literal.I64(type.PageSizeLog2), null);
        }

        Push(type.Is64Bit ? size : Wrap(size));
    }

    private void AddMemoryGrow(int memoryIndex)
    {
        var delta = ToI64(Pop());
        AddRuntimeCall(
            RuntimeMembers.MemoryGrow, OperandType.I64, Effects.OfState(StateEffects.All),
            new StateObject(StateObjectKind.Memory, memoryIndex), delta);
        if (!_module.Memories[memoryIndex].Is64Bit)
        {
            Push(Wrap(Pop()));
        }
    }

    private static NumericOperation Wrap(Expression value) =>
        new(Opcode.I32WrapI64, OperandType.I32, value.Effects, value, null, null) { Depth = DepthOf(value) };

    /// <summary>An address, index or count as an unsigned 64-bit number, which is what the runtime library takes.</summary>
    private static Expression ToI64(Expression value) => value switch
    {
        { Type: OperandType.I64 } => value,
        Literal literal => Literal.I64((uint)literal.Bits),
        _ => new NumericOperation(Opcode.I64ExtendI32U, OperandType.I64, value.Effects, value, null, null) { Depth = DepthOf(value) },
    };

    /// <summary>The instructions with prefix 0xFC: saturating truncations, and those on memories and tables as a whole.</summary>
    private void AddMiscellaneous(in Instruction instruction)
    {
        var index = (int)instruction.Index;
        var index2 = (int)instruction.Index2;
        switch (instruction.Opcode)
        {
            case <= Opcode.I64TruncSatF64U:
                AddOperation(instruction.Opcode, Effects.None);
                break;
            case Opcode.MemoryCopy:
                AddBulk(RuntimeMembers.MemoryCopy, RuntimeMembers.MeteredMemoryCopy, (source, destination, count) =>
                    [new MemoryBase(index), destination, new MemoryBase(index2), source, count]);
                break;
            case Opcode.MemoryFill:
                AddMemoryFill(index);
                break;
            case Opcode.MemoryInit:
                AddBulk(RuntimeMembers.MemoryInit, RuntimeMembers.MeteredMemoryInit, (source, destination, count) =>
                    [Literal.I32(index), new MemoryBase(index2), destination, source, count], takesState: true);
                break;
            case Opcode.DataDrop:
                AddRuntimeCall(RuntimeMembers.DataDrop, null, Effects.OfState(StateEffects.All), new StateRead(), Literal.I32(index));
                break;
            case Opcode.TableInit:
                AddBulk(RuntimeMembers.TableInit, RuntimeMembers.MeteredTableInit, (source, destination, count) =>
                    [Literal.I32(index), new StateObject(StateObjectKind.Table, index2), destination, source, count], takesState: true);
                break;
            case Opcode.ElemDrop:
                AddRuntimeCall(RuntimeMembers.ElementDrop, null, Effects.OfState(StateEffects.All), new StateRead(), Literal.I32(index));
                break;
            case Opcode.TableCopy:
                AddBulk(RuntimeMembers.TableCopy, RuntimeMembers.MeteredTableCopy, (source, destination, count) =>
                    [new StateObject(StateObjectKind.Table, index), destination,
                        new StateObject(StateObjectKind.Table, index2), source, count]);
                break;
            case Opcode.TableGrow:
                AddTableGrow(index);
                break;
            case Opcode.TableSize:
                PushTableSize(index);
                break;
            case Opcode.TableFill:
                AddTableFill(index);
                break;
            case >= Opcode.I64Add128 and <= Opcode.I64MulWideU:
                AddWide(instruction.Opcode);
                break;
            default:
                throw new NotSupportedException($"{OpcodeTable.Get(instruction.Opcode).Mnemonic} is not compiled yet.");
        }
    }

    /// <summary>An instruction that takes destination, source and count.</summary>
    private void AddBulk(
        MethodInfo plain, MethodInfo metered, Func<Expression, Expression, Expression, Expression[]> arrange, bool takesState = false)
    {
        var operands = Pop(3);
        AddMeteredCall(plain, metered, null, arrange(ToI64(operands[1]), ToI64(operands[0]), ToI64(operands[2])), takesState);
    }

    /// <summary>Calls the method for an instruction whose time depends on its operands: one that does everything at once, or one that takes
    /// the state as first argument and works in parts (see <see cref="Runtime.MeteredOperations"/>).</summary>
    private void AddMeteredCall(
        MethodInfo plain, MethodInfo metered, OperandType? result, Expression[] arguments, bool takesState = false) =>
        AddRuntimeCall(
            _layout.Options.IsMetered ? metered : plain,
            result,
            Effects.OfState(StateEffects.All),
            _layout.Options.IsMetered || takesState ? [new StateRead(), .. arguments] : arguments,
            takesFuel: _layout.Options.IsMetered);

    private void AddMemoryFill(int memoryIndex)
    {
        var operands = Pop(3);
        AddMeteredCall(
            RuntimeMembers.MemoryFill,
            RuntimeMembers.MeteredMemoryFill,
            null,
            [new MemoryBase(memoryIndex), ToI64(operands[0]), operands[1], ToI64(operands[2])]);
    }

}
