using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Loads near the end of the memory of whose value little or nothing is used: they have to trap all the same.</content>
internal sealed partial class PatternWriter
{
    private static readonly OpcodeInfo[] Loads =
    [
        .. OpcodeTable.Rows.Where(row => row is { Signature: "a:i" or "a:I" or "a:f" or "a:F" or "a:v", Features: not WasmFeatures.Threads }
            && row.Mnemonic.Contains("load", StringComparison.Ordinal)),
    ];

    private static readonly Opcode[] AbsorbingConditions =
        [Opcode.I32And, Opcode.I32Mul, Opcode.I32Sub, Opcode.I32Xor, Opcode.I32LtU, Opcode.I32Eq, Opcode.I32Or];

    private void WriteUnusedLoads()
    {
        _sum = NewLocal(GeneratedType.I32);
        if (_chance.Below(4) != 3)
        {
            // After it the beginning of the memory is known to be there.
            Constant(_plan.Memories[0].AddressType, (ulong)_chance.Below(8));
            Emit(Opcode.LocalGet, 0);
            Emit(Opcode.I32Store, 0, 0);
        }

        for (var count = _chance.Between(1, 3); count > 0; count--)
        {
            switch (_chance.Below(8))
            {
                case 0 or 1:
                    LoadNearEnd(_chance.Of(Loads));
                    Emit(Opcode.Drop);
                    break;
                case 2:
                    var unused = _chance.Of(Loads);
                    LoadNearEnd(unused);
                    StoreInNewLocal(ResultOf(unused));
                    break;
                case 3:
                    UsePartOfLoad();
                    break;
                case 4:
                    BranchOnAbsorbedLoad();
                    break;
                case 5 or 6:
                    BranchAgain();
                    break;
                default:
                    CancelLoads();
                    break;
            }
        }

        Emit(Opcode.LocalGet, _sum);
    }

    private static GeneratedType ResultOf(OpcodeInfo row) => GeneratedType.OfLetter(row.Results[0]);

    /// <summary>A load by a constant or a variable address, of which some bytes may lie behind the memory.</summary>
    private void LoadNearEnd(OpcodeInfo row)
    {
        var type = _plan.Memories[0].AddressType;
        var address = _chance.Below(4) switch
        {
            0 => 0,
            1 => _chance.Below(16),
            2 => 65_520 + _chance.Below(20),
            _ => -1,
        };
        if (address >= 0)
        {
            Constant(type, (ulong)address);
        }
        else
        {
            Emit(Opcode.LocalGet, (uint)_chance.Below(3));
            if (type == GeneratedType.I64)
            {
                Emit(Opcode.I64ExtendI32U);
            }

            Constant(type, 31);
            Emit(type == GeneratedType.I64 ? Opcode.I64And : Opcode.I32And);
        }

        var offset = _chance.Below(4) switch
        {
            0 => 0,
            1 or 2 => 65_505 + _chance.Below(40),
            _ => 70_000,
        };
        Emit(row.Opcode, 0, (uint)offset);
    }

    /// <summary>Keeps some bits of what is loaded, mostly the lowest.</summary>
    private void UsePartOfLoad()
    {
        var row = _chance.Of(Loads);
        LoadNearEnd(row);
        switch (ResultOf(row).Kind)
        {
            case GeneratedKind.I32:
                Constant(_chance.Of<int>([0xFF, 0xFFFF, 0, 0xFF00]));
                Emit(Opcode.I32And);
                break;
            case GeneratedKind.I64 when _chance.Below(2) == 0:
                Constant(GeneratedType.I64, (ulong)_chance.Of<int>([0, 32, 48, 8]));
                Emit(Opcode.I64ShrU);
                Emit(Opcode.I32WrapI64);
                break;
            case GeneratedKind.I64:
                Emit(Opcode.I32WrapI64);
                break;
            case GeneratedKind.F32:
                Emit(Opcode.I32ReinterpretF32);
                break;
            case GeneratedKind.F64:
                Emit(Opcode.I64ReinterpretF64);
                Emit(Opcode.I32WrapI64);
                break;
            default:
                Emit(_chance.Below(2) == 0 ? Opcode.I32x4ExtractLane : Opcode.I8x16ExtractLaneU);
                _code.Write((byte)_chance.Below(4));
                break;
        }

        AddToSum();
    }

    private void LoadNumber() => LoadNearEnd(Array.Find(Loads, row => row.Opcode == Opcode.I32Load)!);

    /// <summary>A condition that does not depend on the load in it.</summary>
    private void BranchOnAbsorbedLoad()
    {
        Emit(Opcode.Block);
        _code.Write(0x40);
        LoadNumber();
        Constant(_chance.Below(2) - _chance.Below(2));
        Emit(_chance.Of(AbsorbingConditions));
        if (_chance.Below(2) == 0)
        {
            Constant(0);
            Emit(_chance.Of(AbsorbingConditions));
        }

        Emit(Opcode.BrIf, 0);
        Constant(7);
        AddToSum();
        Emit(Opcode.End);
    }

    /// <summary>Branches on a comparison, and on the same once more with something in it that may trap and does not matter.</summary>
    private void BranchAgain()
    {
        var comparison = _chance.Of(ComparisonRows.Where(row => row.Signature == "ii:i").ToArray()).Opcode;
        var isLoad = _chance.Below(3) == 2;
        for (var time = 0; time < 2; time++)
        {
            Emit(Opcode.LocalGet, 0);
            Emit(Opcode.LocalGet, 1);
            if (time == 1)
            {
                for (var part = 0; part < 2; part++)
                {
                    if (isLoad)
                    {
                        Emit(Opcode.LocalGet, 2);
                        if (_plan.Memories[0].Is64Bit)
                        {
                            Emit(Opcode.I64ExtendI32U);
                        }

                        Emit(Opcode.I32Load, 0, 0);
                    }
                    else
                    {
                        Emit(Opcode.LocalGet, 0);
                        Emit(Opcode.LocalGet, 2);
                        Emit(Opcode.I32DivU);
                    }
                }

                Emit(_chance.Below(2) == 0 ? Opcode.I32Sub : Opcode.I32Xor);
                Emit(_chance.Below(2) == 0 ? Opcode.I32Add : Opcode.I32Xor);
            }

            Emit(comparison);
            Emit(Opcode.If);
            _code.Write(0x40);
            Constant(time + 5);
            AddToSum();
            if (_chance.Below(2) == 0)
            {
                Emit(Opcode.Else);
                Constant(time + 11);
                AddToSum();
            }

            Emit(Opcode.End);
        }

        _hints.Add(0);
        _hints.Add(70_000);
    }

    /// <summary>The difference of a load, or of a quotient, and itself, perhaps as a condition.</summary>
    private void CancelLoads()
    {
        LoadNumber();
        if (_chance.Below(2) == 0)
        {
            Emit(Opcode.LocalGet, 1);
            Emit(Opcode.I32DivU);
        }

        var local = NewLocal(GeneratedType.I32);
        Emit(Opcode.LocalTee, local);
        Emit(Opcode.LocalGet, local);
        Emit(_chance.Of<Opcode>([Opcode.I32Sub, Opcode.I32Xor, Opcode.I32Ne, Opcode.I32And]));
        if (_chance.Below(2) == 0)
        {
            Emit(Opcode.If);
            _code.Write(0x40);
            Constant(3);
            AddToSum();
            Emit(Opcode.End);
        }
        else
        {
            AddToSum();
        }
    }

    private void AddToSum()
    {
        Emit(Opcode.LocalGet, _sum);
        Emit(Opcode.I32Add);
        Emit(Opcode.LocalSet, _sum);
    }
}
