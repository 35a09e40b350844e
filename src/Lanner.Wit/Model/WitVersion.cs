using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lanner.Wit;

/// <summary>A version as defined by Semantic Versioning 2.0, such as <c>1.2.3-rc.1+build</c>.</summary>
public sealed class WitVersion : IEquatable<WitVersion>, IComparable<WitVersion>
{
    private WitVersion(ulong major, ulong minor, ulong patch, string? preRelease, string? build)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        PreRelease = preRelease;
        Build = build;
    }

    /// <summary>The first number: breaking changes.</summary>
    public ulong Major { get; }

    /// <summary>The second number: additions.</summary>
    public ulong Minor { get; }

    /// <summary>The third number: repairs.</summary>
    public ulong Patch { get; }

    /// <summary>The text after the hyphen, such as <c>rc.1</c>, or null.</summary>
    public string? PreRelease { get; }

    /// <summary>The text after the plus sign, or null. It has no part in comparisons of age.</summary>
    public string? Build { get; }

    /// <summary>The part that compatible versions share: <c>1</c> of 1.2.3, <c>0.2</c> of 0.2.6, <c>0.0.1</c> of 0.0.1.</summary>
    public string CanonicalVersion => Major > 0
        ? Major.ToString(CultureInfo.InvariantCulture)
        : Minor > 0
            ? $"0.{Minor}"
            : $"0.0.{Patch}";

    /// <summary>The part that <see cref="CanonicalVersion"/> leaves away.</summary>
    public string CanonicalSuffix => ToString()[CanonicalVersion.Length..];

    /// <summary>Reads a version.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The version.</returns>
    /// <exception cref="WitException">The text is no version.</exception>
    public static WitVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new WitException($"`{text}` is not a semantic version");

    /// <summary>Reads a version, if the text is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version.</param>
    /// <returns>False when the text is no version.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WitVersion? version)
    {
        version = null;
        if (text is null)
        {
            return false;
        }

        var rest = text;
        string? build = null;
        string? preRelease = null;
        if (rest.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus)
        {
            (rest, build) = (rest[..plus], rest[(plus + 1)..]);
        }

        if (rest.IndexOf('-', StringComparison.Ordinal) is >= 0 and var hyphen)
        {
            (rest, preRelease) = (rest[..hyphen], rest[(hyphen + 1)..]);
        }

        var numbers = rest.Split('.');
        if (numbers.Length != 3
            || !TryReadNumber(numbers[0], out var major)
            || !TryReadNumber(numbers[1], out var minor)
            || !TryReadNumber(numbers[2], out var patch)
            || !AreIdentifiers(preRelease, leadingZeros: false)
            || !AreIdentifiers(build, leadingZeros: true))
        {
            return false;
        }

        version = new WitVersion(major, minor, patch, preRelease, build);
        return true;
    }

    /// <summary>Tells whether a component that was made for this version can be given the other, or the other way round.</summary>
    /// <param name="other">The other version.</param>
    /// <returns>True when both have the same <see cref="CanonicalVersion"/>.</returns>
    public bool IsCompatibleWith(WitVersion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CanonicalVersion == other.CanonicalVersion;
    }

    /// <summary>Compares by age; the builds of one version are ordered as texts.</summary>
    /// <param name="other">The other version.</param>
    /// <returns>Less than 0 when this version is older.</returns>
    public int CompareTo(WitVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        order = order != 0 ? order : ComparePreRelease(PreRelease, other.PreRelease);
        return order != 0 ? order : string.CompareOrdinal(Build, other.Build);
    }

    /// <inheritdoc/>
    public bool Equals(WitVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WitVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, PreRelease, Build);

    /// <summary>The version as it is written.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"{Major}.{Minor}.{Patch}{(PreRelease is null ? "" : "-" + PreRelease)}{(Build is null ? "" : "+" + Build)}";

    /// <summary>Tells whether two versions are the same.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">A version.</param>
    public static bool operator ==(WitVersion? left, WitVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Tells whether two versions differ.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">A version.</param>
    public static bool operator !=(WitVersion? left, WitVersion? right) => !(left == right);

    /// <summary>Tells whether the left version is older.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">A version.</param>
    public static bool operator <(WitVersion? left, WitVersion? right) => Comparer<WitVersion?>.Default.Compare(left, right) < 0;

    /// <summary>Tells whether the left version is older or the same.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">A version.</param>
    public static bool operator <=(WitVersion? left, WitVersion? right) => Comparer<WitVersion?>.Default.Compare(left, right) <= 0;

    /// <summary>Tells whether the left version is younger.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">A version.</param>
    public static bool operator >(WitVersion? left, WitVersion? right) => Comparer<WitVersion?>.Default.Compare(left, right) > 0;

    /// <summary>Tells whether the left version is younger or the same.</summary>
    /// <param name="left">A version.</param>
    /// <param name="right">A version.</param>
    public static bool operator >=(WitVersion? left, WitVersion? right) => Comparer<WitVersion?>.Default.Compare(left, right) >= 0;

    private static bool TryReadNumber(string text, out ulong number)
    {
        number = 0;
        return text is "0" || (text is [>= '1' and <= '9', ..]
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }

    private static bool AreIdentifiers(string? text, bool leadingZeros) =>
        text is null || Array.TrueForAll(text.Split('.'), part =>
            part.Length > 0
            && part.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
            && (leadingZeros || part.Length == 1 || part[0] != '0' || !part.All(char.IsAsciiDigit)));

    /// <summary>Compares as the specification of semantic versions says: a release is younger than all that precede it.</summary>
    private static int ComparePreRelease(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return (left is null).CompareTo(right is null);
        }

        var leftParts = left.Split('.');
        var rightParts = right.Split('.');
        for (var i = 0; i < Math.Min(leftParts.Length, rightParts.Length); i++)
        {
            var order = CompareIdentifier(leftParts[i], rightParts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftParts.Length.CompareTo(rightParts.Length);
    }

    private static int CompareIdentifier(string left, string right)
    {
        var leftIsNumber = left.All(char.IsAsciiDigit);
        var rightIsNumber = right.All(char.IsAsciiDigit);
        if (leftIsNumber != rightIsNumber)
        {
            return leftIsNumber ? -1 : 1;
        }

        // Numbers have no leading zeros, so that the longer one is the greater.
        return leftIsNumber && left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
    }
}
