using Lanner.Binary;
using Lanner.Components.Structure;
using Lanner.Structure;

namespace Lanner.Components.Binary;

/// <content>Types (Binary.md, "Type Definitions").</content>
internal sealed partial class ComponentDecoder
{
    private Definition DecodeCoreType(ref ByteReader reader)
    {
        var offset = reader.Position;
        switch (reader.Peek())
        {
            case 0x50:
                _ = reader.ReadByte();
                var declarations = new CoreModuleDeclaration[reader.ReadCount(2, ComponentLimits.Items, "declarations")];
                Count(declarations.Length, reader.Position);
                foreach (ref var declaration in declarations.AsSpan())
                {
                    _admission?.Reach(reader.Position);
                    declaration = DecodeCoreDeclaration(ref reader);
                }

                return new CoreModuleTypeDefinition(offset, declarations);
            default:
                return new CoreTypeDefinition(offset, SkipGroup(ref reader));
        }
    }

    private ByteRange SkipGroup(ref ByteReader reader)
    {
        if (reader.Peek() == 0x00)
        {
            // What follows is a subtype that is not final, whose number 0x50 would else be that of a module type.
            _ = reader.ReadByte();
            if (reader.Peek() != 0x50)
            {
                throw ComponentBytes.InvalidByte(reader.Peek(), "non-final sub type", reader.Position);
            }
        }

        var types = new TypeSectionReader(reader, _features, keepsTypesApart: false, _admission);
        types.SkipGroup();
        return reader.ReadRange((uint)(types.Position - reader.Position));
    }

