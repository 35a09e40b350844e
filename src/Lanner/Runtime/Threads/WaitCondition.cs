namespace Lanner.Runtime;

/// <summary>The condition that a thread tests before it goes to sleep: that a place in memory holds a value.</summary>
internal readonly unsafe struct WaitCondition(byte* place, ulong expected, bool isWide)
{
    /// <summary>The place's address in the process.</summary>
    internal nuint Address => (nuint)place;

    internal bool Holds => expected == (isWide ? Volatile.Read(ref *(ulong*)place) : Volatile.Read(ref *(uint*)place));
}

/// <summary>The ways in which a wait ends, with the numbers of the instructions.</summary>
internal enum WaitResult
{
    /// <summary>Another thread woke this one.</summary>
    Woken = 0,

    /// <summary>The place held another value.</summary>
    NotEqual = 1,

    /// <summary>The time has passed.</summary>
    TimedOut = 2,
}
