using Lanner.Structure;

namespace Lanner.Binary;

/// <content>Imports (specification 5.5.5): one at a time, or several that share the name of their module and perhaps their type (proposal
/// "compact import section").</content>
internal sealed partial class ModuleDecoder
{
    /// <summary>Stands in place of a kind, after an empty name: imports of the module follow, each with its type.</summary>
    internal const byte ImportsOfOneModule = 0x7F;

    /// <summary>Stands in place of a kind, after an empty name: a type follows, and the names of the module's imports that have
    /// it.</summary>
    internal const byte ImportsOfOneType = 0x7E;

    private readonly List<ImportDefinition> _imports = [];
    private readonly Growable<ImportGroup> _importGroups = new();
    private readonly Growable<FunctionDefinition> _importedFunctions = new();
    private int _importedTableCount;
    private int _importedMemoryCount;
    private int _importedGlobalCount;
    private int _importedTagCount;

    private void DecodeImports(ref ByteReader reader)
    {
        var count = reader.ReadCount(3, ModuleLimits.Imports, "imports");
        _imports.EnsureCapacity(count);
        for (var remaining = count; remaining > 0; remaining--)
        {
            var offset = reader.Position;
            _admission?.Reach(offset);
            var module = reader.ReadName();
            var name = reader.ReadName();
            if (name.Length == 0 && reader.Peek() is ImportsOfOneModule or ImportsOfOneType)
            {
                DecodeImportGroup(ref reader, module);
            }
            else
            {
                var type = ExternalTypes.Read(ref reader, out var typeIndex);
                AddImport(module, name, type, typeIndex, offset);
            }
        }

        _importedTableCount = _tables.Count;
        _importedMemoryCount = _memories.Count;
        _importedGlobalCount = _globals.Count;
        _importedTagCount = _tags.Count;
    }

    private void DecodeImportGroup(ref ByteReader reader, string module)
    {
        var offset = reader.Position;
        var kind = reader.ReadByte();
        if (!Has(WasmFeatures.CompactImports))
        {
            throw FeatureErrors.Off($"malformed import kind 0x{kind:x2}", "a group of imports", WasmFeatures.CompactImports, offset);
        }

        var sharesType = kind == ImportsOfOneType;
        ExternalType? type = null;
        var typeIndex = 0;
        if (sharesType)
        {
            type = ExternalTypes.Read(ref reader, out typeIndex);
        }

        var start = _imports.Count;
        var count = reader.ReadCount(sharesType ? 1 : 2, ModuleLimits.Imports, "imports");
        RequireAtMost(ModuleLimits.Imports, (long)start + count, "imports", offset);
        for (var remaining = count; remaining > 0; remaining--)
        {
            offset = reader.Position;
            _admission?.Reach(offset);
            var name = reader.ReadName();
            if (!sharesType)
            {
                type = ExternalTypes.Read(ref reader, out typeIndex);
            }

            AddImport(module, name, type!, typeIndex, offset);
        }

        _importGroups.Add(new ImportGroup(module, start, count, sharesType ? type : null));
    }

    /// <summary>Adds an import, also to the index space of its kind.</summary>
    private void AddImport(string module, string name, ExternalType type, int typeIndex, int offset)
    {
        int index;
        switch (type)
        {
            case FunctionExternalType function:
                index = _importedFunctions.Count;
                _importedFunctions.Add(new FunctionDefinition(function.Type, typeIndex, default));
                break;
            case TableType table:
                index = _tables.Count;
                _tables.Add(new TableDefinition(table, null));
                break;
            case MemoryType memory:
                index = _memories.Count;
                _memories.Add(memory);
                break;
            case GlobalType global:
                index = _globals.Count;
                _globals.Add(new GlobalDefinition(global, null));
                break;
            default:
                index = _tags.Count;
                _tags.Add((TagType)type);
                break;
        }

        _imports.Add(new ImportDefinition(module, name, type, index, offset));
    }
}
