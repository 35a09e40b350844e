namespace Lanner.Bench.Instances;

/// <summary>A module in an engine, ready to be instantiated. Thread-safe.</summary>
internal abstract class InstantiationSubject : IDisposable
{
    /// <summary>Makes a store with one instance of the module.</summary>
    /// <returns>The object that frees both.</returns>
    internal abstract IDisposable Instantiate();

    /// <summary>Makes and frees a number of instances.</summary>
    internal void Run(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Instantiate().Dispose();
        }
    }

    public abstract void Dispose();
}
