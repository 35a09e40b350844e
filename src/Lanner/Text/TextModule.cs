using System.Text;

namespace Lanner.Text;

/// <summary>Modules in the text format (specification chapter 6). The parser writes the binary format, so that everything after it has one form of module to read.</summary>
internal static class TextModule
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Translates a module to the binary format. Identifiers go into its name section.</summary>
    /// <exception cref="MalformedTextException">The text is not a module.</exception>
    internal static byte[] ToBinary(string text, WasmFeatures features)
    {
        byte[] bytes;
        try
        {
            bytes = Strict.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            // Half a surrogate pair.
            throw TokenSequence.Malformed(Encoding.UTF8.GetBytes(text[..exception.Index]), "malformed UTF-8 encoding", int.MaxValue);
        }

        return ModuleParser.ReadText(Lexer.Read(bytes), features);
    }

    /// <summary>Translates a module in UTF-8 to the binary format. Identifiers go into its name section.</summary>
    /// <exception cref="MalformedTextException">The text is not a module.</exception>
    internal static byte[] ToBinary(ReadOnlySpan<byte> utf8, WasmFeatures features) => ModuleParser.ReadText(Lexer.Read(utf8.ToArray()), features);
}
