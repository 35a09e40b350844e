using System.Text;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Components.Linking;

/// <summary>Makes values of the binary format, which validation has checked (Binary.md, "Value Definitions").</summary>
internal static class ValueDecoder
{
    internal static ComponentValue Decode(ReadOnlySpan<byte> bytes, ByteRange content, ComponentValueType type)
    {
        var reader = new ByteReader(bytes, content);
        return Read(ref reader, type);
    }

    private static ComponentValue Read(ref ByteReader reader, ComponentValueType type)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                return ReadPrimitive(ref reader, primitive.Primitive);
            case RecordType record:
                return ComponentValue.OfRecord(
                    [.. record.Fields.Select(field => field.Label)], ReadAll(ref reader, [.. record.Fields.Select(field => field.Type)]));
            case TupleType tuple:
                return ComponentValue.OfTuple(ReadAll(ref reader, [.. tuple.Types]));
            case ListType list:
                var elements = new ComponentValue[list.Length ?? reader.ReadUnsigned32()];
                for (var index = 0; index < elements.Length; index++)
                {
                    elements[index] = Read(ref reader, list.Element);
                }

                return ComponentValue.OfList(elements);
            case MapType map:
                var entries = new ComponentValue[reader.ReadUnsigned32()];
                for (var index = 0; index < entries.Length; index++)
                {
                    entries[index] = ComponentValue.OfTuple(ReadAll(ref reader, [map.Key, map.Value]));
                }

                return ComponentValue.OfList(entries);
            case VariantType variant:
                var one = variant.Cases[(int)reader.ReadUnsigned32()];
                return ComponentValue.FromVariant(one.Label, ReadOptional(ref reader, one.Type));
            case EnumType labels:
                return ComponentValue.FromEnum(labels.Labels[(int)reader.ReadUnsigned32()]);
            case OptionType option:
                return reader.ReadByte() == 0 ? ComponentValue.None : ComponentValue.Some(Read(ref reader, option.Value));
            case ResultType result:
                var isError = reader.ReadByte() != 0;
                return ComponentValue.OfResult(isError, ReadOptional(ref reader, isError ? result.Error : result.Ok));
            case FlagsType flags:
                var bits = 0UL;
                var bytes = reader.ReadBytes((flags.Labels.Count + 7) / 8);
                for (var index = 0; index < bytes.Length; index++)
                {
                    bits |= (ulong)bytes[index] << (8 * index);
                }

                return ComponentValue.OfFlags([.. flags.Labels], bits & ((1UL << flags.Labels.Count) - 1));
            default:
                throw new InvalidOperationException($"There are no values of the type {type.Kind}.");
        }
    }

    private static ComponentValue? ReadOptional(ref ByteReader reader, ComponentValueType? type) =>
        type is null ? null : Read(ref reader, type);

    private static ComponentValue[] ReadAll(ref ByteReader reader, ComponentValueType[] types)
    {
        var values = new ComponentValue[types.Length];
        for (var index = 0; index < types.Length; index++)
        {
            values[index] = Read(ref reader, types[index]);
        }

        return values;
    }

    private static ComponentValue ReadPrimitive(ref ByteReader reader, PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => ComponentValue.FromBool(reader.ReadByte() != 0),
        PrimitiveKind.S8 => ComponentValue.FromS8((sbyte)reader.ReadByte()),
        PrimitiveKind.U8 => ComponentValue.FromU8(reader.ReadByte()),
        PrimitiveKind.S16 => ComponentValue.FromS16((short)reader.ReadSigned32()),
        PrimitiveKind.U16 => ComponentValue.FromU16((ushort)reader.ReadUnsigned32()),
        PrimitiveKind.S32 => ComponentValue.FromS32(reader.ReadSigned32()),
        PrimitiveKind.U32 => ComponentValue.FromU32(reader.ReadUnsigned32()),
        PrimitiveKind.S64 => ComponentValue.FromS64(reader.ReadSigned64()),
        PrimitiveKind.U64 => ComponentValue.FromU64(reader.ReadUnsigned64()),
        PrimitiveKind.F32 => ComponentValue.FromF32(BitConverter.UInt32BitsToSingle(reader.ReadFixedUnsigned32())),
        PrimitiveKind.F64 => ComponentValue.FromF64(BitConverter.UInt64BitsToDouble(reader.ReadFixedUnsigned64())),
        PrimitiveKind.Char => ReadCharacter(ref reader),
        _ => ComponentValue.FromString(reader.ReadName()),
    };

    private static ComponentValue ReadCharacter(ref ByteReader reader)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes[0] = reader.ReadByte();
        var length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
        reader.ReadBytes(length - 1).CopyTo(bytes[1..]);
        Rune.DecodeFromUtf8(bytes[..length], out var rune, out _);
        return ComponentValue.FromChar(rune);
    }
}
