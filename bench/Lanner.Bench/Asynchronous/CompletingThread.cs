using System.Collections.Concurrent;

namespace Lanner.Bench.Asynchronous;

/// <summary>A thread that completes tasks of others.</summary>
internal sealed class CompletingThread : IDisposable
{
    private readonly BlockingCollection<(TaskCompletionSource<int> Task, int Number)> _tasks = [];
    private readonly Thread _thread;

    internal CompletingThread()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>A task that the thread completes with a number.</summary>
    internal Task<int> Echo(int number)
    {
        var task = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _tasks.Add((task, number));
        return task.Task;
    }

    public void Dispose()
    {
        _tasks.CompleteAdding();
        _thread.Join();
        _tasks.Dispose();
    }

    private void Run()
    {
        foreach (var (task, number) in _tasks.GetConsumingEnumerable())
        {
            task.SetResult(number);
        }
    }
}
