namespace Lanner.Runtime;

/// <summary>The functions that a host wants called on each thread of a <see cref="GuestScheduler"/>: its handlers of signals may need
/// something of the threads on which guests fault.</summary>
/// <param name="Begin">Called before the thread runs a task.</param>
/// <param name="End">Called after it.</param>
internal sealed record GuestThreadHooks(Action Begin, Action End)
{
    private static GuestThreadHooks? s_current;

    /// <summary>The hooks for the tasks that begin from now on; null for none.</summary>
    internal static GuestThreadHooks? Current
    {
        get => Volatile.Read(ref s_current);
        set => Volatile.Write(ref s_current, value);
    }
}
