namespace Lanner.Hunt.Tasks.Model;

/// <summary>Whoever has called: a guest or the host.</summary>
internal interface ITaskCaller
{
    /// <summary>Hears that the task has begun.</summary>
    void Start();

    /// <summary>Hears that the task has a result; null if it has ended without.</summary>
    void Resolve(TaskResult? result);
}

/// <summary>The result of a function: a number, or a stream or future.</summary>
internal readonly record struct TaskResult(uint Number, SharedCopy? Shared);
