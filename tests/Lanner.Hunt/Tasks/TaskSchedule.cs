using Lanner.Components;
using Lanner.Components.Async;
using Lanner.Hunt.Generation;
using Lanner.Hunt.Tasks.Model;

namespace Lanner.Hunt.Tasks;

/// <summary>One run of guests that do what chance says, in an order that chance decides, beside the model of the specification.</summary>
internal sealed class TaskSchedule : IEventLoopObserver
{
    private const int MostHostCalls = 4;

    /// <summary>The longest that a run may take without an end: then it hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Chance _chance;
    private readonly OperationChooser _chooser;
    private readonly ModelStore _model = new(ActorComponent.Instances);
    private readonly List<(uint Id, HostCaller Caller, Task<ComponentValue?> Call)> _calls = [];
    private readonly List<string> _trace = [];
    private readonly TaskCompletionSource _failed = new();
    private ComponentInstance _instance = null!;
    private EventLoop _loop = null!;
    private int _checked;
    private uint _next;
    private long _clock;
    private string? _trap;

    internal TaskSchedule(Chance chance)
    {
        _chance = chance;
        _chooser = new OperationChooser(chance);
    }

    /// <summary>The difference between Lanner and the model; null if there is none.</summary>
    internal string? Difference { get; private set; }

    /// <summary>The things that happened, in their order.</summary>
    internal IReadOnlyList<string> Trace => _trace;

    internal int Operations { get; private set; }

    /// <summary>The way in which it ended.</summary>
    internal TaskScheduleEnd End { get; private set; }

    /// <summary>Runs it.</summary>
    internal void Run(ActorGuests guests)
    {
        using var store = new Store(guests.Engine);
        _loop = EventLoop.Of(store);
        _loop.Observer = this;
        _instance = guests.Instantiate(store, this);
        do
        {
            Call();
            Await();
        }
        while (Difference is null && End == TaskScheduleEnd.Results && _calls.Count < MostHostCalls && !_chance.OneIn(2));
    }

    /// <summary>Hears from a guest, and tells it what to do.</summary>
    internal ulong Step(uint instance, uint id, ulong found)
    {
        if (Difference is not null)
        {
            throw new InvalidOperationException(Difference);
        }

        Note($"task {id} of instance {instance} finds 0x{found:x}");
        if (_trap is not null)
        {
            throw Fail($"task {id} goes on; the specification says that it traps: {_trap}");
        }

        try
        {
            if (_model.GoOn(id, found) is { } difference)
            {
                throw Fail(difference);
            }
        }
        catch (SpecifiedTrapException trap)
        {
            throw Fail($"task {id} goes on; the specification says that it traps: {trap.Message}");
        }

        var task = _model.Tasks.First(each => each.Id == id);
        if (task.Instance.Number != instance)
        {
            throw Fail($"task {id} is of instance {task.Instance.Number}");
        }

        DoAsHost();
        return Do(task);
    }

    /// <summary>Begins a call of the host's function.</summary>
    internal ValueTask<ComponentValue?> Wait(uint call, CancellationToken cancellation)
    {
        var wait = _model.WaitOf(call);
        if (wait.Due is null)
        {
            return new(ComponentValue.FromU32(wait.Result));
        }

        if (wait.Obeys)
        {
            cancellation.Register(() => wait.Completion.TrySetCanceled(cancellation));
        }

        return new(wait.Completion.Task);
    }

    void IEventLoopObserver.Choosing(LinkedList<ComponentThread> candidates)
    {
        if (Difference is not null)
        {
            return;
        }

        if ((_trap is null ? _model.Tick() : $"guests go on after a trap: {_trap}") is { } difference)
        {
            Fail(difference);
            return;
        }

        for (var turns = _chance.Below(Math.Max(candidates.Count, 1)); turns > 0; turns--)
        {
            var first = candidates.First!;
            candidates.RemoveFirst();
            candidates.AddLast(first);
        }
    }

    void IEventLoopObserver.NothingIsReady()
    {
        if (Difference is not null)
        {
            return;
        }

        if (_model.HasReady)
        {
            Fail($"no thread is chosen; by the specification these tasks are ready: {_model.Ready}");
        }
        else if (_model.Waits.Where(wait => wait.Due is not null).MinBy(wait => wait.Due) is { } next)
        {
            // Time passes while all wait.
            _clock = Math.Max(_clock, next.Due!.Value);
            EndWait(next);
        }
    }

