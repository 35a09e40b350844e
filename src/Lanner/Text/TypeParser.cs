using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Reads types (specification 6.4), and keeps the type section: what the module defines, and after it the function types that are
/// only written where they are used.</summary>
internal sealed class TypeParser(TokenReader reader, AnnotationReader annotations, TextPositions? map)
{
    private readonly Dictionary<FunctionSignature, uint> _bySignature = [];
    private readonly List<FunctionSignature?> _signatures = [];
    private readonly Dictionary<uint, IndexSpace> _fields = [];
    private readonly ByteWriter _section = new();
    private uint _groupCount;

    /// <summary>The type index space; holds all identifiers before the first type is read.</summary>
    internal IndexSpace Types { get; } = new("type");

    /// <summary>The names of fields, by type.</summary>
    internal IEnumerable<KeyValuePair<uint, IndexSpace>> Fields => _fields;

    internal (uint Count, ByteWriter Content) Section => (_groupCount, _section);

    /// <summary>Adds the types of a field <c>type</c> or <c>rec</c> to the index space.</summary>
    internal void Declare()
    {
        if (reader.AcceptOpen("rec"u8))
        {
            while (reader.AcceptOpen("type"u8))
            {
                Types.Declare(reader, annotations);
                while (reader.Current.Kind == TokenKind.LeftParenthesis)
                {
                    reader.SkipGroup();
                }

                reader.ExpectRight();
            }
        }
        else
        {
            reader.ExpectOpen("type"u8);
            Types.Declare(reader, annotations);
        }
    }

    /// <summary>Reads a field <c>type</c> or <c>rec</c>.</summary>
    internal void ReadDefinition()
    {
        if (reader.AcceptOpen("rec"u8))
        {
            ReadGroupContent();
            reader.ExpectRight();
            return;
        }

        _groupCount++;
        ReadType(_signatures.Count, _signatures.Count + 1);
    }

    /// <summary>Reads the types of a recursion group, after the word <c>rec</c>, up to the closing parenthesis.</summary>
    internal void ReadGroupContent()
    {
        _groupCount++;
        var first = _signatures.Count;
        var count = 0;
        var position = reader.Position;
        for (; reader.IsOpen("type"u8); count++)
        {
            reader.SkipGroup();
        }

        reader.MoveTo(position);

        // A group of one type is what every type alone is (specification 5.3.10).
        if (count != 1)
        {
            _section.Write(0x4E);
            _section.WriteUnsigned((ulong)count);
        }

        while (reader.IsOpen("type"u8))
        {
            ReadType(first, first + count);
        }
    }

    /// <summary>Reads a type that is alone, after the word <c>type</c> and its identifier, up to the closing parenthesis: in a component,
    /// where another word stands before.</summary>
    internal void ReadAlone()
    {
        _groupCount++;
        ReadTypeContent(_signatures.Count, _signatures.Count + 1);
    }

    /// <summary>Adds an entry to the index space that is defined elsewhere.</summary>
    internal void AddForeign() => _signatures.Add(null);

    private void ReadType(int groupStart, int groupEnd)
    {
        map?.Note(SectionOrder.Type, _section.Length, reader.Current.Start);
        reader.ExpectOpen("type"u8);
        reader.AcceptIdentifier();
        ReadTypeContent(groupStart, groupEnd);
        reader.ExpectRight();
    }

    private void ReadTypeContent(int groupStart, int groupEnd)
    {
        var isSub = reader.AcceptOpen("sub"u8);
        var isFinal = !isSub || reader.Accept("final"u8);
        var supertypes = new List<uint>();
        while (isSub && reader.Current.IsIndex)
        {
            supertypes.Add(Types.Read(reader));
        }

        if (!isFinal || supertypes.Count > 0)
        {
            _section.Write((byte)(isFinal ? 0x4F : 0x50));
            _section.WriteUnsigned((ulong)supertypes.Count);
            foreach (var supertype in supertypes)
            {
                _section.WriteUnsigned(supertype);
            }
        }

        var index = (uint)_signatures.Count;
        var signature = ReadCompositeType(index);
        if (isSub)
        {
            reader.ExpectRight();
        }

        _signatures.Add(signature);

        // A type use may stand for a definition that is final, has no supertype, and is a group of its own (specification 6.6.4). One that
        // speaks of itself is never equal to one written elsewhere.
        if (signature is not null && isFinal && supertypes.Count == 0 && groupEnd - groupStart == 1 && !RefersTo(signature, groupStart))
        {
            _bySignature.TryAdd(signature, index);
        }
    }

    private static bool RefersTo(FunctionSignature signature, int index) =>
        signature.Parameters.Concat(signature.Results).Any(type => type.IsReference && type.Heap == index);

