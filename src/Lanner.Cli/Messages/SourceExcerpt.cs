using System.Text;

namespace Lanner.Cli.Messages;

/// <summary>The line of a text in which a mistake is, with a caret below it: for people, not for tools that read messages.</summary>
internal static class SourceExcerpt
{
    /// <summary>The length of what is shown of a longer line.</summary>
    private const int Width = 100;

    /// <summary>Writes the line to standard error if that is a terminal.</summary>
    /// <param name="path">The text. One that was standard input cannot be read again.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters of a string, from 1.</param>
    internal static void WriteToTerminal(string path, int line, int column)
    {
        if (Console.IsErrorRedirected || path == StandardStream.Name)
        {
            return;
        }

        try
        {
            if (File.ReadLines(path).Skip(line - 1).FirstOrDefault() is { } text)
            {
                Console.Error.WriteLine(Show(text, column));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The message has been written; this was only to help.
        }
    }

    private static string Show(string text, int column)
    {
        // Some characters of Unicode are two of a string, but take one place on the terminal.
        var characters = text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? new Rune(' ') : rune).ToArray();
        var mark = text[..int.Min(column - 1, text.Length)].EnumerateRunes().Count();
        var start = mark < Width ? 0 : mark - (Width / 2);
        var shown = string.Concat(characters.Skip(start).Take(Width));
        return $"    {shown}\n    {new string(' ', mark - start)}^";
    }
}
