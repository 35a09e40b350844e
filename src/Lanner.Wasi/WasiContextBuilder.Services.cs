using System.Net.Security;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi;

/// <content>The things that guests that are components are given beside those of a system.</content>
public sealed partial class WasiContextBuilder
{
    /// <summary>The configuration of the guest (<c>wasi:config</c>); empty by default.</summary>
    public IDictionary<string, string> Configuration { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Takes the records that the guest logs (<c>wasi:logging</c>); null, the default, for nobody. Called on the thread of the
    /// guest; it must not throw.</summary>
    public Action<WasiLogRecord>? Log { get; set; }

    /// <summary>The number of requests of HTTP that the guest may have under way at once, until their responses are read or dropped; 100 by
    /// default. One more fails with <c>connection-limit-reached</c>.</summary>
    public int MaximumHttpRequests
    {
        get => _maximumHttpRequests;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maximumHttpRequests = value;
        }
    }

    /// <summary>The options of TLS for requests of the guest, such as certificates that the host trusts beside those of the system; null,
    /// the default, for those of .NET. The name that is checked is always the one that the guest asks for.</summary>
    public SslClientAuthenticationOptions? HttpTls { get; set; }

    internal HttpGrants? Http => _httpRules is null ? null : new HttpGrants(_httpRules, MaximumHttpRequests, HttpTls);

    /// <summary>The stores of keys and values by name, or null.</summary>
    internal Dictionary<string, WasiKeyValueStore>? KeyValueStores { get; private set; }

    /// <summary>True if a guest is given any of <see cref="GrantedServices"/>.</summary>
    internal bool HasServices => _httpRules is not null || KeyValueStores is not null || Configuration.Count > 0;

    private List<HttpRule>? _httpRules;
    private int _maximumHttpRequests = 100;

    /// <summary>Lets the guest send requests of HTTP to a host (<c>wasi:http/outgoing-handler</c>). Each connection is checked: an address
    /// that a name turns out to have is the guest's to reach if it is public, or granted as an address; see
    /// <see cref="AllowPrivateAnswers"/>. Redirects are not followed: the guest sees them, and where it follows them, that is one more
    /// request. For other connections there is <see cref="AllowConnect"/>.</summary>
    /// <param name="destination"><c>[http://|https://]HOST[:PORTS]</c>: both schemes unless it says one; a name, <c>*.example.com</c> for
    /// all names below one, <c>*</c> for all names, an address or a range of addresses (<c>10.0.0.0/8</c>, <c>[fd00::]/8</c>); the port of
    /// the
    /// scheme unless it names one, a range (<c>8000-8100</c>), or <c>*</c> for all.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="FormatException">It does not say what to grant.</exception>
    public WasiContextBuilder AllowHttp(string destination)
    {
        var rules = HttpRule.Parse(destination);
        (_httpRules ??= []).AddRange(rules);
        return this;
    }

    /// <summary>Gives the guest a store of keys and values (<c>wasi:keyvalue</c>).</summary>
    /// <param name="name">The name by which the guest opens it.</param>
    /// <param name="store">The store, which stays the host's. It may be given to several guests.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public WasiContextBuilder AddKeyValueStore(string name, WasiKeyValueStore store)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(store);
        (KeyValueStores ??= new(StringComparer.Ordinal)).Add(name, store);
        return this;
    }
}
