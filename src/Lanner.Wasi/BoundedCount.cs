namespace Lanner.Wasi;

/// <summary>The number of things of a kind that a guest has at once. Thread-safe.</summary>
/// <param name="maximum">The number that there may be.</param>
internal sealed class BoundedCount(int maximum)
{
    private int _count;

    /// <summary>Counts one more, if there may be.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= maximum)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Counts one less.</summary>
    internal void Leave() => Interlocked.Decrement(ref _count);
}
