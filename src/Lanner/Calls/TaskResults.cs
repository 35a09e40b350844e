using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Lanner.Calls;

/// <summary>Takes the results of tasks by reflection, for <see cref="DynamicCallback"/>.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = Kept)]
internal sealed class TaskResults
{
    private const string Kept = "The members of tasks are kept by the attributes of the constructor.";

    private readonly MethodInfo? _toTask;
    private readonly PropertyInfo? _result;

    [DynamicDependency("Result", typeof(Task<>))]
    [DynamicDependency("AsTask", typeof(ValueTask<>))]
    internal TaskResults(AsyncShape shape)
    {
        _toTask = shape.TaskType.IsValueType ? shape.TaskType.GetMethod(nameof(ValueTask.AsTask)) : null;
        _result = shape.ResultType == typeof(void) ? null : (_toTask?.ReturnType ?? shape.TaskType).GetProperty("Result");
    }

    /// <summary>The task that a delegate has returned; null if it has returned none.</summary>
    internal Task? ToTask(object? returned) => (Task?)(_toTask is null ? returned : _toTask.Invoke(returned, null));

    /// <summary>The result of a task that has ended well.</summary>
    internal object? Of(Task task) => _result?.GetValue(task);
}
