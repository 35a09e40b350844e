using System.Text;
using Lanner.Admission;

namespace Lanner.Text;

/// <summary>A text taken apart into tokens. Modules and scripts are read from it by <see cref="TokenReader"/>.</summary>
internal sealed class TokenSequence(ReadOnlyMemory<byte> source, Token[] tokens, Annotation[] annotations, ModuleAdmission? admission)
{
    /// <summary>The tokens, an <see cref="TokenKind.End"/> last.</summary>
    internal Token[] Tokens { get; } = tokens;

    /// <summary>The annotations in the order of the text.</summary>
    internal Annotation[] Annotations { get; } = annotations;

    /// <summary>Ends the reading when its time is up; null when it may take as long as it likes.</summary>
    internal ModuleAdmission? Admission { get; } = admission;

    internal ReadOnlySpan<byte> Source => source.Span;

    internal ReadOnlySpan<byte> Text(Token token) => source.Span[token.Start..token.End];

    /// <summary>The line and the column of a position, both from 1. Counted only when an error needs them.</summary>
    internal (int Line, int Column) Locate(int offset) => Locate(source.Span, offset);

    internal MalformedTextException Malformed(string reason, int offset) => Malformed(source.Span, reason, offset);

    internal static MalformedTextException Malformed(ReadOnlySpan<byte> source, string reason, int offset)
    {
        var (line, column) = Locate(source, offset);
        return new MalformedTextException(reason, line, column);
    }

    private static (int Line, int Column) Locate(ReadOnlySpan<byte> source, int offset)
    {
        var before = source[..Math.Min(offset, source.Length)];
        var line = before.Count((byte)'\n') + 1;
        return (line, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }
}
