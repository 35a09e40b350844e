using Lanner.Hunt.Generation;
using Lanner.Hunt.Tasks.Model;

namespace Lanner.Hunt.Tasks;

/// <summary>Chooses what guests do. Most of it is allowed.</summary>
/// <param name="chance">The source of decisions.</param>
internal sealed class OperationChooser(Chance chance)
{
    /// <summary>The operations of all guests after which each comes to its end.</summary>
    private const int MostOperations = 120;

    private const int MostTasks = 24;

    /// <summary>One in so many operations is chosen without a look at whether it is allowed.</summary>
    private const int Carelessness = 150;

    private readonly List<(int Weight, Func<Operation> Make)> _choices = [];
    private int _operations;
    private bool _isCareless;

    /// <summary>Chooses what a task does next.</summary>
    /// <param name="task">The task, which runs.</param>
    /// <param name="next">The number that a call which it makes would have.</param>
    internal Operation Choose(GuestTask task, uint next)
    {
        _operations++;
        _choices.Clear();
        _isCareless = chance.OneIn(Carelessness);
        var isEnding = _operations > MostOperations;
        AddEnds(task, isEnding);
        if (task.Instance.Backpressure > 0 || _isCareless)
        {
            Add(isEnding ? 40 : 4, OperationCode.DecreaseBackpressure);
        }

        if (!isEnding)
        {
            AddSmallThings(task, next);
        }

        AddSets(task, isEnding);
        AddSubtasks(task, isEnding);
        AddCopies(task, isFuture: false, isEnding);
        AddCopies(task, isFuture: true, isEnding);
        var drawn = chance.Below(_choices.Sum(choice => choice.Weight));
        foreach (var (weight, make) in _choices)
        {
            drawn -= weight;
            if (drawn < 0)
            {
                return make();
            }
        }

        throw new InvalidOperationException("The weights have no sum.");
    }

    private void Add(int weight, Func<Operation> make) => _choices.Add((weight, make));

    private void Add(int weight, OperationCode code) => Add(weight, () => new Operation(code));

    /// <summary>Adds an operation on one of the handles for which it is allowed, or on any.</summary>
    private void AddFor<T>(int weight, GuestTask task, Func<T, bool> isAllowed, Func<uint, Operation> make)
        where T : class
    {
        var handles = task.Instance.Handles;
        if (_isCareless)
        {
            Add(weight, () => make((uint)chance.Below(handles.Length + 1)));
            return;
        }

        var indices = handles.IndicesOf(isAllowed).ToArray();
        if (indices.Length > 0)
        {
            Add(weight, () => make(chance.Of(indices)));
        }
    }

    private void AddFor<T>(int weight, GuestTask task, Func<T, bool> isAllowed, OperationCode code)
        where T : class => AddFor(weight, task, isAllowed, index => new Operation(code, index));

    /// <summary>Adds what ends a task or its step.</summary>
    private void AddEnds(GuestTask task, bool isEnding)
    {
        var isSync = task.Function.Lift == LiftKind.Sync;
        var weight = isEnding ? 40 : 1 + (task.Operations / 3);
        if (!isSync && (task.State != TaskState.Resolved || _isCareless))
        {
            AddReturn(task, weight);
            if (task.State == TaskState.CancelDelivered || _isCareless)
            {
                Add(weight + 5, OperationCode.Cancel);
            }
        }

        if (isSync || task.State == TaskState.Resolved || _isCareless)
        {
            if (isSync && task.Function.ReturnsEnd)
            {
                AddFor<CopyEnd>(weight, task, end => MayPass(end, task.Function.IsOfFuture), OperationCode.End);
                AddNew(task, weight);
            }
            else
            {
                Add(weight, () => new Operation(OperationCode.End, isSync ? (uint)chance.Below(1000) : 0));
            }
        }

        if (task.Function.Lift == LiftKind.Callback)
        {
            Add(4, () => new Operation(OperationCode.End, 1));
            AddFor<WaitableSet>(
                isEnding ? 2 : 8,
                task,
                set => set.HasPendingEvent || chance.OneIn(3),
                index => new Operation(OperationCode.End, 2 | (index << 4)));
        }
    }

