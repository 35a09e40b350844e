namespace Lanner.Wasi.Waiting;

/// <summary>A handle that the operating system finds ready when one of several tasks has ended: so a wait for handles is a wait for tasks
/// too.</summary>
internal sealed class TaskSignal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private ReadySignal? _signal;

    private TaskSignal(ReadySignal signal) => _signal = signal;

    internal int Handle => _signal!.Handle;

    /// <summary>Makes a signal; null where the system has none to give.</summary>
    internal static TaskSignal? TryCreate(IEnumerable<Task> tasks)
    {
        if (ReadySignal.TryCreate() is not { } ready)
        {
            return null;
        }

        var signal = new TaskSignal(ready);
        foreach (var task in tasks)
        {
            // Cancelled at the end, the continuation is taken from the task again: one that never ends gathers none.
            task.ContinueWith(
                static (_, signal) => ((TaskSignal)signal!).Set(), signal, signal._end.Token,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return signal;
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        lock (_gate)
        {
            _signal?.Dispose();
            _signal = null;
        }
    }

    private void Set()
    {
        lock (_gate)
        {
            _signal?.Set(true);
        }
    }
}