    private CoreModuleDeclaration DecodeCoreDeclaration(ref ByteReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                return new CoreImportDeclaration(offset, reader.ReadName(), reader.ReadName(), SkipExternalType(ref reader));
            case 0x01:
                return reader.Peek() == 0x50
                    ? throw new InvalidModuleException(
                        "invalid leading byte (0x50) for core type: a module type cannot have module types in it", reader.Position)
                    : new CoreTypeDeclaration(offset, SkipGroup(ref reader));
            case 0x02:
                return DecodeCoreAlias(ref reader, offset);
            case 0x03:
                return new CoreExportDeclaration(offset, reader.ReadName(), SkipExternalType(ref reader));
            case var form:
                throw ComponentBytes.InvalidByte(form, "type definition", offset);
        }
    }

    private static CoreOuterAlias DecodeCoreAlias(ref ByteReader reader, int offset)
    {
        var sort = reader.ReadByte();
        if (sort != 0x10)
        {
            throw ComponentBytes.InvalidByte(sort, "outer alias kind", reader.Position - 1);
        }

        var target = reader.ReadByte();
        return target == 0x01
            ? new CoreOuterAlias(offset, reader.ReadUnsigned32(), reader.ReadUnsigned32())
            : throw ComponentBytes.InvalidByte(target, "outer alias target", reader.Position - 1);
    }

    private ByteRange SkipExternalType(ref ByteReader reader)
    {
        var start = reader.Position;
        new ExternalTypeReader(TypeReader.SkippingIndices(_features), _features).Read(ref reader, out _);
        return new ByteRange(start, reader.Position - start);
    }

    private DeclaredType DecodeType(ref ByteReader reader)
    {
        var offset = reader.Position;
        var form = reader.ReadByte();
        switch (form)
        {
            case 0x3F:
                var representation = reader.ReadByte();
                uint? destructor = ComponentBytes.ReadPresence(ref reader, "optional destructor") ? reader.ReadUnsigned32() : null;
                return new ResourceDeclaration(representation, destructor);
            case 0x40 or 0x43:
                var parameters = DecodeLabeledTypes(ref reader, ComponentLimits.Parameters, "parameters");
                return new FunctionDeclaration(form == 0x43, parameters, DecodeResult(ref reader));
            case 0x41:
                return new ComponentDeclaration(DecodeDeclarations(ref reader, allowsImports: true));
            case 0x42:
                return new InstanceDeclaration(DecodeDeclarations(ref reader, allowsImports: false));
            default:
                return DecodeDefinedValueType(ref reader, form, offset);
        }
    }

    private static DeclaredType DecodeDefinedValueType(ref ByteReader reader, byte form, int offset)
    {
        if (PrimitiveOf(form) is { } primitive)
        {
            return new PrimitiveDeclaration(primitive);
        }

        switch (form)
        {
            case 0x72:
                return new RecordDeclaration(DecodeLabeledTypes(ref reader, ComponentLimits.Labels, "fields"));
            case 0x71:
                return new VariantDeclaration(DecodeCases(ref reader));
            case 0x70:
                return new ListDeclaration(DecodeValueType(ref reader), null);
            case 0x67:
                return new ListDeclaration(DecodeValueType(ref reader), reader.ReadUnsigned32());
            case 0x6F:
                var types = new ValueTypeReference[reader.ReadCount(1, ComponentLimits.Labels, "types of a tuple")];
                foreach (ref var type in types.AsSpan())
                {
                    type = DecodeValueType(ref reader);
                }

                return new TupleDeclaration(types);
            case 0x6E:
                return new FlagsDeclaration(DecodeLabels(ref reader));
            case 0x6D:
                return new EnumDeclaration(DecodeLabels(ref reader));
            case 0x6B:
                return new OptionDeclaration(DecodeValueType(ref reader));
            case 0x6A:
                return new ResultDeclaration(DecodeOptionalValueType(ref reader), DecodeOptionalValueType(ref reader));
            case 0x69 or 0x68:
                return new HandleDeclaration(reader.ReadUnsigned32(), IsOwn: form == 0x69);
            case 0x66:
                return new StreamDeclaration(DecodeOptionalValueType(ref reader));
            case 0x65:
                return new FutureDeclaration(DecodeOptionalValueType(ref reader));
            case 0x63:
                return new MapDeclaration(DecodeValueType(ref reader), DecodeValueType(ref reader));
            default:
                throw ComponentBytes.InvalidByte(form, "component defined type", offset);
        }
    }

    /// <summary>Decodes a type of values that is known to be well-formed; null for a type of anything else.</summary>
    internal static DeclaredType? DecodeValueType(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, 0);
        var form = reader.ReadByte();
        return form is >= 0x3F and <= 0x43 ? null : DecodeDefinedValueType(ref reader, form, 0);
    }

    private static PrimitiveKind? PrimitiveOf(byte code) => code switch
    {
        0x7F => PrimitiveKind.Bool,
        0x7E => PrimitiveKind.S8,
        0x7D => PrimitiveKind.U8,
        0x7C => PrimitiveKind.S16,
        0x7B => PrimitiveKind.U16,
        0x7A => PrimitiveKind.S32,
        0x79 => PrimitiveKind.U32,
        0x78 => PrimitiveKind.S64,
        0x77 => PrimitiveKind.U64,
        0x76 => PrimitiveKind.F32,
        0x75 => PrimitiveKind.F64,
        0x74 => PrimitiveKind.Char,
        0x73 => PrimitiveKind.String,
        0x64 => PrimitiveKind.ErrorContext,
        _ => null,
    };

    /// <summary>The number of a primitive type in the binary format.</summary>
    internal static byte CodeOf(PrimitiveKind kind) => kind == PrimitiveKind.ErrorContext ? (byte)0x64 : (byte)(0x7F - (int)kind);

    private static ValueTypeReference DecodeValueType(ref ByteReader reader)
    {
        // Primitive types are negative numbers of one byte, definitions are indices.
        var offset = reader.Position;
        var index = reader.ReadSigned33();
        if (index >= 0)
        {
            return ValueTypeReference.Of((uint)index);
        }

        return reader.Position == offset + 1 && PrimitiveOf((byte)(index & 0x7F)) is { } primitive
            ? ValueTypeReference.Of(primitive)
            : throw ComponentBytes.InvalidByte((int)(index & 0x7F), "component value type", offset);
    }

    private static ValueTypeReference? DecodeOptionalValueType(ref ByteReader reader) =>
        ComponentBytes.ReadPresence(ref reader, "optional component value type") ? DecodeValueType(ref reader) : null;

    private static ValueTypeReference? DecodeResult(ref ByteReader reader)
    {
        var offset = reader.Position;
        switch (reader.ReadByte())
        {
            case 0x00:
                return DecodeValueType(ref reader);
            case 0x01:
                var count = reader.ReadByte();
                return count == 0 ? null : throw ComponentBytes.InvalidByte(count, "number of results", reader.Position - 1);
            case var form:
                throw ComponentBytes.InvalidByte(form, "component function results", offset);
        }
    }

    private static (string Label, ValueTypeReference Type)[] DecodeLabeledTypes(ref ByteReader reader, int limit, string items)
    {
        var types = new (string, ValueTypeReference)[reader.ReadCount(2, limit, items)];
        foreach (ref var type in types.AsSpan())
        {
            type = (reader.ReadName(), DecodeValueType(ref reader));
        }

        return types;
    }

    private static (string Label, ValueTypeReference? Type)[] DecodeCases(ref ByteReader reader)
    {
        var cases = new (string, ValueTypeReference?)[reader.ReadCount(3, ComponentLimits.Labels, "cases")];
        foreach (ref var one in cases.AsSpan())
        {
            one = (reader.ReadName(), DecodeOptionalValueType(ref reader));
            var refines = reader.ReadByte();
            if (refines != 0)
            {
                throw ComponentBytes.InvalidByte(refines, "zero byte required", reader.Position - 1);
            }
        }

        return cases;
    }

    private static string[] DecodeLabels(ref ByteReader reader)
    {
        var labels = new string[reader.ReadCount(1, ComponentLimits.Labels, "labels")];
        foreach (ref var label in labels.AsSpan())
        {
            label = reader.ReadName();
        }

        return labels;
    }

    private Definition[] DecodeDeclarations(ref ByteReader reader, bool allowsImports)
    {
        Enter(reader.Position);
        var declarations = new Definition[reader.ReadCount(2, ComponentLimits.Items, "declarations")];
        Count(declarations.Length, reader.Position);
        foreach (ref var declaration in declarations.AsSpan())
        {
            _admission?.Reach(reader.Position);
            var offset = reader.Position;
            var form = reader.ReadByte();
            declaration = form switch
            {
                0x00 => DecodeCoreType(ref reader),
                0x01 => new TypeDefinition(reader.Position, DecodeType(ref reader)),
                0x02 => DecodeAlias(ref reader),
                0x03 when allowsImports => DecodeImport(ref reader),
                0x04 => new ExportDeclaration(offset, ComponentBytes.ReadExternName(ref reader), DecodeExternType(ref reader)),
                _ => throw ComponentBytes.InvalidByte(form, "component or instance type declaration", offset),
            };
        }

        _depth--;
        return declarations;
    }

    private static ExternType DecodeExternType(ref ByteReader reader)
    {
        const string Kind = "component external kind";
        var offset = reader.Position;
        var form = reader.ReadByte();
        switch (form)
        {
            case 0x00:
                var sort = reader.ReadByte();
                return sort == 0x11
                    ? new ExternType(ComponentExternKind.CoreModule, reader.ReadUnsigned32())
                    : throw ComponentBytes.InvalidByte(sort, Kind, reader.Position - 1);
            case 0x01:
                return new ExternType(ComponentExternKind.Function, reader.ReadUnsigned32());
            case 0x02:
                return DecodeValueBound(ref reader);
            case 0x03:
                var boundOffset = reader.Position;
                return reader.ReadByte() switch
                {
                    0x00 => new ExternType(ComponentExternKind.Type, reader.ReadUnsigned32()),
                    0x01 => new ExternType(ComponentExternKind.Type, 0) { IsAbstract = true },
                    var bound => throw ComponentBytes.InvalidByte(bound, "type bound", boundOffset),
                };
            case 0x04:
                return new ExternType(ComponentExternKind.Component, reader.ReadUnsigned32());
            case 0x05:
                return new ExternType(ComponentExternKind.Instance, reader.ReadUnsigned32());
            default:
                throw ComponentBytes.InvalidByte(form, Kind, offset);
        }
    }

    private static ExternType DecodeValueBound(ref ByteReader reader)
    {
        var offset = reader.Position;
        return reader.ReadByte() switch
        {
            0x00 => new ExternType(ComponentExternKind.Value, reader.ReadUnsigned32()),
            0x01 => new ExternType(ComponentExternKind.Value, 0) { ValueType = DecodeValueType(ref reader) },
            var bound => throw ComponentBytes.InvalidByte(bound, "value bound", offset),
        };
    }
}
