using System.Net;

namespace Lanner.Server.Serving;

/// <summary>The addresses of the server, and what whoever connects may take of it.</summary>
internal sealed record ListenSettings
{
    /// <summary>The addresses.</summary>
    internal IReadOnlyList<ListenAddress> Addresses { get; init; } = [ListenAddress.Usual];

    /// <summary>The file of the certificate; null for none.</summary>
    internal string? Certificate { get; init; }

    /// <summary>The file of its private key.</summary>
    internal string? Key { get; init; }

    /// <summary>The bytes of the body of a request.</summary>
    internal long BodyBytes { get; init; } = 30_000_000;

    /// <summary>The bytes of the header of a request.</summary>
    internal int HeaderBytes { get; init; } = 32 << 10;

    /// <summary>The time in which the header of a request has to be there.</summary>
    internal TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The time for which a connection without a request stays.</summary>
    internal TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The connections at once.</summary>
    internal int Connections { get; init; } = 10_000;

    /// <summary>The time for which requests may still run when the server is told to end.</summary>
    internal TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The proxies whose headers say who asks.</summary>
    internal IReadOnlyList<IPNetwork> Proxies { get; init; } = [];
}
