using Lanner.Admission;
using Lanner.Binary;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <summary>Components in the text format (Explainer.md of the component model, at commit 6d28164). The parser writes the binary format, so
/// that everything after it has one form of component to read.</summary>
internal static class TextComponent
{
    /// <summary>Tests whether a text begins with a parenthesis and the word <c>component</c>, behind blanks and comments.</summary>
    internal static bool IsComponent(ReadOnlySpan<byte> utf8)
    {
        var rest = SkipBlanks(WithoutMark(utf8));
        if (rest is not [(byte)'(', ..])
        {
            return false;
        }

        rest = SkipBlanks(rest[1..]);
        return rest.StartsWith("component"u8) && (rest.Length == 9 || " \t\r\n();$"u8.Contains(rest[9]));
    }

    /// <summary>Translates a component in UTF-8 to the binary format. Identifiers go into its name section.</summary>
    /// <exception cref="MalformedTextException">The text is not a component.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static byte[] ToBinary(ReadOnlySpan<byte> utf8, WasmFeatures features, ModuleAdmission? admission = null) =>
        Read(new TokenReader(Lexer.Read(WithoutMark(utf8).ToArray(), admission)), features).ToArray();

    /// <summary>Reads what follows the word <c>component</c>, up to the closing parenthesis.</summary>
    internal static ByteWriter ReadContent(TokenReader reader, WasmFeatures features, TextNotes? notes = null)
    {
        var identifier = reader.AcceptIdentifier();
        if (reader.Accept("binary"u8))
        {
            return reader.ReadStrings();
        }

        if (!reader.Accept("quote"u8))
        {
            return ComponentParser.ReadComponent(reader, identifier, features, notes);
        }

        var quoted = new ByteWriter();
        quoted.Write(ToBinary(reader.ReadStrings().Written, features, reader.Sequence.Admission));
        return quoted;
    }

    /// <summary>The error that was found in a component made of a text, with its place in the text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="features">The features that it was read with.</param>
    /// <param name="error">The error of validation, or of the binary format; its offset means the binary.</param>
    /// <param name="admission">Ends it when the time is up.</param>
    internal static LannerException Locate(
        ReadOnlySpan<byte> utf8, WasmFeatures features, LannerException error, ModuleAdmission? admission = null)
    {
        var notes = new TextNotes();
        var sequence = Lexer.Read(WithoutMark(utf8).ToArray(), admission);
        var binary = Read(new TokenReader(sequence), features, notes);
        var offset = (error as InvalidModuleException)?.Offset ?? ((MalformedModuleException)error).Offset;
        if (notes.Find(binary, offset) is not { } source)
        {
            return error;
        }

        var (line, column) = sequence.Locate(source);
        return error is InvalidModuleException invalid
            ? new InvalidModuleException(invalid.Reason, offset, line, column)
            : new MalformedTextException(((MalformedModuleException)error).Reason, line, column);
    }

    private static ByteWriter Read(TokenReader reader, WasmFeatures features, TextNotes? notes = null)
    {
        ByteWriter component;
        if (reader.AcceptOpen("component"u8))
        {
            component = ReadContent(reader, features, notes);
            reader.ExpectRight();
        }
        else
        {
            // As in scripts, the definitions may stand alone.
            component = ComponentParser.ReadComponent(reader, null, features, notes);
        }

        reader.Expect(TokenKind.End);
        return component;
    }

    /// <summary>Editors on Windows mark files of UTF-8 with these bytes.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>The text behind blanks and comments.</summary>
    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n"u8);
            if (text.StartsWith(";;"u8))
            {
                var end = text.IndexOfAny((byte)'\n', (byte)'\r');
                text = end < 0 ? [] : text[end..];
            }
            else if (text.StartsWith("(;"u8))
            {
                text = SkipBlockComment(text);
            }
            else
            {
                return text;
            }
        }
    }

    private static ReadOnlySpan<byte> SkipBlockComment(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        while (text.Length > 0)
        {
            if (text.StartsWith("(;"u8))
            {
                depth++;
                text = text[2..];
            }
            else if (text.StartsWith(";)"u8))
            {
                depth--;
                text = text[2..];
                if (depth == 0)
                {
                    break;
                }
            }
            else
            {
                text = text[1..];
            }
        }

        return text;
    }
}
