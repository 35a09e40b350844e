using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Runs what the embedder has registered with the interruptions of stores. On threads of its own: the one that interrupts may be
/// that of all deadlines, or one that the embedder cancels a token on, and neither may be held up, or ended, by a stranger's callback; and
/// those of the pool may all be busy with guests that wait to be stopped.</summary>
internal static class InterruptionNotices
{
    /// <summary>The time that a thread waits for more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly object Gate = new();
    private static readonly Queue<CancellationTokenSource> Waiting = new();
    private static int s_idle;
    private static int s_threads;

    /// <summary>Cancels a source soon. There is a thread more whenever all others are busy with callbacks that take their time.</summary>
    internal static void Cancel(CancellationTokenSource source)
    {
        lock (Gate)
        {
            Waiting.Enqueue(source);
            if (Waiting.Count <= s_idle)
            {
                Monitor.Pulse(Gate);
                return;
            }

            s_threads++;
        }

        try
        {
            new Thread(Run, 256 << 10) { IsBackground = true, Name = "Lanner interruptions" }.UnsafeStart();
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            // The system has no thread to give. One of those that there are comes to it, or one of the pool.
            lock (Gate)
            {
                s_threads--;
                if (s_threads > 0)
                {
                    return;
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(static _ => RunWaiting(), null);
        }
    }

    private static void Run()
    {
        while (RunNext(Patience))
        {
        }
    }

    private static void RunWaiting()
    {
        while (RunNext(TimeSpan.Zero))
        {
        }
    }

    /// <summary>Runs what is next. A method of its own, since the frame of one that waits may hold the last, and its store, for as long
    /// as it waits.</summary>
    /// <returns>True if there was something in that time.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool RunNext(TimeSpan patience)
    {
        if (TryTake(patience) is not { } source)
        {
            return false;
        }

        Notify(source);
        return true;
    }

    private static CancellationTokenSource? TryTake(TimeSpan patience)
    {
        lock (Gate)
        {
            s_idle++;
            try
            {
                CancellationTokenSource? source;
                while (!Waiting.TryDequeue(out source))
                {
                    if (patience == TimeSpan.Zero || !Monitor.Wait(Gate, patience))
                    {
                        s_threads -= patience == TimeSpan.Zero ? 0 : 1;
                        return null;
                    }
                }

                return source;
            }
            finally
            {
                s_idle--;
            }
        }
    }

    private static void Notify(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException errors)
        {
            // Nobody waits for them. Like those of tasks that nobody waits for, they go to TaskScheduler.UnobservedTaskException.
            _ = Task.FromException(errors);
        }
    }
}
