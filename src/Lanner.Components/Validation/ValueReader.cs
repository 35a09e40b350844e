using System.Text;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Components.Validation;

/// <summary>Reads values in the binary format (Binary.md, "Value Definitions"), to see whether they are of their types.</summary>
internal ref struct ValueReader
{
    private readonly ByteRange _content;
    private ByteReader _reader;

    internal ValueReader(ReadOnlySpan<byte> bytes, ByteRange content)
    {
        _content = content;
        _reader = new ByteReader(bytes, content);
    }

    /// <exception cref="MalformedModuleException">The bytes are no value of the type.</exception>
    /// <exception cref="InvalidModuleException">There are no values of the type that can be written.</exception>
    internal void Check(ComponentValueType type)
    {
        Skip(type);
        if (!_reader.IsAtEnd)
        {
            throw new MalformedModuleException(
                $"value size mismatch: the value has {_content.Length} bytes, its parts {_reader.Position - _content.Offset}",
                _content.Offset);
        }
    }

    private void Skip(ComponentValueType type)
    {
        var offset = _reader.Position;
        switch (type)
        {
            case PrimitiveType primitive:
                SkipPrimitive(primitive.Primitive, offset);
                break;
            case RecordType record:
                foreach (var field in record.Fields)
                {
                    Skip(field.Type);
                }

                break;
            case TupleType tuple:
                foreach (var part in tuple.Types)
                {
                    Skip(part);
                }

                break;
            case ListType list:
                // No value takes less than a byte.
                var count = list.Length ?? (uint)_reader.ReadCount(1, int.MaxValue, "elements");
                for (; count > 0; count--)
                {
                    Skip(list.Element);
                }

                break;
            case MapType map:
                for (var left = _reader.ReadCount(2, int.MaxValue, "entries"); left > 0; left--)
                {
                    Skip(map.Key);
                    Skip(map.Value);
                }

                break;
            case VariantType variant:
                SkipOptional(variant.Cases[ReadCase(variant.Cases.Count, offset)].Type);
                break;
            case EnumType labels:
                ReadCase(labels.Labels.Count, offset);
                break;
            case FlagsType flags:
                _reader.ReadBytes((flags.Labels.Count + 7) / 8);
                break;
            case OptionType option:
                SkipOptional(ReadByteCase(offset) == 0 ? null : option.Value);
                break;
            case ResultType result:
                SkipOptional(ReadByteCase(offset) == 0 ? result.Ok : result.Error);
                break;
            default:
                throw new InvalidModuleException($"there are no value definitions of the type {type.Kind}", offset);
        }
    }

    private void SkipOptional(ComponentValueType? type)
    {
        if (type is not null)
        {
            Skip(type);
        }
    }

    private int ReadCase(int count, int offset)
    {
        var index = _reader.ReadUnsigned32();
        return index < (uint)count ? (int)index : throw new MalformedModuleException($"invalid case {index} of {count}", offset);
    }

    private int ReadByteCase(int offset)
    {
        var index = _reader.ReadByte();
        return index <= 1 ? index : throw new MalformedModuleException($"invalid case {index} of 2", offset);
    }

    private void SkipPrimitive(PrimitiveKind kind, int offset)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool:
                ReadByteCase(offset);
                break;
            case PrimitiveKind.S8 or PrimitiveKind.U8:
                _ = _reader.ReadByte();
                break;
            case PrimitiveKind.S16:
                RequireRange(_reader.ReadSigned32(), short.MinValue, short.MaxValue, offset);
                break;
            case PrimitiveKind.U16:
                RequireRange(_reader.ReadUnsigned32(), 0, ushort.MaxValue, offset);
                break;
            case PrimitiveKind.S32:
                _ = _reader.ReadSigned32();
                break;
            case PrimitiveKind.U32:
                _ = _reader.ReadUnsigned32();
                break;
            case PrimitiveKind.S64:
                _ = _reader.ReadSigned64();
                break;
            case PrimitiveKind.U64:
                _ = _reader.ReadUnsigned64();
                break;
            case PrimitiveKind.F32:
                RequireCanonical(_reader.ReadFixedUnsigned32() is var single && float.IsNaN(BitConverter.UInt32BitsToSingle(single)),
                    single == 0x7FC00000, offset);
                break;
            case PrimitiveKind.F64:
                RequireCanonical(_reader.ReadFixedUnsigned64() is var wide && double.IsNaN(BitConverter.UInt64BitsToDouble(wide)),
                    wide == 0x7FF8000000000000, offset);
                break;
            case PrimitiveKind.Char:
                SkipCharacter(offset);
                break;
            case PrimitiveKind.String:
                _ = _reader.ReadName();
                break;
            default:
                throw new InvalidModuleException("there are no value definitions of the type error-context", offset);
        }
    }

    private static void RequireRange(long value, long least, long most, int offset)
    {
        if (value < least || value > most)
        {
            throw new MalformedModuleException($"integer too large: {value} is not between {least} and {most}", offset);
        }
    }

    private static void RequireCanonical(bool isNan, bool isCanonical, int offset)
    {
        if (isNan && !isCanonical)
        {
            throw new MalformedModuleException("a NaN must be the canonical one", offset);
        }
    }

    private void SkipCharacter(int offset)
    {
        var first = _reader.ReadByte();
        var length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        Span<byte> bytes = stackalloc byte[4];
        bytes[0] = first;
        _reader.ReadBytes(length - 1).CopyTo(bytes[1..]);
        if (Rune.DecodeFromUtf8(bytes[..length], out _, out var consumed) != System.Buffers.OperationStatus.Done || consumed != length)
        {
            throw new MalformedModuleException("malformed UTF-8 encoding of a character", offset);
        }
    }
}
