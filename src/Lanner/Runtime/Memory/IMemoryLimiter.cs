namespace Lanner.Runtime;

/// <summary>Whoever decides how much memory guests may have. Called with the memory's lock held, by any thread that uses the
/// memory.</summary>
internal interface IMemoryLimiter
{
    /// <summary>More bytes than a memory can ever have.</summary>
    ulong MostBytes { get; }

    /// <summary>Asks whether a memory may grow, and counts it if so.</summary>
    bool TryGrow(ulong oldBytes, ulong newBytes);

    /// <summary>The limit that does not allow some more bytes, or null when it is none that the host has set.</summary>
    ResourceLimit? LimitFor(ulong bytes);

    /// <summary>The most address space that one memory should reserve, if it can do with less.</summary>
    ulong LargestReservation { get; }

    /// <summary>Counts the address space that a memory has reserved.</summary>
    /// <returns>The limit that does not allow it, or null when it is counted.</returns>
    ResourceLimit? TryReserve(ulong bytes);

    /// <summary>Takes back what <see cref="TryReserve"/> allowed.</summary>
    void Unreserve(ulong bytes);

    /// <summary>Takes back what <see cref="TryGrow"/> allowed, because the system does not have as much, or because the memory is
    /// freed.</summary>
    void Undo(ulong oldBytes, ulong newBytes);
}
