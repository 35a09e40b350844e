using System.Text;
using Lanner.Admission;
using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Modules in the text format (specification chapter 6). The parser writes the binary format, so that everything after it has one
/// form of module to read.</summary>
internal static class TextModule
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Translates a module to the binary format. Identifiers go into its name section.</summary>
    /// <exception cref="MalformedTextException">The text is not a module.</exception>
    internal static byte[] ToBinary(string text, WasmFeatures features) => ToBinary(Encode(text), features);

    /// <summary>The text in UTF-8.</summary>
    /// <exception cref="MalformedTextException">It cannot be: half of a surrogate pair stands alone.</exception>
    internal static byte[] Encode(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw TokenSequence.Malformed(Encoding.UTF8.GetBytes(text[..exception.Index]), "malformed UTF-8 encoding", int.MaxValue);
        }
    }

    /// <summary>Translates a module in UTF-8 to the binary format. Identifiers go into its name section.</summary>
    /// <exception cref="MalformedTextException">The text is not a module.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static byte[] ToBinary(ReadOnlySpan<byte> utf8, WasmFeatures features, ModuleAdmission? admission = null) =>
        ModuleParser.ReadText(Lexer.Read(WithoutMark(utf8).ToArray(), admission), features);

    /// <summary>The error that was found in a module made of a text, with its place in the text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="features">The features that it was read with.</param>
    /// <param name="error">The error of validation, or of the binary format if a feature is off; its offset means the binary.</param>
    /// <param name="admission">Ends it when the time is up.</param>
    internal static LannerException Locate(
        ReadOnlySpan<byte> utf8, WasmFeatures features, LannerException error, ModuleAdmission? admission = null)
    {
        var sequence = Lexer.Read(WithoutMark(utf8).ToArray(), admission);
        var map = new TextPositions();
        ModuleParser.ReadText(sequence, features, map);
        var offset = (error as InvalidModuleException)?.Offset ?? ((MalformedModuleException)error).Offset;
        if (map.Find(offset) is not { } source)
        {
            return error;
        }

        var (line, column) = sequence.Locate(source);
        return error is InvalidModuleException invalid
            ? new InvalidModuleException(invalid.Reason, offset, line, column)
            : new MalformedTextException(((MalformedModuleException)error).Reason, line, column);
    }

    /// <summary>Tests whether a file is in the text format: because its name says so, or because it begins like text. Of what is neither,
    /// it is better said that it does not begin like a binary.</summary>
    internal static bool IsText(ReadOnlySpan<byte> bytes, string? path) =>
        (path is not null && path.EndsWith(".wat", StringComparison.OrdinalIgnoreCase))
        || (bytes is not [0, ..] && WithoutMark(bytes).TrimStart(" \t\r\n"u8) is [(byte)'(' or (byte)';', ..]);

    /// <summary>Editors on Windows mark files of UTF-8 with these bytes.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
}
