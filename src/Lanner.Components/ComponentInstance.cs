using Lanner.Components.Linking;

namespace Lanner.Components;

/// <summary>An instance of a component, or an instance that one exports. Belongs to a store, and like everything in it is used by one
/// thread at a time.</summary>
public sealed partial class ComponentInstance
{
    internal ComponentInstance(Store store, ComponentInstanceType type, InstanceItem item)
    {
        Store = store;
        Type = type;
        Item = item;
    }

    /// <summary>The store that the instance belongs to.</summary>
    public Store Store { get; }

    /// <summary>The type: what the instance exports.</summary>
    public ComponentInstanceType Type { get; }

    /// <summary>The exports, in their order.</summary>
    public IReadOnlyList<ComponentExtern> Exports => Type.Exports;

    internal InstanceItem Item { get; }

    /// <summary>Finds a function.</summary>
    /// <param name="path">Its name, such as <c>run</c>; or that of an exported instance and the name in it, such as
    /// <c>ns:pkg/interface#name</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such function.</exception>
    public ComponentFunction GetFunction(string path) =>
        FindFunction(path) ?? throw new KeyNotFoundException($"The instance exports no function `{path}`.");

    /// <summary>Finds a function, if there is one.</summary>
    /// <param name="path">Its name, or that of an exported instance and the name in it.</param>
    /// <returns>The function, or null.</returns>
    public ComponentFunction? FindFunction(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var hash = path.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            return FindInstance(path[..hash])?.FindFunction(path[(hash + 1)..]);
        }

        return Find(path) is (FunctionItem function, { } export)
            ? new ComponentFunction(Store, path, (ComponentFunctionType)export.Type, function.Callee)
            : null;
    }

    /// <summary>Finds an instance that this one exports, such as that of an interface.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The instance, or null.</returns>
    public ComponentInstance? FindInstance(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(name) is (InstanceItem instance, { } export)
            ? new ComponentInstance(Store, (ComponentInstanceType)export.Type, instance)
            : null;
    }

    /// <summary>Finds a core module that the instance exports.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The module, or null.</returns>
    public Module? FindModule(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (Find(name).Item as ModuleItem)?.Module;
    }

    /// <summary>Finds a value that the instance exports.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The value, or null.</returns>
    public ComponentValue? FindValue(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (Find(name).Item as ValueItem)?.Value;
    }

    private (RuntimeItem? Item, ComponentExtern? Export) Find(string name) =>
        Type.Find(name) is { } export ? (Item.Exports[name], export) : (null, null);
}
