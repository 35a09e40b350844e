using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lanner.Binary;
using Lanner.Structure;
using Lanner.Text.Printing;

namespace Lanner.Components.Text.Printing;

/// <summary>Writes the core types of a scope with the engine's own printer, for which the scope looks like a module that has nothing but
/// types.</summary>
internal sealed class CoreTypePrinter
{
    private readonly PrintedText _text;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly WasmFeatures _features;
    private readonly List<DefinedType> _types = [];
    private TypePrinter? _printer;
    private int _next;

    internal CoreTypePrinter(PrintedText text, ReadOnlyMemory<byte> bytes, WasmFeatures features)
    {
        _text = text;
        _bytes = bytes;
        _features = features;
    }

    /// <summary>Adds the types of a recursion group.</summary>
    internal void Add(ByteRange range) =>
        new TypeSectionReader(new ByteReader(_bytes.Span, range), _features, keepsTypesApart: true, admission: null, _types).ReadGroup();

    /// <summary>Adds a type that stands elsewhere, or is one of a module.</summary>
    internal void AddForeign() => _types.Add(new FunctionType([], []));

    /// <summary>Ends the adding, so that types can be written.</summary>
    internal void Finish(Dictionary<uint, string> names)
    {
        var module = new ModuleDefinition { Bytes = default, Types = [.. _types] };
        if (names.Count > 0)
        {
            var section = EncodeNames(names);
            module = new ModuleDefinition
            {
                Bytes = section,
                Types = module.Types,
                CustomSections = [new CustomSection("name", new ByteRange(0, section.Length))],
            };
        }

        _printer = new TypePrinter(new PrintedModule(module), _text);
    }

    /// <summary>Steps over an entry that is written elsewhere.</summary>
    internal void Skip() => _next++;

    /// <summary>Writes the next types, as many as belong together.</summary>
    /// <param name="prefix">Stands in front of the word <c>type</c> or <c>rec</c>.</param>
    /// <returns>The number of them.</returns>
    internal int PrintNext(string prefix)
    {
        var group = _types[_next].Group.Types;
        if (group.Length == 1)
        {
            _printer!.PrintDefinition((uint)_next, _types[_next], prefix + "type");
            _next++;
            return 1;
        }

        _text.StartLine();
        _text.Append('(').Append(prefix).Append("rec");
        _text.Depth++;
        foreach (var type in group)
        {
            _printer!.PrintDefinition((uint)_next++, type);
        }

        _text.Depth--;
        _text.Append(')');
        return group.Length;
    }

    /// <summary>Writes the type of an import or export of a module, in parentheses.</summary>
    internal void PrintExternal(ByteRange range)
    {
        var reader = new ByteReader(_bytes.Span, range);
        var types = new TypeReader(CollectionsMarshal.AsSpan(_types), _features);
        var type = new ExternalTypeReader(types, _features).Read(ref reader, out _);
        _text.Append(type switch
        {
            FunctionExternalType function => $"(func {_printer!.TypeUse(function.Type)})",
            TagType tag => $"(tag {_printer!.TypeUse(tag.Type)})",
            TableType table => string.Create(
                CultureInfo.InvariantCulture,
                $"(table {(table.Is64Bit ? "i64 " : "")}{table.Limits} {_printer!.ValueType(table.Element)})"),
            GlobalType { IsMutable: true } global => $"(global (mut {_printer!.ValueType(global.Value)}))",
            GlobalType global => $"(global {_printer!.ValueType(global.Value)})",
            _ => type.ToString()!,
        });
    }

    /// <summary>A name section with the names of types (core specification, appendix "Name Section").</summary>
    private static byte[] EncodeNames(Dictionary<uint, string> names)
    {
        var entries = new ByteWriter();
        entries.WriteUnsigned((ulong)names.Count);
        foreach (var (index, name) in names.OrderBy(entry => entry.Key))
        {
            entries.WriteUnsigned(index);
            entries.WriteSized(Encoding.UTF8.GetBytes(name));
        }

        var section = new ByteWriter();
        section.Write(0x04);
        section.WriteSized(entries.Written);
        return section.ToArray();
    }
}
