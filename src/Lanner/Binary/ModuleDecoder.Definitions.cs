using Lanner.Structure;

namespace Lanner.Binary;

/// <content>Definitions and exports: everything but imports, code and segments.</content>
internal sealed partial class ModuleDecoder
{
    private readonly Growable<TableDefinition> _tables = new();
    private readonly List<MemoryType> _memories = [];
    private readonly Growable<GlobalDefinition> _globals = new();
    private readonly List<TagType> _tags = [];

    private DefinedType[] _types = [];
    private int[] _typeOffsets = [];
    private int[] _functionOffsets = [];
    private int[] _tableOffsets = [];
    private int[] _memoryOffsets = [];
    private int[] _globalOffsets = [];
    private int[] _tagOffsets = [];

    /// <summary>The types of the functions that the module defines.</summary>
    private uint[] _functionTypes = [];
    private ExportDefinition[] _exports = [];
    private uint? _startFunction;
    private int _startOffset;

    private void DecodeFunctionTypes(ref ByteReader reader)
    {
        var count = reader.ReadCount(1, ModuleLimits.Functions, "functions");
        RequireAtMost(ModuleLimits.Functions, _importedFunctions.Count + count, "functions", reader.Position);
        _functionTypes = new uint[count];
        _functionOffsets = new int[count];
        for (var index = 0; index < count; index++)
        {
            _admission?.Reach(reader.Position);
            _functionOffsets[index] = reader.Position;
            _functionTypes[index] = reader.ReadUnsigned32();
            Types.ResolveFunction(_functionTypes[index], _functionOffsets[index]);
        }
    }

    private void DecodeTables(ref ByteReader reader)
    {
        var count = reader.ReadCount(2, ModuleLimits.Tables, "tables");
        RequireAtMost(ModuleLimits.Tables, _tables.Count + count, "tables", reader.Position);
        _tableOffsets = new int[count];
        for (var index = 0; index < count; index++)
        {
            _admission?.Reach(reader.Position);
            _tableOffsets[index] = reader.Position;
            _tables.Add(DecodeTable(ref reader));
        }
    }

    private TableDefinition DecodeTable(ref ByteReader reader)
    {
        // Specification 5.5.7: 0x40 0x00 marks a table with an initial value.
        var offset = reader.Position;
        if (reader.Peek() != 0x40)
        {
            return new TableDefinition(DecodeTableType(ref reader), null);
        }

        _ = reader.ReadByte();
        if (!Has(WasmFeatures.TypedFunctionReferences))
        {
            throw FeatureErrors.Off(
                "malformed reference type", "a table with an initial value", WasmFeatures.TypedFunctionReferences, offset);
        }

        RequireZero(ref reader);
        var type = DecodeTableType(ref reader);
        return new TableDefinition(type, DecodeConstantExpression(ref reader));
    }

    private void DecodeMemories(ref ByteReader reader)
    {
        var count = reader.ReadCount(1, ModuleLimits.Memories, "memories");
        RequireAtMost(ModuleLimits.Memories, _memories.Count + count, "memories", reader.Position);
        _memoryOffsets = new int[count];
        for (var index = 0; index < count; index++)
        {
            _memoryOffsets[index] = reader.Position;
            _memories.Add(DecodeMemoryType(ref reader));
        }
    }

    private void DecodeTags(ref ByteReader reader)
    {
        var count = reader.ReadCount(2, ModuleLimits.Tags, "tags");
        RequireAtMost(ModuleLimits.Tags, _tags.Count + count, "tags", reader.Position);
        _tagOffsets = new int[count];
        for (var index = 0; index < count; index++)
        {
            _admission?.Reach(reader.Position);
            _tagOffsets[index] = reader.Position;
            _tags.Add(DecodeTagType(ref reader));
        }
    }

    private void DecodeGlobals(ref ByteReader reader)
    {
        // The smallest has a type, a mutability and an expression of nothing but its end.
        var count = reader.ReadCount(3, ModuleLimits.Globals, "globals");
        RequireAtMost(ModuleLimits.Globals, _globals.Count + count, "globals", reader.Position);
        _globals.EnsureCapacity(_globals.Count + count);
        _globalOffsets = new int[count];
        for (var index = 0; index < count; index++)
        {
            _admission?.Reach(reader.Position);
            _globalOffsets[index] = reader.Position;
            var type = DecodeGlobalType(ref reader);
            _globals.Add(new GlobalDefinition(type, DecodeConstantExpression(ref reader)));
        }
    }

