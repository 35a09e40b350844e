using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Code that leaves one value.</content>
internal sealed partial class BodyGenerator
{
    private void Value(GeneratedType type, int depth)
    {
        if (--_budget <= 0 || depth >= MaximumDepth)
        {
            Leaf(type);
            return;
        }

        switch (_chance.Below(16))
        {
            case 0:
                Leaf(type);
                break;
            case 1:
                Block(type, depth);
                break;
            case 2:
                IfElse(type, depth);
                break;
            case 3:
                Select(type, depth);
                break;
            case 4:
                if (!CallGiving(type, depth))
                {
                    Leaf(type);
                }

                break;
            case 5:
                Loop(type, depth);
                break;
            case 6:
                Tee(type, depth);
                break;
            case 7 when _plan.HasExceptions:
                Try(type, depth);
                break;
            case 8 when _chance.OneIn(4):
                Leave(depth);
                if (_chance.Below(2) == 1)
                {
                    Value(type, depth + 1);
                }

                break;
            default:
                if (type.IsReference)
                {
                    Reference(type, depth);
                }
                else
                {
                    Number(type, depth);
                }

                break;
        }
    }

    /// <summary>A constant or a variable.</summary>
    private void Leaf(GeneratedType type)
    {
        switch (_chance.Below(4))
        {
            case 1 or 2 when FindLocal(local => _plan.IsSubtype(local, type)) is { } local:
                Emit(Opcode.LocalGet, (uint)local);
                break;
            case 3 when FindGlobal(global => _plan.IsSubtype(global.Type, type)) is { } global:
                Emit(Opcode.GlobalGet, (uint)global);
                break;
            default:
                if (type.IsReference)
                {
                    Default(type);
                }
                else
                {
                    Constant(type, _chance.Bits());
                }

                break;
        }
    }

    private void Number(GeneratedType type, int depth)
    {
        switch (_chance.Below(8))
        {
            case 0 or 1:
                Operation(_chance.Of(_plan.Instructions.Reading(type)), depth);
                break;
            case 2 when type.Kind is GeneratedKind.I32 or GeneratedKind.I64:
                CountOrTest(type, depth);
                break;
            case 3:
                if (!ReadAggregate(type, depth))
                {
                    Leaf(type);
                }

                break;
            default:
                Operation(_chance.Of(_plan.Instructions.Computing(type)), depth);
                break;
        }
    }

    /// <summary>An instruction with the operands that its signature asks for.</summary>
    private void Operation(OpcodeInfo row, int depth)
    {
        var memory = InstructionChoices.Touches(row) ? _chance.Below(_plan.Memories.Count) : -1;
        foreach (var letter in row.Operands)
        {
            if (letter == 'a')
            {
                Address(_plan.Memories[memory], row, depth + 1);
            }
            else
            {
                Value(GeneratedType.OfLetter(letter), depth + 1);
            }
        }

        Emit(row.Opcode);
        switch (row.Immediate)
        {
            case ImmediateKind.Lane:
                _code.Write((byte)_chance.Below(16 >> row.WidthLog2));
                break;
            case ImmediateKind.Shuffle:
                for (var lane = 0; lane < 16; lane++)
                {
                    _code.Write((byte)_chance.Below(32));
                }

                break;
            case ImmediateKind.MemoryArgument:
                MemoryArgument(row, memory);
                break;
            case ImmediateKind.MemoryArgumentLane:
                MemoryArgument(row, memory);
                _code.Write((byte)_chance.Below(16 >> row.WidthLog2));
                break;
        }

        if (!_plan.IsDeterministic && InstructionChoices.MakesAnyNaN(row))
        {
            Canonicalize(GeneratedType.OfLetter(row.Results[0]), row.Mnemonic.StartsWith("f64", StringComparison.Ordinal));
        }
    }

    /// <summary>An address that mostly lies inside the memory.</summary>
    private void Address(GeneratedMemory memory, OpcodeInfo row, int depth)
    {
        Value(memory.AddressType, depth);
        var isAtomic = (row.Features & WasmFeatures.Threads) != 0;
        var mask = _chance.Below(16) switch
        {
            15 => -1,
            14 => 0xFFFF,
            _ => isAtomic ? 0x7FF8 : 0x7FFF,
        };
        if (mask == -1)
        {
            return;
        }

        Constant(memory.AddressType, (ulong)mask);
        Emit(memory.Is64Bit ? Opcode.I64And : Opcode.I32And);
    }

