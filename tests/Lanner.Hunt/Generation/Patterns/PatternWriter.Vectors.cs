using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Lanes that are moved, selected by comparisons, and put together.</content>
internal sealed partial class PatternWriter
{
    private static readonly OpcodeInfo[] LaneComparisons = [.. OpcodeTable.Rows.Where(row => row.Signature == "vv:v" && IsComparison(row))];

    private static readonly OpcodeInfo[] Extrema =
    [
        .. OpcodeTable.Rows.Where(row => row is { Signature: "vv:v", Features: WasmFeatures.Simd }
            && row.Mnemonic[(row.Mnemonic.IndexOf('.', StringComparison.Ordinal) + 1)..] is "min" or "max" or "pmin" or "pmax" or "min_s"
                or "min_u" or "max_s" or "max_u" or "sub" or "mul"),
    ];

    private void VectorIdiom(GeneratedType type, int depth)
    {
        if (type != GeneratedType.V128)
        {
            var rows = _plan.Instructions.Computing(type).Where(row => row.Operands.Contains('v')).ToArray();
            if (rows.Length == 0)
            {
                ConstantOperands(type, depth);
                return;
            }

            Operation(_chance.Of(rows), depth, (_, operand) => Either(operand, depth));
            return;
        }

        switch (_chance.Below(6))
        {
            case 0:
                // The lanes that a comparison selects.
                Value(type, depth + 1);
                Value(type, depth + 1);
                LaneComparison(depth);
                Emit(Opcode.V128Bitselect);
                break;
            case 1:
                SameOperands(_chance.Of(Extrema), depth);
                break;
            case 2:
                LaneComparison(depth);
                Emit(Opcode.V128Not);
                break;
            case 3:
                // One of the operands of the comparison that selects.
                Value(type, depth + 1);
                var first = StoreInNewLocal(type);
                Value(type, depth + 1);
                var second = StoreInNewLocal(type);
                Emit(Opcode.LocalGet, first);
                Emit(Opcode.LocalGet, second);
                Emit(Opcode.LocalGet, _chance.Below(2) == 0 ? first : second);
                Emit(Opcode.LocalGet, _chance.Below(2) == 0 ? first : second);
                Emit(_chance.Of(LaneComparisons).Opcode);
                Emit(Opcode.V128Bitselect);
                break;
            default:
                Operation(_chance.Of(_plan.Instructions.Computing(type)), depth, (_, operand) => Either(operand, depth));
                break;
        }
    }

    private void LaneComparison(int depth)
    {
        Value(GeneratedType.V128, depth + 1);
        Value(GeneratedType.V128, depth + 1);
        Emit(_chance.Of(LaneComparisons).Opcode);
    }

    private void SameOperands(OpcodeInfo row, int depth)
    {
        Either(GeneratedType.V128, depth);
        var local = StoreInNewLocal(GeneratedType.V128);
        Operation(row, depth, (_, _) => Emit(Opcode.LocalGet, local));
    }

    private void Either(GeneratedType type, int depth)
    {
        switch (_chance.Below(4))
        {
            case 0:
                SpecialConstant(type);
                break;
            case 1:
                Via(type, depth, () => SpecialConstant(type));
                break;
            default:
                Value(type, depth + 1);
                break;
        }
    }
}