    private void AddReturn(GuestTask task, int weight)
    {
        if (task.Function.ReturnsEnd)
        {
            var code = task.Function.IsOfFuture ? OperationCode.ReturnFuture : OperationCode.ReturnStream;
            AddFor<CopyEnd>(weight, task, end => MayPass(end, task.Function.IsOfFuture), code);
            AddNew(task, weight);
            return;
        }

        Add(weight, () => new Operation(
            _isCareless ? OperationCode.ReturnNumber + (byte)chance.Below(3) : OperationCode.ReturnNumber, (uint)chance.Below(1000)));
    }

    /// <summary>Adds a new stream or future, where a task has none to return.</summary>
    private void AddNew(GuestTask task, int weight)
    {
        if (!task.Instance.Handles.IndicesOf<CopyEnd>(end => MayPass(end, task.Function.IsOfFuture)).Any())
        {
            Add(weight, task.Function.IsOfFuture ? OperationCode.NewFuture : OperationCode.NewStream);
        }
    }

    private static bool MayPass(CopyEnd end, bool isFuture) =>
        end.IsReadable && end.IsFuture == isFuture && end.State == CopyState.Idle && end.Set is null;

    private void AddSmallThings(GuestTask task, uint next)
    {
        var instance = task.Instance;
        Add(1, OperationCode.IncreaseBackpressure);
        Add(3, () => new Operation(OperationCode.Store, Address(), (uint)chance.Below(256)));
        Add(3, () => new Operation(OperationCode.Load, Address()));
        Add(2, () => new Operation(OperationCode.LoadResult, ActorComponent.Results + ((uint)chance.Below((int)next) * 4)));
        Add(2, OperationCode.Yield);
        Add(2, OperationCode.YieldCancellably);
        if (next >= MostTasks)
        {
            return;
        }

        Add(3, () => new Operation(OperationCode.CallHostAsync, next));
        Add(1, () => new Operation(OperationCode.CallHost, next));
        if (instance.Number > 0)
        {
            Add(10, () => Call(instance, next, OperationCode.CallGuestAsync));
            Add(2, () => Call(instance, next, OperationCode.CallGuest));
        }
    }

    private Operation Call(ModelInstance instance, uint next, OperationCode code)
    {
        var function = chance.Of(FunctionKind.All);
        var ends = function.TakesEnd ? instance.Handles.IndicesOf<CopyEnd>(end => MayPass(end, function.IsOfFuture)).ToArray() : [0u];
        if (ends.Length == 0 && !_isCareless)
        {
            function = function with { Value = ValueKind.Plain };
        }

        var end = ends.Length == 0 ? (uint)chance.Below(instance.Handles.Length + 1) : chance.Of(ends);
        var number = (chance.Below(instance.Number) * FunctionKind.All.Length) + function.Number;
        return new Operation(code, next, function.TakesEnd ? end : 0, (uint)number);
    }

    private void AddSets(GuestTask task, bool isEnding)
    {
        AddFor<WaitableSet>(4, task, set => set.HasPendingEvent, OperationCode.Poll);
        AddFor<WaitableSet>(2, task, set => set.HasPendingEvent, OperationCode.PollCancellably);
        AddFor<WaitableSet>(4, task, set => set.HasPendingEvent, OperationCode.Wait);
        AddFor<WaitableSet>(4, task, set => set.HasPendingEvent, OperationCode.WaitCancellably);
        if (isEnding)
        {
            return;
        }

        Add(2, OperationCode.NewSet);
        AddFor<WaitableSet>(1, task, static _ => true, OperationCode.Poll);
        AddFor<WaitableSet>(1, task, static _ => true, OperationCode.PollCancellably);
        AddFor<WaitableSet>(1, task, static _ => true, OperationCode.Wait);
        AddFor<WaitableSet>(1, task, static _ => true, OperationCode.WaitCancellably);
        AddFor<WaitableSet>(1, task, set => set is { Elements.Count: 0, WaitingCount: 0 }, OperationCode.DropSet);
        var sets = task.Instance.Handles.IndicesOf<WaitableSet>().ToArray();
        AddFor<Waitable>(
            6,
            task,
            each => !each.HasSyncWaiter && each.Set is null && sets.Length > 0,
            index => new Operation(
                OperationCode.Join, index, _isCareless ? (uint)chance.Below(task.Instance.Handles.Length + 1) : chance.Of(sets)));
        AddFor<Waitable>(2, task, each => each.Set is not null, index => new Operation(OperationCode.Join, index));
    }

