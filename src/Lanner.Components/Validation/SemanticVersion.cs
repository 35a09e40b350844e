namespace Lanner.Components.Validation;

/// <summary>Versions in names: those of semver.org, or their beginning that decides on compatibility (Explainer.md,
/// <c>interfaceversion</c>).</summary>
internal static class SemanticVersion
{
    /// <summary>Checks the version of a name.</summary>
    /// <returns>The description of the mistake, or null.</returns>
    internal static string? Check(ReadOnlySpan<char> version) => IsCanonical(version) ? null : CheckFull(version);

    /// <summary>Tests whether the version is only the part that decides on compatibility: <c>1</c>, <c>0.2</c>, <c>0.0.3</c>.</summary>
    internal static bool IsCanonical(ReadOnlySpan<char> version)
    {
        if (version is "0.0.0")
        {
            return true;
        }

        var rest = version.StartsWith("0.0.", StringComparison.Ordinal) ? version[4..]
            : version.StartsWith("0.", StringComparison.Ordinal) ? version[2..]
            : version;
        return rest.Length > 0 && rest[0] != '0' && rest.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    /// <summary>The name with the part of its version that decides on compatibility, or null for one without.</summary>
    internal static string? CompatibleName(string name)
    {
        var at = name.LastIndexOf('@');
        var parts = at < 0 ? [] : name[(at + 1)..].Split('.');
        if (parts.Length != 3 || name.AsSpan(at).ContainsAny('-', '+'))
        {
            return null;
        }

        var count = parts[0] != "0" ? 1 : parts[1] != "0" ? 2 : 3;
        return $"{name[..at]}@{string.Join('.', parts[..count])}";
    }

    /// <summary>Tests whether what is called one name may stand for what is called another: the names are the same, or their versions are
    /// compatible.</summary>
    internal static bool AreCompatible(string one, string other) =>
        one == other || (CompatibleName(one) is { } name && name == CompatibleName(other));

    /// <summary>Checks a whole version.</summary>
    internal static string? CheckFull(ReadOnlySpan<char> version)
    {
        if (version.Length == 0)
        {
            return "empty string, expected a semver version";
        }

        var position = 0;
        foreach (var part in (ReadOnlySpan<string>)["major", "minor", "patch"])
        {
            if (part != "major" && Expect(version, ref position, part) is { } mistake)
            {
                return mistake;
            }

            if (SkipNumber(version, ref position, part) is { } wrong)
            {
                return wrong;
            }
        }

        if (position < version.Length && version[position] == '-')
        {
            position++;
            if (SkipIdentifiers(version, ref position, "pre-release identifier", allowsLeadingZeros: false) is { } mistake)
            {
                return mistake;
            }
        }

        if (position < version.Length && version[position] == '+')
        {
            position++;
            if (SkipIdentifiers(version, ref position, "build metadata", allowsLeadingZeros: true) is { } mistake)
            {
                return mistake;
            }
        }

        return position < version.Length ? $"unexpected character '{version[position]}' after patch version number" : null;
    }

    private static string? Expect(ReadOnlySpan<char> version, ref int position, string next)
    {
        var previous = next == "minor" ? "major" : "minor";
        if (position == version.Length)
        {
            return $"unexpected end of input while parsing {previous} version number";
        }

        return version[position++] == '.' ? null : $"unexpected character '{version[position - 1]}' after {previous} version number";
    }

    private static string? SkipNumber(ReadOnlySpan<char> version, ref int position, string part)
    {
        var start = position;
        while (position < version.Length && char.IsAsciiDigit(version[position]))
        {
            position++;
        }

        if (position == start)
        {
            return position == version.Length
                ? $"unexpected end of input while parsing {part} version number"
                : $"unexpected character '{version[position]}' while parsing {part} version number";
        }

        return version[start] == '0' && position - start > 1 ? $"invalid leading zero in {part} version number" : null;
    }

    private static string? SkipIdentifiers(ReadOnlySpan<char> version, ref int position, string what, bool allowsLeadingZeros)
    {
        while (true)
        {
            var start = position;
            while (position < version.Length && (char.IsAsciiLetterOrDigit(version[position]) || version[position] == '-'))
            {
                position++;
            }

            var identifier = version[start..position];
            if (identifier.Length == 0)
            {
                return $"empty identifier segment in {what}";
            }

            if (!allowsLeadingZeros && identifier.Length > 1 && identifier[0] == '0' && identifier.IndexOfAnyExceptInRange('0', '9') < 0)
            {
                return $"invalid leading zero in {what}";
            }

            if (position == version.Length || version[position] != '.')
            {
                return null;
            }

            position++;
        }
    }
}
