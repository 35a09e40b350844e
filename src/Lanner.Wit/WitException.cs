namespace Lanner.Wit;

/// <summary>WIT, its binary form or a WAVE value is wrong. The only exception that wrong input leads to.</summary>
public sealed class WitException : Exception
{
    internal WitException(string reason)
        : base(reason) => Reason = reason;

    internal WitException(string reason, string file, int line, int column)
        : base($"{file}:{line}:{column}: {reason}")
    {
        Reason = reason;
        File = file;
        Line = line;
        Column = column;
    }

    internal WitException(string reason, long offset)
        : base($"{reason} (at offset 0x{offset:x})") => Reason = reason;

    /// <summary>The description of the mistake, without its place.</summary>
    public string Reason { get; }

    /// <summary>The file that is wrong, or null where the mistake is in no text.</summary>
    public string? File { get; }

    /// <summary>The line, from 1; 0 where the mistake is in no text.</summary>
    public int Line { get; }

    /// <summary>The column in characters of a .NET string, from 1; 0 where the mistake is in no text.</summary>
    public int Column { get; }
}
