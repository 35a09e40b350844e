namespace Lanner.Components;

/// <summary>The kinds of things that components import and export.</summary>
public enum ComponentExternKind
{
    /// <summary>A core module.</summary>
    CoreModule,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A value.</summary>
    Value,

    /// <summary>A type.</summary>
    Type,

    /// <summary>A component.</summary>
    Component,

    /// <summary>An instance of a component.</summary>
    Instance,
}

/// <summary>Something that is imported or exported: its name, its kind and its type.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Type">The type; of a type, that type itself.</param>
public sealed record ComponentExtern(string Name, ComponentExternKind Kind, DefinitionType Type)
{
    /// <summary>The interface that an instance implements under its plain name, or null.</summary>
    public string? Implements { get; init; }

    /// <summary>The name that a host may know the thing by, or null.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The rest of the version of the name, or null when the name has all of it.</summary>
    public string? VersionSuffix { get; init; }
}

/// <summary>The type of an instance: what it exports.</summary>
public sealed class ComponentInstanceType : DefinitionType
{
    private readonly ExternList _exports;

    internal ComponentInstanceType(ComponentExtern[] exports, ResourcePath[] resources)
        : this(new ExternList(exports), resources)
    {
    }

    private ComponentInstanceType(ExternList exports, ResourcePath[] resources)
        : base(exports.Shape)
    {
        _exports = exports;
        Resources = resources;
    }

    /// <summary>The exports, in their order.</summary>
    public IReadOnlyList<ComponentExtern> Exports => _exports.Items;

    /// <summary>The resources that every instance of the type has of its own. An instance that is there has none: they are what they
    /// are.</summary>
    internal ResourcePath[] Resources { get; }

    internal override string Kind => "instance";

    internal ComponentExtern? Find(string name) => _exports.Find(name);

    /// <summary>The type of an instance of a component that exports just what the component says.</summary>
    internal static ComponentInstanceType Of(ComponentType component) => new(component.ExportList, []);
}

/// <summary>The type of a component: what it imports, and what its instances export.</summary>
public sealed class ComponentType : DefinitionType
{
    private readonly ExternList _imports;

    internal ComponentType(
        ComponentExtern[] imports, ComponentExtern[] exports, ResourcePath[] importedResources, ResourcePath[] exportedResources)
        : base(TypeShape.Of(imports.Concat(exports).Select(one => one.Type), TypeTraits.Named))
    {
        _imports = new ExternList(imports);
        ExportList = new ExternList(exports);
        ImportedResources = importedResources;
        ExportedResources = exportedResources;
    }

    /// <summary>The imports, in their order.</summary>
    public IReadOnlyList<ComponentExtern> Imports => _imports.Items;

    /// <summary>The exports, in their order.</summary>
    public IReadOnlyList<ComponentExtern> Exports => ExportList.Items;

    internal ExternList ExportList { get; }

    /// <summary>The resources that are given to an instance.</summary>
    internal ResourcePath[] ImportedResources { get; }

    /// <summary>The resources that every instance makes.</summary>
    internal ResourcePath[] ExportedResources { get; }

    internal override string Kind => "component";

    internal ComponentExtern? FindImport(string name) => _imports.Find(name);

    internal ComponentExtern? FindExport(string name) => ExportList.Find(name);
}

/// <summary>A resource and the names by which it is reached: of an import or export, and of exports of instances in it.</summary>
internal readonly record struct ResourcePath(ResourceIdentity Resource, string[] Path);

/// <summary>Imports or exports, which are looked up by name.</summary>
internal sealed class ExternList(ComponentExtern[] items)
{
    private readonly Lazy<Dictionary<string, int>> _byName = new(() => Index(items));

    internal ComponentExtern[] Items { get; } = items;

    /// <summary>The shape of an instance with these exports.</summary>
    internal TypeShape Shape { get; } = TypeShape.Of(items.Select(item => item.Type), TypeTraits.Named);

    /// <summary>True if no type in it has a name, so that nothing in it is ever replaced by another.</summary>
    internal bool IsPlain { get; } = !Array.Exists(items, item => item.Type.Shape.Has(TypeTraits.Named));

    internal ComponentExtern? Find(string name) => _byName.Value.TryGetValue(name, out var index) ? Items[index] : null;

    private static Dictionary<string, int> Index(ComponentExtern[] items)
    {
        var index = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        for (var position = 0; position < items.Length; position++)
        {
            index.Add(items[position].Name, position);
        }

        return index;
    }
}
