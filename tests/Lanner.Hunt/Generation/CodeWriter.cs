using Lanner.Binary;
using Lanner.Structure;
using Lanner.Text;

namespace Lanner.Hunt.Generation;

/// <summary>Writes the body of one function of a module: the instructions, whatever they are chosen by.</summary>
internal abstract class CodeWriter(ModulePlan plan, Chance chance, GeneratedSignature signature)
{
    private protected readonly ModulePlan _plan = plan;
    private protected readonly Chance _chance = chance;
    private protected readonly GeneratedSignature _signature = signature;
    private protected readonly ByteWriter _code = new();

    /// <summary>Parameters, then locals.</summary>
    private protected readonly List<GeneratedType> _locals = [.. signature.Parameters];

    /// <summary>Leaves a value of a type.</summary>
    private protected abstract void Value(GeneratedType type, int depth);

    /// <summary>An instruction with the operands that its signature asks for.</summary>
    private protected void Operation(OpcodeInfo row, int depth) => Operation(row, depth, (_, type) => Value(type, depth + 1));

    /// <summary>An instruction whose operands are written by <paramref name="writeOperand"/>, which is told the number and type of each;
    /// those that are addresses are not.</summary>
    private protected void Operation(OpcodeInfo row, int depth, Action<int, GeneratedType> writeOperand)
    {
        var memory = InstructionChoices.Touches(row) ? _chance.Below(_plan.Memories.Count) : -1;
        for (var operand = 0; operand < row.Operands.Length; operand++)
        {
            if (row.Operands[operand] == 'a')
            {
                Address(_plan.Memories[memory], row, depth + 1);
            }
            else
            {
                writeOperand(operand, GeneratedType.OfLetter(row.Operands[operand]));
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
    private protected void Address(GeneratedMemory memory, OpcodeInfo row, int depth)
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

    private protected void MemoryArgument(OpcodeInfo row, int memory)
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

    /// <summary>Tests whether the one bit of a NaN that the specification prescribes, which makes it quiet, is to be left as it
    /// comes.</summary>
    private protected virtual bool KeepsQuietBit() => false;

    /// <summary>Engines may choose the bits of a NaN that arithmetic makes (specification 4.3.3), so that it is replaced by one with known
    /// bits.</summary>
    private protected void Canonicalize(GeneratedType type, bool is64Bit)
    {
        var local = StoreInNewLocal(type);
        Emit(Opcode.LocalGet, local);
        if (KeepsQuietBit())
        {
            KeepQuietBits(type, local, is64Bit);
        }
        else if (type == GeneratedType.V128)
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

    /// <summary>Leaves of a NaN what the specification says about it: the exponent, and the highest bit of the fraction.</summary>
    private void KeepQuietBits(GeneratedType type, uint local, bool is64Bit)
    {
        Emit(Opcode.LocalGet, local);
        switch (type.Kind)
        {
            case GeneratedKind.F32:
                Emit(Opcode.I32ReinterpretF32);
                Constant(0x7FC00000);
                Emit(Opcode.I32And);
                Emit(Opcode.F32ReinterpretI32);
                break;
            case GeneratedKind.F64:
                Emit(Opcode.I64ReinterpretF64);
                Constant(GeneratedType.I64, 0x7FF8000000000000);
                Emit(Opcode.I64And);
                Emit(Opcode.F64ReinterpretI64);
                break;
            default:
                Emit(Opcode.V128Const);
                for (var half = 0; half < 2; half++)
                {
                    _code.WriteFixed(is64Bit ? 0x7FF8000000000000UL : 0x7FC000007FC00000UL);
                }

                Emit(Opcode.V128And);
                break;
        }
    }

    private protected byte[] Finish()
    {
        Emit(Opcode.End);
        var body = new ByteWriter();
        var declared = _locals[_signature.Parameters.Length..];
        body.WriteUnsigned((ulong)declared.Count);
        foreach (var type in declared)
        {
            body.WriteUnsigned(1);
            type.Write(body);
        }

        body.Write(_code.Written);
        return body.ToArray();
    }

    private protected void Emit(Opcode opcode) => ImmediateParser.WriteOpcode(_code, opcode);

    private protected void Emit(Opcode opcode, uint immediate)
    {
        Emit(opcode);
        _code.WriteUnsigned(immediate);
    }

    private protected void Emit(Opcode opcode, uint immediate, uint second)
    {
        Emit(opcode, immediate);
        _code.WriteUnsigned(second);
    }

    private protected void Constant(int value)
    {
        Emit(Opcode.I32Const);
        _code.WriteSigned(value);
    }

    private protected void Constant(GeneratedType type, ulong bits)
    {
        switch (type.Kind)
        {
            case GeneratedKind.I32:
                Constant((int)bits);
                break;
            case GeneratedKind.I64:
                Emit(Opcode.I64Const);
                _code.WriteSigned((long)bits);
                break;
            case GeneratedKind.F32:
                Emit(Opcode.F32Const);
                _code.WriteFixed((uint)bits);
                break;
            case GeneratedKind.F64:
                Emit(Opcode.F64Const);
                _code.WriteFixed(bits);
                break;
            default:
                Emit(Opcode.V128Const);
                _code.WriteFixed(bits);
                _code.WriteFixed(~bits);
                break;
        }
    }

    private protected void Default(GeneratedType type)
    {
        if (type.IsReference)
        {
            Emit(Opcode.RefNull);
            type.WriteHeapType(_code);
        }
        else
        {
            Constant(type, 0);
        }
    }

    private protected uint NewLocal(GeneratedType type)
    {
        _locals.Add(type);
        return (uint)_locals.Count - 1;
    }

    /// <summary>Moves the value on top of the stack to a local of its own.</summary>
    private protected uint StoreInNewLocal(GeneratedType type)
    {
        var local = NewLocal(type);
        Emit(Opcode.LocalSet, local);
        return local;
    }

    /// <summary>A block type: for one result or none its short form.</summary>
    private protected void BlockType(GeneratedType[] parameters, GeneratedType[] results)
    {
        if (parameters.Length == 0 && results.Length == 0)
        {
            _code.Write(0x40);
        }
        else if (parameters.Length == 0 && results.Length == 1)
        {
            results[0].Write(_code);
        }
        else
        {
            _code.WriteSigned(_plan.TypeIndexOf(new GeneratedSignature(parameters, results)));
        }
    }

    private protected int? FindLocal(Predicate<GeneratedType> isWanted) => Find(_locals, isWanted);

    private protected int? FindGlobal(Predicate<GeneratedGlobal> isWanted) => Find(_plan.Globals, isWanted);

    /// <summary>The place of something wanted, or null; each that is wanted is as likely.</summary>
    private protected int? Find<T>(List<T> all, Predicate<T> isWanted)
    {
        var start = all.Count == 0 ? 0 : _chance.Below(all.Count);
        for (var step = 0; step < all.Count; step++)
        {
            var index = (start + step) % all.Count;
            if (isWanted(all[index]))
            {
                return index;
            }
        }

        return null;
    }
}
