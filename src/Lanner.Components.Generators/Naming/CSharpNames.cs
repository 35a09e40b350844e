using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Lanner.Components.Generators.Naming;

/// <summary>Names of WIT as a programmer of C# writes them.</summary>
internal static class CSharpNames
{
    /// <summary>A name of types and members: <c>byte-count</c> becomes <c>ByteCount</c>.</summary>
    internal static string Pascal(string name)
    {
        var text = new StringBuilder();

        // Versions such as 1.0.0-a--b have words without letters.
        foreach (var word in name.Split(['-', '.', '+', ':', '/', '@'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Length > 0 && char.IsDigit(text[text.Length - 1]) && char.IsDigit(word[0]))
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(word[0])).Append(word.Substring(1).ToLowerInvariant());
        }

        return text.ToString();
    }

    /// <summary>A name of parameters: <c>byte-count</c> becomes <c>byteCount</c>, and keywords are escaped.</summary>
    internal static string Camel(string name)
    {
        var pascal = Pascal(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return SyntaxFacts.GetKeywordKind(camel) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(camel) != SyntaxKind.None
            ? "@" + camel
            : camel;
    }

    /// <summary>A text as a literal of C#.</summary>
    internal static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
