namespace Lanner.Components.CanonicalAbi;

/// <summary>The code that may be emitted for the calls of a component: few bytes of it can ask for many adapters of large types, and what
/// does not get one goes by plans. Thread-safe.</summary>
/// <param name="plans">The number of plans that adapters may be made of, all together.</param>
internal sealed class AdapterBudget(int plans)
{
    private int _left = plans;

    /// <summary>The budget of a component: more than one has that was not made to ask for much.</summary>
    /// <param name="bytes">The size of the component.</param>
    internal static AdapterBudget ForSize(int bytes) => new(20_000 + (bytes / 16));

    /// <summary>Takes a part, if so much is left.</summary>
    internal bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Return(count);
        return false;
    }

    /// <summary>Gives a part back: code was unloaded.</summary>
    internal void Return(int count) => Interlocked.Add(ref _left, count);
}
