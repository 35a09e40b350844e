using System.Globalization;
using System.Text;

namespace Lanner.Wasi;

/// <summary>A record that a guest logs. What the guest wrote may hold anything, line ends and codes of terminals too;
/// <see cref="ToString"/> makes one line of it that can be written to a log.</summary>
public sealed record WasiLogRecord
{
    /// <summary>The most characters of the context that are kept.</summary>
    private const int LongestContext = 256;

    /// <summary>The most characters of the message that are kept.</summary>
    private const int LongestMessage = 16 << 10;

    /// <summary>Makes a record.</summary>
    /// <param name="level">The level.</param>
    /// <param name="context">The context, of which 256 characters are kept.</param>
    /// <param name="message">The message, of which 16,384 characters are kept.</param>
    public WasiLogRecord(WasiLogLevel level, string context, string message)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(message);
        Level = level;
        Context = Cut(context, LongestContext);
        Message = Cut(message, LongestMessage);
        Left = context.Length - Context.Length + (message.Length - Message.Length);
    }

    /// <summary>The level.</summary>
    public WasiLogLevel Level { get; }

    /// <summary>The subject, as the guest says; mostly the name of a part of the program.</summary>
    public string Context { get; }

    /// <summary>The text.</summary>
    public string Message { get; }

    /// <summary>The number of characters that were left out.</summary>
    public int Left { get; }

    /// <summary>The record as one line, such as <c>[warn] parser: no end found</c>: what is not printable is written as an escape
    /// (<c>\n</c>, <c>\u001b</c>).</summary>
    public override string ToString()
    {
        var line = new StringBuilder("[").Append(Level.ToString().ToLowerInvariant()).Append("] ");
        if (Context.Length > 0)
        {
            Escape(line, Context);
            line.Append(": ");
        }

        Escape(line, Message);
        return Left > 0 ? line.Append(" … (").Append(Left).Append(" characters more)").ToString() : line.ToString();
    }

    private static string Cut(string text, int length) => text.Length <= length ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static void Escape(StringBuilder line, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n':
                    line.Append(@"\n");
                    break;
                case '\r':
                    line.Append(@"\r");
                    break;
                case '\t':
                    line.Append(@"\t");
                    break;
                case '\\':
                    line.Append(@"\\");
                    break;
                default:
                    // Formats change the direction of what stands beside them, and separators end lines for some.
                    if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator)
                    {
                        line.Append(CultureInfo.InvariantCulture, $@"\u{rune.Value:x4}");
                    }
                    else
                    {
                        line.Append(rune.ToString());
                    }

                    break;
            }
        }
    }
}
