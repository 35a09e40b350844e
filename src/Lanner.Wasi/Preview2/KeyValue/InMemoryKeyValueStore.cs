using System.Globalization;
using System.Text;

namespace Lanner.Wasi;

/// <summary>A store of keys and values in memory. Thread-safe.</summary>
/// <param name="maximumBytes">The most bytes of keys and values, with 64 for each pair; 64 MiB by default.</param>
public sealed class InMemoryKeyValueStore(long maximumBytes = 64 << 20) : WasiKeyValueStore
{
    private const int KeysOfPage = 1000;

    /// <summary>The bytes of a pair beside its content.</summary>
    private const int BytesOfPair = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (byte[] Value, long Version)> _pairs = new(StringComparer.Ordinal);

    /// <summary>The keys in their order: each page is found without going through those before it.</summary>
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private long _bytes;
    private long _version;

    /// <inheritdoc/>
    public override ValueTask<(byte[]? Value, long Version)> GetAsync(string key, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var (value, version) = _pairs.GetValueOrDefault(key);
            return ValueTask.FromResult<(byte[]?, long)>((value, version));
        }
    }

    /// <inheritdoc/>
    public override ValueTask SetAsync(string key, byte[] value, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Set(key, value);
            return default;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DeleteAsync(string key, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_pairs.Remove(key, out var pair))
            {
                _keys.Remove(key);
                _bytes -= SizeOf(key, pair.Value);
            }

            return default;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<(IReadOnlyList<string> Keys, string? Cursor)> ListKeysAsync(string? cursor, CancellationToken cancellation)
    {
        // A cursor is the last key of the page before: whatever is deleted meanwhile, no other key is passed over.
        if (cursor is not (null or ['>', ..]))
        {
            throw new WasiKeyValueException("there is no such cursor");
        }

        lock (_gate)
        {
            var keys = (cursor is null ? _keys : KeysBehind(cursor[1..])).Take(KeysOfPage + 1).ToList();
            if (keys.Count <= KeysOfPage)
            {
                return ValueTask.FromResult<(IReadOnlyList<string>, string?)>((keys, null));
            }

            keys.RemoveAt(KeysOfPage);
            return ValueTask.FromResult<(IReadOnlyList<string>, string?)>((keys, $">{keys[^1]}"));
        }
    }

    /// <inheritdoc/>
    public override ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var number = 0L;
            if (_pairs.TryGetValue(key, out var pair)
                && !long.TryParse(
                    Encoding.UTF8.GetString(pair.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            {
                throw new WasiKeyValueException("the value is no number");
            }

            var sum = unchecked(number + delta);
            if (((number ^ sum) & (delta ^ sum)) < 0)
            {
                throw new WasiKeyValueException("the sum is too large");
            }

            Set(key, Encoding.UTF8.GetBytes(sum.ToString(CultureInfo.InvariantCulture)));
            return ValueTask.FromResult(sum);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TrySetAsync(string key, long version, byte[] value, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_pairs.GetValueOrDefault(key).Version != version)
            {
                return ValueTask.FromResult(false);
            }

            Set(key, value);
            return ValueTask.FromResult(true);
        }
    }

    private static long SizeOf(string key, byte[] value) => BytesOfPair + (2L * key.Length) + value.Length;

    private void Set(string key, byte[] value)
    {
        var bytes = _bytes + SizeOf(key, value) - (_pairs.TryGetValue(key, out var old) ? SizeOf(key, old.Value) : 0);
        if (bytes > maximumBytes)
        {
            throw new WasiKeyValueException("the store is full");
        }

        _bytes = bytes;
        _keys.Add(key);
        _pairs[key] = (value, ++_version);
    }

    private IEnumerable<string> KeysBehind(string last)
    {
        // The next text behind another, in this order, has a zero character more.
        var first = last + '\0';
        return _keys.Max is { } greatest && string.CompareOrdinal(first, greatest) <= 0 ? _keys.GetViewBetween(first, greatest) : [];
    }
}
