namespace Lanner.Compilation.Outlining;

/// <summary>Limits the time for outlining a function to a multiple of its size. Functions that compilers make stay far below the limit; but
/// of a function whose blocks are all nested in each other, outlining could take minutes, with one outlined function from the inside in
/// each round.</summary>
/// <param name="cancellation">Cancels outlining at any time.</param>
internal sealed class OutliningBudget(CancellationToken cancellation)
{
    /// <summary>The number of steps, of about a nanosecond each, that outlining may take for each instruction.</summary>
    private const int ForEachInstruction = 5_000;

    /// <summary>The steps of a round for each instruction before it has searched for a region: the function is emitted, and its blocks and
    /// their live variables are found.</summary>
    private const int Round = 300;

    private long _left;

    /// <summary>Cancels outlining at any time.</summary>
    internal CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Begins to outline parts of a function.</summary>
    internal void Open(int instructions) => _left = (long)instructions * ForEachInstruction;

    /// <summary>Tests whether anything of the budget remains.</summary>
    /// <exception cref="OperationCanceledException">The compilation was cancelled.</exception>
    internal bool MayGoOn()
    {
        Cancellation.ThrowIfCancellationRequested();
        return _left > 0;
    }

    /// <summary>Counts a round; false when the one before it was the last.</summary>
    internal bool MayBeginRound(int instructions)
    {
        if (!MayGoOn())
        {
            return false;
        }

        _left -= (long)instructions * Round;
        return true;
    }

    /// <summary>Counts steps of a search.</summary>
    internal void Spend(long steps) => _left -= steps;
}
