namespace Lanner.Wit;

/// <summary>Options of reading WIT.</summary>
public sealed class WitOptions
{
    /// <summary>The unstable features whose items are there. Items of other features are left out.</summary>
    public IReadOnlyCollection<string> Features { get; init; } = [];

    /// <summary>True to have the items of all features.</summary>
    public bool AllFeatures { get; init; }

    /// <summary>The version that the root package is read as: items that came later are left out. Null for the version that the package
    /// says.</summary>
    public WitVersion? TargetVersion { get; init; }

    /// <summary>True to refuse items of the root package with a weaker gate than what they belong to or refer to. WIT asks for that, but
    /// packages break the rule, those of WASI among them, and other tools do not check it.</summary>
    public bool StrictGates { get; init; }

    internal static WitOptions Default { get; } = new();

    internal bool IsActive(string feature) => AllFeatures || Features.Contains(feature);
}
