namespace Lanner.Wasi;

/// <summary>A store of keys and values for guests of <c>wasi:keyvalue</c>, which a host implements over whatever keeps them. Several guests
/// may call it at once. A method that fails throws <see cref="WasiKeyValueException"/> or another <see cref="IOException"/>, whose message
/// the guest gets.</summary>
public abstract class WasiKeyValueStore
{
    /// <summary>Finds a value.</summary>
    /// <param name="key">The key: 1 to 4,096 characters without a zero character. It may look like a path.</param>
    /// <param name="cancellation">Cancelled when the guest is interrupted.</param>
    /// <returns>The value, null if there is none; and a number that each change of the key changes.</returns>
    public abstract ValueTask<(byte[]? Value, long Version)> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Sets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellation">Cancelled when the guest is interrupted.</param>
    public abstract ValueTask SetAsync(string key, byte[] value, CancellationToken cancellation);

    /// <summary>Deletes a value, if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Cancelled when the guest is interrupted.</param>
    public abstract ValueTask DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>Lists some of the keys. Each key that is there from the first page to the last is in one of them.</summary>
    /// <param name="cursor">The cursor of the page before; null for the first.</param>
    /// <param name="cancellation">Cancelled when the guest is interrupted.</param>
    /// <returns>Keys, and the cursor of the next page or null.</returns>
    public abstract ValueTask<(IReadOnlyList<string> Keys, string? Cursor)> ListKeysAsync(string? cursor, CancellationToken cancellation);

    /// <summary>Adds to a number, in one step. A value that is none fails, and so does a sum that has no place in 64 bits.</summary>
    /// <param name="key">The key; 0 if it has no value.</param>
    /// <param name="delta">The number to add.</param>
    /// <param name="cancellation">Cancelled when the guest is interrupted.</param>
    /// <returns>The sum.</returns>
    public abstract ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellation);

    /// <summary>Sets a value unless the key has changed, in one step.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The number that <see cref="GetAsync"/> gave.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellation">Cancelled when the guest is interrupted.</param>
    /// <returns>False if the key has changed.</returns>
    public abstract ValueTask<bool> TrySetAsync(string key, long version, byte[] value, CancellationToken cancellation);
}
