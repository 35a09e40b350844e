namespace Lanner.Runtime;

/// <summary>The CLR's heap as a whole, of which a part is kept from guests: whatever the limits of stores are, and however many there are,
/// the host still finds memory.</summary>
internal static class ProcessHeap
{
    private static readonly CollectionPace Pace = new();

    private static long s_living;
    private static int s_collections = -1;

    /// <summary>The number of bytes that guests, host and everything else may hold together before guests get no more: all but an eighth of
    /// what the heap may have.</summary>
    internal static long Limit { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 * 7;

    /// <summary>True if the last collection has left more than the limit.</summary>
    internal static bool IsFull
    {
        get
        {
            var collections = GC.CollectionCount(0);
            if (collections != Volatile.Read(ref s_collections))
            {
                Volatile.Write(ref s_collections, collections);
                var info = GC.GetGCMemoryInfo(GCKind.Any);
                Volatile.Write(ref s_living, info.HeapSizeBytes - info.FragmentedBytes);
            }

            return Volatile.Read(ref s_living) > Limit;
        }
    }

    /// <summary>Collects garbage if some more bytes would be too many without, and if that was not in vain a moment ago.</summary>
    /// <returns>True if there is room.</returns>
    internal static bool TryMakeRoom(long wanted)
    {
        if (!IsTooSmallFor(wanted))
        {
            return true;
        }

        return Pace.TryMakeRoom(() =>
        {
            Collect();
            return HadRoomFor(wanted);
        });
    }

    /// <summary>Tests whether some more bytes would be too many, counting what nobody has collected yet.</summary>
    internal static bool IsTooSmallFor(long wanted) =>
        IsFull || (wanted > 0 && wanted > Limit - GC.GetTotalMemory(forceFullCollection: false));

    /// <summary>Tests whether there was room for some more bytes after <see cref="Collect"/>: the garbage that others have made since, and
    /// collections of the young that leave it, do not count.</summary>
    internal static bool HadRoomFor(long wanted)
    {
        var info = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return wanted <= Limit - (info.HeapSizeBytes - info.FragmentedBytes);
    }

    /// <summary>Collects all garbage. Where the heap has taken more from the system than the limit, it gives back what it does not use:
    /// memory that was for large objects it does not use for small ones, and the host would find none.</summary>
    internal static void Collect()
    {
        GC.Collect();
        if (GC.GetGCMemoryInfo(GCKind.FullBlocking).TotalCommittedBytes > Limit)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
