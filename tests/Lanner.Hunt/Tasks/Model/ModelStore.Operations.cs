namespace Lanner.Hunt.Tasks.Model;

/// <content>The operations.</content>
internal sealed partial class ModelStore
{
    private const ulong Blocked = 0xFFFF_FFFF;

    /// <summary>Does what a running task does.</summary>
    /// <param name="task">The task.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="next">The number of the task that a call makes.</param>
    /// <exception cref="SpecifiedTrapException">It traps.</exception>
    internal void Do(GuestTask task, Operation operation, uint next)
    {
        var (code, a, b, c) = operation;
        var instance = task.Instance;
        task.Operations++;
        task.Find(static () => 0);
        switch (code)
        {
            case OperationCode.End:
                End(task, a);
                break;
            case OperationCode.ReturnNumber or OperationCode.ReturnStream or OperationCode.ReturnFuture:
                Return(task, code, a);
                break;
            case OperationCode.Cancel:
                SpecifiedTrapException.ThrowIf(task.Function.Lift == LiftKind.Sync, "task.cancel is for asynchronous functions");
                task.Cancel();
                break;
            case OperationCode.IncreaseBackpressure:
                instance.Backpressure++;
                break;
            case OperationCode.DecreaseBackpressure:
                instance.Backpressure--;
                SpecifiedTrapException.ThrowIf(instance.Backpressure < 0, "backpressure is below zero");
                break;
            case OperationCode.Store:
                BitConverter.TryWriteBytes(instance.Memory.AsSpan((int)a), (b * 0x0101010101010101UL) + 0x0706050403020100);
                break;
            case OperationCode.Load:
                Know(task, BitConverter.ToUInt64(instance.Memory, (int)a));
                break;
            case OperationCode.LoadResult:
                Know(task, BitConverter.ToUInt32(instance.Memory, (int)a));
                break;
            case OperationCode.Yield or OperationCode.YieldCancellably:
                task.WaitUntil(static () => true, code == OperationCode.YieldCancellably, (isCancelled, _) => isCancelled ? 1u : 0);
                break;
            case OperationCode.NewSet:
                Know(task, instance.Handles.Add(new WaitableSet()));
                break;
            case OperationCode.Wait or OperationCode.WaitCancellably:
                WaitFor(task, instance.Handles.Get<WaitableSet>(a), static () => true, code == OperationCode.WaitCancellably);
                break;
            case OperationCode.Poll or OperationCode.PollCancellably:
                Poll(task, instance.Handles.Get<WaitableSet>(a), code == OperationCode.PollCancellably);
                break;
            case OperationCode.DropSet:
                var dropped = instance.Handles.Remove<WaitableSet>(a);
                SpecifiedTrapException.ThrowIf(dropped.Elements.Count > 0 || dropped.WaitingCount > 0, "the set is in use");
                break;
            case OperationCode.Join:
                var waitable = instance.Handles.Get<Waitable>(a);
                SpecifiedTrapException.ThrowIf(waitable.HasSyncWaiter, "a thread waits for it alone");
                waitable.Join(b == 0 ? null : instance.Handles.Get<WaitableSet>(b));
                break;
            case OperationCode.CancelSubtask or OperationCode.CancelSubtaskAsync:
                CancelSubtask(task, a, isAsync: code == OperationCode.CancelSubtaskAsync);
                break;
            case OperationCode.DropSubtask:
                var subtask = instance.Handles.Remove<Subtask>(a);
                SpecifiedTrapException.ThrowIf(!subtask.IsDelivered, "the end of the subtask was not told");
                subtask.Join(null);
                break;
            case OperationCode.CallGuest or OperationCode.CallGuestAsync:
                var (peer, number) = Math.DivRem((int)c, FunctionKind.All.Length);
                CallGuest(task, Instances[peer], FunctionKind.All[number], a, b, code == OperationCode.CallGuestAsync);
                break;
            case OperationCode.CallHost or OperationCode.CallHostAsync:
                CallHost(task, next, code == OperationCode.CallHostAsync);
                break;
            default:
                Copy(task, operation);
                break;
        }
    }

    private static void Know(GuestTask task, ulong result) => task.Find(() => result);

    private void End(GuestTask task, uint packed)
    {
        const uint Exit = 0;
        const uint Yield = 1;
        const uint Wait = 2;
        var instance = task.Instance;
        if (task.Function.Lift == LiftKind.Sync)
        {
            task.Return(Lift(task, packed));
            packed = Exit;
        }

        if (task.Function.Lift == LiftKind.Stackful || packed == Exit)
        {
            task.Exit();
            Pop();
            return;
        }

        instance.Exclusive = null;
        switch (packed & 0xF)
        {
            case Yield:
                task.WaitUntil(
                    () => instance.Exclusive is null,
                    isCancellable: true,
                    (isCancelled, _) =>
                    {
                        instance.Exclusive = task;
                        return new Event(isCancelled ? EventCode.TaskCancelled : EventCode.None).Packed;
                    });
                break;
            case Wait:
                WaitFor(
                    task, instance.Handles.Get<WaitableSet>(packed >> 4), () => instance.Exclusive is null, isCancellable: true,
                    () => instance.Exclusive = task);
                break;
            default:
                throw new SpecifiedTrapException("there is no such callback code");
        }
    }