    /// <summary>Reads a composite type into the section.</summary>
    /// <returns>The signature of a function type, otherwise null.</returns>
    private FunctionSignature? ReadCompositeType(uint typeIndex)
    {
        FunctionSignature? signature = null;
        if (reader.AcceptOpen("func"u8))
        {
            signature = ReadSignature(new IndexSpace("local"));
            _section.Write(0x60);
            signature.Write(_section);
        }
        else if (reader.AcceptOpen("struct"u8))
        {
            _section.Write(0x5F);
            ReadFields(typeIndex);
        }
        else
        {
            reader.ExpectOpen("array"u8);
            _section.Write(0x5E);
            ReadFieldType(_section);
        }

        reader.ExpectRight();
        return signature;
    }

    private void ReadFields(uint typeIndex)
    {
        var fields = new IndexSpace("field");
        var content = new ByteWriter();
        while (reader.AcceptOpen("field"u8))
        {
            if (reader.Current.Kind == TokenKind.Identifier)
            {
                fields.Declare(reader, annotations);
                ReadFieldType(content);
            }
            else
            {
                while (!reader.IsAtRight)
                {
                    // A field with an identifier has only one type, behind it (specification 6.4.9).
                    if (reader.Current.Kind == TokenKind.Identifier)
                    {
                        throw reader.Unexpected("a type or ')'");
                    }

                    fields.Declare(reader, annotations);
                    ReadFieldType(content);
                }
            }

            reader.ExpectRight();
        }

        _section.WriteUnsigned(fields.Count);
        _section.Write(content.Written);
        _fields.Add(typeIndex, fields);
    }

    private void ReadFieldType(ByteWriter writer)
    {
        var isMutable = reader.AcceptOpen("mut"u8);
        if (reader.Accept("i8"u8))
        {
            writer.Write(0x78);
        }
        else if (reader.Accept("i16"u8))
        {
            writer.Write(0x77);
        }
        else
        {
            ReadValueType().Write(writer);
        }

        writer.Write((byte)(isMutable ? 1 : 0));
        if (isMutable)
        {
            reader.ExpectRight();
        }
    }

    /// <summary>Reads a field of a type by number or name.</summary>
    internal uint ReadFieldIndex(uint typeIndex)
    {
        var fields = _fields.GetValueOrDefault(typeIndex) ?? new IndexSpace("field");
        return fields.Read(reader);
    }

    /// <summary>Reads parameters and results.</summary>
    /// <param name="locals">Takes the names of parameters; null where they may not have any.</param>
    internal FunctionSignature ReadSignature(IndexSpace? locals)
    {
        var parameters = new List<TextValueType>();
        while (reader.AcceptOpen("param"u8))
        {
            ReadNamedTypes(locals, parameters);
        }

        var results = ReadResults();
        return reader.IsOpen("param"u8)
            ? throw reader.Unexpected("no parameter behind a result")
            : new FunctionSignature([.. parameters], results);
    }

    internal TextValueType[] ReadResults()
    {
        if (!reader.IsOpen("result"u8))
        {
            return [];
        }

        var results = new List<TextValueType>();
        while (reader.AcceptOpen("result"u8))
        {
            ReadNamedTypes(null, results);
        }

        return [.. results];
    }

    /// <summary>Reads what is left of a <c>param</c>, <c>result</c> or <c>local</c>: one type with a name, or any number without.</summary>
    internal void ReadNamedTypes(IndexSpace? locals, List<TextValueType> types)
    {
        if (locals is not null && reader.Current.Kind == TokenKind.Identifier)
        {
            locals.Declare(reader, annotations);
            types.Add(ReadValueType());
        }
        else
        {
            while (!reader.IsAtRight)
            {
                types.Add(ReadValueType());
                locals?.DeclareUnnamed();
            }
        }

        reader.ExpectRight();
    }

    /// <summary>Reads a type use (specification 6.4.13).</summary>
    /// <param name="locals">Takes the parameters, with their names; null where they may not have any.</param>
    internal uint ReadTypeUse(IndexSpace? locals)
    {
        var declared = ReadExplicitType();
        var start = reader.Current;
        var signature = ReadSignature(locals);
        if (declared is not { } index)
        {
            return FindOrAdd(signature);
        }

        Check(signature, index, start);
        if (locals is { Count: 0 } && SignatureOf(index) is { } known)
        {
            locals.DeclareUnnamed((uint)known.Parameters.Length);
        }

        return index;
    }

    /// <summary>Reads the type of a block (specification 6.5.1) in its binary form.</summary>
    internal void ReadBlockType(ByteWriter writer)
    {
        var declared = ReadExplicitType();
        var start = reader.Current;
        var signature = ReadSignature(null);
        if (declared is { } index)
        {
            Check(signature, index, start);
            writer.WriteSigned(index);
        }
        else if (signature.IsEmpty)
        {
            writer.Write(0x40);
        }
        else if (signature is { Parameters.Length: 0, Results: [var result] })
        {
            result.Write(writer);
        }
        else
        {
            writer.WriteSigned(FindOrAdd(signature));
        }
    }

    private uint? ReadExplicitType()
    {
        if (!reader.AcceptOpen("type"u8))
        {
            return null;
        }

        var index = Types.Read(reader);
        reader.ExpectRight();
        return index;
    }

    private FunctionSignature? SignatureOf(uint index) => index < _signatures.Count ? _signatures[(int)index] : null;

