using System.Text;
using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Reads a module (specification 6.6) and puts it into the binary format. It goes over the fields three times: for identifiers,
/// for types, and for everything else in the order of the text, which is the order in which function types are added that have no
/// definition.</summary>
internal sealed partial class ModuleParser
{
    private readonly TokenReader _reader;
    private readonly LimitsParser _limits;
    private readonly AnnotationReader _annotations;
    private readonly ModuleSpaces _spaces = new();
    private readonly ModuleEncoder _encoder = new();
    private readonly TextPositions? _map;
    private readonly TypeParser _types;
    private readonly ImmediateParser _immediates;
    private readonly FunctionParser _functions;
    private readonly SegmentParser _segments;
    private uint _functionIndex;
    private uint _tableIndex;
    private uint _memoryIndex;
    private uint _globalIndex;
    private uint _tagIndex;

    private ModuleParser(TokenReader reader, WasmFeatures features, TextPositions? map)
    {
        _map = map;
        _encoder.Map = map;
        _reader = reader;
        _limits = new LimitsParser(reader, features);
        _annotations = new AnnotationReader(reader.Sequence);
        _types = new TypeParser(reader, _annotations, map);
        _immediates = new ImmediateParser(reader, _types, _spaces);
        var instructions = new InstructionParser(reader, _annotations, _types, _immediates, features) { Map = map };
        _functions = new FunctionParser(reader, _types, _immediates, instructions);
        _segments = new SegmentParser(reader, _types, _spaces, _functions, _encoder);
    }

    /// <summary>Reads a whole text: <c>(module …)</c>, or its fields alone. As in scripts, a module may also be given by its bytes,
    /// <c>(module binary "…")</c>, or by its text, <c>(module quote "…")</c>.</summary>
    internal static byte[] ReadText(TokenSequence sequence, WasmFeatures features, TextPositions? map = null)
    {
        var reader = new TokenReader(sequence);
        byte[] module;
        if (reader.IsOpen("component"u8))
        {
            throw reader.Malformed("this is a component (of the component model), not a module");
        }

        if (reader.AcceptOpen("module"u8))
        {
            var identifier = reader.AcceptIdentifier();
            module = reader.Accept("binary"u8) ? reader.ReadStrings().ToArray()
                : reader.Accept("quote"u8) ? TextModule.ToBinary(reader.ReadStrings().Written, features, sequence.Admission)
                : ReadFields(reader, identifier, features, map);
            reader.ExpectRight();
        }
        else
        {
            module = ReadFields(reader, null, features, map);
        }

        reader.Expect(TokenKind.End);
        return module;
    }

    /// <summary>Reads the fields of a module up to the parenthesis that closes it, or the end of the text.</summary>
    /// <param name="reader">Stands after the identifier of the module.</param>
    /// <param name="identifier">The identifier.</param>
    /// <param name="features">The features that the module may use.</param>
    /// <param name="map">Takes where the parts of the binary come from; null when nobody asks.</param>
    internal static byte[] ReadFields(TokenReader reader, string? identifier, WasmFeatures features, TextPositions? map = null)
    {
        var parser = new ModuleParser(reader, features, map);
        var start = reader.Position;
        var name = parser._annotations.AcceptName(reader, "module") ?? identifier;
        new DeclarationParser(reader, parser._annotations, parser._types, parser._spaces).ReadFields();
        reader.MoveTo(start);
        parser.ReadTypes();
        reader.MoveTo(start);
        parser.ReadOtherFields();
        if (!reader.IsAtRight && !reader.IsAtEnd)
        {
            throw reader.Unexpected("a field of a module, such as '(func', or ')'");
        }

        parser._annotations.CheckAllTaken(start - 1, reader.Position);
        return parser.Finish(name);
    }

    private void ReadTypes()
    {
        while (_reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            if (_reader.IsOpen("type"u8) || _reader.IsOpen("rec"u8))
            {
                _types.ReadDefinition();
            }
            else
            {
                _reader.SkipGroup();
            }
        }
    }