    private void MemoryArgument(OpcodeInfo row, int memory)
    {
        var isAtomic = (row.Features & WasmFeatures.Threads) != 0;
        var alignment = isAtomic ? row.WidthLog2 : _chance.Below(row.WidthLog2 + 1);
        _code.WriteUnsigned((ulong)(alignment | (memory > 0 ? 0x40 : 0)));
        if (memory > 0)
        {
            _code.WriteUnsigned((ulong)memory);
        }

        _code.WriteUnsigned(_chance.Below(12) switch
        {
            11 => _plan.Memories[memory].Is64Bit ? ulong.MaxValue - (ulong)_chance.Below(32) : uint.MaxValue - (uint)_chance.Below(32),
            10 => (ulong)_chance.Below(1 << 18),
            _ => (ulong)_chance.Below(16) << (isAtomic ? 3 : 0),
        });
    }

    /// <summary>Engines may choose the bits of a NaN that arithmetic makes (specification 4.3.3), so that it is replaced by one with known bits.</summary>
    private void Canonicalize(GeneratedType type, bool is64Bit)
    {
        var local = StoreInNewLocal(type);
        Emit(Opcode.LocalGet, local);
        if (type == GeneratedType.V128)
        {
            Emit(Opcode.V128Const);
            for (var half = 0; half < 2; half++)
            {
                _code.WriteFixed(is64Bit ? 0x7FF8000000000000UL : 0x7FC000007FC00000UL);
            }
        }
        else
        {
            Constant(type, type == GeneratedType.F32 ? 0x7FC00000UL : 0x7FF8000000000000UL);
        }

        Emit(Opcode.LocalGet, local);
        Emit(Opcode.LocalGet, local);
        Emit(type.Kind switch
        {
            GeneratedKind.F32 => Opcode.F32Eq,
            GeneratedKind.F64 => Opcode.F64Eq,
            _ => is64Bit ? Opcode.F64x2Eq : Opcode.F32x4Eq,
        });
        Emit(type == GeneratedType.V128 ? Opcode.V128Bitselect : Opcode.Select);

        // Code that follows may read the local too.
        Emit(Opcode.LocalTee, local);
    }

    private void Select(GeneratedType type, int depth)
    {
        Value(type, depth + 1);
        Value(type, depth + 1);
        Value(GeneratedType.I32, depth + 1);
        if (type.IsReference || _chance.Below(2) == 1)
        {
            Emit(Opcode.SelectTyped, 1);
            type.Write(_code);
        }
        else
        {
            Emit(Opcode.Select);
        }
    }

    private void Tee(GeneratedType type, int depth)
    {
        Value(type, depth + 1);
        if (FindLocal(local => local == type) is { } local)
        {
            Emit(Opcode.LocalTee, (uint)local);
        }
    }

    /// <summary>Integers that do not come from arithmetic.</summary>
    private void CountOrTest(GeneratedType type, int depth)
    {
        if (type == GeneratedType.I64)
        {
            Value(GeneratedType.I32, depth + 1);
            Emit(Opcode.I64ExtendI32U);
            return;
        }

        switch (_chance.Below(_plan.HasObjects ? 7 : 4))
        {
            case 0:
                var memory = _chance.Below(_plan.Memories.Count);
                Emit(Opcode.MemorySize, (uint)memory);
                Narrow(_plan.Memories[memory]);
                break;
            case 1:
                memory = _chance.Below(_plan.Memories.Count);
                Constant(_plan.Memories[memory].AddressType, (ulong)_chance.Below(3));
                Emit(Opcode.MemoryGrow, (uint)memory);
                Narrow(_plan.Memories[memory]);
                break;
            case 2:
                Emit(Opcode.TableSize, (uint)_chance.Below(_plan.Tables.Count));
                break;
            case 3:
                Value(ReferenceType(), depth + 1);
                Emit(Opcode.RefIsNull);
                break;
            case 4:
                Value(new GeneratedType(GeneratedKind.Equatable), depth + 1);
                Value(new GeneratedType(GeneratedKind.Equatable), depth + 1);
                Emit(Opcode.RefEq);
                break;
            case 5:
                Value(GeneratedType.Any, depth + 1);
                Emit(_chance.Below(2) == 0 ? Opcode.RefTest : Opcode.RefTestNull);
                InternalType().WriteHeapType(_code);
                break;
            default:
                Value(GeneratedType.I32, depth + 1);
                Emit(Opcode.RefI31);
                Emit(_chance.Below(2) == 0 ? Opcode.I31GetS : Opcode.I31GetU);
                break;
        }
    }

    private void Narrow(GeneratedMemory memory)
    {
        if (memory.Is64Bit)
        {
            Emit(Opcode.I32WrapI64);
        }
    }
}