    /// <summary>Checks what a type use says twice: the definition, and parameters and results, which have to be the same if there are
    /// any.</summary>
    private void Check(FunctionSignature written, uint declared, Token token)
    {
        if (!written.IsEmpty && !written.Equals(SignatureOf(declared)))
        {
            var reason = declared < _signatures.Count
                ? $"inline function type: the parameters and results here are not those of type {declared}"
                : $"unknown type {declared}";
            throw reader.Malformed(reason, token);
        }
    }

    /// <summary>The first type of this signature, which is added when there is none.</summary>
    private uint FindOrAdd(FunctionSignature signature)
    {
        if (!_bySignature.TryGetValue(signature, out var index))
        {
            index = (uint)_signatures.Count;
            _bySignature.Add(signature, index);
            _signatures.Add(signature);
            _groupCount++;
            map?.Note(SectionOrder.Type, _section.Length, reader.Current.Start);
            _section.Write(0x60);
            signature.Write(_section);
        }

        return index;
    }

    internal bool IsReferenceType => reader.IsOpen("ref"u8) || (reader.Current.Kind == TokenKind.Keyword && ShorthandOf(reader.Text) != 0);

    internal TextValueType ReadReferenceType()
    {
        var token = reader.Current;
        var type = ReadValueType();
        return type.IsReference ? type : throw reader.Unexpected("a reference type", token);
    }

    internal TextValueType ReadValueType()
    {
        if (reader.AcceptOpen("ref"u8))
        {
            var isNullable = reader.Accept("null"u8);
            var heap = ReadHeapType();
            reader.ExpectRight();
            return new TextValueType(isNullable ? TextValueType.NullableReference : TextValueType.Reference, heap);
        }

        if (reader.Current.Kind != TokenKind.Keyword)
        {
            throw reader.Unexpected("a type");
        }

        var type = NumberOrVectorOf(reader.Text) is > 0 and var code
            ? new TextValueType(code)
            : new TextValueType(TextValueType.NullableReference, ShorthandOf(reader.Text));
        if (type is { IsReference: true, Heap: 0 })
        {
            throw reader.Unexpected("a type");
        }

        reader.Advance();
        return type;
    }

    /// <summary>Reads a heap type as the number that stands for it.</summary>
    internal long ReadHeapType()
    {
        if (reader.Current.IsIndex)
        {
            return Types.Read(reader);
        }

        var heap = reader.Current.Kind == TokenKind.Keyword ? AbstractOf(reader.Text) : 0;
        if (heap == 0)
        {
            throw reader.Unexpected("a heap type");
        }

        reader.Advance();
        return heap;
    }

    private static byte NumberOrVectorOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("i32"u8) => 0x7F,
        _ when word.SequenceEqual("i64"u8) => 0x7E,
        _ when word.SequenceEqual("f32"u8) => 0x7D,
        _ when word.SequenceEqual("f64"u8) => 0x7C,
        _ when word.SequenceEqual("v128"u8) => 0x7B,
        _ => 0,
    };

    /// <summary>The number of the heap type in <c>funcref</c> and its like, or 0.</summary>
    private static long ShorthandOf(ReadOnlySpan<byte> word)
    {
        if (!word.EndsWith("ref"u8))
        {
            return 0;
        }

        var stem = word[..^3];
        return stem switch
        {
            _ when stem.SequenceEqual("null"u8) => AbstractOf("none"u8),
            _ when stem.SequenceEqual("nullfunc"u8) => AbstractOf("nofunc"u8),
            _ when stem.SequenceEqual("nullextern"u8) => AbstractOf("noextern"u8),
            _ when stem.SequenceEqual("nullexn"u8) => AbstractOf("noexn"u8),
            _ when stem.StartsWith("no"u8) => 0,
            _ => AbstractOf(stem),
        };
    }

    /// <summary>The number that stands for an abstract heap type (specification 5.3.3), or 0.</summary>
    private static long AbstractOf(ReadOnlySpan<byte> word) => word switch
    {
        _ when word.SequenceEqual("noexn"u8) => 0x74 - 0x80,
        _ when word.SequenceEqual("nofunc"u8) => 0x73 - 0x80,
        _ when word.SequenceEqual("noextern"u8) => 0x72 - 0x80,
        _ when word.SequenceEqual("none"u8) => 0x71 - 0x80,
        _ when word.SequenceEqual("func"u8) => TextValueType.Func,
        _ when word.SequenceEqual("extern"u8) => 0x6F - 0x80,
        _ when word.SequenceEqual("any"u8) => 0x6E - 0x80,
        _ when word.SequenceEqual("eq"u8) => 0x6D - 0x80,
        _ when word.SequenceEqual("i31"u8) => 0x6C - 0x80,
        _ when word.SequenceEqual("struct"u8) => 0x6B - 0x80,
        _ when word.SequenceEqual("array"u8) => 0x6A - 0x80,
        _ when word.SequenceEqual("exn"u8) => 0x69 - 0x80,
        _ => 0,
    };
}