    private void ReadOtherFields()
    {
        _annotations.AcceptCustomSections(_reader, _encoder);
        while (_reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            if (_reader.IsOpen("type"u8) || _reader.IsOpen("rec"u8))
            {
                _reader.SkipGroup();
            }
            else
            {
                if (_map is not null)
                {
                    _map.Field = _reader.Current.Start;
                }

                _reader.Advance();
                ReadField();
                _reader.ExpectRight();
            }

            _annotations.AcceptCustomSections(_reader, _encoder);
        }
    }

    private void ReadField()
    {
        if (_reader.Accept("import"u8))
        {
            ReadImport();
        }
        else if (_reader.Accept("func"u8))
        {
            ReadFunction(null);
        }
        else if (_reader.Accept("table"u8))
        {
            ReadTable(null);
        }
        else if (_reader.Accept("memory"u8))
        {
            ReadMemory(null);
        }
        else if (_reader.Accept("global"u8))
        {
            ReadGlobal(null);
        }
        else if (_reader.Accept("tag"u8))
        {
            ReadTag(null);
        }
        else if (_reader.Accept("export"u8))
        {
            ReadExport();
        }
        else if (_reader.Accept("start"u8))
        {
            _encoder.Add(SectionOrder.Start).WriteUnsigned(_spaces.Functions.Read(_reader));
        }
        else if (_reader.Accept("elem"u8))
        {
            _reader.AcceptIdentifier();
            _segments.ReadElements();
        }
        else if (_reader.Accept("data"u8))
        {
            _reader.AcceptIdentifier();
            _segments.ReadData();
        }
        else
        {
            throw _reader.Unexpected("a field of a module, such as func or import");
        }
    }

    /// <summary>Reads the identifier of a definition, its exports and its import.</summary>
    private ImportHead? ReadHead(ExternalKind kind, uint index, ImportHead? import)
    {
        _reader.AcceptIdentifier();
        while (import is null && _reader.AcceptOpen("export"u8))
        {
            WriteExport(_reader.ReadName(), kind, index);
            _reader.ExpectRight();
        }

        if (import is null && _reader.AcceptOpen("import"u8))
        {
            var names = new ByteWriter();
            names.WriteSized(Encoding.UTF8.GetBytes(_reader.ReadName()));
            names.WriteSized(Encoding.UTF8.GetBytes(_reader.ReadName()));
            import = new ImportHead(names.ToArray());
            _reader.ExpectRight();
        }

        return import;
    }

    /// <summary>Returns the writer for the type of a definition or import.</summary>
    private ByteWriter AddHead(SectionOrder section, ExternalKind kind, ImportHead? import)
    {
        if (import is null)
        {
            return _encoder.Add(section);
        }

        var writer = import.IsEntry ? _encoder.Add(SectionOrder.Import) : _encoder.Continue(SectionOrder.Import);
        writer.Write(import.Bytes);
        writer.Write((byte)kind);
        return writer;
    }

    private void ReadFunction(ImportHead? import)
    {
        var index = _functionIndex++;
        import = ReadHead(ExternalKind.Function, index, import);
        _immediates.Labels = new LabelStack();
        var type = _functions.ReadTypeUse();
        AddHead(SectionOrder.Function, ExternalKind.Function, import).WriteUnsigned(type);
        if (import is null)
        {
            _functions.ReadBody(index, _encoder.Add(SectionOrder.Code));
        }
        else if (!import.IsShared)
        {
            _functions.KeepNames(index);
        }
    }

    private void ReadTable(ImportHead? import)
    {
        var index = _tableIndex++;
        import = ReadHead(ExternalKind.Table, index, import);
        var is64Bit = _limits.ReadAddressType();
        if (import is null && _reader.Current.Kind != TokenKind.Natural)
        {
            var elementType = _types.ReadReferenceType();
            var count = _segments.ReadInlineElements(index, is64Bit, elementType);
            var writer = _encoder.Add(SectionOrder.Table);
            elementType.Write(writer);
            new LimitsText(count, count, is64Bit, false, null).Write(writer);
            return;
        }

        var limits = _limits.Read(is64Bit);
        var type = _types.ReadReferenceType();
        var target = AddHead(SectionOrder.Table, ExternalKind.Table, import);
        var hasInitializer = import is null && !_reader.IsAtRight;
        if (hasInitializer)
        {
            target.Write([0x40, 0x00]);
        }

        type.Write(target);
        limits.Write(target);
        if (hasInitializer)
        {
            _functions.ReadExpression(target);
        }
    }

