using Lanner.Admission;
using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Decodes the binary format (specification chapter 5) into a <see cref="ModuleDefinition"/>. Function bodies stay ranges of
/// bytes: their instructions are read when they are validated and compiled.</summary>
/// <remarks>Nothing that the module says is trusted: lengths and counts are checked against the bytes that are left and against
/// <see cref="ModuleLimits"/> before anything is allocated.</remarks>
internal sealed partial class ModuleDecoder
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly WasmFeatures _features;
    private readonly bool _keepsTypesApart;
    private readonly ModuleAdmission? _admission;
    private readonly Growable<SectionRange> _sections = new();
    private readonly List<CustomSection> _customSections = [];

    private ModuleDecoder(ReadOnlyMemory<byte> bytes, WasmFeatures features, bool keepsTypesApart, ModuleAdmission? admission)
    {
        _admission = admission;
        _bytes = bytes;
        _features = features;
        _keepsTypesApart = keepsTypesApart;
    }

    /// <summary>Decodes a module. The definition keeps <paramref name="bytes"/>, which must not change afterwards.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a module, or parts of it need features that are off.</exception>
    /// <exception cref="InvalidModuleException">A type index means nothing.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static ModuleDefinition Decode(ReadOnlyMemory<byte> bytes, WasmFeatures features, ModuleAdmission? admission = null) =>
        Decode(bytes, features, keepsTypesApart: false, admission);

    /// <summary>Decodes a module to be printed: each entry of the type section is an object of its own, also when it equals another, so
    /// that the index that was written can be told from the type. Such a definition can be neither validated nor compiled.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a module, or parts of it need features that are off.</exception>
    /// <exception cref="InvalidModuleException">A type index means nothing.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static ModuleDefinition DecodeAsWritten(
        ReadOnlyMemory<byte> bytes, WasmFeatures features, ModuleAdmission? admission = null) =>
        Decode(bytes, features, keepsTypesApart: true, admission);

    private static ModuleDefinition Decode(
        ReadOnlyMemory<byte> bytes, WasmFeatures features, bool keepsTypesApart, ModuleAdmission? admission)
    {
        if (bytes.Length > ModuleLimits.ModuleSize)
        {
            throw ByteReader.TooMany("bytes in a module", (ulong)bytes.Length, ModuleLimits.ModuleSize, 0);
        }

        var decoder = new ModuleDecoder(bytes, features, keepsTypesApart, admission);
        try
        {
            decoder.DecodeSections();
            return decoder.Finish();
        }
        catch (MalformedModuleException error)
        {
            decoder.RequireWellFormedBodies(error.Offset);
            throw;
        }
    }

    private ReadOnlySpan<byte> Module => _bytes.Span;

    private TypeReader Types => new(_types, _features);

    private ExternalTypeReader ExternalTypes => new(Types, _features);

    private bool Has(WasmFeatures features) => (_features & features) != 0;

    private void DecodeSections()
    {
        var reader = new ByteReader(Module, 0);
        if (!reader.ReadBytes(4).SequenceEqual("\0asm"u8))
        {
            throw new MalformedModuleException("magic header not detected: a module starts with the bytes 00 61 73 6d", 0);
        }

        var version = reader.ReadFixedUnsigned32();
        if (version != 1)
        {
            throw new MalformedModuleException(
                version == 0x1000D
                    ? "unknown binary version: this is a component (of the component model), not a module"
                    : $"unknown binary version {version}", 4);
        }

        var previous = SectionId.Custom;
        while (!reader.IsAtEnd)
        {
            _admission?.Reach(reader.Position);
            DecodeSection(ref reader, ref previous);
        }
    }

    private void DecodeSection(ref ByteReader reader, ref SectionId previous)
    {
        var offset = reader.Position;
        var id = (SectionId)reader.ReadByte();
        if (id > SectionId.Tag || (id == SectionId.Tag && !Has(WasmFeatures.Exceptions | WasmFeatures.LegacyExceptions)) ||
            (id == SectionId.DataCount && !Has(WasmFeatures.BulkMemory)))
        {
            throw id switch
            {
                SectionId.Tag => FeatureErrors.Off("malformed section id 13", "the tag section", WasmFeatures.Exceptions, offset),
                SectionId.DataCount =>
                    FeatureErrors.Off("malformed section id 12", "the data count section", WasmFeatures.BulkMemory, offset),
                _ => new MalformedModuleException($"malformed section id {(byte)id}", offset),
            };
        }

        if (id != SectionId.Custom)
        {
            if (Rank(id) <= Rank(previous))
            {
                throw new MalformedModuleException(
                    $"unexpected content after last section: the {Name(id)} section follows the {Name(previous)} section", offset);
            }

            previous = id;
        }

        var size = reader.ReadUnsigned32();
        if (size > (uint)reader.Remaining)
        {
            var available = reader.Remaining;
            RequireWellFormedBeginning(id, reader.ReadRange((uint)available));
            throw new MalformedModuleException(
                $"length out of bounds: the {Name(id)} section has {size} bytes, but the module only {available} more", offset);
        }

        var content = reader.ReadRange(size);
        _sections.Add(new SectionRange((byte)id, content));
        var end = DecodeContent(id, content);
        if (end != content.End)
        {
            throw new MalformedModuleException(
                $"section size mismatch: the {Name(id)} section has {content.Length} bytes, its items {end - content.Offset}",
                content.Offset);
        }
    }

    /// <summary>Looks for a mistake in what there is of a section that is cut off: it stands before the end of the module, and so is told
    /// first.</summary>
    private void RequireWellFormedBeginning(SectionId id, ByteRange content)
    {
        try
        {
            DecodeContent(id, content);
        }
        catch (InvalidModuleException)
        {
            // What is malformed is told before what is not valid.
        }
        catch (MalformedModuleException error) when (
            error.Reason.StartsWith("unexpected end", StringComparison.Ordinal)
            || error.Reason.StartsWith("length out of bounds", StringComparison.Ordinal))
        {
            // This is the end.
        }
    }

    /// <summary>Decodes what is in a section and returns where that ended.</summary>
    private int DecodeContent(SectionId id, ByteRange content)
    {
        var reader = new ByteReader(Module, content.Offset);
        switch (id)
        {
            case SectionId.Custom:
                DecodeCustomSection(new ByteReader(Module, content));
                return content.End;
            case SectionId.Type:
                return new TypeSectionReader(reader, _features, _keepsTypesApart, _admission).Read(out _types, out _typeOffsets);
            case SectionId.Import:
                DecodeImports(ref reader);
                break;
            case SectionId.Function:
                DecodeFunctionTypes(ref reader);
                break;
            case SectionId.Table:
                DecodeTables(ref reader);
                break;
            case SectionId.Memory:
                DecodeMemories(ref reader);
                break;
            case SectionId.Tag:
                DecodeTags(ref reader);
                break;
            case SectionId.Global:
                DecodeGlobals(ref reader);
                break;
            case SectionId.Export:
                DecodeExports(ref reader);
                break;
            case SectionId.Start:
                _startOffset = reader.Position;
                _startFunction = reader.ReadUnsigned32();
                break;
            case SectionId.Element:
                DecodeElementSegments(ref reader);
                break;
            case SectionId.DataCount:
                _dataCount = reader.ReadUnsigned32();
                break;
            case SectionId.Code:
                DecodeBodies(ref reader, content);
                break;
            case SectionId.Data:
                DecodeDataSegments(ref reader);
                break;
        }

        return reader.Position;
    }

    private void DecodeCustomSection(ByteReader reader)
    {
        var offset = reader.Position;
        var name = reader.ReadName();
        if (_customSections.Count == ModuleLimits.CustomSections)
        {
            throw ByteReader.TooMany("custom sections", ModuleLimits.CustomSections + 1, ModuleLimits.CustomSections, offset);
        }

        _customSections.Add(new CustomSection(name, reader.ReadRange((uint)reader.Remaining)));
    }

    /// <summary>The place of a section in the order that the format prescribes: by number, but for the two that came later.</summary>
    private static int Rank(SectionId id) => id switch
    {
        SectionId.Tag => (2 * (int)SectionId.Memory) + 1,
        SectionId.DataCount => (2 * (int)SectionId.Element) + 1,
        _ => 2 * (int)id,
    };

    private static string Name(SectionId id) => id == SectionId.DataCount ? "data count" : id.ToString().ToLowerInvariant();
}