    private void AddSubtasks(GuestTask task, bool isEnding)
    {
        AddFor<Subtask>(3, task, subtask => subtask.IsDelivered, OperationCode.DropSubtask);
        AddFor<Subtask>(
            isEnding ? 4 : 3,
            task,
            subtask => subtask is { IsDelivered: false, IsCancelRequested: false },
            OperationCode.CancelSubtaskAsync);
        if (!isEnding)
        {
            AddFor<Subtask>(
                1, task, subtask => subtask is { IsDelivered: false, IsCancelRequested: false, Set: null }, OperationCode.CancelSubtask);
        }
    }

    private void AddCopies(GuestTask task, bool isFuture, bool isEnding)
    {
        var shift = isFuture ? OperationCode.NewFuture - OperationCode.NewStream : 0;
        if (!isEnding)
        {
            Add(isFuture ? 2 : 3, Of(OperationCode.NewStream));
            AddFor<CopyEnd>(6, task, end => IsIdle(end, isReadable: true), index => Copy(OperationCode.ReadStreamAsync, index));
            AddFor<CopyEnd>(6, task, end => IsIdle(end, isReadable: false), index => Copy(OperationCode.WriteStreamAsync, index));
            AddFor<CopyEnd>(1, task, end => IsFree(end, isReadable: true), index => Copy(OperationCode.ReadStream, index));
            AddFor<CopyEnd>(1, task, end => IsFree(end, isReadable: false), index => Copy(OperationCode.WriteStream, index));
        }

        var weight = isEnding ? 8 : 1;
        AddEnd(2, end => IsCopying(end, isReadable: true), OperationCode.CancelReadStreamAsync);
        AddEnd(2, end => IsCopying(end, isReadable: false), OperationCode.CancelWriteStreamAsync);
        AddEnd(1, end => IsCopying(end, isReadable: true) && end.Set is null, OperationCode.CancelReadStream);
        AddEnd(1, end => IsCopying(end, isReadable: false) && end.Set is null, OperationCode.CancelWriteStream);
        AddEnd(weight, end => IsOfKind(end, isReadable: true) && !end.IsCopying, OperationCode.DropReadableStream);
        AddEnd(
            weight,
            end => IsOfKind(end, isReadable: false) && !end.IsCopying && (!isFuture || end.State == CopyState.Done),
            OperationCode.DropWritableStream);

        void AddEnd(int weight, Func<CopyEnd, bool> isAllowed, OperationCode code) => AddFor(weight, task, isAllowed, Of(code));
        OperationCode Of(OperationCode code) => code + (byte)shift;
        bool IsOfKind(CopyEnd end, bool isReadable) => end.IsFuture == isFuture && end.IsReadable == isReadable;
        bool IsIdle(CopyEnd end, bool isReadable) => IsOfKind(end, isReadable) && end.State == CopyState.Idle;
        bool IsFree(CopyEnd end, bool isReadable) => IsIdle(end, isReadable) && end.Set is null;
        bool IsCopying(CopyEnd end, bool isReadable) =>
            IsOfKind(end, isReadable) && end is { State: CopyState.Copying, HasSyncWaiter: false };
        Operation Copy(OperationCode code, uint index) => new(Of(code), index, Address(), isFuture ? 0 : (uint)chance.Below(20));
    }

    private uint Address() => ActorComponent.Buffers + (uint)chance.Below(64);
}
