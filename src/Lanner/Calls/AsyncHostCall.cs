using System.Diagnostics;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <summary>A call of an async host function. The guest's thread, with the guest's stack, waits until its task has ended, and runs
/// meanwhile what comes after each <c>await</c> in it.</summary>
/// <remarks>A call whose task has ended when it is returned waits for nothing and allocates nothing.</remarks>
internal readonly ref struct AsyncHostCall
{
    /// <summary>The time that a function has to end after its token was cancelled: enough to take leave of a server.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Store _store;
    private readonly AsyncHostFunction _function;
    private readonly HostCallContext _context;
    private readonly SynchronizationContext? _before;

    private AsyncHostCall(Store store, AsyncHostFunction function)
    {
        _store = store;
        _function = function;
        _before = SynchronizationContext.Current;
        _context = store.TakeContext(GuestThread.Current.Pump);
        _context.IsOpen = true;
        SynchronizationContext.SetSynchronizationContext(_context);
    }

    /// <summary>The token for the function: is cancelled when guests of the store are to stop.</summary>
    internal CancellationToken Token =>
        _function.HasToken && _store.Engine.Options.Interruptible ? _store.Interruption : CancellationToken.None;

    /// <summary>Begins a call, which is to be ended by <see cref="End"/>, whatever happens.</summary>
    internal static AsyncHostCall Begin(Caller caller, AsyncHostFunction function) => new(caller.Store, function);

    /// <summary>Begins a call of a function that is given no caller, which is to be ended by <see cref="End"/>, whatever
    /// happens.</summary>
    internal static AsyncHostCall Begin(Store store, AsyncHostFunction function) => new(store, function);

    /// <summary>Makes a whole call.</summary>
    /// <param name="caller">The instance that calls.</param>
    /// <param name="function">The function.</param>
    /// <param name="argument">The argument of <paramref name="body"/>.</param>
    /// <param name="body">The code that calls the function and waits for what it returns.</param>
    internal static TResult Run<TArgument, TResult>(
        Caller caller, AsyncHostFunction function, TArgument argument, Func<AsyncHostCall, TArgument, TResult> body)
    {
        var call = Begin(caller, function);
        try
        {
            return body(call, argument);
        }
        catch (OperationCanceledException) when (call.IsInterrupted)
        {
            throw call.InterruptionTrap();
        }
        finally
        {
            call.End();
        }
    }

    /// <summary>True if guests of the store are to stop. What a function throws then because its token is cancelled goes on as
    /// <see cref="InterruptionTrap"/>.</summary>
    internal bool IsInterrupted => _store.IsInterrupted;

    internal TrapException InterruptionTrap() => _store.InterruptionTrap();

    /// <summary>Gives the thread back the context that it had.</summary>
    internal void End()
    {
        SynchronizationContext.SetSynchronizationContext(_before);
        _context.Pump.Close(_context);
        if (!_context.HasWaited)
        {
            _store.GiveBack(_context);
        }
    }

    /// <summary>Waits for a task without a result.</summary>
    internal void Wait(Task? task)
    {
        WaitForEnd(Required(task));
        task!.GetAwaiter().GetResult();
    }

    /// <summary>Waits for a task.</summary>
    /// <returns>Its result.</returns>
    internal TResult Wait<TResult>(Task<TResult>? task)
    {
        WaitForEnd(Required(task));
        return task!.GetAwaiter().GetResult();
    }

    /// <summary>Waits for a task without a result, which need not be an object.</summary>
    internal void Wait(ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
        }
        else
        {
            Wait(task.AsTask());
        }
    }

    /// <summary>Waits for a task, which need not be an object.</summary>
    /// <returns>Its result.</returns>
    internal TResult Wait<TResult>(ValueTask<TResult> task) =>
        task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : Wait(task.AsTask());

    private Task Required(Task? task) =>
        task ?? throw new InvalidOperationException($"The async host function {_function.Name} has returned no task.");

    private void WaitForEnd(Task task)
    {
        if (!task.IsCompleted)
        {
            WaitSlowly(task);
        }
    }

    private void WaitSlowly(Task task)
    {
        _context.HasWaited = true;
        var pump = _context.Pump;
        using var entry = _store.Waits.Add(_function.Name, pump.Pulse);

        // On the thread that ends the task, whatever context that has: a pool of threads may be busy. Nobody asks for the exception of a
        // task that was left to itself.
        _ = task.ContinueWith(
            static (ended, pump) =>
            {
                _ = ended.Exception;
                ((GuestPump)pump!).Pulse();
            },
            pump,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        var end = long.MaxValue;
        while (!task.IsCompleted)
        {
            end = _store.IsInterrupted ? long.Min(end, EndAfterInterruption()) : long.MaxValue;
            if (Stopwatch.GetTimestamp() >= end)
            {
                throw _store.InterruptionTrap();
            }

            if (!pump.TryRunNext())
            {
                Sleep(task, end);
            }
        }
    }

    /// <summary>The time until when a wait goes on that is interrupted now: a function that was not given a token cannot know.</summary>
    private long EndAfterInterruption() =>
        Stopwatch.GetTimestamp() + (_function.HasToken ? (long)(Grace.TotalSeconds * Stopwatch.Frequency) : 0);

    /// <summary>Sleeps until there is something to do.</summary>
    /// <param name="task">The task that is waited for.</param>
    /// <param name="end">The time when an interrupted wait ends; the greatest of all when it is not interrupted.</param>
    private void Sleep(Task task, long end)
    {
        var isInterrupted = end != long.MaxValue;
        var timeout = Timeout.InfiniteTimeSpan;
        if (isInterrupted)
        {
            // In whole milliseconds, none of them too few.
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end);
            timeout = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds)));
        }

        var clock = _store.StopCallTime();
        try
        {
            _context.Pump.Sleep(
                static wait => wait.task.IsCompleted || (!wait.isInterrupted && wait._store.IsInterrupted),
                (task, isInterrupted, _store),
                timeout);
        }
        finally
        {
            clock?.GoOn();
        }
    }
}
