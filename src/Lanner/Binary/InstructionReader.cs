using System.Runtime.CompilerServices;
using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Reads the instructions of a function body or a constant expression one by one (specification 5.4). It checks the encoding and
/// resolves type indices, nothing else: blocks may be unbalanced, indices of functions, locals and so on may be out of range.</summary>
/// <example><code>
/// var reader = FunctionBody.Open(module, function, out var locals);
/// while (reader.Read(out var instruction))
/// {
///     switch (instruction.Opcode) { … }
/// }
/// </code></example>
internal ref struct InstructionReader
{
    private readonly TypeReader _types;
    private readonly WasmFeatures _features;
    private readonly bool _hasDataCount;
    private readonly int _end;
    private ByteReader _reader;

    /// <summary>Reads the instructions in a part of a module.</summary>
    internal InstructionReader(ModuleDefinition module, ByteRange code)
        : this(module.Bytes.Span, code, new TypeReader(module.Types, module.Features), module.Features, module.DataCount is not null)
    {
    }

    private InstructionReader(ReadOnlySpan<byte> module, ByteRange code, TypeReader types, WasmFeatures features, bool hasDataCount)
    {
        _reader = new ByteReader(module, code.Offset);
        _end = code.End;
        _types = types;
        _features = features;
        _hasDataCount = hasDataCount;
    }

    /// <summary>A reader that takes every type index and resolves none.</summary>
    internal static InstructionReader SkippingTypes(ReadOnlySpan<byte> module, ByteRange code, WasmFeatures features, bool hasDataCount) =>
        new(module, code, TypeReader.SkippingIndices(features), features, hasDataCount);

    /// <summary>The position of the next instruction, in bytes from the start of the module.</summary>
    internal readonly int Position => _reader.Position;

    /// <summary>The position of the end of the code.</summary>
    internal readonly int End => _end;

    /// <summary>Reads the next instruction; false at the end of the code.</summary>
    internal bool Read(out Instruction instruction)
    {
        Unsafe.SkipInit(out instruction);
        if (_reader.Position >= _end)
        {
            return ReadAtEnd();
        }

        instruction.Offset = _reader.Position;
        var info = ReadOpcode();
        instruction.Opcode = info.Opcode;
        switch (info.Immediate)
        {
            case ImmediateKind.None:
                break;
            case ImmediateKind.Local or ImmediateKind.Global or ImmediateKind.Label or ImmediateKind.Function or ImmediateKind.Type
                or ImmediateKind.Tag
                or ImmediateKind.Table or ImmediateKind.ElementSegment:
                instruction.Index = _reader.ReadUnsigned32();
                break;
            case ImmediateKind.I32:
                instruction.Constant = _reader.ReadSigned32();
                break;
            case ImmediateKind.MemoryArgument:
                instruction.MemoryArgument = ReadMemoryArgument();
                break;
            case ImmediateKind.BlockType:
                instruction.BlockType = _types.ReadBlockType(ref _reader);
                break;
            case ImmediateKind.I64:
                instruction.Constant = _reader.ReadSigned64();
                break;
            case ImmediateKind.F32:
                instruction.Constant = (int)_reader.ReadFixedUnsigned32();
                break;
            case ImmediateKind.F64:
                instruction.Constant = (long)_reader.ReadFixedUnsigned64();
                break;
            default:
                ReadRareImmediates(info, ref instruction);
                break;
        }

        return true;
    }

    private readonly bool ReadAtEnd() => _reader.Position == _end
        ? false
        : throw new MalformedModuleException("section size mismatch: an instruction runs over the end of its function", _end);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private OpcodeInfo ReadOpcode()
    {
        var offset = _reader.Position;
        var first = _reader.ReadByte();
        var info = first is < 0xFB or 0xFF ? OpcodeTable.TryGetPlain(first) : ReadPrefixedOpcode(first, offset);
        if (info is null || !info.IsIn(_features))
        {
            ThrowIllegalOpcode(info, first, offset);
        }

        return info;
    }

    private OpcodeInfo? ReadPrefixedOpcode(byte prefix, int offset)
    {
        var number = _reader.ReadUnsigned32();
        var info = number <= 0xFFF ? OpcodeTable.TryGet((Opcode)(((prefix - 0xFA) << 12) | (int)number)) : null;
        return info ?? throw new MalformedModuleException($"illegal opcode {prefix:x2} {number:x2}", offset);
    }

    private static void ThrowIllegalOpcode([System.Diagnostics.CodeAnalysis.NotNull] OpcodeInfo? info, byte first, int offset)
    {
        var phrase = $"illegal opcode {first:x2}";
        throw info is null ? new MalformedModuleException(phrase, offset) : FeatureErrors.Off(phrase, info.Mnemonic, info.Features, offset);
    }

    private void ReadRareImmediates(OpcodeInfo info, ref Instruction instruction)
    {
        switch (info.Immediate)
        {
            case ImmediateKind.TryTable:
                instruction.BlockType = _types.ReadBlockType(ref _reader);
                instruction.CatchClauses = ReadCatchClauses();
                break;
            case ImmediateKind.LabelTable:
                instruction.Labels = ReadLabels();
                break;
            case ImmediateKind.CastBranch:
                ReadCastBranch(ref instruction);
                break;
            case ImmediateKind.CallIndirect:
                instruction.Index = _reader.ReadUnsigned32();
                instruction.Index2 = ReadIndexThatOnceWasZero(WasmFeatures.ReferenceTypes);
                break;
            case ImmediateKind.Memory:
                instruction.Index = ReadIndexThatOnceWasZero(WasmFeatures.MultiMemory);
                break;
            case ImmediateKind.MemoryMemory:
                instruction.Index = ReadIndexThatOnceWasZero(WasmFeatures.MultiMemory);
                instruction.Index2 = ReadIndexThatOnceWasZero(WasmFeatures.MultiMemory);
                break;
            case ImmediateKind.MemoryInit:
                RequireDataCount(info, instruction.Offset);
                instruction.Index = _reader.ReadUnsigned32();
                instruction.Index2 = ReadIndexThatOnceWasZero(WasmFeatures.MultiMemory);
                break;
            case ImmediateKind.DataSegment:
                RequireDataCount(info, instruction.Offset);
                instruction.Index = _reader.ReadUnsigned32();
                break;
            case ImmediateKind.TypeData:
                RequireDataCount(info, instruction.Offset);
                instruction.Index = _reader.ReadUnsigned32();
                instruction.Index2 = _reader.ReadUnsigned32();
                break;
            case ImmediateKind.TableTable or ImmediateKind.TableInit or ImmediateKind.TypeField or ImmediateKind.TypeCount
                or ImmediateKind.TypeType
                or ImmediateKind.TypeElement:
                instruction.Index = _reader.ReadUnsigned32();
                instruction.Index2 = _reader.ReadUnsigned32();
                break;
            case ImmediateKind.MemoryArgumentLane:
                instruction.MemoryArgument = ReadMemoryArgument();
                instruction.Index = _reader.ReadByte();
                break;
            case ImmediateKind.Lane:
                instruction.Index = _reader.ReadByte();
                break;
            case ImmediateKind.Shuffle or ImmediateKind.V128:
                instruction.Vector = _reader.ReadVector();
                break;
            case ImmediateKind.HeapType:
                var isNullable = instruction.Opcode is Opcode.RefNull or Opcode.RefTestNull or Opcode.RefCastNull;
                instruction.Type = WasmValueType.Reference(_types.ReadHeapType(ref _reader), isNullable);
                break;
            case ImmediateKind.SelectTypes:
                instruction.SelectTypes = ReadSelectTypes();
                break;
            case ImmediateKind.AtomicFence:
                RequireZero();
                break;
            default:
                throw new InvalidOperationException($"{info.Immediate} is not read.");
        }
    }

    private MemoryArgument ReadMemoryArgument()
    {
        // Specification 5.4.6: bit 6 of the alignment says that a memory index follows; higher bits are reserved.
        var offset = _reader.Position;
        var flags = _reader.ReadUnsigned32();
        uint memory = 0;
        if (flags >= 0x40)
        {
            if (flags >= 0x80)
            {
                throw new MalformedModuleException($"malformed memop flags 0x{flags:x}: an alignment is below 64", offset);
            }

            if (!_features.HasFlag(WasmFeatures.MultiMemory))
            {
                throw FeatureErrors.Off(
                    $"malformed memop flags 0x{flags:x}", "an access to another memory than the first", WasmFeatures.MultiMemory, offset);
            }

            memory = _reader.ReadUnsigned32();
        }

        var displacement = _features.HasFlag(WasmFeatures.Memory64) ? _reader.ReadUnsigned64() : _reader.ReadUnsigned32();
        return new MemoryArgument(flags & 0x3F, memory, displacement);
    }

    private CatchClause[] ReadCatchClauses()
    {
        var clauses = new CatchClause[_reader.ReadCount(2, ModuleLimits.CatchClauses, "catch clauses")];
        foreach (ref var clause in clauses.AsSpan())
        {
            var offset = _reader.Position;
            var kind = _reader.ReadByte();
            if (kind > (byte)CatchKind.CatchAllReference)
            {
                throw new MalformedModuleException($"malformed catch clause 0x{kind:x2}", offset);
            }

            var tag = kind <= (byte)CatchKind.CatchReference ? _reader.ReadUnsigned32() : 0;
            clause = new CatchClause((CatchKind)kind, tag, _reader.ReadUnsigned32());
        }

        return clauses;
    }

    private uint[] ReadLabels()
    {
        var labels = new uint[_reader.ReadCount(1, ModuleLimits.BranchTableLabels, "labels in a br_table") + 1];
        foreach (ref var label in labels.AsSpan())
        {
            label = _reader.ReadUnsigned32();
        }

        return labels;
    }

    private void ReadCastBranch(ref Instruction instruction)
    {
        var offset = _reader.Position;
        var flags = _reader.ReadByte();
        if (flags > 3)
        {
            throw new MalformedModuleException($"malformed br_on_cast flags 0x{flags:x2}", offset);
        }

        instruction.Index = _reader.ReadUnsigned32();
        instruction.Type = WasmValueType.Reference(_types.ReadHeapType(ref _reader), isNullable: (flags & 1) != 0);
        instruction.Type2 = WasmValueType.Reference(_types.ReadHeapType(ref _reader), isNullable: (flags & 2) != 0);
    }

    private WasmValueType[] ReadSelectTypes()
    {
        var types = new WasmValueType[_reader.ReadCount(1, ModuleLimits.Results, "types of a select")];
        foreach (ref var type in types.AsSpan())
        {
            type = _types.ReadValueType(ref _reader);
        }

        return types;
    }

    /// <summary>Reads an index where versions before a feature had a zero byte.</summary>
    private uint ReadIndexThatOnceWasZero(WasmFeatures feature)
    {
        if (_features.HasFlag(feature))
        {
            return _reader.ReadUnsigned32();
        }

        RequireZero();
        return 0;
    }

    private void RequireZero()
    {
        var offset = _reader.Position;
        var value = _reader.ReadByte();
        if (value != 0)
        {
            throw new MalformedModuleException($"zero byte expected but found 0x{value:x2}", offset);
        }
    }

    private readonly void RequireDataCount(OpcodeInfo info, int offset)
    {
        // Specification 5.5.17: with it a body can be checked before the data section has been seen.
        if (!_hasDataCount)
        {
            throw new MalformedModuleException($"data count section required: {info.Mnemonic} names a data segment", offset);
        }
    }
}
