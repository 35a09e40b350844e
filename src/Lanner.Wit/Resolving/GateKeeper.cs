using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Decides which gated items are there, and checks the rules for gates.</summary>
internal sealed class GateKeeper(WitOptions options)
{
    /// <summary>True while the root package is resolved. The mistakes of others are not for its author to repair.</summary>
    internal bool IsRoot { get; set; }

    /// <summary>The version by which the gates of a package are judged.</summary>
    internal WitVersion? TargetVersionOf(PackageUnit package)
    {
        var version = package.Header.Name.Version;
        if (!package.IsRoot || options.TargetVersion is not { } target)
        {
            return version;
        }

        if (version is null || target > version)
        {
            throw package.Header.At.Error($"the package `{package.Header.Name}` cannot be read as version {target}");
        }

        return target;
    }

    /// <summary>Tells whether an item is left out.</summary>
    internal bool IsClosed(WitGate gate, PackageUnit package, Location at)
    {
        if (gate.Since is not null)
        {
            var version = package.Header.Name.Version
                ?? throw at.Error($"the package `{package.Header.Name}` needs a version, since items of it have `@since`");
            if (gate.Since > version)
            {
                throw at.Error($"the gate names version {gate.Since}, which comes after the package's {version}");
            }

            return gate.Since > package.TargetVersion;
        }

        return gate.Feature is not null && !options.IsActive(gate.Feature);
    }

    /// <summary>Checks that what belongs to an item that is left out is left out by gates of its own.</summary>
    internal void CheckClosed(IEnumerable<(Identifier Name, Prefix Prefix)> members, Identifier owner, PackageUnit package)
    {
        foreach (var (name, prefix) in members)
        {
            if (!IsClosed(prefix.Gate, package, name.At))
            {
                throw name.At.Error($"the item belongs to `{owner.Text}`, which is left out by its gate, and needs a gate as well");
            }
        }
    }

    /// <summary>Describes an item that is left out.</summary>
    internal static string Closed(string item, WitGate gate) => gate.Feature is not null
        ? $"{item} belongs to the feature `{gate.Feature}`, which is not active"
        : $"{item} came with version {gate.Since}, later than the one that is asked for";

    /// <summary>Checks that an item is gated as strongly as what it belongs to or refers to.</summary>
    /// <param name="item">The item's gate.</param>
    /// <param name="other">The gate of what the item belongs to or refers to.</param>
    /// <param name="at">The place of the item.</param>
    /// <param name="relation">The relation and the other item, such as <c>refers to `a`</c>.</param>
    internal void CheckStrength(WitGate item, WitGate other, Location at, string relation)
    {
        if (!options.StrictGates || !IsRoot)
        {
            return;
        }

        if (other.Feature is not null && item.Feature is null)
        {
            throw at.Error($"the item {relation}, which has `@unstable(feature = {other.Feature})`, and needs a gate of that kind");
        }

        if (other.Since is not null && item.Feature is null && (item.Since is null || item.Since < other.Since))
        {
            throw at.Error($"the item {relation}, which has `@since(version = {other.Since})`, and needs a gate as strong");
        }
    }
}
