using Lanner.Compilation.Cil;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Vector instructions (specification 4.6.2). Accesses to single lanes are built from the scalar access and the instruction on the
/// lane, which is what the hardware has too.</summary>
internal sealed partial class TreeBuilder
{
    private void AddVector(in Instruction instruction)
    {
        var opcode = instruction.Opcode;
        switch (opcode)
        {
            case Opcode.V128Const:
                Push(new VectorLiteral(instruction.Vector));
                break;
            case Opcode.I8x16Shuffle:
                AddShuffle(in instruction);
                break;
            case >= Opcode.V128Load8Splat and <= Opcode.V128Load64Splat:
                var (load, splat) = SplatOf(opcode);
                AddLoad(in instruction, OpcodeTable.Get(load));
                AddOperation(splat, Effects.None);
                break;
            case >= Opcode.V128Load8Lane and <= Opcode.V128Load64Lane:
                AddLoadLane(in instruction);
                break;
            case >= Opcode.V128Store8Lane and <= Opcode.V128Store64Lane:
                var (extract, store) = StoreLaneOf(opcode);
                AddOperation(extract, Effects.None, (int)instruction.Index);
                AddStore(in instruction, OpcodeTable.Get(store));
                break;
            case Opcode.V128Store:
                AddStore(in instruction, OpcodeTable.Get(opcode));
                break;
            case <= Opcode.V128Load32x2U or Opcode.V128Load32Zero or Opcode.V128Load64Zero:
                AddLoad(in instruction, OpcodeTable.Get(opcode));
                break;
            case >= Opcode.I8x16ExtractLaneS and <= Opcode.F64x2ReplaceLane:
                AddOperation(opcode, Effects.None, (int)instruction.Index);
                break;
            case >= Opcode.I8x16RelaxedSwizzle:
                AddRelaxed(opcode);
                break;
            default:
                AddOperation(opcode, Effects.None);
                break;
        }
    }

    private void AddShuffle(in Instruction instruction)
    {
        var second = Pop();
        var first = Pop();
        Push(new NumericOperation(Opcode.I8x16Shuffle, OperandType.V128, first.Effects | second.Effects, first, second, null)
        {
            Shuffle = VectorBits.Of(instruction.Vector),
            Depth = DepthOf(first, second),
        });
    }

    /// <summary>The vector is evaluated before the address, so that the lane can be loaded straight into it.</summary>
    private void AddLoadLane(in Instruction instruction)
    {
        var (load, replace) = LoadLaneOf(instruction.Opcode);
        if (_layout.IsChecked(instruction.MemoryArgument, 1U << OpcodeTable.Get(load).WidthLog2))
        {
            SpillConflicting(Effects.OfState(StateEffects.Traps), _stack.Count);
        }

        var vector = Pop();
        if (_stack[^1].Effects.ConflictsWith(vector.Effects))
        {
            Spill(_stack.Count - 1);
        }

        AddLoad(in instruction, OpcodeTable.Get(load));
        var lane = Pop();
        Push(new NumericOperation(replace, OperandType.V128, vector.Effects | lane.Effects, vector, lane, null)
        {
            Lane = (int)instruction.Index,
            Depth = DepthOf(vector, lane),
        });
    }

    private static (Opcode Load, Opcode Splat) SplatOf(Opcode opcode) => opcode switch
    {
        Opcode.V128Load8Splat => (Opcode.I32Load8U, Opcode.I8x16Splat),
        Opcode.V128Load16Splat => (Opcode.I32Load16U, Opcode.I16x8Splat),
        Opcode.V128Load32Splat => (Opcode.I32Load, Opcode.I32x4Splat),
        _ => (Opcode.I64Load, Opcode.I64x2Splat),
    };

    private static (Opcode Load, Opcode Replace) LoadLaneOf(Opcode opcode) => opcode switch
    {
        Opcode.V128Load8Lane => (Opcode.I32Load8U, Opcode.I8x16ReplaceLane),
        Opcode.V128Load16Lane => (Opcode.I32Load16U, Opcode.I16x8ReplaceLane),
        Opcode.V128Load32Lane => (Opcode.I32Load, Opcode.I32x4ReplaceLane),
        _ => (Opcode.I64Load, Opcode.I64x2ReplaceLane),
    };

    private static (Opcode Extract, Opcode Store) StoreLaneOf(Opcode opcode) => opcode switch
    {
        Opcode.V128Store8Lane => (Opcode.I8x16ExtractLaneU, Opcode.I32Store8),
        Opcode.V128Store16Lane => (Opcode.I16x8ExtractLaneU, Opcode.I32Store16),
        Opcode.V128Store32Lane => (Opcode.I32x4ExtractLane, Opcode.I32Store),
        _ => (Opcode.I64x2ExtractLane, Opcode.I64Store),
    };
}
