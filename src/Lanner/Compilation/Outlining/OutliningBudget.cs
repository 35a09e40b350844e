namespace Lanner.Compilation.Outlining;

/// <summary>Holds the time that cutting a function takes to a multiple of its size. Functions that compilers make stay far below it; of
/// others, a function whose blocks all lie in each other could be cut for minutes, one outlined function from the inside in each round.</summary>
/// <param name="cancellation">Ends cutting in the midst.</param>
internal sealed class OutliningBudget(CancellationToken cancellation)
{
    /// <summary>How many steps of about a nanosecond cutting may take for each instruction.</summary>
    private const int ForEachInstruction = 5_000;

    /// <summary>What a round takes for each instruction before it has looked for a region: the function is emitted, and its blocks and what
    /// lives where are found.</summary>
    private const int Round = 300;

    private long _left;

    /// <summary>Begins to cut a function.</summary>
    internal void Open(int instructions) => _left = (long)instructions * ForEachInstruction;

    /// <summary>Whether anything is left.</summary>
    /// <exception cref="OperationCanceledException">The time of whoever wants the function is up.</exception>
    internal bool MayGoOn()
    {
        cancellation.ThrowIfCancellationRequested();
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
