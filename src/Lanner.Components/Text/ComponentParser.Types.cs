using System.Collections.Frozen;
using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <content>Types (Explainer.md, "Type Definitions").</content>
internal sealed partial class ComponentParser
{
    private static readonly FrozenDictionary<string, PrimitiveKind> Primitives =
        Enum.GetValues<PrimitiveKind>().ToFrozenDictionary(PrimitiveType.NameOf, StringComparer.Ordinal);

    private void ReadType()
    {
        var identifier = ReadIdentifier();
        var exports = ReadInlineExports();
        if (!ReadImportOrAlias(Sort.Type, identifier, WriteTypeExtern))
        {
            AddType(ReadTypeContent(identifier.Name), identifier);
        }

        AddExports(exports, Sort.Type);
    }

    private uint AddType(ByteWriter type, Identifier identifier = default)
    {
        var index = _scope.SpaceOf(Sort.Type).Count;
        _scope.NoteType(index, type);
        Add(ComponentSection.Type, type);
        Define(Sort.Type, identifier);
        return index;
    }

    /// <summary>Reads a type in its binary form.</summary>
    private ByteWriter ReadTypeContent(string? identifier)
    {
        var writer = new ByteWriter();
        if (_reader.AcceptOpen("func"u8))
        {
            WriteFunctionType(writer);
        }
        else if (_reader.AcceptOpen("component"u8))
        {
            WriteTypeOfScope(writer, ScopeKind.ComponentType, identifier);
        }
        else if (_reader.AcceptOpen("instance"u8))
        {
            WriteTypeOfScope(writer, ScopeKind.InstanceType, identifier);
        }
        else if (_reader.AcceptOpen("resource"u8))
        {
            WriteResource(writer);
        }
        else
        {
            WriteDefinedValueType(writer);
            return writer;
        }

        _reader.ExpectRight();
        return writer;
    }

    private void WriteTypeOfScope(ByteWriter writer, ScopeKind kind, string? identifier)
    {
        Enter(kind, identifier);
        ReadDefinitions();
        writer.Write((byte)(kind == ScopeKind.ComponentType ? 0x41 : 0x42));
        Leave().WriteDeclarations(writer);
    }

    private void WriteResource(ByteWriter writer)
    {
        _reader.ExpectOpen("rep"u8);
        writer.Write(0x3F);
        _scope.CoreTypes.ReadValueType().Write(writer);
        _reader.ExpectRight();
        var hasDestructor = _reader.AcceptOpen("dtor"u8);
        writer.Write((byte)(hasDestructor ? 1 : 0));
        if (hasDestructor)
        {
            writer.WriteUnsigned(ReadReference(Sort.CoreFunction));
            _reader.ExpectRight();
        }
    }

    /// <summary>Reads what follows the word <c>func</c>: parameters and a result.</summary>
    private void WriteFunctionType(ByteWriter writer)
    {
        writer.Write((byte)(_reader.Accept("async"u8) ? 0x43 : 0x40));
        var parameters = new ByteWriter();
        var count = 0u;
        for (; _reader.AcceptOpen("param"u8); count++)
        {
            ComponentEncoder.WriteString(parameters, _reader.ReadName());
            ComponentEncoder.WriteValueType(parameters, ReadValueType());
            _reader.ExpectRight();
        }

        writer.WriteUnsigned(count);
        writer.Write(parameters.Written);
        ComponentEncoder.WriteResult(writer, AcceptResult());
    }

    private ValueTypeReference? AcceptResult()
    {
        if (!_reader.AcceptOpen("result"u8))
        {
            return null;
        }

        var result = ReadValueType();
        _reader.ExpectRight();
        return result;
    }

    /// <summary>Reads a value type where it is used. One that is written out becomes a definition in front.</summary>
    private ValueTypeReference ReadValueType()
    {
        if (_reader.Current.IsIndex || _reader.IsOpen("type"u8))
        {
            return ValueTypeReference.Of(ReadReference(Sort.Type));
        }

        if (AcceptPrimitive() is { } primitive)
        {
            return ValueTypeReference.Of(primitive);
        }

        if (_reader.Current.Kind != TokenKind.LeftParenthesis)
        {
            throw Unexpected("a value type");
        }

        Deepen();
        var writer = new ByteWriter();
        WriteDefinedValueType(writer);
        _depth--;
        return ValueTypeReference.Of(AddType(writer));
    }

    private bool IsAtValueType => _reader.Current.IsIndex || _reader.Current.Kind == TokenKind.Keyword
        || (_reader.Current.Kind == TokenKind.LeftParenthesis && !_reader.IsOpen("error"u8));

    private PrimitiveKind? AcceptPrimitive()
    {
        if (_reader.Current.Kind != TokenKind.Keyword)
        {
            return null;
        }

        if (!Primitives.TryGetValue(System.Text.Encoding.UTF8.GetString(_reader.Text), out var kind))
        {
            return null;
        }

        _reader.Advance();
        return kind;
    }

