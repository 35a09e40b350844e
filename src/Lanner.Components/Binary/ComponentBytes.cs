using Lanner.Binary;
using Lanner.Components.Structure;

namespace Lanner.Components.Binary;

/// <summary>Reads the small items of the binary format of components, and writes the errors about them in one form.</summary>
internal static class ComponentBytes
{
    /// <summary>The error about a byte that stands for nothing.</summary>
    internal static MalformedModuleException InvalidByte(int value, string what, int offset) =>
        new($"invalid leading byte (0x{value:x}) for {what}", offset);

    internal static bool ReadBoolean(ref ByteReader reader)
    {
        var offset = reader.Position;
        var value = reader.ReadByte();
        return value <= 1
            ? value == 1
            : throw new MalformedModuleException($"invalid boolean value: expected 0 or 1, found {value}", offset);
    }

    /// <summary>Reads the byte that says whether something follows.</summary>
    internal static bool ReadPresence(ref ByteReader reader, string what)
    {
        var offset = reader.Position;
        var value = reader.ReadByte();
        return value <= 1 ? value == 1 : throw InvalidByte(value, what, offset);
    }

    internal static Sort ReadSort(ref ByteReader reader, string what)
    {
        var offset = reader.Position;
        var value = reader.ReadByte();
        return value switch
        {
            0x00 => ReadCoreSort(ref reader, what),
            <= 0x05 => (Sort)value,
            _ => throw InvalidByte(value, what, offset),
        };
    }

    internal static Sort ReadCoreSort(ref ByteReader reader, string what)
    {
        var offset = reader.Position;
        var value = reader.ReadByte();
        return value is <= 0x04 or (>= 0x10 and <= 0x12) ? Sort.CoreFunction + value : throw InvalidByte(value, what, offset);
    }

    internal static uint[] ReadIndices(ref ByteReader reader, string items)
    {
        var indices = new uint[reader.ReadCount(1, ComponentLimits.Items, items)];
        foreach (ref var index in indices.AsSpan())
        {
            index = reader.ReadUnsigned32();
        }

        return indices;
    }

    /// <summary>Reads the name of an import or export with its attributes.</summary>
    internal static ExternName ReadExternName(ref ByteReader reader)
    {
        var offset = reader.Position;
        var form = reader.ReadByte();
        if (form > 0x02)
        {
            throw InvalidByte(form, "component name", offset);
        }

        var name = new ExternName(reader.ReadName());
        for (var left = form == 0x02 ? reader.ReadCount(2, ComponentLimits.Items, "attributes of a name") : 0; left > 0; left--)
        {
            name = ReadAttribute(ref reader, name);
        }

        return name;
    }

    private static ExternName ReadAttribute(ref ByteReader reader, ExternName name)
    {
        var offset = reader.Position;
        var kind = reader.ReadByte();
        if (kind > 0x02)
        {
            throw InvalidByte(kind, "name option", offset);
        }

        var value = reader.ReadName();
        var (present, what) = kind switch
        {
            0x00 => (name.Implements, "implements"),
            0x01 => (name.VersionSuffix, "versionsuffix"),
            _ => (name.ExternalId, "external-id"),
        };
        if (present is not null)
        {
            throw new InvalidModuleException($"duplicate '{what}' option in name `{DisplayedName.Of(name.Name)}`", offset);
        }

        return kind switch
        {
            0x00 => name with { Implements = value },
            0x01 => name with { VersionSuffix = value },
            _ => name with { ExternalId = value },
        };
    }
}