    private void DecodeExports(ref ByteReader reader)
    {
        _exports = new ExportDefinition[reader.ReadCount(3, ModuleLimits.Exports, "exports")];
        foreach (ref var export in _exports.AsSpan())
        {
            var start = reader.Position;
            _admission?.Reach(start);
            var name = reader.ReadName();
            var kindOffset = reader.Position;
            var kind = reader.ReadByte();
            if (kind > (Has(WasmFeatures.Exceptions | WasmFeatures.LegacyExceptions) ? (byte)ExternalKind.Tag : (byte)ExternalKind.Global))
            {
                throw new MalformedModuleException($"malformed export kind 0x{kind:x2}", kindOffset);
            }

            export = new ExportDefinition(name, (ExternalKind)kind, AsIndex(reader.ReadUnsigned32()), start);
        }
    }

    private TableType DecodeTableType(ref ByteReader reader)
    {
        var element = Types.ReadReferenceType(ref reader);
        var limits = DecodeLimits(ref reader, LimitsFlags.HasMaximum | LimitsFlags.Is64Bit, out var flags);
        return new TableType(element, limits, flags.HasFlag(LimitsFlags.Is64Bit));
    }

    private MemoryType DecodeMemoryType(ref ByteReader reader)
    {
        var limits = DecodeLimits(ref reader, (LimitsFlags)0x0F, out var flags);
        byte pageSizeLog2 = 16;
        if (flags.HasFlag(LimitsFlags.HasPageSize))
        {
            var offset = reader.Position;
            var size = reader.ReadUnsigned32();
            pageSizeLog2 = size < 64
                ? (byte)size
                : throw new MalformedModuleException($"invalid custom page size: 2 to the power of {size}", offset);
        }

        return new MemoryType(limits, flags.HasFlag(LimitsFlags.Is64Bit), flags.HasFlag(LimitsFlags.IsShared), pageSizeLog2);
    }

    private GlobalType DecodeGlobalType(ref ByteReader reader) =>
        new(Types.ReadValueType(ref reader), TypeReader.ReadMutability(ref reader));

    private TagType DecodeTagType(ref ByteReader reader)
    {
        var offset = reader.Position;
        var attribute = reader.ReadByte();
        if (attribute != 0)
        {
            throw new MalformedModuleException($"malformed tag attribute 0x{attribute:x2}", offset);
        }

        offset = reader.Position;
        return new TagType(Types.ResolveFunction(reader.ReadUnsigned32(), offset));
    }

    /// <summary>Reads limits (specification 5.3.11), which may have these flags.</summary>
    private Limits DecodeLimits(ref ByteReader reader, LimitsFlags allowed, out LimitsFlags flags)
    {
        var offset = reader.Position;
        flags = (LimitsFlags)reader.ReadByte();
        if ((flags & ~allowed) != 0)
        {
            throw new MalformedModuleException($"malformed limits flags 0x{(byte)flags:x2}", offset);
        }

        RequireFlagFeature(flags, LimitsFlags.IsShared, WasmFeatures.Threads, "a shared memory", offset);
        RequireFlagFeature(flags, LimitsFlags.Is64Bit, WasmFeatures.Memory64, "a size of 64 bits", offset);
        RequireFlagFeature(flags, LimitsFlags.HasPageSize, WasmFeatures.CustomPageSizes, "a page size", offset);

        var minimum = ReadSize(ref reader);
        return new Limits(minimum, flags.HasFlag(LimitsFlags.HasMaximum) ? ReadSize(ref reader) : null);
    }

    private ulong ReadSize(ref ByteReader reader) => Has(WasmFeatures.Memory64) ? reader.ReadUnsigned64() : reader.ReadUnsigned32();

    private void RequireFlagFeature(LimitsFlags flags, LimitsFlags flag, WasmFeatures feature, string what, int offset)
    {
        if (flags.HasFlag(flag) && !Has(feature))
        {
            throw FeatureErrors.Off($"malformed limits flags 0x{(byte)flags:x2}", what, feature, offset);
        }
    }

    private static void RequireZero(ref ByteReader reader)
    {
        var offset = reader.Position;
        var value = reader.ReadByte();
        if (value != 0)
        {
            throw new MalformedModuleException($"zero byte expected but found 0x{value:x2}", offset);
        }
    }

    private static void RequireAtMost(int limit, long count, string items, int offset)
    {
        if (count > limit)
        {
            throw ByteReader.TooMany(items, (ulong)count, limit, offset);
        }
    }

    /// <summary>An index as the definition keeps it. One beyond <see cref="int.MaxValue"/> is out of range in any case and stays
    /// so.</summary>
    private static int AsIndex(uint index) => (int)Math.Min(index, int.MaxValue);

    [Flags]
    private enum LimitsFlags : byte
    {
        HasMaximum = 1,
        IsShared = 2,
        Is64Bit = 4,
        HasPageSize = 8,
    }
}
