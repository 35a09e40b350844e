namespace Lanner.Components.Validation;

/// <summary>The forms of the names of imports and exports (Explainer.md, "Import and Export Definitions").</summary>
internal enum NameForm
{
    Label,
    Constructor,
    Method,
    Static,
    Interface,
}

/// <summary>The name of an import or export, taken apart.</summary>
/// <param name="Form">The form.</param>
/// <param name="Resource">The label of the resource that a function belongs to, or "".</param>
/// <param name="Key">The name as it is compared with others (Explainer.md, "Name Uniqueness").</param>
internal readonly record struct ParsedName(NameForm Form, string Resource, string Key)
{
    private const string ConstructorMark = "[constructor]";
    private const string MethodMark = "[method]";
    private const string StaticMark = "[static]";

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">The name.</param>
    /// <param name="mistake">The description of the mistake, when there is one.</param>
    internal static ParsedName? Parse(string name, out string mistake)
    {
        mistake = "";
        string? found;
        ParsedName parsed;
        if (name.StartsWith(ConstructorMark, StringComparison.Ordinal))
        {
            var label = name[ConstructorMark.Length..];
            found = CheckLabel(label);
            parsed = new ParsedName(NameForm.Constructor, label, name.ToLowerInvariant());
        }
        else if (name.StartsWith(MethodMark, StringComparison.Ordinal))
        {
            found = ParseMember(name[MethodMark.Length..], NameForm.Method, out parsed);
        }
        else if (name.StartsWith(StaticMark, StringComparison.Ordinal))
        {
            found = ParseMember(name[StaticMark.Length..], NameForm.Static, out parsed);
        }
        else if (name.Contains(':', StringComparison.Ordinal))
        {
            found = CheckInterface(name);
            parsed = new ParsedName(NameForm.Interface, "", InterfaceKey(name));
        }
        else
        {
            found = CheckLabel(name);
            parsed = new ParsedName(NameForm.Label, "", name.ToLowerInvariant());
        }

        if (found is null)
        {
            return parsed;
        }

        mistake = found;
        return null;
    }

    /// <summary>Checks a label.</summary>
    /// <returns>The description of the mistake, or null.</returns>
    internal static string? CheckLabel(ReadOnlySpan<char> label) =>
        IsLabel(label, allowsAcronyms: true) ? null : $"`{DisplayedName.Of(label.ToString())}` is not in kebab case";

    /// <summary>Tests whether a text is in kebab case: words in small letters and acronyms in capitals, each with digits, of which the
    /// first begins with a letter.</summary>
    private static bool IsLabel(ReadOnlySpan<char> label, bool allowsAcronyms)
    {
        if (label.Length == 0 || !char.IsAsciiLetter(label[0]))
        {
            return false;
        }

        foreach (var range in label.Split('-'))
        {
            var fragment = label[range];
            var isWord = fragment.Length > 0 && Consists(fragment, 'a', 'z');
            var isAcronym = allowsAcronyms && fragment.Length > 0 && Consists(fragment, 'A', 'Z');
            if (!isWord && !isAcronym)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Consists(ReadOnlySpan<char> fragment, char first, char last)
    {
        foreach (var character in fragment)
        {
            if (!char.IsAsciiDigit(character) && (character < first || character > last))
            {
                return false;
            }
        }

        return true;
    }

    private static string? ParseMember(string member, NameForm form, out ParsedName parsed)
    {
        parsed = default;
        var dot = member.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return "failed to find `.` character";
        }

        var resource = member[..dot];
        var label = member[(dot + 1)..];
        var key = string.Equals(resource, label, StringComparison.OrdinalIgnoreCase) ? resource : member;
        parsed = new ParsedName(form, resource, key.ToLowerInvariant());
        return CheckLabel(resource) ?? CheckLabel(label);
    }

    private static string InterfaceKey(string name)
    {
        var version = name.IndexOf('@', StringComparison.Ordinal);
        return version < 0 ? name.ToLowerInvariant() : string.Concat(name[..version].ToLowerInvariant(), name.AsSpan(version));
    }

    private static string? CheckInterface(ReadOnlySpan<char> name)
    {
        var colon = name.IndexOf(':');
        if (CheckWords(name[..colon]) is { } wrongNamespace)
        {
            return wrongNamespace;
        }

        var rest = name[(colon + 1)..];
        var end = EndOfLabel(rest);
        if (CheckWords(rest[..end]) is { } wrongPackage)
        {
            return wrongPackage;
        }

        rest = rest[end..];
        if (rest.Length == 0 || rest[0] != '/')
        {
            return "expected `/` after package name";
        }

        rest = rest[1..];
        end = EndOfLabel(rest);
        if (CheckLabel(rest[..end]) is { } wrongProjection)
        {
            return wrongProjection;
        }

        rest = rest[end..];
        if (rest.Length == 0)
        {
            return null;
        }

        return rest[0] == '@'
            ? SemanticVersion.Check(rest[1..]) is { } mistake ? $"`{rest[1..]}` is not a valid semver: {mistake}" : null
            : $"trailing characters found: `{rest}`";
    }

    /// <summary>Checks what may only have small letters.</summary>
    private static string? CheckWords(ReadOnlySpan<char> words) =>
        IsLabel(words, allowsAcronyms: false) ? null : $"`{words}` is not in kebab case, with small letters only";

    private static int EndOfLabel(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '-'))
        {
            length++;
        }

        return length;
    }
}
