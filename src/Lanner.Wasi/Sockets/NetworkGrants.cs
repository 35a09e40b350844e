using System.Net;
using System.Net.Sockets;

namespace Lanner.Wasi.Sockets;

/// <summary>The part of the network that a guest is granted. Lists that are empty grant nothing, except that of peers.</summary>
internal sealed class NetworkGrants
{
    /// <summary>Opens each listener.</summary>
    internal List<Func<Socket>> Listeners { get; } = [];

    /// <summary>The only peers that may connect to the guest; all when there are none.</summary>
    internal List<EndPointRange> Peers { get; } = [];

    /// <summary>The hosts that the guest may connect to, or send datagrams to.</summary>
    internal List<NetworkRule> Remotes { get; } = [];

    /// <summary>The addresses at which the guest may listen, or receive datagrams of anybody.</summary>
    internal List<NetworkRule> Locals { get; } = [];

    /// <summary>The names that the guest may look up beside those that it may connect to.</summary>
    internal List<NamePattern> Names { get; } = [];

    /// <summary>True if a grant by name is one of whatever addresses the name has, those of private networks and of this machine
    /// too.</summary>
    internal bool AllowsPrivateAnswers { get; set; }

    /// <summary>Looks a name up; null for the operating system.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>>? Resolver { get; set; }
}
