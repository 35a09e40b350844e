using Lanner.Components.Async;

namespace Lanner.Components.Linking;

/// <summary>Counts what an instantiation makes, and ends it when it is too much: a component can ask for an instance of a component that
/// asks for two, and so on, so that few bytes can ask for much.</summary>
internal sealed class InstantiationWork(Store store, bool emitsAdapters)
{
    private const int MostInstances = 10_000;
    private const int MostDefinitions = 10_000_000;

    private int _instances;
    private int _definitions;

    internal Store Store => store;

    /// <summary>True if guests call each other through emitted code where that can be.</summary>
    internal bool EmitsAdapters => emitsAdapters;

    /// <summary>The loop of the store, if the instantiation is its driver.</summary>
    internal EventLoop? Loop { get; set; }

    /// <summary>Makes sure that the store has a loop, and that nobody else runs guests while the instance is made.</summary>
    internal void PrepareTasks()
    {
        if (EventLoop.Find(store) is null)
        {
            EventLoop.Of(store);
            Loop = EventLoop.AcquireFor(store);
        }
    }

    internal void AddInstance()
    {
        if (++_instances > MostInstances)
        {
            throw new ResourceLimitException($"The component asks for more than {MostInstances} instances.");
        }
    }

    internal void AddDefinition()
    {
        store.ThrowIfInterrupted();
        if (++_definitions > MostDefinitions)
        {
            throw new ResourceLimitException($"Instances of the component take more than {MostDefinitions} definitions.");
        }
    }
}
