using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Lanner;

/// <content>What the store carries for its hosts.</content>
/// <remarks>Values are of the type of their keys, because nothing else than <see cref="Set"/> and the keys' factories puts any there; so
/// they are not tested again when they are asked for.</remarks>
public sealed partial class Store
{
    private readonly StoreValues _values;

    /// <summary>The value that the store carries under a key; host functions ask for it with <c>caller.Store.Get(key)</c>. Allocates
    /// nothing when the value is there, and takes a few nanoseconds. When it is not there, the key's factory makes it, once for the store;
    /// others that ask at the same time wait. May be called by any thread.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">The store has no value for the key, and the key no factory; or the factory asks for its
    /// own value or returns null. What a factory throws else is thrown as it is, and the next who asks has it try again.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public T Get<T>(StoreKey<T> key)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        return Unsafe.As<T>(_values.Find(key, key.Number) ?? _values.Make(key, this));
    }

    /// <summary>Looks for the value that the store carries under a key, and makes none. May be called by any thread.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>True if there is one. There is none in a store that is disposed of.</returns>
    public bool TryGet<T>(StoreKey<T> key, [NotNullWhen(true)] out T? value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        value = Unsafe.As<T?>(_values.Find(key, key.Number));
        return value is not null;
    }

    /// <summary>Has the store carry a value under a key, instead of the one before. The value stays the caller's, who may give it to other
    /// stores too: the store does not dispose of it. One that the key's factory made and that is replaced is disposed of at once. May be
    /// called by any thread.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public void Set<T>(StoreKey<T> key, T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _values.Set(key, key.Number, value, this);
    }
}
