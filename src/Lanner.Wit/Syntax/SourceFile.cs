using System.Text;

namespace Lanner.Wit.Syntax;

/// <summary>A file of WIT, or another text that mistakes are found in.</summary>
internal sealed class SourceFile(string name, string text)
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal string Name { get; } = name;

    internal string Text { get; } = text;

    /// <summary>Reads a file.</summary>
    internal static SourceFile Read(string path)
    {
        if (new FileInfo(path).Length > Limits.Characters)
        {
            throw new WitException("the file is too large", path, 1, 1);
        }

        try
        {
            return new SourceFile(path, Encoding.GetString(File.ReadAllBytes(path)));
        }
        catch (DecoderFallbackException)
        {
            throw new WitException("the file is not UTF-8", path, 1, 1);
        }
    }

    /// <summary>Makes the exception that tells of a mistake.</summary>
    internal WitException Error(string reason, int offset)
    {
        var before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        var line = before.Count('\n') + 1;
        return new WitException(reason, Name, line, before.Length - before.LastIndexOf('\n'));
    }
}

/// <summary>A place in a file.</summary>
internal readonly record struct Location(SourceFile File, int Offset)
{
    /// <summary>Makes the exception that tells of a mistake here.</summary>
    internal WitException Error(string reason) => File.Error(reason, Offset);
}
