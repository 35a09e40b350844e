namespace Lanner.Cli.CommandLine;

/// <summary>A module that is instantiated before the program, which may import what it exports.</summary>
/// <param name="Name">The first name of the imports.</param>
/// <param name="File">The module.</param>
internal sealed record Preload(string Name, string File)
{
    /// <summary>Reads <c>NAME=FILE</c>.</summary>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    internal static Preload Parse(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && equals < text.Length - 1
        ? new Preload(text[..equals], text[(equals + 1)..])
        : throw new FormatException($"'{text}' names no module: write it as NAME=FILE");
}
