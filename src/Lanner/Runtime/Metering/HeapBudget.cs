namespace Lanner.Runtime;

/// <summary>The events at the byte that ends a gap: see <see cref="HeapAccount"/>.</summary>
internal enum HeapEvent : byte
{
    /// <summary>There was no gap yet.</summary>
    Start,

    /// <summary>The object that the byte is in is chosen.</summary>
    Choose,

    /// <summary>The account is compared with the limit.</summary>
    Compare,
}

/// <summary>The distance to the next byte that <see cref="HeapAccount"/> looks at.</summary>
internal struct HeapBudget
{
    /// <summary>The number of bytes of objects that may be made until <see cref="HeapAccount.Settle"/> is called. Compiled code counts it
    /// down.</summary>
    internal long Bytes;

    /// <summary>The event that ends the gap.</summary>
    internal HeapEvent Next;
}

/// <summary>Whoever decides how much of the CLR's heap guests may hold.</summary>
internal interface IHeapLimiter
{
    /// <summary>The number of bytes that they may hold at the moment.</summary>
    long Room { get; }

    /// <summary>Takes notice of what is held.</summary>
    /// <returns>True if there is less room than there was, for some other reason.</returns>
    bool IsTighter(long held, long roomBefore);

    /// <summary>The limit that does not allow some more bytes besides those that are held, or null when all do.</summary>
    /// <param name="held">The number of bytes that are held.</param>
    /// <param name="wanted">The number of bytes more.</param>
    /// <param name="isCollected">True if all garbage has just been collected, so that what others have made since does not
    /// count.</param>
    ResourceLimit? FindExceeded(long held, long wanted, bool isCollected);
}