    private void ReadMemory(ImportHead? import)
    {
        var index = _memoryIndex++;
        import = ReadHead(ExternalKind.Memory, index, import);
        var is64Bit = _limits.ReadAddressType();
        if (import is null && _reader.Current.Kind != TokenKind.Natural)
        {
            var pageSizeLog2 = _limits.ReadPageSize();
            var length = (ulong)_segments.ReadInlineData(index, is64Bit);
            var size = pageSizeLog2 ?? 16;
            var pages = (length >> size) + ((length & ((1UL << size) - 1)) == 0 ? 0UL : 1);
            new LimitsText(pages, pages, is64Bit, false, pageSizeLog2).Write(_encoder.Add(SectionOrder.Memory));
            return;
        }

        var limits = _limits.Read(is64Bit);
        limits = _limits.ReadMemoryRest(limits);
        limits.Write(AddHead(SectionOrder.Memory, ExternalKind.Memory, import));
    }

    private void ReadGlobal(ImportHead? import)
    {
        import = ReadHead(ExternalKind.Global, _globalIndex++, import);
        var isMutable = _reader.AcceptOpen("mut"u8);
        var type = _types.ReadValueType();
        if (isMutable)
        {
            _reader.ExpectRight();
        }

        var writer = AddHead(SectionOrder.Global, ExternalKind.Global, import);
        type.Write(writer);
        writer.Write((byte)(isMutable ? 1 : 0));
        if (import is null)
        {
            _functions.ReadExpression(writer);
        }
    }

    private void ReadTag(ImportHead? import)
    {
        import = ReadHead(ExternalKind.Tag, _tagIndex++, import);
        var type = _types.ReadTypeUse(new IndexSpace("local"));
        var writer = AddHead(SectionOrder.Tag, ExternalKind.Tag, import);
        writer.Write(0x00);
        writer.WriteUnsigned(type);
    }

    private void ReadExport()
    {
        var name = _reader.ReadName();
        (ExternalKind Kind, IndexSpace Space)? target =
            _reader.AcceptOpen("func"u8) ? (ExternalKind.Function, _spaces.Functions)
            : _reader.AcceptOpen("table"u8) ? (ExternalKind.Table, _spaces.Tables)
            : _reader.AcceptOpen("memory"u8) ? (ExternalKind.Memory, _spaces.Memories)
            : _reader.AcceptOpen("global"u8) ? (ExternalKind.Global, _spaces.Globals)
            : _reader.AcceptOpen("tag"u8) ? (ExternalKind.Tag, _spaces.Tags)
            : null;
        if (target is not { } found)
        {
            throw _reader.Unexpected("what is exported, such as '(func'");
        }

        WriteExport(name, found.Kind, found.Space.Read(_reader));
        _reader.ExpectRight();
    }

    private void WriteExport(string name, ExternalKind kind, uint index)
    {
        var writer = _encoder.Add(SectionOrder.Export);
        writer.WriteSized(Encoding.UTF8.GetBytes(name));
        writer.Write((byte)kind);
        writer.WriteUnsigned(index);
    }

    private byte[] Finish(string? name)
    {
        var (count, content) = _types.Section;
        if (count > 0)
        {
            _encoder.SetTypes(count, content);
        }

        if (_immediates.NeedsDataCount)
        {
            _encoder.Add(SectionOrder.DataCount).WriteUnsigned(_spaces.DataSegments.Count);
        }

        ModuleMetadata.AddHints(_encoder, _functions.Hints);
        ModuleMetadata.AddNames(_encoder, name, _types, _spaces, _functions);
        return _encoder.Encode();
    }

    /// <summary>The part of an import that is written before its type.</summary>
    /// <param name="Bytes">Its names, as far as they stand there.</param>
    /// <param name="IsEntry">True if it begins an entry of the section, rather than one of a group's items.</param>
    /// <param name="IsShared">True if the type is that of several imports, whose parameters then have no names.</param>
    private sealed record ImportHead(byte[] Bytes, bool IsEntry = true, bool IsShared = false);
}
