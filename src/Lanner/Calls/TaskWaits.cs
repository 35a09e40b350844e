namespace Lanner.Calls;

/// <summary>A way to wait for a kind of task.</summary>
/// <typeparam name="TTask">The task.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
internal interface ITaskWait<TTask, TResult>
{
    /// <summary>Waits until a task has ended.</summary>
    /// <returns>Its result.</returns>
    static abstract TResult Wait(AsyncHostCall call, TTask task);
}

/// <summary>Waits for a <see cref="Task"/>, whose result is nothing.</summary>
internal readonly struct TaskWait : ITaskWait<Task, object?>
{
    public static object? Wait(AsyncHostCall call, Task task)
    {
        call.Wait(task);
        return null;
    }
}

/// <summary>Waits for a <see cref="Task{TResult}"/>.</summary>
internal readonly struct TaskWait<TResult> : ITaskWait<Task<TResult>, TResult>
{
    public static TResult Wait(AsyncHostCall call, Task<TResult> task) => call.Wait(task);
}

/// <summary>Waits for a <see cref="ValueTask"/>, whose result is nothing.</summary>
internal readonly struct ValueTaskWait : ITaskWait<ValueTask, object?>
{
    public static object? Wait(AsyncHostCall call, ValueTask task)
    {
        call.Wait(task);
        return null;
    }
}

/// <summary>Waits for a <see cref="ValueTask{TResult}"/>.</summary>
internal readonly struct ValueTaskWait<TResult> : ITaskWait<ValueTask<TResult>, TResult>
{
    public static TResult Wait(AsyncHostCall call, ValueTask<TResult> task) => call.Wait(task);
}
