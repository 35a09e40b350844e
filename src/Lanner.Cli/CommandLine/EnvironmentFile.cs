using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.CommandLine;

/// <summary>Files of environment variables: a line <c>NAME=VALUE</c> for each; lines that are empty or begin with <c>#</c> are
/// skipped.</summary>
internal static class EnvironmentFile
{
    /// <exception cref="FileException">There is no such file, or a line of it is not a variable.</exception>
    internal static KeyValuePair<string, string>[] Read(string path)
    {
        InputFile.Require(path);
        var variables = new List<KeyValuePair<string, string>>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.Length > 0 && line[0] != '#')
                {
                    variables.Add(ParseVariable(line));
                }
            }
        }
        catch (FormatException error)
        {
            throw new FileException(path, error.Message, error) { Line = number };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileException(path, error.Message, error);
        }

        return [.. variables];
    }

    /// <summary>Reads <c>NAME=VALUE</c>.</summary>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    internal static KeyValuePair<string, string> ParseVariable(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? KeyValuePair.Create(text[..equals], text[(equals + 1)..])
            : throw new FormatException($"'{text}' is not a variable: write it as NAME=VALUE");
    }
}
