using System.Collections.Frozen;
using System.Text;
using Lanner.Structure;

namespace Lanner.Text;

/// <summary>The words of the text format. A word that is known but stands in the wrong place is an "unexpected token", any other an
/// "unknown operator".</summary>
internal static class Keywords
{
    private const int LongestMnemonic = 64;

    private static readonly FrozenSet<string> Structural = FrozenSet.Create(StringComparer.Ordinal,
    [
        // Types
        "i8", "i16", "i32", "i64", "f32", "f64", "v128", "ref", "null", "func", "nofunc", "extern", "noextern", "any", "eq", "i31",
        "struct", "array", "none", "exn", "noexn", "funcref", "nullfuncref", "externref", "nullexternref", "anyref", "eqref", "i31ref",
        "structref", "arrayref", "nullref", "exnref", "nullexnref", "mut", "field", "sub", "final", "rec", "param",
        "result", "shared", "pagesize",

        // Modules
        "module", "type", "import", "export", "table", "memory", "global", "tag", "start", "elem", "data",
        "declare", "offset", "item", "local",

        // Instructions
        "then", "do", "catch_ref", "catch_all_ref", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2", "nan:canonical", "nan:arithmetic",

        // Scripts
        "definition", "instance", "binary", "quote", "register", "invoke", "get", "either", "thread", "wait",
        "ref.extern", "ref.host", "ref.struct", "ref.array", "ref.any", "ref.exn", "assert_return", "assert_trap", "assert_exception",
        "assert_exhaustion", "assert_invalid", "assert_malformed", "assert_unlinkable", "assert_invalid_custom", "assert_malformed_custom",
    ]);

    internal static bool IsKnown(ReadOnlySpan<byte> word) =>
        FindInstruction(word) is not null
        || Structural.Contains(Encoding.UTF8.GetString(word))
        || TryReadParameter(word, "offset="u8, out _)
        || TryReadParameter(word, "align="u8, out _);

    internal static OpcodeInfo? FindInstruction(ReadOnlySpan<byte> word)
    {
        Span<char> characters = stackalloc char[LongestMnemonic];
        return word.Length <= LongestMnemonic && Encoding.UTF8.TryGetChars(word, characters, out var length)
            ? OpcodeTable.Find(characters[..length])
            : null;
    }

    /// <summary>Takes a word such as <c>offset=8</c> apart.</summary>
    internal static bool TryReadParameter(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> number)
    {
        number = word.StartsWith(name) ? word[name.Length..] : default;
        return !number.IsEmpty && NumberSyntax.Classify(number) == TokenKind.Natural;
    }
}
