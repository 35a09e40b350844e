using System.Text;
using Lanner.Wit;

namespace Lanner.Components;

/// <summary>A text is no value of a type, or no call of a function that is there. It says where the text is wrong, what could stand there
/// and what does.</summary>
public sealed class ComponentTextException : LannerException
{
    internal ComponentTextException(string reason, int line, int column)
        : base($"{line}:{column}: {reason}")
    {
        Reason = reason;
        Line = line;
        Column = column;
    }

    private ComponentTextException(WitException error)
        : base($"{error.Line}:{error.Column}: {error.Reason}", error)
    {
        Reason = error.Reason;
        Line = error.Line;
        Column = error.Column;
    }

    /// <summary>The description of the mistake, without its place.</summary>
    public string Reason { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in characters of a .NET string, from 1.</summary>
    public int Column { get; }

    /// <summary>The error of a text that the library for WIT reads.</summary>
    internal static ComponentTextException Of(WitException error) => new(error);

    /// <summary>An error at a place of a text in UTF-8.</summary>
    internal static ComponentTextException At(ReadOnlySpan<byte> text, long position, string reason)
    {
        var before = text[..(int)long.Min(position, text.Length)];
        var start = before.LastIndexOf((byte)'\n') + 1;
        return new ComponentTextException(reason, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }
}
