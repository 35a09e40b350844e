using System.Net.Security;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>What a guest is granted of HTTP.</summary>
internal sealed class HttpGrants
{
    /// <summary>The hosts that requests may be sent to.</summary>
    internal List<HttpRule> Rules { get; } = [];

    /// <summary>The number of requests that the guest may have under way at once.</summary>
    internal int MaximumRequests { get; set; } = 100;

    /// <summary>The options of TLS; null for those of .NET.</summary>
    internal SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The hosts of a scheme.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="network">How names are looked up.</param>
    internal NetworkAccess AccessOf(string scheme, NetworkGrants network)
    {
        var grants = new NetworkGrants { AllowsPrivateAnswers = network.AllowsPrivateAnswers, Resolver = network.Resolver };
        grants.Remotes.AddRange(Rules.Where(rule => rule.Scheme == scheme).Select(rule => rule.Network));
        return new NetworkAccess(grants, maximumSockets: 0);
    }
}
