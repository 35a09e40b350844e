using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview2.KeyValue;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2;

/// <summary>The things that a guest of WASI 0.2 is given beside those of a system: HTTP, a configuration, and stores of keys and
/// values.</summary>
internal sealed class GrantedServices(WasiContextBuilder builder, NetworkGrants? network) : IDisposable
{
    private readonly Dictionary<string, WasiKeyValueStore> _stores = new(builder.KeyValueStores ?? [], StringComparer.Ordinal);

    /// <summary>Nothing.</summary>
    internal static GrantedServices None { get; } = new(new WasiContextBuilder(), network: null);

    /// <summary>Sends requests of HTTP; null where none may be sent.</summary>
    internal HttpSender? Http { get; } = builder.Http is { } grants ? new HttpSender(grants, network ?? new NetworkGrants()) : null;

    /// <summary>The configuration, in the order of its keys.</summary>
    internal SortedDictionary<string, string> Configuration { get; } = new(builder.Configuration, StringComparer.Ordinal);

    internal WasiKeyValueStore? FindStore(string name) => _stores.GetValueOrDefault(name);

    public void Dispose() => Http?.Dispose();
}
