using Lanner.Components.Async;
using Lanner.Components.Linking;

namespace Lanner.Components;

/// <summary>A component whose imports are found and their types compared, so that instances of it are made at the least cost, such as one
/// for each request. Made by <see cref="ComponentLinker.Prepare"/>. Thread-safe.</summary>
/// <remarks>What the linker gets afterwards changes nothing. It serves every store of the engine, unless the component imports instances or
/// functions of other components: then it serves their store only.</remarks>
public sealed class PreparedComponent
{
    private readonly ResolvedImports _imports;
    private readonly bool _emitsAdapters;

    internal PreparedComponent(Component component, ResolvedImports imports, bool emitsAdapters)
    {
        Component = component;
        _imports = imports;
        _emitsAdapters = emitsAdapters;
    }

    /// <summary>The component.</summary>
    public Component Component { get; }

    /// <summary>Makes an instance of the component.</summary>
    /// <param name="store">The store that it is to belong to.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentException">The store belongs to another engine.</exception>
    /// <exception cref="ComponentLinkException">The component imports something that belongs to another store.</exception>
    /// <exception cref="ResourceLimitException">The component asks for too much.</exception>
    /// <exception cref="TrapException">The guest trapped.</exception>
    public ComponentInstance Instantiate(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.Engine != Component.Engine)
        {
            throw new ArgumentException("The store and the component belong to different engines.", nameof(store));
        }

        _imports.CheckStore(store);
        var work = new InstantiationWork(store, _emitsAdapters) { Loop = EventLoop.AcquireFor(store) };
        try
        {
            var root = new ComponentItem(Component, Component.Validated, null);
            var item = ComponentInstantiation.Run(work, root, parent: null, _imports.Items);
            return new ComponentInstance(store, ComponentInstanceType.Of(Component.Type), item);
        }
        finally
        {
            work.Loop?.Release();
        }
    }
}
