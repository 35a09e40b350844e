using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>A sum that several threads add to, and that never passes a limit.</summary>
internal static class BoundedSum
{
    /// <summary>Adds to a sum, unless it would be more than the limit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // JitQuirks.ResultOfAtomic
    internal static bool TryAdd(ref long sum, long wanted, long most)
    {
        for (var before = Volatile.Read(ref sum); wanted <= most - before;)
        {
            var found = Interlocked.CompareExchange(ref sum, before + wanted, before);
            if (found == before)
            {
                return true;
            }

            before = found;
        }

        return false;
    }
}