    private void WriteDefinedValueType(ByteWriter writer)
    {
        if (AcceptPrimitive() is { } primitive)
        {
            writer.Write(ComponentDecoder.CodeOf(primitive));
            return;
        }

        var start = _reader.Current;
        _reader.Expect(TokenKind.LeftParenthesis);
        if (_reader.Accept("record"u8))
        {
            WriteFields(writer);
        }
        else if (_reader.Accept("variant"u8))
        {
            WriteCases(writer);
        }
        else if (_reader.Accept("list"u8))
        {
            WriteList(writer);
        }
        else if (_reader.Accept("tuple"u8))
        {
            WriteTuple(writer);
        }
        else if (_reader.Accept("flags"u8))
        {
            WriteLabels(writer, 0x6E);
        }
        else if (_reader.Accept("enum"u8))
        {
            WriteLabels(writer, 0x6D);
        }
        else if (_reader.Accept("option"u8))
        {
            WriteWith(writer, 0x6B, ReadValueType());
        }
        else if (_reader.Accept("result"u8))
        {
            WriteResultType(writer);
        }
        else if (_reader.Accept("map"u8))
        {
            var key = ReadValueType();
            WriteWith(writer, 0x63, key);
            ComponentEncoder.WriteValueType(writer, ReadValueType());
        }
        else if (_reader.IsKeyword("stream"u8) || _reader.IsKeyword("future"u8))
        {
            writer.Write((byte)(_reader.IsKeyword("stream"u8) ? 0x66 : 0x65));
            _reader.Advance();
            ComponentEncoder.WriteOptional(writer, _reader.IsAtRight ? null : ReadValueType());
        }
        else if (_reader.IsKeyword("own"u8) || _reader.IsKeyword("borrow"u8))
        {
            writer.Write((byte)(_reader.IsKeyword("own"u8) ? 0x69 : 0x68));
            _reader.Advance();
            writer.WriteUnsigned(ReadReference(Sort.Type));
        }
        else
        {
            throw Unexpected("a type, such as u32 or (list u8)", start);
        }

        _reader.ExpectRight();
    }

    private static void WriteWith(ByteWriter writer, byte form, ValueTypeReference type)
    {
        writer.Write(form);
        ComponentEncoder.WriteValueType(writer, type);
    }

    private void WriteList(ByteWriter writer)
    {
        var element = ReadValueType();
        var hasLength = _reader.Current.Kind == TokenKind.Natural;
        WriteWith(writer, hasLength ? (byte)0x67 : (byte)0x70, element);
        if (hasLength)
        {
            writer.WriteUnsigned(_reader.ReadNatural32());
        }
    }

    private void WriteFields(ByteWriter writer)
    {
        var fields = new ByteWriter();
        var count = 0u;
        for (; _reader.AcceptOpen("field"u8); count++)
        {
            ComponentEncoder.WriteString(fields, _reader.ReadName());
            ComponentEncoder.WriteValueType(fields, ReadValueType());
            _reader.ExpectRight();
        }

        writer.Write(0x72);
        writer.WriteUnsigned(count);
        writer.Write(fields.Written);
    }

    private void WriteCases(ByteWriter writer)
    {
        var cases = new ByteWriter();
        var count = 0u;
        for (; _reader.AcceptOpen("case"u8); count++)
        {
            ComponentEncoder.WriteString(cases, _reader.ReadName());
            ComponentEncoder.WriteOptional(cases, _reader.IsAtRight ? null : ReadValueType());
            cases.Write(0x00);
            _reader.ExpectRight();
        }

        writer.Write(0x71);
        writer.WriteUnsigned(count);
        writer.Write(cases.Written);
    }

    private void WriteTuple(ByteWriter writer)
    {
        var types = new ByteWriter();
        var count = 0u;
        for (; !_reader.IsAtRight; count++)
        {
            ComponentEncoder.WriteValueType(types, ReadValueType());
        }

        writer.Write(0x6F);
        writer.WriteUnsigned(count);
        writer.Write(types.Written);
    }

    private void WriteLabels(ByteWriter writer, byte form)
    {
        var labels = new ByteWriter();
        var count = 0u;
        for (; _reader.Current.Kind == TokenKind.String; count++)
        {
            ComponentEncoder.WriteString(labels, _reader.ReadName());
        }

        writer.Write(form);
        writer.WriteUnsigned(count);
        writer.Write(labels.Written);
    }

    private void WriteResultType(ByteWriter writer)
    {
        ValueTypeReference? ok = IsAtValueType ? ReadValueType() : null;
        ValueTypeReference? error = null;
        if (_reader.AcceptOpen("error"u8))
        {
            error = ReadValueType();
            _reader.ExpectRight();
        }

        writer.Write(0x6A);
        ComponentEncoder.WriteOptional(writer, ok);
        ComponentEncoder.WriteOptional(writer, error);
    }
}
