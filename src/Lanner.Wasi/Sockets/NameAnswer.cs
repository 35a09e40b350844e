using System.Net;

namespace Lanner.Wasi.Sockets;

/// <summary>The outcome of looking up a name for a guest.</summary>
internal enum NameOutcome
{
    /// <summary>There are addresses.</summary>
    Found,

    /// <summary>The guest is not granted the name, or none of its addresses.</summary>
    Denied,

    /// <summary>It is no name.</summary>
    Invalid,

    /// <summary>The name does not exist, or has no address.</summary>
    NotFound,

    /// <summary>The name could not be looked up now.</summary>
    TemporaryFailure,

    /// <summary>The name could not be looked up.</summary>
    PermanentFailure,
}

/// <summary>The answer to looking up a name for a guest.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Addresses">The addresses that the guest may have to do with, never those of IPv4 within IPv6.</param>
internal sealed record NameAnswer(NameOutcome Outcome, params IPAddress[] Addresses);
