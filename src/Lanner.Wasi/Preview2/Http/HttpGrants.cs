using System.Net.Security;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The part of HTTP that a guest is granted.</summary>
/// <param name="Rules">The hosts that requests may be sent to.</param>
/// <param name="MaximumRequests">The number of requests that the guest may have under way at once.</param>
/// <param name="Tls">The options of TLS; null for those of .NET.</param>
internal sealed record HttpGrants(IReadOnlyList<HttpRule> Rules, int MaximumRequests, SslClientAuthenticationOptions? Tls)
{
    /// <summary>The hosts of a scheme.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="network">The way in which names are looked up.</param>
    /// <param name="end">Is cancelled when the guest has ended.</param>
    internal NetworkAccess AccessOf(string scheme, NetworkGrants network, CancellationToken end)
    {
        var grants = new NetworkGrants { AllowsPrivateAnswers = network.AllowsPrivateAnswers, Resolver = network.Resolver };
        grants.Remotes.AddRange(Rules.Where(rule => rule.Scheme == scheme).Select(rule => rule.Network));
        return new NetworkAccess(grants, maximumSockets: 0, end);
    }
}
