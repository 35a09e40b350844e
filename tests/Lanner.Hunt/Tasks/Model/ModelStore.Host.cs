namespace Lanner.Hunt.Tasks.Model;

/// <content>Functions of the host, which end when the clock says so.</content>
internal sealed partial class ModelStore
{
    private readonly Dictionary<uint, HostWait> _waits = [];

    /// <summary>The calls of the host's function that have not ended.</summary>
    internal IEnumerable<HostWait> Waits => _waits.Values.Where(wait => !wait.HasEnded);

    /// <summary>Plans the next call of the host's function.</summary>
    /// <param name="call">The number of the call.</param>
    /// <param name="due">The time of its end; null if it has its result at once.</param>
    /// <param name="obeys">True if it ends at once when it is cancelled.</param>
    internal HostWait Plan(uint call, long? due, bool obeys) => _waits[call] = new HostWait(call, due, obeys);

    internal HostWait WaitOf(uint call) => _waits[call];

    /// <summary>Ends a call.</summary>
    internal void EndWait(HostWait wait, bool isCancelled)
    {
        wait.HasEnded = true;
        Arrive(() => wait.Subtask!.Resolve(isCancelled ? null : new TaskResult(wait.Result, null)));
    }

    private void CallHost(GuestTask task, uint call, bool isAsync)
    {
        var wait = _waits[call];
        var subtask = new Subtask(task.Instance, isAsync ? ActorComponent.Results + ((int)call * 4) : null);
        wait.Subtask = subtask;
        subtask.Start();
        if (wait.Due is null)
        {
            wait.HasEnded = true;
            subtask.Resolve(new TaskResult(wait.Result, null));
        }

        subtask.OnCancel = () =>
        {
            if (wait.Obeys && !wait.HasEnded)
            {
                EndWait(wait, isCancelled: true);
            }
        };
        EndCall(task, subtask, isAsync);
    }
}
