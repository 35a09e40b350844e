using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <summary>A module with what the printer calls its parts.</summary>
internal sealed class PrintedModule
{
    private readonly NameSection _names;
    private readonly Dictionary<DefinedType, uint> _typeIndices = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<uint, PrintedNames> _fields = [];

    /// <param name="definition">Comes from <see cref="ModuleDecoder.DecodeAsWritten"/>.</param>
    internal PrintedModule(ModuleDefinition definition)
    {
        Definition = definition;
        _names = NameSection.Read(definition);
        Types = Named(_names.Types, definition.Types.Length);
        Functions = Named(_names.Functions, definition.Functions.Length);
        Tables = Named(_names.Tables, definition.Tables.Length);
        Memories = Named(_names.Memories, definition.Memories.Length);
        Globals = Named(_names.Globals, definition.Globals.Length);
        Tags = Named(_names.Tags, definition.Tags.Length);
        ElementSegments = Named(_names.ElementSegments, definition.ElementSegments.Length);
        DataSegments = Named(_names.DataSegments, definition.DataSegments.Length);
        for (var index = 0; index < definition.Types.Length; index++)
        {
            _typeIndices.Add(definition.Types[index], (uint)index);
        }

        foreach (var (type, fields) in _names.Fields)
        {
            if (type < (uint)definition.Types.Length && definition.Types[type] is StructType structure)
            {
                _fields.Add(type, Named(fields, structure.FieldArray.Length));
            }
        }
    }

    internal ModuleDefinition Definition { get; }

    internal string? Name => _names.Module;

    internal PrintedNames Types { get; }

    internal PrintedNames Functions { get; }

    internal PrintedNames Tables { get; }

    internal PrintedNames Memories { get; }

    internal PrintedNames Globals { get; }

    internal PrintedNames Tags { get; }

    internal PrintedNames ElementSegments { get; }

    internal PrintedNames DataSegments { get; }

    internal uint IndexOf(DefinedType type) => _typeIndices[type];

    internal PrintedNames FieldsOf(uint type) => _fields.GetValueOrDefault(type, PrintedNames.None);

    /// <summary>The names of the parameters and locals of a function.</summary>
    internal PrintedNames LocalsOf(uint function, int count) =>
        _names.Locals.TryGetValue(function, out var names) ? Named(names, count) : PrintedNames.None;

    /// <summary>The names of the labels of a function, which are counted in the order in which its blocks begin.</summary>
    internal Dictionary<uint, string>? LabelsOf(uint function) => _names.Labels.GetValueOrDefault(function);

    /// <summary>Leaves the names of things out that are not there.</summary>
    private static PrintedNames Named(Dictionary<uint, string> names, int count) =>
        names.Count == 0 ? PrintedNames.None : new PrintedNames(names.Where(entry => entry.Key < (uint)count).ToDictionary());
}
