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

    private static readonly OpcodeInfo[] Sums =
    [
        .. OpcodeTable.Rows.Where(row => row is { Signature: "vv:v", Features: WasmFeatures.Simd }
            && row.Mnemonic[(row.Mnemonic.IndexOf('.', StringComparison.Ordinal) + 1)..] is "add" or "sub"),
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

        switch (_chance.Below(9))
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
            case 4:
                SumOfComplement(depth);
                break;
            case 5:
                MasksTogether(depth);
                break;
            default:
                Operation(_chance.Of(_plan.Instructions.Computing(type)), depth, (_, operand) => Either(operand, depth));
                break;
        }
    }

    /// <summary>The complement of a vector's bits and a constant, added or subtracted in lanes of any type.</summary>
    private void SumOfComplement(int depth)
    {
        var row = _chance.Of(Sums);
        var isConstantFirst = _chance.Below(3) == 2;
        Operation(row, depth, (operand, _) =>
        {
            if (operand == (isConstantFirst ? 1 : 0))
            {
                Value(GeneratedType.V128, depth + 1);
                Emit(Opcode.V128Not);
            }
            else
            {
                Emit(Opcode.V128Const);
                var lane = _chance.Below(3) == 0 ? 0UL : OneOf(row);
                _code.WriteFixed(lane);
                _code.WriteFixed(_chance.Below(4) == 3 ? 0UL : lane);
            }
        });
    }

    /// <summary>Ones in all lanes of one half, of the type that an instruction's name begins with.</summary>
    private static ulong OneOf(OpcodeInfo row) => row.Mnemonic[..row.Mnemonic.IndexOf('.', StringComparison.Ordinal)] switch
    {
        "i8x16" => 0x0101010101010101,
        "i16x8" => 0x0001000100010001,
        "i32x4" => 0x0000000100000001,
        "i64x2" => 1,
        "f32x4" => 0x3F8000003F800000,
        _ => 0x3FF0000000000000,
    };

    /// <summary>Two comparisons of lanes, of which one is often decided by a constant, put together.</summary>
    private void MasksTogether(int depth)
    {
        for (var comparison = 0; comparison < 2; comparison++)
        {
            Value(GeneratedType.V128, depth + 1);
            var first = StoreInNewLocal(GeneratedType.V128);
            var row = _chance.Of(LaneComparisons);
            switch (_chance.Below(4))
            {
                case 0:
                    Emit(Opcode.LocalGet, first);
                    SplatOfDeciding();
                    break;
                case 1:
                    SplatOfDeciding();
                    Emit(Opcode.LocalGet, first);
                    break;
                case 2:
                    Emit(Opcode.LocalGet, first);
                    Emit(Opcode.LocalGet, first);
                    break;
                default:
                    Emit(Opcode.LocalGet, first);
                    Value(GeneratedType.V128, depth + 1);
                    break;
            }

            Emit(row.Opcode);
        }

        Emit(_chance.Of<Opcode>([Opcode.V128And, Opcode.V128Andnot, Opcode.V128Or, Opcode.V128Xor]));
    }

    /// <summary>Zero, or the same NaN or greatest number in all lanes: with these some comparisons have one result.</summary>
    private void SplatOfDeciding()
    {
        var half = _chance.Below(4) switch
        {
            0 or 1 => 0UL,
            2 => ulong.MaxValue,
            _ => _chance.Below(2) == 0 ? 0x7FC000007FC00000UL : 0x7FF8000000000000UL,
        };
        Emit(Opcode.V128Const);
        _code.WriteFixed(half);
        _code.WriteFixed(half);
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
