namespace Lanner.Hunt.Tasks.Model;

/// <summary>The instances and tasks of a store as the specification has them (Canonical ABI, <c>Store</c>). It is told who runs, and says
/// whether that is allowed, and what there is to find.</summary>
internal sealed partial class ModelStore
{
    private readonly Dictionary<uint, GuestTask> _tasks = [];

    /// <summary>The threads that have called each other, the running one last. Those that wait there may go on at once, where they are
    /// ready: the specification leaves that open.</summary>
    private readonly List<GuestTask> _stack = [];

    private readonly Queue<Action> _arrivals = new();
    private bool _mayResume;
    private string? _difference;

    /// <summary>The instance in which a call of the host may have been chosen that has others go on first; or null.</summary>
    private ModelInstance? _looker;

    internal ModelStore(int instances) => Instances = [.. Enumerable.Range(0, instances).Select(number => new ModelInstance(number))];

    internal ModelInstance[] Instances { get; }

    internal IReadOnlyCollection<GuestTask> Tasks => _tasks.Values;

    /// <summary>True if something may go on.</summary>
    internal bool HasReady => _tasks.Values.Any(task => task.IsReady);

    internal string Ready => string.Join(", ", _tasks.Values.Where(task => task.IsReady).Select(task => task.Id));

    /// <summary>True if a task that is about to begin would trap, for an argument that is no more what it was.</summary>
    internal bool MayTrapAtBeginning => _tasks.Values.Any(task => task is { IsEntering: true, IsReady: true } && task.RefusesArguments());

    /// <summary>Has the host call a function.</summary>
    internal void CallFromHost(uint id, ModelInstance instance, FunctionKind function, HostCaller caller) =>
        Add(new GuestTask(id, instance, function, caller)).Find(() => ActorComponent.Begun);

    /// <summary>Has something of the host happen before the next thread is resumed.</summary>
    internal void Arrive(Action arrival) => _arrivals.Enqueue(arrival);

    /// <summary>Hears that a thread is about to be chosen (Canonical ABI, <c>Store.tick</c>).</summary>
    /// <returns>The thing that is wrong, or null.</returns>
    internal string? Tick()
    {
        while (_stack.Count > 0)
        {
            if (_stack[^1].Status == ThreadStatus.Running)
            {
                return $"another thread is chosen while task {_stack[^1].Id} runs";
            }

            Pop();
        }

        while (_arrivals.TryDequeue(out var arrival))
        {
            arrival();
        }

        _mayResume = true;
        return _difference;
    }

    /// <summary>Hears that a task goes on, and what it has found.</summary>
    /// <returns>The thing that is wrong, or null.</returns>
    internal string? GoOn(uint id, ulong found)
    {
        if (!_tasks.TryGetValue(id, out var task))
        {
            return $"task {id} is unknown";
        }

        if (Accept(task) is { } refusal)
        {
            return refusal;
        }

        task.Resume();
        if (task.IsEntering)
        {
            task.Enter();
        }

        var expected = task.Complete(found);
        return _difference ?? (found == expected ? null : $"task {id} finds 0x{found:x}; the specification says 0x{expected:x}");
    }

    /// <summary>Tests whether a task that may enter its instance must not wait. Where the host has called, it is not known whether that
    /// call waits already.</summary>
    private bool MayNotWait(GuestTask task) => task.Instance.WaitingToEnter == 0
        && !_tasks.Values.Any(other => other is { IsEntering: true, Caller: HostCaller } && other.Instance == task.Instance);

    private string? Accept(GuestTask task)
    {
        while (_stack.Count > 0)
        {
            var top = _stack[^1];
            if (top == task && (top.Status == ThreadStatus.Running || top.IsReady))
            {
                return null;
            }

            if (top.Status == ThreadStatus.Running)
            {
                return $"task {task.Id} goes on while task {top.Id} runs";
            }

            // A task may look whether the one that has its instance to itself is done with it, before it waits for that.
            if (top.IsEntering && top.Instance.Exclusive == task && task.IsReady)
            {
                _stack.Add(task);
                return null;
            }

            Pop();
        }

        if (!task.IsReady)
        {
            return $"task {task.Id} goes on, which is not ready";
        }

        if (!_mayResume && !(task.IsEntering && task.Instance == _looker))
        {
            return $"task {task.Id} goes on without having been chosen";
        }

        // A call of the host that was chosen may look in the same way.
        _looker = _mayResume && task.Instance.Exclusive == task ? task.Instance : null;
        _mayResume = false;
        _stack.Add(task);
        return null;
    }

    /// <summary>Takes the last thread off, which waits or has ended: control goes back to the one that has called.</summary>
    private void Pop()
    {
        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        if (top is { IsEntering: true, IsCountedAsWaiting: false, Status: ThreadStatus.Waiting })
        {
            if (top.IsReady && MayNotWait(top))
            {
                _difference ??= $"task {top.Id} waits for its beginning, for which there is no reason";
            }

            top.IsCountedAsWaiting = true;
            top.Instance.WaitingToEnter++;
        }

        if (_stack.Count > 0 && _stack[^1].Returned is { } returned)
        {
            _stack[^1].Returned = null;
            returned();
        }
    }

    private GuestTask Add(GuestTask task)
    {
        _tasks.Add(task.Id, task);
        return task;
    }
}
