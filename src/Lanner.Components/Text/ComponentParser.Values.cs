using System.Text;
using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>Values (Explainer.md, "Value Definitions").</content>
internal sealed partial class ComponentParser
{
    /// <summary>Reads a value of a type into its binary form; or its bytes: <c>(binary "…")</c>.</summary>
    private void WriteValue(ByteWriter writer, ValueTypeReference type)
    {
        if (_reader.AcceptOpen("binary"u8))
        {
            writer.Write(_reader.ReadStrings().Written);
            _reader.ExpectRight();
        }
        else if (type.Primitive is { } primitive)
        {
            WritePrimitive(writer, primitive);
        }
        else
        {
            Deepen();
            WriteCompound(writer, _scope.FindType(type.Index)
                ?? throw Unexpected($"'(binary', since type {type.Index} is not written out in this component"));
            _depth--;
        }
    }

    private void WritePrimitive(ByteWriter writer, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool:
                var isTrue = _reader.Accept("true"u8);
                if (!isTrue && !_reader.Accept("false"u8))
                {
                    throw Unexpected("true or false");
                }

                writer.Write((byte)(isTrue ? 1 : 0));
                break;
            case PrimitiveKind.S8 or PrimitiveKind.U8:
                writer.Write((byte)_reader.ReadInteger(8));
                break;
            case PrimitiveKind.S16:
                writer.WriteSigned((short)_reader.ReadInteger(16));
                break;
            case PrimitiveKind.S32:
                writer.WriteSigned((int)_reader.ReadInteger(32));
                break;
            case PrimitiveKind.S64:
                writer.WriteSigned((long)_reader.ReadInteger(64));
                break;
            case PrimitiveKind.U16:
                writer.WriteUnsigned(_reader.ReadInteger(16));
                break;
            case PrimitiveKind.U32:
                writer.WriteUnsigned(_reader.ReadInteger(32));
                break;
            case PrimitiveKind.U64:
                writer.WriteUnsigned(_reader.ReadInteger(64));
                break;
            case PrimitiveKind.F32:
                writer.WriteFixed(_reader.ReadFloat32());
                break;
            case PrimitiveKind.F64:
                writer.WriteFixed(_reader.ReadFloat64());
                break;
            case PrimitiveKind.Char:
                WriteCharacter(writer);
                break;
            case PrimitiveKind.String:
                ComponentEncoder.WriteString(writer, _reader.ReadName());
                break;
            default:
                throw Unexpected("no value: error contexts cannot be written");
        }
    }

    /// <summary>Reads a character in quotes. What core WebAssembly gives another meaning, such as a parenthesis, is written by its
    /// bytes.</summary>
    private void WriteCharacter(ByteWriter writer)
    {
        if (_reader.Text is not [(byte)'\'', .. var character, (byte)'\'']
            || Rune.DecodeFromUtf8(character, out _, out var length) != System.Buffers.OperationStatus.Done || length != character.Length)
        {
            throw Unexpected("a character, such as 'a'");
        }

        writer.Write(character);
        _reader.Advance();
    }

    private void WriteCompound(ByteWriter writer, DeclaredType type)
    {
        switch (type)
        {
            case PrimitiveDeclaration primitive:
                WritePrimitive(writer, primitive.Kind);
                return;
            case OptionDeclaration option:
                WriteCase(writer, "none"u8, null, "some"u8, option.Value);
                return;
            case ResultDeclaration result:
                WriteCase(writer, "ok"u8, result.Ok, "error"u8, result.Error);
                return;
        }

        _reader.Expect(TokenKind.LeftParenthesis);
        switch (type)
        {
            case RecordDeclaration record:
                _reader.Expect("record"u8);
                foreach (var field in record.Fields)
                {
                    WriteValue(writer, field.Type);
                }

                break;
            case TupleDeclaration tuple:
                _reader.Expect("tuple"u8);
                foreach (var part in tuple.Types)
                {
                    WriteValue(writer, part);
                }

                break;
            case ListDeclaration list:
                WriteElements(writer, list);
                break;
            case VariantDeclaration variant:
                _reader.Expect("variant"u8);
                var index = ReadLabel([.. variant.Cases.Select(one => one.Label)]);
                writer.WriteUnsigned((uint)index);
                if (variant.Cases[index].Type is { } payload)
                {
                    WriteValue(writer, payload);
                }

                break;
            case EnumDeclaration labels:
                _reader.Expect("enum"u8);
                writer.WriteUnsigned((uint)ReadLabel(labels.Labels));
                break;
            case FlagsDeclaration flags:
                WriteFlags(writer, flags.Labels);
                break;
            default:
                throw Unexpected("binary, since there is no other way to write a value of this type");
        }

        _reader.ExpectRight();
    }

    /// <summary>Reads one of two cases: a word, or a word with a value in parentheses.</summary>
    private void WriteCase(
        ByteWriter writer,
        ReadOnlySpan<byte> first,
        ValueTypeReference? firstType,
        ReadOnlySpan<byte> second,
        ValueTypeReference? secondType)
    {
        var hasValue = _reader.Current.Kind == TokenKind.LeftParenthesis;
        if (hasValue)
        {
            _reader.Advance();
        }

        var isFirst = _reader.Accept(first);
        if (!isFirst)
        {
            _reader.Expect(second);
        }

        writer.Write((byte)(isFirst ? 0 : 1));
        var type = isFirst ? firstType : secondType;
        if (hasValue != type is not null)
        {
            throw Unexpected(type is null ? "no value: the case has none" : "a value in parentheses with the case");
        }

        if (type is { } present)
        {
            WriteValue(writer, present);
            _reader.ExpectRight();
        }
    }

    private void WriteElements(ByteWriter writer, ListDeclaration list)
    {
        _reader.Expect("list"u8);
        var elements = new ByteWriter();
        var count = 0u;
        for (; !_reader.IsAtRight; count++)
        {
            WriteValue(elements, list.Element);
        }

        if (list.Length is null)
        {
            writer.WriteUnsigned(count);
        }
        else if (list.Length != count)
        {
            throw Unexpected($"{list.Length} elements");
        }

        writer.Write(elements.Written);
    }

    private int ReadLabel(string[] labels)
    {
        var token = _reader.Current;
        var index = Array.IndexOf(labels, _reader.ReadName());
        return index >= 0 ? index : throw Unexpected("a label of the type", token);
    }

    private void WriteFlags(ByteWriter writer, string[] labels)
    {
        _reader.Expect("flags"u8);
        var bits = new byte[(labels.Length + 7) / 8];
        while (!_reader.IsAtRight)
        {
            var index = ReadLabel(labels);
            bits[index / 8] |= (byte)(1 << (index % 8));
        }

        writer.Write(bits);
    }
}
