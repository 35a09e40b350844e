using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Comparisons, their complements and negations, and what branches on them.</content>
internal sealed partial class PatternWriter
{
    private static readonly OpcodeInfo[] ComparisonRows = [.. OpcodeTable.Rows.Where(
        row => row.Signature is "ii:i" or "II:i" or "ff:i" or "FF:i" && IsComparison(row))];

    private static bool IsComparison(OpcodeInfo row) =>
        row.Mnemonic[(row.Mnemonic.IndexOf('.', StringComparison.Ordinal) + 1)..].Split('_')[0] is "eq" or "ne"
            or "lt" or "gt" or "le" or "ge";

    /// <summary>Any <c>i32</c> that is looked at as a condition.</summary>
    private void Condition(int depth)
    {
        if (_chance.Below(2) == 0)
        {
            Leaf(GeneratedType.I32);
            return;
        }

        var compare = MakeComparison(depth);
        compare();
        for (var count = _chance.Below(3); count > 0; count--)
        {
            Transform();
        }
    }

    /// <summary>Something that depends on the complement of a comparison, and on the comparison itself once more.</summary>
    private void Complement(GeneratedType type, int depth)
    {
        var compare = MakeComparison(depth);
        void Transformed()
        {
            compare();
            for (var count = _chance.Between(1, 2); count > 0; count--)
            {
                Transform();
            }
        }

        void Arm()
        {
            // The same comparison again, where the compiler thinks that it knows the result.
            if (_chance.Below(2) == 0)
            {
                Value(type, depth + 1);
                return;
            }

            Value(type, depth + 1);
            Value(type, depth + 1);
            compare();
            Emit(Opcode.Select);
        }

        switch (_chance.Below(5))
        {
            case 0:
                Transformed();
                Emit(Opcode.If);
                type.Write(_code);
                Arm();
                Emit(Opcode.Else);
                Arm();
                Emit(Opcode.End);
                break;
            case 1:
                BranchOn(type, depth, Transformed, Arm);
                break;
            case 2:
                Value(type, depth + 1);
                Value(type, depth + 1);
                Transformed();
                Emit(Opcode.Select);
                break;
            case 3 when type == GeneratedType.I32:
                Transformed();
                break;
            case 3 when type == GeneratedType.I64:
                Transformed();
                Emit(_chance.Below(2) == 0 ? Opcode.I64ExtendI32S : Opcode.I64ExtendI32U);
                break;
            default:
                // One comparison inside the other.
                Transformed();
                Emit(Opcode.If);
                type.Write(_code);
                (_chance.Below(2) == 0 ? compare : Transformed)();
                Emit(Opcode.If);
                type.Write(_code);
                Value(type, depth + 2);
                Emit(Opcode.Else);
                Value(type, depth + 2);
                Emit(Opcode.End);
                Emit(Opcode.Else);
                Value(type, depth + 1);
                Emit(Opcode.End);
                break;
        }
    }

    private void BranchOn(GeneratedType type, int depth, Action condition, Action arm)
    {
        Emit(Opcode.Block);
        type.Write(_code);
        Value(type, depth + 1);
        condition();
        Emit(Opcode.BrIf, 0);
        Emit(Opcode.Drop);
        arm();
        Emit(Opcode.End);
    }

    /// <summary>Writes the operands of a comparison into variables; what it gives writes the comparison, as often as it is
    /// wanted.</summary>
    private Action MakeComparison(int depth)
    {
        var row = _chance.Of(ComparisonRows);
        var type = GeneratedType.OfLetter(row.Operands[0]);
        var locals = new uint[2];
        for (var operand = 0; operand < 2; operand++)
        {
            if (FindLocal(local => local == type) is { } known && _chance.Below(3) != 0)
            {
                locals[operand] = (uint)known;
            }
            else
            {
                Value(type, depth + 1);
                locals[operand] = StoreInNewLocal(type);
            }
        }

        var constant = _chance.Below(4) == 3 ? SpecialValues.Of(type.Kind, _chance) : (ulong?)null;
        return () =>
        {
            Emit(Opcode.LocalGet, locals[0]);
            if (constant is { } bits)
            {
                _hints.Add(bits);
                Constant(type, bits);
            }
            else
            {
                Emit(Opcode.LocalGet, locals[1]);
            }

            Emit(row.Opcode);
        };
    }

    /// <summary>Turns a comparison's result into something near to it.</summary>
    private void Transform()
    {
        switch (_chance.Below(14))
        {
            case 0:
                With(-1, Opcode.I32Xor);
                break;
            case 1:
                Emit(Opcode.I32Eqz);
                break;
            case 2:
                With(1, Opcode.I32Xor);
                break;
            case 3:
                With(-1, Opcode.I32Mul);
                break;
            case 4:
                With(1, Opcode.I32Sub);
                break;
            case 5:
                With(_chance.Below(4) - 2, _chance.Below(2) == 0 ? Opcode.I32Eq : Opcode.I32Ne);
                break;
            case 6:
                With(31, Opcode.I32Shl);
                With(31, _chance.Below(2) == 0 ? Opcode.I32ShrS : Opcode.I32ShrU);
                break;
            case 7:
                With(_chance.Between(1, 2), Opcode.I32And);
                break;
            case 8:
                Emit(Opcode.I64ExtendI32S);
                Constant(GeneratedType.I64, ulong.MaxValue);
                Emit(Opcode.I64Xor);
                Emit(_chance.Below(2) == 0 ? Opcode.I64Eqz : Opcode.I32WrapI64);
                break;
            case 9:
                With(_chance.Below(3), Opcode.I32Or);
                break;
            case 10:
                With(_chance.Below(3) - 1, _chance.Of<Opcode>([Opcode.I32LtS, Opcode.I32GtS, Opcode.I32LtU, Opcode.I32GeS]));
                break;
            default:
                var local = StoreInNewLocal(GeneratedType.I32);
                Constant(_chance.Below(3) - 1);
                Emit(Opcode.LocalGet, local);
                Emit(_chance.Of<Opcode>([Opcode.I32Sub, Opcode.I32Xor, Opcode.I32Eq]));
                break;
        }

        void With(int constant, Opcode opcode)
        {
            Constant(constant);
            Emit(opcode);
        }
    }
}
