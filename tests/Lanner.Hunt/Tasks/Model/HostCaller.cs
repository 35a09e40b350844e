namespace Lanner.Hunt.Tasks.Model;

/// <summary>A call of the host.</summary>
internal sealed class HostCaller : ITaskCaller
{
    internal bool HasResult { get; private set; }

    internal uint Result { get; private set; }

    public void Start()
    {
    }

    public void Resolve(TaskResult? result) => (HasResult, Result) = (true, result!.Value.Number);
}
