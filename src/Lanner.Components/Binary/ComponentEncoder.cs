using System.Text;
using Lanner.Binary;
using Lanner.Components.Structure;

namespace Lanner.Components.Binary;

/// <summary>The sections of a component, with the numbers of the binary format.</summary>
internal enum ComponentSection : byte
{
    Custom = 0,
    CoreModule = 1,
    CoreInstance = 2,
    CoreType = 3,
    Component = 4,
    Instance = 5,
    Alias = 6,
    Type = 7,
    Canonical = 8,
    Start = 9,
    Import = 10,
    Export = 11,
    Value = 12,
}

/// <summary>Writes a component, item by item in the order of its definitions; or the declarations of a type.</summary>
internal sealed class ComponentEncoder
{
    private readonly List<(ComponentSection Section, int Count, ByteWriter Content)> _sections = [];

    /// <summary>Told of each piece that is copied into another, and where to; null when nobody asks.</summary>
    internal Action<ByteWriter, ByteWriter, int>? Copied { get; init; }

    /// <summary>Adds an item. Items of one kind that follow each other share a section.</summary>
    internal void Add(ComponentSection section, ByteWriter item)
    {
        var isList = section is not (ComponentSection.Custom or ComponentSection.CoreModule or ComponentSection.Component
            or ComponentSection.Start);
        if (isList && _sections.Count > 0 && _sections[^1].Section == section)
        {
            var (_, count, content) = _sections[^1];
            Copied?.Invoke(item, content, content.Length);
            content.Write(item.Written);
            _sections[^1] = (section, count + 1, content);
            return;
        }

        _sections.Add((section, isList ? 1 : 0, item));
    }

    /// <summary>The component with all its sections.</summary>
    internal ByteWriter EncodeComponent()
    {
        var writer = new ByteWriter();
        writer.Write("\0asm\x0d\0\x01\0"u8);
        foreach (var (section, count, content) in _sections)
        {
            var body = content;
            if (count > 0)
            {
                body = new ByteWriter(content.Length + 5);
                body.WriteUnsigned((ulong)count);
                Copied?.Invoke(content, body, body.Length);
                body.Write(content.Written);
            }

            writer.Write((byte)section);
            writer.WriteSized(body.Written);
            Copied?.Invoke(body, writer, writer.Length - body.Length);
        }

        return writer;
    }

    /// <summary>The name of an import or export with its attributes.</summary>
    internal static void WriteName(ByteWriter writer, in ExternName name)
    {
        (byte Kind, string? Value)[] attributes = [(0x00, name.Implements), (0x01, name.VersionSuffix), (0x02, name.ExternalId)];
        var count = attributes.Count(attribute => attribute.Value is not null);
        writer.Write((byte)(count == 0 ? 0x00 : 0x02));
        WriteString(writer, name.Name);
        if (count == 0)
        {
            return;
        }

        writer.WriteUnsigned((ulong)count);
        foreach (var (kind, value) in attributes)
        {
            if (value is not null)
            {
                writer.Write(kind);
                WriteString(writer, value);
            }
        }
    }

    internal static void WriteString(ByteWriter writer, string text) => writer.WriteSized(Encoding.UTF8.GetBytes(text));

    /// <summary>A sort as components name it, or, in core instances, core WebAssembly alone.</summary>
    internal static void WriteSort(ByteWriter writer, Sort sort, bool isCoreOnly = false)
    {
        if (sort.IsCore() && !isCoreOnly)
        {
            writer.Write(0x00);
        }

        writer.Write((byte)sort);
    }

    internal static void WriteValueType(ByteWriter writer, ValueTypeReference type)
    {
        if (type.Primitive is { } primitive)
        {
            writer.Write(ComponentDecoder.CodeOf(primitive));
        }
        else
        {
            writer.WriteSigned(type.Index);
        }
    }

    internal static void WriteOptional(ByteWriter writer, ValueTypeReference? type)
    {
        writer.Write((byte)(type is null ? 0 : 1));
        if (type is { } present)
        {
            WriteValueType(writer, present);
        }
    }

    /// <summary>The result of a function (Binary.md, <c>resultlist</c>).</summary>
    internal static void WriteResult(ByteWriter writer, ValueTypeReference? result)
    {
        if (result is { } type)
        {
            writer.Write(0x00);
            WriteValueType(writer, type);
        }
        else
        {
            writer.Write([0x01, 0x00]);
        }
    }
}
