using Lanner.Runtime;

namespace Lanner;

/// <content>A thread that waits with a guest on its stack lets others run guests of the store meanwhile.</content>
public sealed partial class Store
{
    /// <summary>Called when the store is about to be disposed of, so that nothing enters it any more; and with false when that has
    /// failed.</summary>
    internal Action<bool>? Closing { get; set; }

    private bool CloseForAll()
    {
        Closing?.Invoke(true);
        try
        {
            return Close();
        }
        catch
        {
            Closing?.Invoke(false);
            throw;
        }
    }

    /// <summary>True if the running thread is inside: a guest has called it.</summary>
    internal bool IsInUseHere => GuestThread.CurrentOrNull is { } thread && IsUsedBy(thread);

    /// <summary>Takes the running thread out of the store, with what it has on its stack, until <see cref="Resume"/>.</summary>
    /// <returns>The number of times that the thread has entered.</returns>
    internal int Suspend()
    {
        TimeScope? callTime;
        int depth;
        lock (_gate)
        {
            (callTime, _callTime) = (_callTime, null);
            depth = _depth;
            _depth = 0;
            _owner = GuestThread.Nobody;
        }

        callTime?.Dispose();
        return depth;
    }

    /// <summary>Lets the running thread in again, when nobody is inside. In a store that is closed it
    /// may do no more than unwind its stack.</summary>
    /// <param name="depth">The number of times that it has entered.</param>
    internal void Resume(int depth)
    {
        if (!Volatile.Read(ref _isClosed))
        {
            EnterSlowly();
        }

        lock (_gate)
        {
            _depth = depth;
        }
    }
}
