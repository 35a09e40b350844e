using System.Diagnostics.CodeAnalysis;
using Lanner.Components.Composition;

namespace Lanner.Components;

/// <summary>Makes one component of several: instances of them are given each other's exports for their imports. What stays open, the new
/// component imports. Not thread-safe.</summary>
public sealed class ComponentComposer
{
    private readonly List<ComposedInstance> _instances = [];
    private readonly List<ComposedExport> _exports = [];

    /// <summary>Makes a composer that has no instances.</summary>
    /// <param name="engine">The engine of the components.</param>
    public ComponentComposer(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
    }

    /// <summary>The engine of the components.</summary>
    public Engine Engine { get; }

    /// <summary>Adds an instance. A component can have several.</summary>
    /// <param name="name">The name by which the other methods know the instance; the new component does not have it.</param>
    /// <param name="component">The component.</param>
    /// <exception cref="ArgumentException">There is an instance of that name, or the component has another engine.</exception>
    public void Add(string name, Component component)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(component);
        if (_instances.Exists(instance => instance.Name == name))
        {
            throw new ArgumentException($"There is an instance `{name}` already.", nameof(name));
        }

        if (component.Engine != Engine)
        {
            throw new ArgumentException("The component and the composer have to have one engine.", nameof(component));
        }

        _instances.Add(new ComposedInstance(name, component));
    }

    /// <summary>Gives an instance something that another exports.</summary>
    /// <param name="instance">The instance that imports.</param>
    /// <param name="import">The name of the import.</param>
    /// <param name="provider">The instance that exports.</param>
    /// <param name="export">The name of the export; null for that of the import, or one with a compatible version.</param>
    /// <exception cref="ArgumentException">There is no such instance, import or export, or the import has been given something
    /// already.</exception>
    public void Connect(string instance, string import, string provider, string? export = null)
    {
        var (importer, exporter) = (Find(instance), Find(provider));
        var wanted = importer.Component.Type.FindImport(import)
            ?? throw new ArgumentException($"`{instance}` does not import `{import}`.", nameof(import));
        var given = exporter.FindExport(export ?? import, isExact: export is not null)
            ?? throw new ArgumentException($"`{provider}` does not export `{export ?? import}`.", nameof(export));
        if (!importer.Given.TryAdd(wanted.Name, (exporter, given)))
        {
            throw new ArgumentException($"`{import}` of `{instance}` has been given something already.", nameof(import));
        }
    }

    /// <summary>Gives each import that was given nothing what an instance exports under its name, or with a compatible version. An import
    /// that no other instance has an export for stays open.</summary>
    /// <exception cref="ComponentLinkException">More than one instance exports something under the name.</exception>
    public void ConnectByName()
    {
        foreach (var importer in _instances)
        {
            foreach (var import in importer.Component.Imports.Where(import => !importer.Given.ContainsKey(import.Name)))
            {
                var found = _instances
                    .Where(instance => instance != importer)
                    .Select(instance => (Instance: instance, Export: instance.FindExport(import.Name, isExact: false)))
                    .Where(pair => pair.Export is not null)
                    .ToArray();
                if (found.Length > 1)
                {
                    throw new ComponentLinkException(
                        import.Name, $"several export it: {string.Join(", ", found.Select(pair => $"`{pair.Instance.Name}`"))}");
                }

                if (found.Length == 1)
                {
                    importer.Given.Add(import.Name, (found[0].Instance, found[0].Export!));
                }
            }
        }
    }

    /// <summary>Lets the new component export what an instance does.</summary>
    /// <param name="instance">The instance.</param>
    /// <exception cref="ArgumentException">There is no such instance, or two exports would have one name.</exception>
    public void Export(string instance)
    {
        foreach (var export in Find(instance).Component.Exports)
        {
            Export(instance, export.Name);
        }
    }

    /// <summary>Lets the new component export something that an instance exports.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="export">The name of the export.</param>
    /// <param name="name">The name that the new component has for it; null for the same.</param>
    /// <exception cref="ArgumentException">There is no such instance or export, or two exports would have one name.</exception>
    public void Export(string instance, string export, string? name = null)
    {
        var exporter = Find(instance);
        var item = exporter.FindExport(export, isExact: true)
            ?? throw new ArgumentException($"`{instance}` does not export `{export}`.", nameof(export));
        name ??= export;
        if (_exports.Exists(other => other.Name == name))
        {
            throw new ArgumentException($"There is an export `{name}` already.", nameof(name));
        }

        _exports.Add(new ComposedExport(name, exporter, item));
    }

    /// <summary>Makes the component.</summary>
    /// <returns>The new component, which is valid.</returns>
    /// <exception cref="ComponentLinkException">An export is not of the type of the import that it was given for; two instances leave
    /// imports of one name open with types that one thing cannot have; instances need each other; or one imports a core module or a value,
    /// which the new component cannot.</exception>
    /// <exception cref="InvalidModuleException">What the new component exports speaks of types that have no name outside.</exception>
    /// <exception cref="ResourceLimitException">The component is too large, or takes too long.</exception>
    [RequiresDynamicCode(Component.NeedsJit)]
    public Component Compose() => Component.FromBinary(Engine, new CompositionEncoder(_instances, _exports).Encode());

    private ComposedInstance Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _instances.Find(instance => instance.Name == name)
            ?? throw new ArgumentException($"There is no instance `{name}`.", nameof(name));
    }
}