    private ulong Do(GuestTask task)
    {
        var operation = _chooser.Choose(task, _next);
        Operations++;
        Note($"  {operation}");
        var next = _next;
        switch (operation.Code)
        {
            case OperationCode.CallHost or OperationCode.CallHostAsync:
                _next++;
                _model.Plan(next, _chance.OneIn(3) ? null : _clock + _chance.Below(100), obeys: _chance.OneIn(2));
                break;
            case OperationCode.CallGuest or OperationCode.CallGuestAsync:
                _next++;
                break;
        }

        try
        {
            _model.Do(task, operation, next);
        }
        catch (SpecifiedTrapException trap)
        {
            _trap = trap.Message;
            Note($"  which traps: {trap.Message}");
        }

        return operation.Packed;
    }

    /// <summary>Has the host do something now and then while guests run.</summary>
    private void DoAsHost()
    {
        if (_chance.OneIn(30) && _calls.Count < MostHostCalls)
        {
            Call();
        }

        if (_chance.OneIn(20) && _model.Waits.FirstOrDefault(wait => wait.Due is not null) is { } wait)
        {
            EndWait(wait);
        }
    }

    private void EndWait(HostWait wait)
    {
        Note($"the host ends call {wait.Call}");
        _model.EndWait(wait, isCancelled: false);
        wait.Completion.SetResult(ComponentValue.FromU32(wait.Result));
    }

    private void Call()
    {
        var id = _next++;
        var number = _chance.Below(ActorComponent.Instances);
        var function = new FunctionKind(ValueKind.Plain, _chance.Of(Enum.GetValues<LiftKind>()));
        var caller = new HostCaller();
        Note($"the host calls {function} of instance {number}: task {id}");
        _model.CallFromHost(id, _model.Instances[number], function, caller);
        var call = _instance.GetFunction($"{function}-of-{number}").CallAsync(new[] { ComponentValue.FromU32(id) });
        lock (_calls)
        {
            _calls.Add((id, caller, call));
        }
    }

    /// <summary>Waits for the calls of the host, and looks how they end. Guests may make further ones until they stand still.</summary>
    private void Await()
    {
        while (Difference is null && Next() is (var id, var caller, var call))
        {
            if (Task.WaitAny([call, _failed.Task], Patience) < 0)
            {
                Fail($"the call of task {id} does not end");
            }
            else if (Difference is null)
            {
                Check(id, caller, call);
                _checked++;
            }
        }

        (uint Id, HostCaller Caller, Task<ComponentValue?> Call)? Next()
        {
            if (_checked == _calls.Count)
            {
                // A call has ended, and its guest may still be in the midst of a step.
                _loop.Acquire();
                _loop.Release();
            }

            lock (_calls)
            {
                return _checked < _calls.Count ? _calls[_checked] : null;
            }
        }
    }

    private void Check(uint id, HostCaller caller, Task<ComponentValue?> call)
    {
        if (call.IsCompletedSuccessfully)
        {
            var result = call.Result!.Value.AsU32();
            if (!caller.HasResult || caller.Result != result)
            {
                Fail($"task {id} returns {result}; the specification says {(caller.HasResult ? caller.Result : "nothing")}");
            }

            return;
        }

        var message = call.Exception!.InnerException!.Message;
        Note($"the call of task {id} ends: {message}");
        if (call.Exception.InnerException is not TrapException)
        {
            Fail($"task {id} ends by {call.Exception.InnerException}");
        }
        else if (caller.HasResult)
        {
            Fail($"task {id} traps ({message}); it has returned {caller.Result}");
        }
        else if (_trap is not null || _model.MayTrapAtBeginning)
        {
            End = TaskScheduleEnd.Trap;
        }
        else if (message.Contains("deadlock", StringComparison.Ordinal) && !_model.HasReady && !_model.Waits.Any())
        {
            End = TaskScheduleEnd.Deadlock;
        }
        else
        {
            Fail($"task {id} traps ({message}); by the specification it does not");
        }
    }

    private InvalidOperationException Fail(string difference)
    {
        Difference ??= difference;
        Note(difference);
        _failed.TrySetResult();
        return new InvalidOperationException(difference);
    }

    private void Note(string line)
    {
        lock (_trace)
        {
            _trace.Add(line);
        }
    }
}

/// <summary>The ways in which a run ends.</summary>
internal enum TaskScheduleEnd : byte
{
    /// <summary>All calls of the host have results.</summary>
    Results,
    Trap,
    Deadlock,
}
