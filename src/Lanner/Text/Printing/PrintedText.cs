using System.Text;

namespace Lanner.Text.Printing;

/// <summary>The text as it is written, line by line.</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="size">The size of the module in bytes. The text is held to a multiple of it: two bytes of a module may call a function
/// whose name is a megabyte long, and a byte may stand for fifty thousand locals, so that without a bound a small module would fill a
/// disk.</param>
internal sealed class PrintedText(TextWriter writer, int size)
{
    /// <summary>The number of characters that each byte may bring. What compilers make brings less than twenty.</summary>
    private const int ForEachByte = 128;

    /// <summary>The number of characters that the text may have besides.</summary>
    private const int ForModule = 1_000_000;

    /// <summary>Deeper nesting is not indented further, or the size of the text would be quadratic in it.</summary>
    private const int MaximumDepth = 40;

    /// <summary>The column at which strings and lists are broken, in characters without the indentation.</summary>
    private const int LineLength = 100;

    private readonly StringBuilder _line = new();
    private readonly long _most = ForModule + ((long)ForEachByte * size);

    /// <summary>The number of characters of the lines that are finished.</summary>
    private long _written;

    /// <summary>The depth of the next line.</summary>
    internal int Depth { get; set; }

    /// <summary>True if the next thing written is the first of its line, where a space in front of it is left out.</summary>
    internal bool TrimSpace { get; set; }

    internal void StartLine()
    {
        if (_line.Length > 0)
        {
            EndLine();
        }

        _line.Append(' ', 2 * Math.Min(Depth, MaximumDepth));
    }

    internal PrintedText Append(string text)
    {
        RequireRoom(text.Length);
        _line.Append(TrimSpace ? text.TrimStart(' ') : text);
        TrimSpace &= text.Length == 0;
        return this;
    }

    internal PrintedText Append(char character)
    {
        _line.Append(character);
        TrimSpace = false;
        return this;
    }

    /// <summary>Adds items with a space in front of each, on lines of their own when they are many.</summary>
    internal void AppendList(IEnumerable<string> items)
    {
        Depth++;
        var length = 0;
        foreach (var item in items)
        {
            length += item.Length + 1;
            if (length > LineLength)
            {
                StartLine();
                length = item.Length;
            }
            else
            {
                Append(' ');
            }

            Append(item);
        }

        Depth--;
    }

    /// <summary>Adds bytes as a string with a space in front of it, or as several on lines of their own when they are many.</summary>
    internal void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= LineLength / 2)
        {
            _line.Append(' ');
            AppendString(bytes);
            return;
        }

        Depth++;
        for (var start = 0; start < bytes.Length;)
        {
            StartLine();
            var length = LengthOfLine(bytes[start..]);
            AppendString(bytes.Slice(start, length));
            start += length;
        }

        Depth--;
    }

    internal void Finish()
    {
        EndLine();
        writer.Flush();
    }

    /// <summary>As many bytes as fit, or fewer that end with an end of line: that shows the lines of text among the data.</summary>
    private static int LengthOfLine(ReadOnlySpan<byte> bytes)
    {
        var characters = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            characters += bytes[index] switch
            {
                (byte)'"' or (byte)'\\' or (byte)'\n' => 2,
                >= 0x20 and < 0x7F => 1,
                _ => 3,
            };
            if (characters > LineLength)
            {
                return index;
            }

            if (bytes[index] == '\n' && characters > LineLength / 3)
            {
                return index + 1;
            }
        }

        return bytes.Length;
    }

    private void AppendString(ReadOnlySpan<byte> bytes)
    {
        _line.Append('"');
        StringText.Append(_line, bytes);
        _line.Append('"');
    }

    private void EndLine()
    {
        _line.Append('\n');
        RequireRoom(0);
        _written += _line.Length;
        foreach (var chunk in _line.GetChunks())
        {
            writer.Write(chunk.Span);
        }

        _line.Clear();
    }

    /// <exception cref="ResourceLimitException">The text is too long for the module.</exception>
    private void RequireRoom(int length)
    {
        if (_written + _line.Length + length > _most)
        {
            throw new ResourceLimitException(
                new ResourceLimit(ResourceKind.TextLength, _most), "The text of the module is too long for the module's size");
        }
    }
}
