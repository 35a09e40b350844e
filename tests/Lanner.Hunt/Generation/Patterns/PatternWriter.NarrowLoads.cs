using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Loads of fewer bits than the value has.</content>
internal sealed partial class PatternWriter
{
    private static readonly Opcode[] NarrowLoads32 =
    [
        Opcode.I32Load8U, Opcode.I32Load8S, Opcode.I32Load16U, Opcode.I32Load16S, Opcode.I32AtomicLoad8U, Opcode.I32AtomicLoad16U,
        Opcode.I32AtomicRmw8AddU, Opcode.I32AtomicRmw16XchgU, Opcode.I32AtomicRmw8CmpxchgU,
    ];

    private static readonly Opcode[] NarrowLoads64 =
    [
        Opcode.I64Load8U, Opcode.I64Load8S, Opcode.I64Load16U, Opcode.I64Load16S, Opcode.I64Load32U, Opcode.I64Load32S,
        Opcode.I64AtomicLoad8U, Opcode.I64AtomicLoad16U, Opcode.I64AtomicLoad32U, Opcode.I64AtomicRmw8OrU, Opcode.I64AtomicRmw16SubU,
        Opcode.I64AtomicRmw32XorU,
    ];

    /// <summary>An instruction that gets a narrow load where it wants an integer.</summary>
    private void ConsumeNarrow(GeneratedType type, int depth)
    {
        var rows = _plan.Instructions.Computing(type).Where(row => row.Operands.ContainsAny('i', 'I')).ToArray();
        Operation(_chance.Of(rows), depth, (_, operand) =>
        {
            if ((operand == GeneratedType.I32 || operand == GeneratedType.I64) && _chance.Below(4) != 3)
            {
                NarrowLoad(operand, depth);
            }
            else
            {
                Value(operand, depth + 1);
            }
        });
    }

    private void NarrowLoad(GeneratedType type, int depth)
    {
        switch (_chance.Below(8))
        {
            case 0 or 1 when type == GeneratedType.I32:
                PackedField(depth);
                break;
            case 2 or 3 when type == GeneratedType.I32:
                PackedElement(depth);
                break;
            case 4:
                Via(type, depth, () => LoadFromMemory(type, depth));
                break;
            case 5 when type == GeneratedType.I64:
                NarrowLoad(GeneratedType.I32, depth);
                Emit(_chance.Below(2) == 0 ? Opcode.I64ExtendI32U : Opcode.I64ExtendI32S);
                break;
            case 6:
                LoadFromMemory(type, depth);
                SpecialConstant(type);
                Opcode[] choices = type == GeneratedType.I32
                    ? [Opcode.I32And, Opcode.I32Or, Opcode.I32Xor, Opcode.I32Shl, Opcode.I32ShrU, Opcode.I32ShrS, Opcode.I32Add]
                    : [Opcode.I64And, Opcode.I64Or, Opcode.I64Xor, Opcode.I64Shl, Opcode.I64ShrU, Opcode.I64ShrS, Opcode.I64Add];
                Emit(_chance.Of(choices));
                break;
            default:
                LoadFromMemory(type, depth);
                break;
        }
    }

    private void LoadFromMemory(GeneratedType type, int depth)
    {
        var row = OpcodeTable.Get(_chance.Of(type == GeneratedType.I32 ? NarrowLoads32 : NarrowLoads64));
        var memory = _plan.Memories[0];
        var isAtomic = (row.Features & WasmFeatures.Threads) != 0;
        var width = 1 << row.WidthLog2;
        var offset = 0;
        foreach (var operand in row.Operands)
        {
            if (operand != 'a')
            {
                Leaf(GeneratedType.OfLetter(operand));
            }
            else if (_chance.Below(3) == 2)
            {
                // Somewhere in the memory.
                Value(memory.AddressType, depth + 1);
                Constant(memory.AddressType, isAtomic ? 0xFFF8UL : 0xFFFEUL);
                Emit(memory.Is64Bit ? Opcode.I64And : Opcode.I32And);
            }
            else
            {
                // In the data, or at the last place.
                offset = _chance.Below(2) * 8;
                Constant(memory.AddressType, (ulong)(_chance.Below(3) == 0 ? 65536 - width - offset : 96 + (_chance.Below(8) * width)));
            }
        }

        Emit(row.Opcode, isAtomic ? row.WidthLog2 : 0u, (uint)offset);
    }

    private void PackedField(int depth)
    {
        var field = _chance.Below(2);
        var structure = NewLocal(new GeneratedType(GeneratedKind.Defined, PatternPlan.Structure));
        Emit(Opcode.StructNewDefault, (uint)PatternPlan.Structure);
        Emit(Opcode.LocalTee, structure);
        Value(GeneratedType.I32, depth + 1);
        Emit(Opcode.StructSet, (uint)PatternPlan.Structure, (uint)field);
        Emit(Opcode.LocalGet, structure);
        Emit(_chance.Below(2) == 0 ? Opcode.StructGetU : Opcode.StructGetS, (uint)PatternPlan.Structure, (uint)field);
    }

    private void PackedElement(int depth)
    {
        var array = _chance.Below(2);
        Value(GeneratedType.I32, depth + 1);
        Constant(_chance.Between(1, 4));
        Emit(Opcode.ArrayNew, (uint)array);
        if (_chance.Below(2) == 1)
        {
            var global = (uint)(PatternPlan.FirstArrayGlobal(_plan) + array);
            Emit(Opcode.GlobalSet, global);
            Emit(Opcode.GlobalGet, global);
        }

        Constant(0);
        Emit(_chance.Below(2) == 0 ? Opcode.ArrayGetU : Opcode.ArrayGetS, (uint)array);
    }
}
