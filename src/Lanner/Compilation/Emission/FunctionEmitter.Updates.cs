using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Stores of what was loaded from the same place and changed: counters, and what is added up in memory. The JIT makes one
/// instruction of load, operation and store when it sees that the address is the same. It does not see it through the extension of a 32-bit
/// address, so the extended address goes through a local that both accesses use. (<see cref="JitQuirks.UpdateOfMemory"/>.)</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The local for extended addresses; -1 before there is one.</summary>
    private int _updatedAddress = -1;

    /// <summary>Emits a store as the update of a place in memory, if it is one.</summary>
    private bool TryEmitUpdate(MemoryStore store)
    {
        if (store.Value is not NumericOperation { First: MemoryLoad load, Second: { } second } operation
            || !IsUpdate(store.Opcode, operation.Opcode, load.Opcode)
            || !IsSamePlace(store.Location, load.Location))
        {
            return false;
        }

        if (_updatedAddress < 0)
        {
            _updatedAddress = NewSlot(OperandType.I64);
        }

        Emit(store.Location.Address);
        _il.Emit(ILOpCode.Conv_u8);
        _il.EmitStoreLocal(_updatedAddress);

        // The variable is read once more, as it would be for the load. The JIT makes nothing of it.
        Emit(load.Location.Address);
        _il.Emit(ILOpCode.Pop);

        EmitUpdatedLocation(store.Location);
        EmitUpdatedLocation(load.Location);
        MarkOffset(load.Offset);
        _il.Emit(load.Opcode == Opcode.I32Load ? ILOpCode.Ldind_i4 : ILOpCode.Ldind_i8);
        Emit(second);
        foreach (var opcode in NumericRecipes.Sequence(operation.Opcode)!)
        {
            _il.Emit(opcode);
        }

        MarkOffset(store.Offset);
        _il.Emit(store.Opcode == Opcode.I32Store ? ILOpCode.Stind_i4 : ILOpCode.Stind_i8);
        return true;
    }

    private void EmitUpdatedLocation(MemoryLocation location)
    {
        _il.EmitLoadLocal(_memoryBases[location.MemoryIndex]);
        _il.EmitLoadLocal(_updatedAddress);
        _il.Emit(ILOpCode.Add);
        EmitOffset(location.Offset);
    }

    private static bool IsUpdate(Opcode store, Opcode operation, Opcode load) => (store, load) switch
    {
        (Opcode.I32Store, Opcode.I32Load) => operation is Opcode.I32Add or Opcode.I32Sub or Opcode.I32And or Opcode.I32Or or Opcode.I32Xor,
        (Opcode.I64Store, Opcode.I64Load) => operation is Opcode.I64Add or Opcode.I64Sub or Opcode.I64And or Opcode.I64Or or Opcode.I64Xor,
        _ => false,
    };

    /// <summary>Tests whether both addresses are the same value of one variable.</summary>
    private static bool IsSamePlace(MemoryLocation store, MemoryLocation load) =>
        store.MemoryIndex == load.MemoryIndex
        && store.Offset == load.Offset
        && store.Address.Type == OperandType.I32
        && load.Address is VariableRead { Variable: var variable }
        && variable == store.Address switch
        {
            VariableRead read => read.Variable,
            VariableTee tee => tee.Variable,
            _ => null,
        };
}
