using Lanner.Components.Validation;

namespace Lanner.Components.Composition;

/// <summary>An instance that a new component is to have.</summary>
internal sealed class ComposedInstance(string name, Component component)
{
    internal string Name { get; } = name;

    internal Component Component { get; } = component;

    /// <summary>The things that imports are given, by the names of those.</summary>
    internal Dictionary<string, (ComposedInstance Instance, ComponentExtern Export)> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds an export.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isExact">False if another version will do that is compatible.</param>
    internal ComponentExtern? FindExport(string name, bool isExact) =>
        Component.Type.FindExport(name)
        ?? (isExact ? null : Component.Exports.FirstOrDefault(export => SemanticVersion.AreCompatible(export.Name, name)));
}

/// <summary>An export of a new component.</summary>
internal sealed record ComposedExport(string Name, ComposedInstance Instance, ComponentExtern Item);
