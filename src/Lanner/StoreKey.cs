namespace Lanner;

/// <summary>The key by which a host library finds a value that a store carries for it: <see cref="Store.Get"/>. Each object is a key of its
/// own, whatever its name is, so that libraries which know nothing of each other can share a store. Made once, as a static field.
/// Thread-safe, and usable with any store.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <example><code>
/// private static readonly StoreKey&lt;Journal&gt; Key = new("journal", store =&gt; new Journal());
///
/// linker.Define("journal", "count", (Caller caller) =&gt; caller.Store.Get(Key).Count);
/// </code></example>
public sealed class StoreKey<T>
    where T : class
{
    /// <summary>Makes a key.</summary>
    /// <param name="name">A name for messages; null for that of the type.</param>
    /// <param name="factory">Makes the value of a store that has none when it is first asked for, and is given the store that asks. The
    /// value belongs to the store, which disposes of it. Null when values come by <see cref="Store.Set"/> only. It may ask the store for
    /// values of other keys.</param>
    public StoreKey(string? name = null, Func<Store, T>? factory = null)
    {
        Name = name ?? typeof(T).Name;
        Factory = factory;
    }

    /// <summary>The name for messages. Several keys may have one name.</summary>
    public string Name { get; }

    internal Func<Store, T>? Factory { get; }

    /// <summary>The place where a store looks first for the value.</summary>
    internal int Number { get; } = StoreValues.NextKeyNumber();

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
