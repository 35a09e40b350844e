using Lanner.Binary;
using Lanner.Components.Structure;

namespace Lanner.Components.Binary;

/// <summary>Writes the definition of a type of values or functions (Binary.md, <c>defvaltype</c> and <c>functype</c>).</summary>
/// <param name="indexOf">The index of a type that another is made of.</param>
internal sealed class TypeEncoder(Func<DefinitionType, uint> indexOf)
{
    internal ByteWriter Encode(DefinitionType type)
    {
        // What a type is made of has to be there before it: the indices are asked for first of all.
        var writer = new ByteWriter();
        switch (type)
        {
            case PrimitiveType primitive:
                writer.Write(ComponentDecoder.CodeOf(primitive.Primitive));
                break;
            case RecordType record:
                writer.Write(0x72);
                WriteLabeled(writer, record.Fields);
                break;
            case VariantType variant:
                writer.Write(0x71);
                WriteCases(writer, variant.Cases);
                break;
            case ListType list:
                writer.Write((byte)(list.Length is null ? 0x70 : 0x67));
                Write(writer, list.Element);
                if (list.Length is { } length)
                {
                    writer.WriteUnsigned(length);
                }

                break;
            case TupleType tuple:
                writer.Write(0x6F);
                writer.WriteUnsigned((ulong)tuple.Types.Count);
                foreach (var part in tuple.Types)
                {
                    Write(writer, part);
                }

                break;
            case FlagsType flags:
                writer.Write(0x6E);
                WriteLabels(writer, flags.Labels);
                break;
            case EnumType enumeration:
                writer.Write(0x6D);
                WriteLabels(writer, enumeration.Labels);
                break;
            case OptionType option:
                writer.Write(0x6B);
                Write(writer, option.Value);
                break;
            case ResultType result:
                writer.Write(0x6A);
                WriteOptional(writer, result.Ok);
                WriteOptional(writer, result.Error);
                break;
            case OwnType own:
                writer.Write(0x69);
                writer.WriteUnsigned(indexOf(own.Resource));
                break;
            case BorrowType borrow:
                writer.Write(0x68);
                writer.WriteUnsigned(indexOf(borrow.Resource));
                break;
            case StreamType stream:
                writer.Write(0x66);
                WriteOptional(writer, stream.Element);
                break;
            case FutureType future:
                writer.Write(0x65);
                WriteOptional(writer, future.Element);
                break;
            case MapType map:
                writer.Write(0x63);
                Write(writer, map.Key);
                Write(writer, map.Value);
                break;
            case ComponentFunctionType function:
                writer.Write((byte)(function.IsAsync ? 0x43 : 0x40));
                WriteLabeled(writer, function.Parameters);
                ComponentEncoder.WriteResult(writer, function.Result is { } value ? ReferenceOf(value) : null);
                break;
            default:
                throw new InvalidOperationException($"{type.GetType()} is no type of values or functions.");
        }

        return writer;
    }

    private ValueTypeReference ReferenceOf(ComponentValueType type) => type is PrimitiveType { Name: null } primitive
        ? ValueTypeReference.Of(primitive.Primitive)
        : ValueTypeReference.Of(indexOf(type));

    private void Write(ByteWriter writer, ComponentValueType type) => ComponentEncoder.WriteValueType(writer, ReferenceOf(type));

    private void WriteOptional(ByteWriter writer, ComponentValueType? type) =>
        ComponentEncoder.WriteOptional(writer, type is null ? null : ReferenceOf(type));

    private void WriteLabeled(ByteWriter writer, IReadOnlyList<LabeledType> types)
    {
        writer.WriteUnsigned((ulong)types.Count);
        foreach (var (label, type) in types)
        {
            ComponentEncoder.WriteString(writer, label);
            Write(writer, type);
        }
    }

    private void WriteCases(ByteWriter writer, IReadOnlyList<VariantCase> cases)
    {
        writer.WriteUnsigned((ulong)cases.Count);
        foreach (var (label, type) in cases)
        {
            ComponentEncoder.WriteString(writer, label);
            WriteOptional(writer, type);
            writer.Write(0x00);
        }
    }

    private static void WriteLabels(ByteWriter writer, IReadOnlyList<string> labels)
    {
        writer.WriteUnsigned((ulong)labels.Count);
        foreach (var label in labels)
        {
            ComponentEncoder.WriteString(writer, label);
        }
    }
}
