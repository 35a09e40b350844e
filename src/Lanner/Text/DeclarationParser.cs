namespace Lanner.Text;

/// <summary>Reads over the fields of a module to learn its identifiers, which may be used before they are declared (specification
/// 6.6.15).</summary>
internal sealed class DeclarationParser(TokenReader reader, AnnotationReader annotations, TypeParser types, ModuleSpaces spaces)
{
    /// <summary>The kind of the first definition, after which no import may come.</summary>
    private string? _definition;

    private bool _hasStart;

    internal void ReadFields()
    {
        while (reader.Current.Kind == TokenKind.LeftParenthesis)
        {
            var field = reader.Position;
            ReadField();
            reader.MoveTo(field);
            reader.SkipGroup();
        }
    }

    private void ReadField()
    {
        if (reader.IsOpen("type"u8) || reader.IsOpen("rec"u8))
        {
            types.Declare();
        }
        else if (reader.AcceptOpen("import"u8))
        {
            CheckImport(reader.Current);
            reader.Expect(TokenKind.String);
            ReadImport();
        }
        else if (reader.AcceptOpen("func"u8))
        {
            Declare(spaces.Functions, "function");
        }
        else if (reader.AcceptOpen("table"u8))
        {
            Declare(spaces.Tables, "table");
            DeclareInlineSegment(spaces.ElementSegments, "elem"u8);
        }
        else if (reader.AcceptOpen("memory"u8))
        {
            Declare(spaces.Memories, "memory");
            DeclareInlineSegment(spaces.DataSegments, "data"u8);
        }
        else if (reader.AcceptOpen("global"u8))
        {
            Declare(spaces.Globals, "global");
        }
        else if (reader.AcceptOpen("tag"u8))
        {
            Declare(spaces.Tags, "tag");
        }
        else if (reader.AcceptOpen("elem"u8))
        {
            spaces.ElementSegments.Declare(reader, annotations);
        }
        else if (reader.AcceptOpen("data"u8))
        {
            spaces.DataSegments.Declare(reader, annotations);
        }
        else if (reader.IsOpen("start"u8))
        {
            if (_hasStart)
            {
                throw reader.Malformed("multiple start sections");
            }

            _hasStart = true;
        }
        else if (!reader.IsOpen("export"u8))
        {
            reader.Advance();
            throw reader.Unexpected("a field of a module, such as func or import");
        }
    }

    private void ReadImport()
    {
        if (reader.Current.Kind == TokenKind.String)
        {
            reader.Advance();
            DeclareImport();
        }
        else if (ImportItems.HaveTypes(reader))
        {
            while (reader.IsOpen("item"u8))
            {
                var item = reader.Position;
                reader.AcceptOpen("item"u8);
                reader.Expect(TokenKind.String);
                DeclareImport();
                reader.MoveTo(item);
                reader.SkipGroup();
            }
        }
        else
        {
            var count = ImportItems.Count(reader);
            while (reader.IsOpen("item"u8))
            {
                reader.SkipGroup();
            }

            var space = SpaceOf(ImportItems.AcceptKind(reader));
            if (reader.Current.Kind == TokenKind.Identifier)
            {
                throw reader.Malformed("identifier not allowed: the items before share the type, and an identifier is for one");
            }

            space.DeclareUnnamed(count);
        }
    }

    private void DeclareImport() => SpaceOf(ImportItems.AcceptKind(reader)).Declare(reader, annotations);

    private IndexSpace SpaceOf(ExternalKind kind) => kind switch
    {
        ExternalKind.Function => spaces.Functions,
        ExternalKind.Table => spaces.Tables,
        ExternalKind.Memory => spaces.Memories,
        ExternalKind.Global => spaces.Globals,
        _ => spaces.Tags,
    };

    private void Declare(IndexSpace space, string kind)
    {
        space.Declare(reader, annotations);
        while (reader.IsOpen("export"u8))
        {
            reader.SkipGroup();
        }

        if (reader.IsOpen("import"u8))
        {
            CheckImport(reader.Current);
        }
        else
        {
            _definition ??= kind;
        }
    }

    /// <summary>Imports stand in front of all definitions, since they come first in the index spaces.</summary>
    private void CheckImport(Token token)
    {
        if (_definition is not null)
        {
            throw reader.Malformed($"import after {_definition}", token);
        }
    }

    /// <summary>A table or memory with its content written in it is followed by a segment (specification 6.6.7 and 6.6.8).</summary>
    private void DeclareInlineSegment(IndexSpace segments, ReadOnlySpan<byte> keyword)
    {
        while (!reader.IsAtRight && !reader.IsAtEnd)
        {
            if (reader.IsOpen(keyword))
            {
                segments.DeclareUnnamed();
            }

            if (reader.Current.Kind == TokenKind.LeftParenthesis)
            {
                reader.SkipGroup();
            }
            else
            {
                reader.Advance();
            }
        }
    }
}
