namespace Lanner.Wasi.Waiting;

/// <summary>Tasks that nobody waits for any more.</summary>
internal static class AbandonedTasks
{
    /// <summary>Takes note of how a task will fail, if it does: so the process is not told of an exception that nobody has seen
    /// (<see cref="TaskScheduler.UnobservedTaskException"/>).</summary>
    internal static void IgnoreFailure(this Task task) => task.ContinueWith(
        static failed => failed.Exception, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
