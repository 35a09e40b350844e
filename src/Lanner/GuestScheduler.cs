using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A bounded pool of threads for guests. Guests may block a thread for as long as a host function waits, and take more stack than
/// threads of .NET's pool have. Tasks that find no thread wait for one, in the order in which they came. A thread with nothing to do ends
/// after ten seconds; none keeps the process alive. Thread-safe.</summary>
/// <example><code>
/// var scheduler = new GuestScheduler(maximumThreads: 200);
/// var sum = await store.RunAsync(() => add(2, 3), scheduler, cancellation);
/// </code></example>
public sealed class GuestScheduler : TaskScheduler
{
    /// <summary>As much as the command gives to guests.</summary>
    private const int DefaultStackSize = 16 << 20;

    private const int LeastStackSize = 256 << 10;

    /// <summary>The number of looks of a thread that looks out for a task: some 30 microseconds, as long as two switches between threads
    /// take. On one processor nobody could bring a task meanwhile.</summary>
    private static readonly int Looks = Environment.ProcessorCount > 1 ? 50 : 0;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    [ThreadStatic]
    private static GuestScheduler? t_ofThread;

    private readonly Queue<Task> _tasks = [];
    private readonly int _stackSize;
    private int _threads;
    private int _waiting;

    /// <summary>1 while a thread looks out for a task, which is not counted among those that wait; otherwise 0. It is made 0 with the
    /// lock.</summary>
    private int _lookouts;

    /// <summary>Makes a pool, whose threads are started when there is something to do.</summary>
    /// <param name="maximumThreads">The largest number of its threads: of guests that run or wait at once. At least 1.</param>
    /// <param name="stackSize">The size of their stacks in bytes; at least 256 KiB, and 16 MiB if nothing is said. Memory is taken only for
    /// what is used of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public GuestScheduler(int maximumThreads, int stackSize = DefaultStackSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stackSize, LeastStackSize);
        MaximumConcurrencyLevel = maximumThreads;
        _stackSize = stackSize;
    }

    /// <summary>The pool that is used where none is given: eight threads for each processor, and at least 64.</summary>
    public static GuestScheduler Shared { get; } = new(int.Max(64, 8 * Environment.ProcessorCount));

    /// <summary>The largest number of threads.</summary>
    public override int MaximumConcurrencyLevel { get; }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_tasks.Count > _lookouts + _waiting)
            {
                if (_threads < MaximumConcurrencyLevel)
                {
                    StartThread();
                }
            }
            else if (_tasks.Count > _lookouts)
            {
                Monitor.Pulse(_tasks);
            }
        }
    }

    /// <summary>Runs a task on a thread of the pool that waits for it, if it is not queued yet.</summary>
    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        t_ofThread == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        if (!Monitor.TryEnter(_tasks))
        {
            throw new NotSupportedException();
        }

        try
        {
            return [.. _tasks];
        }
        finally
        {
            Monitor.Exit(_tasks);
        }
    }

    private void StartThread()
    {
        _threads++;
        if (!ProcessBudget.TryTakeThread())
        {
            RemoveThread(new ResourceLimitException(new ResourceLimit(ResourceKind.Mappings, ProcessBudget.MostMappingsWithThreads)));
            return;
        }

        try
        {
            new Thread(Work, _stackSize) { IsBackground = true, Name = "Lanner guest" }.UnsafeStart();
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            ProcessBudget.ReturnThread();
            RemoveThread(exception);
        }
    }

    /// <summary>Counts a thread out that the system cannot give. Those that there are do the task when they come to it.</summary>
    /// <param name="reason">Thrown when there are none.</param>
    private void RemoveThread(Exception reason)
    {
        if (--_threads == 0)
        {
            _tasks.Dequeue();
            ExceptionDispatchInfo.Throw(reason);
        }
    }

    private void Work()
    {
        t_ofThread = this;
        while (RunNext())
        {
        }

        ProcessBudget.ReturnThread();
    }

    /// <summary>Runs the next task. A method of its own, since the frame of one that waits may hold the last task, and its store, for as
    /// long as it waits.</summary>
    /// <returns>False if the thread ends.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunNext()
    {
        if (Next() is not { } task)
        {
            return false;
        }

        var hooks = GuestThreadHooks.Current;
        hooks?.Begin();
        TryExecuteTask(task);
        hooks?.End();
        return true;
    }

    /// <summary>The next task; null if the thread ends.</summary>
    private Task? Next()
    {
        var isLookout = LookOut();
        lock (_tasks)
        {
            if (isLookout)
            {
                _lookouts = 0;
            }

            while (_tasks.Count == 0)
            {
                _waiting++;
                var isPulsed = Monitor.Wait(_tasks, IdleTime);
                _waiting--;
                if (!isPulsed && _tasks.Count == 0)
                {
                    _threads--;
                    return null;
                }
            }

            return _tasks.Dequeue();
        }
    }

    /// <summary>Looks out for a task for a moment, if no other thread does: who makes one call after the other finds a thread awake, and
    /// need not wake one, which takes longer than a short call.</summary>
    /// <returns>True if the thread looks out, which ends when it has the lock.</returns>
    private bool LookOut()
    {
        if (_tasks.Count > 0 || Interlocked.CompareExchange(ref _lookouts, 1, 0) != 0)
        {
            return false;
        }

        // The count without the lock may be of a moment ago, which is no more than a look too many or too few.
        var spinner = default(SpinWait);
        while (_tasks.Count == 0 && spinner.Count < Looks)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return true;
    }
}
