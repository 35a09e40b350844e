using System.Text;

namespace Lanner.Cli;

/// <summary>The line of a text in which a mistake is, with a caret below it: for people, not for tools that read messages.</summary>
internal static class SourceExcerpt
{
    /// <summary>How much of a long line is shown.</summary>
    private const int Width = 100;

    /// <summary>Writes the line to standard error if that is a terminal.</summary>
    /// <param name="path">The text. One that was standard input cannot be read again.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column in characters, from 1.</param>
    internal static void WriteToTerminal(string path, int line, int column)
    {
        if (Console.IsErrorRedirected || path == ModuleFiles.Standard)
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
        // Columns count characters of Unicode, of which some take two places in a string.
        var characters = text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? new Rune(' ') : rune).ToArray();
        var mark = int.Min(column - 1, characters.Length);
        var start = mark < Width ? 0 : mark - (Width / 2);
        var shown = string.Concat(characters.Skip(start).Take(Width));
        return $"    {shown}\n    {new string(' ', mark - start)}^";
    }
}
