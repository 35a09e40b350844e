using System.Diagnostics;

namespace Lanner.Runtime;

/// <summary>Keeps the collections that a guest forces, by asking for what is refused, to a tenth of the time: they stop the guests of all
/// tenants. For a short while, and for a few collections however long they take on a busy machine, they may take all of it, since a program
/// that is refused, drops something and asks again is to get what it asks for. Thread-safe.</summary>
internal sealed class CollectionPace
{
    /// <summary>The time that is to pass for each unit that a collection took in vain.</summary>
    private const int TimeForCollection = 10;

    /// <summary>The number of collections in vain, one after the other, that are always allowed.</summary>
    private const int AlwaysAllowed = 8;

    /// <summary>The time that collections may be ahead of that.</summary>
    private static readonly long Ahead = 2 * Stopwatch.Frequency;

    /// <summary>The time at which collections in vain have taken a tenth of the time.</summary>
    private long _settledAt;

    /// <summary>The number of collections in vain since they took less than a tenth of the time.</summary>
    private int _inVain;

    /// <summary>Collects until there is room, unless that was in vain too often lately.</summary>
    /// <param name="tryMakeRoom">Collects, and says whether there is room then.</param>
    /// <returns>True if there is room.</returns>
    internal bool TryMakeRoom(Func<bool> tryMakeRoom)
    {
        var start = Stopwatch.GetTimestamp();
        var ahead = Volatile.Read(ref _settledAt) - start;
        if (ahead > Ahead && Volatile.Read(ref _inVain) >= AlwaysAllowed)
        {
            return false;
        }

        if (ahead <= 0)
        {
            Volatile.Write(ref _inVain, 0);
        }

        if (tryMakeRoom())
        {
            return true;
        }

        Interlocked.Increment(ref _inVain);
        var end = Stopwatch.GetTimestamp();
        Volatile.Write(ref _settledAt, Math.Max(Volatile.Read(ref _settledAt), start) + (TimeForCollection * (end - start)));
        return false;
    }
}
