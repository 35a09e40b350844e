using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Two shifts put together.</content>
internal sealed partial class PatternWriter
{
    /// <summary>The instructions of a width, or of lanes of a width.</summary>
    private sealed record ShiftSet(int Bits, Opcode Left, Opcode RightUnsigned, Opcode RightSigned, Opcode[] Joins, Opcode Rotate);

    private static readonly ShiftSet Shifts32 = new(
        32, Opcode.I32Shl, Opcode.I32ShrU, Opcode.I32ShrS, [Opcode.I32Or, Opcode.I32Xor, Opcode.I32Add, Opcode.I32Sub], Opcode.I32Rotl);

    private static readonly ShiftSet Shifts64 = new(
        64, Opcode.I64Shl, Opcode.I64ShrU, Opcode.I64ShrS, [Opcode.I64Or, Opcode.I64Xor, Opcode.I64Add, Opcode.I64Sub], Opcode.I64Rotl);

    private static readonly ShiftSet[] LaneShifts =
    [
        new(8, Opcode.I8x16Shl, Opcode.I8x16ShrU, Opcode.I8x16ShrS, [Opcode.V128Or, Opcode.V128Xor, Opcode.I8x16Add], Opcode.I8x16Shl),
        new(16, Opcode.I16x8Shl, Opcode.I16x8ShrU, Opcode.I16x8ShrS, [Opcode.V128Or, Opcode.V128Xor, Opcode.I16x8Add], Opcode.I16x8Shl),
        new(32, Opcode.I32x4Shl, Opcode.I32x4ShrU, Opcode.I32x4ShrS, [Opcode.V128Or, Opcode.V128Xor, Opcode.I32x4Add], Opcode.I32x4Shl),
        new(64, Opcode.I64x2Shl, Opcode.I64x2ShrU, Opcode.I64x2ShrS, [Opcode.V128Or, Opcode.V128Xor, Opcode.I64x2Add], Opcode.I64x2Shl),
    ];

    private static readonly Opcode[] UsesOfRotation =
        [Opcode.I32Mul, Opcode.I32Mul, Opcode.I32DivS, Opcode.I32RemS, Opcode.I32Add, Opcode.I32GtS, Opcode.I32LtU];

    /// <summary>Something that is computed from a rotation of constants, which are often all ones.</summary>
    private void RotationOfConstants(int depth)
    {
        Value(GeneratedType.I32, depth + 1);
        if (_chance.Below(2) == 0)
        {
            Constant(-1 - _chance.Below(3));
        }
        else
        {
            SpecialConstant(GeneratedType.I32);
        }

        Constant(_chance.Below(33));
        Emit(_chance.Below(2) == 0 ? Opcode.I32Rotl : Opcode.I32Rotr);
        Emit(_chance.Of(UsesOfRotation));
    }

    /// <summary>A test for zero of a rotation by a constant, which leaves the flag of zero as it was.</summary>
    private void TestOfRotation(int depth)
    {
        var isWide = _chance.Below(2) == 0;
        var type = isWide ? GeneratedType.I64 : GeneratedType.I32;
        Value(type, depth + 1);
        Constant(type, (ulong)(1 + _chance.Below(isWide ? 63 : 31)));
        Emit(_chance.Below(2) == 0 ? (isWide ? Opcode.I64Rotl : Opcode.I32Rotl) : (isWide ? Opcode.I64Rotr : Opcode.I32Rotr));
        if (_chance.Below(2) == 0)
        {
            Emit(isWide ? Opcode.I64Eqz : Opcode.I32Eqz);
            return;
        }

        Constant(type, 0);
        Emit(isWide ? Opcode.I64Ne : Opcode.I32Ne);
    }

    /// <summary>Something that is computed from the place of the lowest bit, which is often 0.</summary>
    private void UseOfLowestBit(int depth)
    {
        Value(GeneratedType.I32, depth + 1);
        Emit(Opcode.I32Ctz);
        Emit(_chance.Of([Opcode.I32Eqz, Opcode.I32Clz, Opcode.I32Ctz]));
    }

    private void Rotation(GeneratedType type, int depth)
    {
        var shifts = type.Kind switch
        {
            GeneratedKind.I32 => Shifts32,
            GeneratedKind.I64 => Shifts64,
            GeneratedKind.V128 => _chance.Of(LaneShifts),
            _ => null,
        };
        if (shifts is null)
        {
            ConstantOperands(type, depth);
            return;
        }

        if (type == GeneratedType.I32 && _chance.OneIn(6))
        {
            RotationOfConstants(depth);
            return;
        }

        if (type == GeneratedType.I32 && _chance.OneIn(6))
        {
            TestOfRotation(depth);
            return;
        }

        if (type == GeneratedType.I32 && _chance.OneIn(6))
        {
            UseOfLowestBit(depth);
            return;
        }

        var countType = type == GeneratedType.V128 ? GeneratedType.I32 : type;
        Value(type, depth + 1);
        var shifted = StoreInNewLocal(type);
        Leaf(countType);
        var count = StoreInNewLocal(countType);
        for (var multiple = 0; multiple < 3; multiple++)
        {
            _hints.Add((ulong)(multiple * shifts.Bits));
        }

        if (_chance.Below(8) == 7)
        {
            Emit(Opcode.LocalGet, shifted);
            Emit(Opcode.LocalGet, count);
            Emit(shifts.Rotate);
            return;
        }

        var constant = _chance.Below(4) switch
        {
            0 => 0,
            1 => shifts.Bits,
            _ => _chance.Below(shifts.Bits * 2),
        };
        var isConstant = _chance.Below(3) == 2;
        var right = _chance.Below(4) == 3 ? shifts.RightSigned : shifts.RightUnsigned;
        var isLeftFirst = _chance.Below(2) == 0;
        Emit(Opcode.LocalGet, shifted);
        Count(isFirst: true);
        Emit(isLeftFirst ? shifts.Left : right);
        if (_chance.Below(8) == 7)
        {
            Value(type, depth + 1);
        }
        else
        {
            Emit(Opcode.LocalGet, shifted);
        }

        Count(isFirst: false);
        Emit(isLeftFirst ? right : shifts.Left);
        Emit(_chance.Of(shifts.Joins));

        void Count(bool isFirst)
        {
            if (isConstant)
            {
                Constant(countType, (ulong)(isFirst ? constant : _chance.Below(4) == 3 ? constant : shifts.Bits - constant));
                return;
            }

            if (isFirst)
            {
                Emit(Opcode.LocalGet, count);
                Mask();
                return;
            }

            switch (_chance.Below(5))
            {
                case 0:
                    Emit(Opcode.LocalGet, count);
                    break;
                case 1:
                    Constant(countType, 0);
                    Emit(Opcode.LocalGet, count);
                    Emit(countType == GeneratedType.I32 ? Opcode.I32Sub : Opcode.I64Sub);
                    break;
                default:
                    Constant(countType, (ulong)(_chance.Below(6) == 5 ? _chance.Below(70) : shifts.Bits));
                    Emit(Opcode.LocalGet, count);
                    Emit(countType == GeneratedType.I32 ? Opcode.I32Sub : Opcode.I64Sub);
                    break;
            }

            Mask();
        }

        void Mask()
        {
            if (_chance.Below(4) == 3)
            {
                Constant(countType, (ulong)(shifts.Bits - 1));
                Emit(countType == GeneratedType.I32 ? Opcode.I32And : Opcode.I64And);
            }
        }
    }
}
