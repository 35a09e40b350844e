using Lanner.Admission;
using Lanner.Binary;
using Lanner.Components.Structure;
using Lanner.Structure;

namespace Lanner.Components.Binary;

/// <summary>Decodes the binary format of components (Binary.md of the component model, at commit 6d28164) into a
/// <see cref="ComponentDefinition"/>.</summary>
/// <remarks>Nothing that the component says is trusted: counts are checked against the bytes that are left before anything is allocated,
/// and nesting against <see cref="ComponentLimits.Nesting"/>.</remarks>
internal sealed partial class ComponentDecoder
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly WasmFeatures _features;
    private readonly ModuleAdmission? _admission;
    private int _depth;
    private int _definitionCount;

    private ComponentDecoder(ReadOnlyMemory<byte> bytes, WasmFeatures features, ModuleAdmission? admission)
    {
        _bytes = bytes;
        _features = features;
        _admission = admission;
    }

    /// <summary>Decodes a component. The definition keeps <paramref name="bytes"/>, which must not change afterwards.</summary>
    /// <exception cref="MalformedModuleException">The bytes are not a component.</exception>
    /// <exception cref="InvalidModuleException">A rule is broken that shows while decoding.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static ComponentDefinition Decode(ReadOnlyMemory<byte> bytes, WasmFeatures features, ModuleAdmission? admission = null)
    {
        if (bytes.Length > ModuleLimits.ModuleSize)
        {
            throw ByteReader.TooMany("bytes in a component", (ulong)bytes.Length, ModuleLimits.ModuleSize, 0);
        }

        return new ComponentDecoder(bytes, features, admission).DecodeComponent(new ByteRange(0, bytes.Length));
    }

    private ReadOnlySpan<byte> Span => _bytes.Span;

    private ComponentDefinition DecodeComponent(ByteRange range)
    {
        Enter(range.Offset);
        var reader = new ByteReader(Span, range);
        DecodePreamble(ref reader);
        var definitions = new List<Definition>();
        while (!reader.IsAtEnd)
        {
            _admission?.Reach(reader.Position);
            DecodeSection(ref reader, definitions);
        }

        _depth--;
        return new ComponentDefinition { Bytes = _bytes, Range = range, Features = _features, Definitions = [.. definitions] };
    }

    /// <summary>Counts definitions, each of which takes many times the memory of the byte that it may have.</summary>
    private void Count(int definitions, int offset)
    {
        _definitionCount += definitions;
        if (_definitionCount > ComponentLimits.Definitions)
        {
            throw ByteReader.TooMany("definitions", (ulong)_definitionCount, ComponentLimits.Definitions, offset);
        }
    }

    private void Enter(int offset)
    {
        if (++_depth > ComponentLimits.Nesting)
        {
            throw new MalformedModuleException(
                $"nesting too deep: more than {ComponentLimits.Nesting} components or types inside each other", offset);
        }
    }

    private static void DecodePreamble(ref ByteReader reader)
    {
        var start = reader.Position;
        if (!reader.ReadBytes(4).SequenceEqual("\0asm"u8))
        {
            throw new MalformedModuleException("magic header not detected: a component starts with the bytes 00 61 73 6d", start);
        }

        var version = reader.ReadFixedUnsigned32();
        if (version != 0x1000D)
        {
            throw new MalformedModuleException(
                version == 1
                    ? "expected a version header for a component, found that of a core module"
                    : $"unknown binary version: expected the bytes 0d 00 01 00, found version {version & 0xFFFF} of layer {version >> 16}",
                start + 4);
        }
    }

    private void DecodeSection(ref ByteReader reader, List<Definition> definitions)
    {
        var offset = reader.Position;
        var id = reader.ReadByte();
        if (id > 12)
        {
            throw new MalformedModuleException($"malformed section id {id}", offset);
        }

        var size = reader.ReadUnsigned32();
        if (size > (uint)reader.Remaining)
        {
            throw new MalformedModuleException(
                $"length out of bounds: the section has {size} bytes, but the component only {reader.Remaining} more", offset);
        }

        Count(1, offset);
        var content = reader.ReadRange(size);
        var items = new ByteReader(Span, content);
        switch (id)
        {
            case 0:
                var name = items.ReadName();
                definitions.Add(new CustomDefinition(offset, name, items.ReadRange((uint)items.Remaining)));
                return;
            case 1:
                definitions.Add(new CoreModuleDefinition(content.Offset, content, DecodeModule(content)));
                return;
            case 4:
                definitions.Add(new NestedComponentDefinition(content.Offset, DecodeComponent(content)));
                return;
            case 9:
                definitions.Add(DecodeStart(ref items));
                break;
            default:
                DecodeItems(id, ref items, definitions);
                break;
        }

        if (!items.IsAtEnd)
        {
            throw new MalformedModuleException(
                $"section size mismatch: section {id} has {content.Length} bytes, its items {items.Position - content.Offset}",
                content.Offset);
        }
    }

    private void DecodeItems(byte id, ref ByteReader reader, List<Definition> definitions)
    {
        var left = reader.ReadCount(1, ComponentLimits.Items, "items of a section");
        for (Count(left, reader.Position); left > 0; left--)
        {
            _admission?.Reach(reader.Position);
            definitions.Add(id switch
            {
                2 => DecodeCoreInstance(ref reader),
                3 => DecodeCoreType(ref reader),
                5 => DecodeInstance(ref reader),
                6 => DecodeAlias(ref reader),
                7 => new TypeDefinition(reader.Position, DecodeType(ref reader)),
                8 => DecodeCanonical(ref reader),
                10 => DecodeImport(ref reader),
                11 => DecodeExport(ref reader),
                _ => DecodeValue(ref reader),
            });
        }
    }

    /// <summary>Decodes a core module, whose errors count from its own start.</summary>
    private ModuleDefinition DecodeModule(ByteRange range)
    {
        try
        {
            var module = ModuleDecoder.Decode(_bytes.Slice(range.Offset, range.Length), _features, _admission);
            _admission?.CheckDefinition(module);
            return module;
        }
        catch (MalformedModuleException error)
        {
            throw new MalformedModuleException(error.Reason, error.Offset + range.Offset);
        }
        catch (InvalidModuleException error)
        {
            throw new InvalidModuleException(error.Reason, error.Offset + range.Offset);
        }
    }

    private static Definition DecodeCoreInstance(ref ByteReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                var module = reader.ReadUnsigned32();
                var arguments = new CoreArgument[reader.ReadCount(3, ComponentLimits.Items, "arguments")];
                foreach (ref var argument in arguments.AsSpan())
                {
                    argument = DecodeCoreArgument(ref reader);
                }

                return new CoreInstantiation(offset, module, arguments);
            case 0x01:
                var exports = new CoreInlineExport[reader.ReadCount(3, ComponentLimits.Items, "exports")];
                foreach (ref var export in exports.AsSpan())
                {
                    var start = reader.Position;
                    var name = reader.ReadName();
                    var sort = ComponentBytes.ReadCoreSort(ref reader, "core external kind");
                    export = new CoreInlineExport(name, new SortIndex(sort, reader.ReadUnsigned32()), start);
                }

                return new CoreInstanceOfExports(offset, exports);
            case var form:
                throw ComponentBytes.InvalidByte(form, "core instance", offset);
        }
    }

    private static CoreArgument DecodeCoreArgument(ref ByteReader reader)
    {
        var offset = reader.Position;
        var name = reader.ReadName();
        var kindOffset = reader.Position;
        var kind = reader.ReadByte();
        return kind == 0x12
            ? new CoreArgument(name, reader.ReadUnsigned32(), offset)
            : throw ComponentBytes.InvalidByte(kind, "instantiation arg kind, which must be instance (0x12)", kindOffset);
    }

    private static Definition DecodeInstance(ref ByteReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                var component = reader.ReadUnsigned32();
                var arguments = new Argument[reader.ReadCount(3, ComponentLimits.Items, "arguments")];
                foreach (ref var argument in arguments.AsSpan())
                {
                    var start = reader.Position;
                    argument = new Argument(reader.ReadName(), DecodeSortIndex(ref reader), start);
                }

                return new Instantiation(offset, component, arguments);
            case 0x01:
                var exports = new InlineExport[reader.ReadCount(4, ComponentLimits.Items, "exports")];
                foreach (ref var export in exports.AsSpan())
                {
                    var start = reader.Position;
                    export = new InlineExport(ComponentBytes.ReadExternName(ref reader), DecodeSortIndex(ref reader), start);
                }

                return new InstanceOfExports(offset, exports);
            case var form:
                throw ComponentBytes.InvalidByte(form, "instance", offset);
        }
    }

    private static SortIndex DecodeSortIndex(ref ByteReader reader) =>
        new(ComponentBytes.ReadSort(ref reader, "component external kind"), reader.ReadUnsigned32());

    private static Definition DecodeAlias(ref ByteReader reader)
    {
        const string OuterKind = "component outer alias kind";
        var offset = reader.Position;
        var sort = ComponentBytes.ReadSort(ref reader, OuterKind);
        var targetOffset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                var instance = reader.ReadUnsigned32();
                return new ExportAlias(offset, sort, IsOfCore: false, instance, reader.ReadName());
            case 0x01:
                var coreInstance = reader.ReadUnsigned32();
                return sort.IsCore()
                    ? new ExportAlias(offset, sort, IsOfCore: true, coreInstance, reader.ReadName())
                    : throw ComponentBytes.InvalidByte((int)sort, "core export alias kind", offset);
            case 0x02:
                return sort is Sort.CoreModule or Sort.CoreType or Sort.Component or Sort.Type
                    ? new OuterAlias(offset, sort, reader.ReadUnsigned32(), reader.ReadUnsigned32())
                    : throw ComponentBytes.InvalidByte((int)(sort & (Sort)0xFF), OuterKind, offset);
            case var target:
                throw ComponentBytes.InvalidByte(target, "alias", targetOffset);
        }
    }

    private static ImportDeclaration DecodeImport(ref ByteReader reader)
    {
        var offset = reader.Position;
        return new ImportDeclaration(offset, ComponentBytes.ReadExternName(ref reader), DecodeExternType(ref reader));
    }

    private static ComponentExportDefinition DecodeExport(ref ByteReader reader)
    {
        var offset = reader.Position;
        var name = ComponentBytes.ReadExternName(ref reader);
        var item = DecodeSortIndex(ref reader);
        var hasType = ComponentBytes.ReadPresence(ref reader, "optional component export type");
        return new ComponentExportDefinition(offset, name, item, hasType ? DecodeExternType(ref reader) : null);
    }

    private static StartDefinition DecodeStart(ref ByteReader reader)
    {
        var offset = reader.Position;
        var function = reader.ReadUnsigned32();
        return new StartDefinition(
            offset, function, ComponentBytes.ReadIndices(ref reader, "arguments"), reader.ReadUnsigned32());
    }

    private static ValueDefinition DecodeValue(ref ByteReader reader)
    {
        var offset = reader.Position;
        var type = DecodeValueType(ref reader);
        var length = reader.ReadUnsigned32();
        return new ValueDefinition(offset, type, reader.ReadRange(length));
    }
}
