using System.Diagnostics.CodeAnalysis;

namespace Lanner.Wit;

/// <summary>A world: all that a component imports and exports.</summary>
public sealed class WitWorld : WitTypeOwner
{
    private List<WitWorldItem> _imports = [];
    private List<WitWorldItem> _exports = [];

    internal WitWorld(WitPackage package, string name, string? documentation, WitGate gate)
        : base(package, documentation, gate) => Name = name;

    /// <summary>The name, such as <c>command</c>.</summary>
    public string Name { get; }

    /// <summary>The whole name, such as <c>wasi:cli/command@0.2.0</c>.</summary>
    public string QualifiedName => Package.Name.NameOf(Name);

    /// <summary>The imports, those that follow from others and those of included worlds as well. What is needed comes first.</summary>
    public IReadOnlyList<WitWorldItem> Imports => _imports;

    /// <summary>The exports, those of included worlds as well.</summary>
    public IReadOnlyList<WitWorldItem> Exports => _exports;

    /// <summary>Finds an import.</summary>
    /// <param name="name">Its name, such as <c>run</c> or <c>wasi:http/types@0.2.0</c>.</param>
    /// <param name="found">The import.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFindImport(string name, [NotNullWhen(true)] out WitWorldItem? found) =>
        (found = _imports.Find(item => item.Name == name)) is not null;

    /// <summary>Finds an export.</summary>
    /// <param name="name">Its name, such as <c>run</c> or <c>wasi:http/types@0.2.0</c>.</param>
    /// <param name="found">The export.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFindExport(string name, [NotNullWhen(true)] out WitWorldItem? found) =>
        (found = _exports.Find(item => item.Name == name)) is not null;

    /// <summary>The name.</summary>
    /// <returns>The whole name.</returns>
    public override string ToString() => QualifiedName;

    internal void SetItems(List<WitWorldItem> imports, List<WitWorldItem> exports)
    {
        _imports = imports;
        _exports = exports;
    }
}

/// <summary>An import or export of a world.</summary>
public abstract class WitWorldItem
{
    private protected WitWorldItem()
    {
    }

    /// <summary>The name under which components import or export the item.</summary>
    public abstract string Name { get; }

    /// <summary>The documentation, lines separated by <c>\n</c>, or null.</summary>
    public abstract string? Documentation { get; internal set; }

    /// <summary>The gate.</summary>
    public abstract WitGate Gate { get; internal set; }

    /// <summary>The name that the world outside has for the item (<c>@external-id</c>), or null.</summary>
    public abstract string? ExternalId { get; }

    /// <summary>The name.</summary>
    /// <returns>The name under which components import or export the item.</returns>
    public override string ToString() => Name;
}

/// <summary>An interface that a world imports or exports.</summary>
public sealed class WitInterfaceItem : WitWorldItem
{
    internal WitInterfaceItem(WitInterface wrapped, string? plainName, string? documentation, WitGate gate, string? externalId)
    {
        Interface = wrapped;
        PlainName = plainName;
        Documentation = documentation;
        Gate = gate;
        ExternalId = externalId;
    }

    /// <summary>The interface.</summary>
    public WitInterface Interface { get; }

    /// <summary>The name that the world gives to the interface, or null when it goes by its own.</summary>
    public string? PlainName { get; }

    /// <summary>The name of the interface that a plainly named item implements, or null.</summary>
    public string? Implements => PlainName is null ? null : Interface.QualifiedName;

    /// <inheritdoc/>
    public override string Name => PlainName ?? Interface.QualifiedName!;

    /// <inheritdoc/>
    public override string? Documentation { get; internal set; }

    /// <inheritdoc/>
    public override WitGate Gate { get; internal set; }

    /// <inheritdoc/>
    public override string? ExternalId { get; }
}

/// <summary>A function that a world imports or exports.</summary>
public sealed class WitFunctionItem : WitWorldItem
{
    internal WitFunctionItem(WitFunction function) => Function = function;

    /// <summary>The function.</summary>
    public WitFunction Function { get; }

    /// <inheritdoc/>
    public override string Name => Function.Name;

    /// <inheritdoc/>
    public override string? Documentation
    {
        get => Function.Documentation;
        internal set => Function.Documentation = value;
    }

    /// <inheritdoc/>
    public override WitGate Gate
    {
        get => Function.Gate;
        internal set => Function.Gate = value;
    }

    /// <inheritdoc/>
    public override string? ExternalId => Function.ExternalId;
}

/// <summary>A type that belongs to a world. Worlds import their types.</summary>
public sealed class WitTypeItem : WitWorldItem
{
    internal WitTypeItem(WitDefinedType type) => Type = type;

    /// <summary>The type.</summary>
    public WitDefinedType Type { get; }

    /// <inheritdoc/>
    public override string Name => Type.Name;

    /// <inheritdoc/>
    public override string? Documentation
    {
        get => Type.Documentation;
        internal set => Type.Documentation = value;
    }

    /// <inheritdoc/>
    public override WitGate Gate
    {
        get => Type.Gate;
        internal set => Type.Gate = value;
    }

    /// <inheritdoc/>
    public override string? ExternalId => Type.ExternalId;
}
