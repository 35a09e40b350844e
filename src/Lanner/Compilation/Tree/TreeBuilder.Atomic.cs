using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Atomic accesses, the fence, and waiting (threads proposal). Each is a call of the runtime library that the JIT makes an
/// instruction of. An address that is not a multiple of the width traps first, then one outside of the memory.</summary>
internal sealed partial class TreeBuilder
{
    private static readonly string[] ModifyNames =
        ["Add", "Subtract", "And", "Or", "Xor", "Exchange"];

    private void AddAtomic(in Instruction instruction)
    {
        var row = OpcodeTable.Get(instruction.Opcode);
        switch (instruction.Opcode)
        {
            case Opcode.AtomicFence:
                AddRuntimeCall(RuntimeMembers.AtomicFence, null, Effects.OfState(StateEffects.All));
                break;
            case Opcode.MemoryAtomicNotify:
                var count = Pop();
                AddRuntimeCall(
                    RuntimeMembers.AtomicNotify,
                    OperandType.I32,
                    Effects.OfState(StateEffects.All),
                    MemoryObject(instruction.MemoryArgument),
                    PopEffectiveAddress(instruction.MemoryArgument),
                    count);
                break;
            case Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64:
                AddWait(in instruction);
                break;
            case <= Opcode.I64AtomicLoad32U:
                AddAtomicAccess(in instruction, row, "Load");
                break;
            case <= Opcode.I64AtomicStore32:
                AddAtomicAccess(in instruction, row, "Store");
                break;
            case >= Opcode.I32AtomicRmwCmpxchg:
                AddAtomicAccess(in instruction, row, "CompareExchange");
                break;
            default:
                // Seven instructions each, in the order of the names.
                AddAtomicAccess(in instruction, row, ModifyNames[((int)instruction.Opcode - (int)Opcode.I32AtomicRmwAdd) / 7]);
                break;
        }
    }

    /// <summary>An access, which is done at its own width: operands of an <c>i64</c> instruction are truncated to it, the result is
    /// extended with zeros.</summary>
    private void AddAtomicAccess(in Instruction instruction, OpcodeInfo row, string name)
    {
        // The operands are evaluated before anything is checked.
        SpillConflicting(Effects.OfState(StateEffects.Traps), _stack.Count);
        var width = 8 << row.WidthLog2;
        var operands = Pop(row.Operands.Length - 1);
        SpillUnaligned(instruction.MemoryArgument, 1U << row.WidthLog2);
        var location = PopLocation(instruction.MemoryArgument, 1U << row.WidthLog2, out var effects);
        var arguments = new Expression[operands.Length + 1];
        arguments[0] = new LocationAddress(location) { Depth = DepthOf(location.Address) };
        for (var index = 0; index < operands.Length; index++)
        {
            arguments[index + 1] = operands[index].Type == OperandType.I64 && width < 64 ? Wrap(operands[index]) : operands[index];
        }

        OperandType? result = row.Results.Length == 0 ? null : width == 64 ? OperandType.I64 : OperandType.I32;
        AddRuntimeCall(RuntimeMembers.Atomic(name, width), result, effects | Effects.OfState(StateEffects.All), arguments);
        if (result == OperandType.I32 && row.Results[0] == 'I')
        {
            Push(ToI64(Pop()));
        }
    }

    /// <summary>Appends the check that the address on top of the stack is a multiple of the width.</summary>
    private void SpillUnaligned(MemoryArgument argument, uint width)
    {
        if (width == 1)
        {
            return;
        }

        // Only the low bits of the sum matter, whether or not it wraps.
        var address = Repeatable(Pop());
        var is64Bit = address.Type == OperandType.I64;
        var displaced = (argument.Offset % width) switch
        {
            0 => address,
            var offset => Combine(is64Bit ? Opcode.I64Add : Opcode.I32Add, address.Type, address, Constant(offset)),
        };
        var remainder = Combine(is64Bit ? Opcode.I64And : Opcode.I32And, address.Type, displaced, Constant(width - 1));
        AppendCheck(
            new NumericOperation(is64Bit ? Opcode.I64Eqz : Opcode.I32Eqz, OperandType.I32, remainder.Effects, remainder, null, null)
            {
                Depth = DepthOf(remainder),
            },
            TrapCode.UnalignedAtomic);
        Push(Again(address));

        Literal Constant(ulong value) => is64Bit ? Literal.I64((long)value) : Literal.I32((int)value);
    }

    private static NumericOperation Combine(Opcode opcode, OperandType type, Expression left, Expression right) =>
        new(opcode, type, left.Effects | right.Effects, left, right, null) { Depth = DepthOf(left, right) };

    private void AddWait(in Instruction instruction)
    {
        SpillConflicting(Effects.OfState(StateEffects.Traps), _stack.Count);
        var operands = Pop(2);
        AddRuntimeCall(
            instruction.Opcode == Opcode.MemoryAtomicWait32 ? RuntimeMembers.AtomicWait32 : RuntimeMembers.AtomicWait64,
            OperandType.I32,
            Effects.OfState(StateEffects.All),
            new StateRead(),
            MemoryObject(instruction.MemoryArgument),
            PopEffectiveAddress(instruction.MemoryArgument),
            operands[0],
            operands[1]);
    }

    private static StateObject MemoryObject(MemoryArgument argument) => new(StateObjectKind.Memory, (int)argument.MemoryIndex);

    /// <summary>Address and offset as an unsigned 64-bit number. A sum that wraps is the greatest number that is aligned, which no memory
    /// reaches.</summary>
    private Expression PopEffectiveAddress(MemoryArgument argument)
    {
        var address = Pop();
        if (address.Type == OperandType.I32)
        {
            return argument.Offset == 0
                ? ToI64(address)
                : Combine(Opcode.I64Add, OperandType.I64, ToI64(address), Literal.I64((long)argument.Offset));
        }

        return argument.Offset == 0
            ? address
            : new RuntimeCall(RuntimeMembers.AtomicAddress, OperandType.I64, [address, Literal.I64((long)argument.Offset)], address.Effects)
            {
                Depth = DepthOf(address),
            };
    }
}
