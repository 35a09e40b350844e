namespace Lanner.Text;

/// <summary>Reads over the fields of a module to learn its identifiers, which may be used before they are declared (specification 6.6.15).</summary>
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
            reader.Expect(TokenKind.String);
            ReadImportDescription();
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

    private void ReadImportDescription()
    {
        if (reader.AcceptOpen("func"u8))
        {
            spaces.Functions.Declare(reader, annotations);
        }
        else if (reader.AcceptOpen("table"u8))
        {
            spaces.Tables.Declare(reader, annotations);
        }
        else if (reader.AcceptOpen("memory"u8))
        {
            spaces.Memories.Declare(reader, annotations);
        }
        else if (reader.AcceptOpen("global"u8))
        {
            spaces.Globals.Declare(reader, annotations);
        }
        else if (reader.AcceptOpen("tag"u8))
        {
            spaces.Tags.Declare(reader, annotations);
        }
        else
        {
            throw reader.Unexpected("what is imported, such as '(func'");
        }
    }

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
