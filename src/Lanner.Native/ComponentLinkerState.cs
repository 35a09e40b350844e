using Lanner.Components;

namespace Lanner.Native;

/// <summary>A linker of components with the store that it serves.</summary>
internal sealed class ComponentLinkerState(StoreState store)
{
    internal StoreState Store { get; } = store;

    internal ComponentLinker Linker { get; } = new(store.Engine);
}
