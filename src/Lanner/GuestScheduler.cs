using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A bounded pool of threads for guests. Guests may block a thread for as long as a host function waits, and take more stack than
/// threads of .NET's pool have. As many run at once as there are processors, and one more for each that waits, or has run for a millisecond
/// or two while others wait for their turn. Tasks begin in the order in which they came. A thread with nothing to do ends after ten
/// seconds; none keeps the process alive. Thread-safe.</summary>
/// <remarks>Known to wait are guests that wait for an async host function, for <c>memory.atomic.wait</c>, in WASI, or in a host function
/// that says so (<see cref="Store.ReportWait"/>).</remarks>
/// <example><code>
/// var scheduler = new GuestScheduler(maximumThreads: 200);
/// var sum = await store.RunAsync(() => add(2, 3), scheduler, cancellation);
/// </code></example>
public sealed partial class GuestScheduler : TaskScheduler
{
    /// <summary>As much as the command gives to guests.</summary>
    private const int DefaultStackSize = 16 << 20;

    private const int LeastStackSize = 256 << 10;

    /// <summary>The number of looks of a thread that looks out for a task: some 30 microseconds, as long as two switches between threads
    /// take. On one processor nobody could bring a task meanwhile.</summary>
    private static readonly int Looks = Environment.ProcessorCount > 1 ? 50 : 0;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    /// <summary>A guest that has run for as long is not waited for any more. It is longer than nearly all calls, and no delay that is
    /// seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    [ThreadStatic]
    private static Worker? t_worker;

    private readonly Queue<Task> _tasks = [];
    private readonly int _stackSize;

    /// <summary>The number of threads that run at once, without those that are <see cref="Worker.IsAway"/>: more would only take turns on
    /// the processors, which costs more than a short call (a third of the requests that a server answers).</summary>
    private readonly int _width;

    private readonly List<Worker> _workers = [];

    /// <summary>The threads without a task. The last to come goes first: its memory is near.</summary>
    private readonly List<Worker> _idle = [];

    private int _active;
    private Timer? _clock;
    private bool _isClockSet;
    private long _ticks;

    /// <summary>1 while a thread looks out for a task, which is not counted among those that wait; otherwise 0. It is made 0 with the
    /// lock.</summary>
    private int _lookouts;

    /// <summary>Makes a pool, whose threads are started when there is something to do.</summary>
    /// <param name="maximumThreads">The largest number of its threads: of guests that run or wait at once. At least 1.</param>
    /// <param name="stackSize">The size of their stacks in bytes; at least 256 KiB, and 16 MiB if nothing is said. Memory is taken only for
    /// what is used of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public GuestScheduler(int maximumThreads, int stackSize = DefaultStackSize)
        : this(maximumThreads, stackSize, Environment.ProcessorCount)
    {
    }

    /// <summary>Makes a pool that runs as many threads at once as are said.</summary>
    internal GuestScheduler(int maximumThreads, int stackSize, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stackSize, LeastStackSize);
        MaximumConcurrencyLevel = maximumThreads;
        _stackSize = stackSize;
        _width = width;
    }

    /// <summary>The pool that is used where none is given: eight threads for each processor, and at least 64.</summary>
    public static GuestScheduler Shared { get; } = new(int.Max(64, 8 * Environment.ProcessorCount));

    /// <summary>The largest number of threads.</summary>
    public override int MaximumConcurrencyLevel { get; }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        Worker? woken = null;
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_tasks.Count > _lookouts)
            {
                woken = _active < _width ? Activate() : SetClock();
            }
        }

        woken?.Wake();
    }

    /// <summary>Runs a task on a thread of the pool that waits for it, if it is not queued yet.</summary>
    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        t_worker?.Scheduler == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

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

    /// <summary>Has one thread more look for a task. Called with the lock.</summary>
    /// <returns>A thread to be woken without the lock; null if there is none.</returns>
    private Worker? Activate()
    {
        if (_idle.Count > 0)
        {
            var worker = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            worker.IsIdle = false;
            ComeBack(worker);
            return worker;
        }

        if (_workers.Count < MaximumConcurrencyLevel)
        {
            StartThread();
        }

        return null;
    }

    private void StartThread()
    {
        var worker = new Worker(this);
        _workers.Add(worker);
        _active++;
        if (!ProcessBudget.TryTakeThread())
        {
            RemoveThread(
                worker, new ResourceLimitException(new ResourceLimit(ResourceKind.Mappings, ProcessBudget.MostMappingsWithThreads)));
            return;
        }

        try
        {
            new Thread(() => Work(worker), _stackSize) { IsBackground = true, Name = "Lanner guest" }.UnsafeStart();
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            ProcessBudget.ReturnThread();
            RemoveThread(worker, exception);
        }
    }

    /// <summary>Counts a thread out that the system cannot give. Those that there are do the task when they come to it.</summary>
    /// <param name="worker">The thread.</param>
    /// <param name="reason">Thrown when there are none.</param>
    private void RemoveThread(Worker worker, Exception reason)
    {
        _workers.Remove(worker);
        _active--;
        if (_workers.Count == 0)
        {
            _tasks.Dequeue();
            ExceptionDispatchInfo.Throw(reason);
        }
    }

    private void Work(Worker worker)
    {
        t_worker = worker;
        while (RunNext(worker))
        {
        }

        ProcessBudget.ReturnThread();
    }

    /// <summary>Runs the next task. A method of its own, since the frame of one that waits may hold the last task, and its store, for as
    /// long as it waits.</summary>
    /// <returns>False if the thread ends.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunNext(Worker worker)
    {
        if (Next(worker) is not { } task)
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
    private Task? Next(Worker worker)
    {
        while (true)
        {
            var isLookout = LookOut();
            lock (_tasks)
            {
                if (isLookout)
                {
                    _lookouts = 0;
                }

                worker.Waits = 0;
                ComeBack(worker);
                if (_active <= _width && _tasks.TryDequeue(out var task))
                {
                    worker.BeginTask(_ticks);
                    return task;
                }

                GoAway(worker);
                worker.IsIdle = true;
                _idle.Add(worker);
                if (_tasks.Count > 0)
                {
                    SetClock();
                }
            }

            if (!WaitUntilActive(worker))
            {
                return null;
            }
        }
    }

    /// <summary>Waits until somebody takes the thread out of those that are idle.</summary>
    /// <returns>False if it has been idle for so long that it ends.</returns>
    private bool WaitUntilActive(Worker worker)
    {
        while (true)
        {
            var isWoken = worker.WaitForWakeUp(IdleTime);
            lock (_tasks)
            {
                if (!worker.IsIdle)
                {
                    return true;
                }

                // A wake-up can be of the time before: who was taken out just as its time had passed began without it.
                if (!isWoken)
                {
                    _idle.Remove(worker);
                    _workers.Remove(worker);
                    return false;
                }
            }
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
