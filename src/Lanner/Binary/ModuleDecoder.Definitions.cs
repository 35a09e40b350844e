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
    private uint[] _functionTypes = NoElements<uint>.Array;
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
            return new TableDefinition(ExternalTypes.ReadTableType(ref reader), null);
        }

        _ = reader.ReadByte();
        if (!Has(WasmFeatures.TypedFunctionReferences))
        {
            throw FeatureErrors.Off(
                "malformed reference type", "a table with an initial value", WasmFeatures.TypedFunctionReferences, offset);
        }

        RequireZero(ref reader);
        var type = ExternalTypes.ReadTableType(ref reader);
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
            _memories.Add(ExternalTypes.ReadMemoryType(ref reader));
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
            _tags.Add(ExternalTypes.ReadTagType(ref reader));
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
            var type = ExternalTypes.ReadGlobalType(ref reader);
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
}
