using System.Diagnostics.CodeAnalysis;

namespace Lanner.Wit.Syntax;

/// <summary>The rules for names.</summary>
internal static class Names
{
    /// <summary>Tells whether a word is no identifier unless a percent sign stands before it.</summary>
    internal static bool IsKeyword(ReadOnlySpan<char> word) => FindPrimitive(word) is not null || word is
        "as" or "async" or "borrow" or "constructor" or "enum" or "export" or "flags" or "from" or "func" or "future" or "import"
        or "include" or "interface" or "list" or "map" or "option" or "own" or "package" or "record" or "resource" or "result"
        or "static" or "stream" or "tuple" or "type" or "use" or "variant" or "with" or "world";

    /// <summary>The primitive type that a keyword stands for, or null.</summary>
    internal static WitPrimitive? FindPrimitive(ReadOnlySpan<char> word) => word switch
    {
        "bool" => WitPrimitive.Bool,
        "s8" => WitPrimitive.S8,
        "u8" => WitPrimitive.U8,
        "s16" => WitPrimitive.S16,
        "u16" => WitPrimitive.U16,
        "s32" => WitPrimitive.S32,
        "u32" => WitPrimitive.U32,
        "s64" => WitPrimitive.S64,
        "u64" => WitPrimitive.U64,
        "f32" => WitPrimitive.F32,
        "f64" => WitPrimitive.F64,
        "char" => WitPrimitive.Char,
        "string" => WitPrimitive.String,
        "error-context" => WitPrimitive.ErrorContext,
        _ => null,
    };

    /// <summary>Tells what is wrong with an identifier in kebab case, or returns null.</summary>
    internal static string? Mistake(ReadOnlySpan<char> name)
    {
        if (name is not [>= 'a' and <= 'z' or >= 'A' and <= 'Z', ..])
        {
            return "begins with no letter";
        }

        foreach (var range in name.Split('-'))
        {
            var fragment = name[range];
            if (fragment.IsEmpty)
            {
                return "has a hyphen without a word on each side";
            }

            if (fragment.ContainsAnyExcept(Characters.LettersAndDigits))
            {
                return "has a character that is no letter, digit or hyphen";
            }

            if (fragment.ContainsAnyInRange('a', 'z') && fragment.ContainsAnyInRange('A', 'Z'))
            {
                return "has a word that mixes small and capital letters";
            }
        }

        return null;
    }

    /// <summary>Tells whether a name is a label: kebab case.</summary>
    internal static bool IsLabel(string name) => Mistake(name) is null;

    /// <summary>Tells whether a name is a namespace's or a package's: kebab case without capital letters.</summary>
    internal static bool IsLowercaseLabel(string name) => IsLabel(name) && !name.AsSpan().ContainsAnyInRange('A', 'Z');

    /// <summary>The text of a name as an identifier of WIT.</summary>
    internal static string Escape(string name) => IsKeyword(name.AsSpan()) ? "%" + name : name;

    /// <summary>The form of a name by which it must differ from others.</summary>
    internal static string Canonical(string name) => name.ToLowerInvariant();

    /// <summary>Takes a name such as <c>wasi:http@0.2.0</c> apart.</summary>
    internal static bool TrySplitPackage(string text, [NotNullWhen(true)] out WitPackageName? name)
    {
        name = null;
        WitVersion? version = null;
        var rest = text;
        if (text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            rest = text[..at];
            if (!WitVersion.TryParse(text[(at + 1)..], out version))
            {
                return false;
            }
        }

        var colon = rest.LastIndexOf(':');
        if (colon < 0
            || !Array.TrueForAll(rest[..colon].Split(':'), IsLowercaseLabel)
            || !Array.TrueForAll(rest[(colon + 1)..].Split('/'), IsLowercaseLabel))
        {
            return false;
        }

        name = new WitPackageName(rest[..colon], rest[(colon + 1)..], version);
        return true;
    }

    /// <summary>Takes a name such as <c>wasi:http/types@0.2.0</c> apart.</summary>
    internal static bool TrySplitInterface(string text, [NotNullWhen(true)] out WitPackageName? package, out string item)
    {
        package = null;
        item = "";
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? text : text[..at];
        var slash = name.LastIndexOf('/');
        if (slash < 0 || !TrySplitPackage(name[..slash] + (at < 0 ? "" : text[at..]), out package))
        {
            return false;
        }

        item = name[(slash + 1)..];
        return IsLabel(item);
    }
}