    private static void Return(GuestTask task, OperationCode code, uint value)
    {
        var expected = task.Function.Value switch
        {
            ValueKind.StreamOut => OperationCode.ReturnStream,
            ValueKind.FutureOut => OperationCode.ReturnFuture,
            _ => OperationCode.ReturnNumber,
        };
        SpecifiedTrapException.ThrowIf(task.Function.Lift == LiftKind.Sync, "task.return is for asynchronous functions");
        SpecifiedTrapException.ThrowIf(code != expected, "task.return is for another type");
        task.Return(Lift(task, value));
    }

    private static TaskResult Lift(GuestTask task, uint value) => task.Function.ReturnsEnd
        ? new TaskResult(0, task.Instance.LiftEnd(value, task.Function.IsOfFuture))
        : new TaskResult(value, null);

    private static void WaitFor(GuestTask task, WaitableSet set, Func<bool> ready, bool isCancellable, Action? resumed = null)
    {
        set.WaitingCount++;
        task.WaitUntil(
            () => ready() && set.HasPendingEvent,
            isCancellable,
            (isCancelled, found) =>
            {
                set.WaitingCount--;
                resumed?.Invoke();
                return (isCancelled ? new Event(EventCode.TaskCancelled) : set.TakePendingEvent(found)).Packed;
            });
    }

    private static void Poll(GuestTask task, WaitableSet set, bool isCancellable)
    {
        if (task.DeliverPendingCancel(isCancellable))
        {
            Know(task, new Event(EventCode.TaskCancelled).Packed);
        }
        else if (set.HasPendingEvent)
        {
            task.FindEvent(found => set.TakePendingEvent(found).Packed);
        }
    }

    private void CancelSubtask(GuestTask task, uint index, bool isAsync)
    {
        var subtask = task.Instance.Handles.Get<Subtask>(index);
        SpecifiedTrapException.ThrowIf(subtask.IsDelivered, "the end of the subtask was told already");
        SpecifiedTrapException.ThrowIf(subtask.IsCancelRequested, "the subtask was cancelled already");
        SpecifiedTrapException.ThrowIf(subtask.Set is not null && !isAsync, "the subtask is in a set");
        if (subtask.IsResolved)
        {
            Know(task, TakeState());
            return;
        }

        var depth = _stack.Count;
        subtask.RequestCancellation();
        if (_stack.Count > depth)
        {
            task.Returned = Return;
        }
        else
        {
            Return();
        }

        void Return()
        {
            if (subtask.IsResolved)
            {
                Know(task, TakeState());
            }
            else if (isAsync)
            {
                Know(task, Blocked);
            }
            else
            {
                subtask.HasSyncWaiter = true;
                task.WaitUntil(
                    () => subtask.IsResolved,
                    isCancellable: false,
                    (_, _) =>
                    {
                        subtask.HasSyncWaiter = false;
                        return TakeState();
                    });
            }
        }

        ulong TakeState() => subtask.TakePendingEvent().Payload;
    }

    private void CallGuest(GuestTask task, ModelInstance peer, FunctionKind function, uint id, uint end, bool isAsync)
    {
        var instance = task.Instance;
        var subtask = new Subtask(instance, isAsync ? ActorComponent.Results + ((int)id * 4) : null);
        var callee = Add(new GuestTask(id, peer, function, subtask)
        {
            RefusesArguments = () => function.TakesEnd && instance.RefusesToLift(end, function.IsOfFuture),
        });
        subtask.OnCancel = () =>
        {
            if (callee.RequestCancellation())
            {
                _stack.Add(callee);
            }
        };
        callee.Find(() => function.TakesEnd
            ? ActorComponent.Begun
                | ((ulong)peer.AddEnd(new CopyEnd(instance.LiftEnd(end, function.IsOfFuture), isReadable: true)) << 8)
            : ActorComponent.Begun);
        task.Returned = () => EndCall(task, subtask, isAsync);
        _stack.Add(callee);
        SpecifiedTrapException.ThrowIf(
            callee.IsReady && MayNotWait(callee) && callee.RefusesArguments(), "an argument is not what it should be");
    }

    private static void EndCall(GuestTask task, Subtask subtask, bool isAsync)
    {
        if (!isAsync)
        {
            task.WaitUntil(
                () => subtask.IsResolved,
                isCancellable: false,
                (_, _) =>
                {
                    subtask.Deliver();
                    return subtask.Result;
                });
            if (subtask.IsResolved)
            {
                // There is nothing to wait for.
                task.Resume();
            }
        }
        else if (subtask.IsResolved)
        {
            subtask.Deliver();
            Know(task, (ulong)subtask.State);
        }
        else
        {
            Know(task, (ulong)subtask.State | (subtask.AddToTable() << 4));
        }
    }
}
