using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Atomic instructions, divisions and shifts as operands of each other: what takes registers of its own.</content>
internal sealed partial class PatternWriter
{
    private static readonly OpcodeInfo[] AtomicRows =
        [.. OpcodeTable.Rows.Where(row => row is { Features: WasmFeatures.Threads, Signature: "ai:i" or "aI:I" or "aii:i" or "aII:I" })];

    private static readonly string[] WithOwnRegisters = ["div_s", "div_u", "rem_s", "rem_u", "shl", "shr_u", "shr_s", "rotl", "rotr"];

    private static readonly OpcodeInfo[] RegisterRows =
    [
        .. OpcodeTable.Rows.Where(row => row.Signature is "ii:i" or "II:I"
            && WithOwnRegisters.Contains(row.Mnemonic[(row.Mnemonic.IndexOf('.', StringComparison.Ordinal) + 1)..])),
    ];

    private void WriteAtomics()
    {
        var type = _signature.Results[0];
        Atomic(type, 0);
        for (var count = _chance.Below(3); count > 0; count--)
        {
            Atomic(type, 0);
            Emit(_chance.Of(type == GeneratedType.I32 ? Sums32 : Sums64));
        }
    }

    /// <summary>A value of the type by an atomic instruction, beside something else that takes registers of its own.</summary>
    private void Atomic(GeneratedType type, int depth)
    {
        var isFirst = _chance.Below(2) == 0;
        if (isFirst)
        {
            ReadModifyWrite(type, depth);
        }

        Fixed(type, depth);
        if (!isFirst)
        {
            ReadModifyWrite(type, depth);
        }

        Emit(_chance.Of(type == GeneratedType.I32 ? Sums32 : Sums64));
    }

    private void ReadModifyWrite(GeneratedType type, int depth)
    {
        var row = _chance.Of(Array.FindAll(AtomicRows, row => row.Results[0] == type.Letter));
        Constant(_plan.Memories[0].AddressType, (ulong)_chance.Below(32) * 8);
        for (var operand = 1; operand < row.Operands.Length; operand++)
        {
            if (depth < 2 && _chance.Below(4) == 3)
            {
                Fixed(type, depth + 1);
            }
            else
            {
                Variable(type);
            }
        }

        Emit(row.Opcode, (uint)row.WidthLog2, 0);
    }

    private void Fixed(GeneratedType type, int depth)
    {
        // Wide multiplication leaves both halves.
        var isWide = type == GeneratedType.I64 && _chance.OneIn(6);
        var row = _chance.Of(Array.FindAll(RegisterRows, row => row.Results[0] == type.Letter));
        for (var operand = 0; operand < 2; operand++)
        {
            if (depth < 2 && _chance.Below(4) == 3)
            {
                ReadModifyWrite(type, depth + 1);
            }
            else
            {
                Variable(type);
            }
        }

        if (isWide)
        {
            Emit(_chance.Below(2) == 0 ? Opcode.I64MulWideS : Opcode.I64MulWideU);
            Emit(_chance.Of(Sums64));
        }
        else
        {
            Emit(row.Opcode);
        }
    }
}
