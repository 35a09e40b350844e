using Lanner.Components.CanonicalAbi;
using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <content>The steps of the call (Canonical ABI, <c>canon_lift</c>). Between them the thread has no stack.</content>
internal sealed partial class ComponentTask
{
    /// <summary>Enters the instance, or waits until it can be entered (Canonical ABI, <c>Task.enter_implicit_thread</c>).</summary>
    private void Begin(bool isCancelled)
    {
        if (isCancelled)
        {
            Cancel();
            ImplicitThread.End();
            return;
        }

        var tasks = Tasks;
        if (NeedsExclusive
            && tasks is { WaitingToEnter: 0, Backpressure: 0, ExclusiveThread: { IsReady: true, Stack: not null } inside })
        {
            // Whoever has the instance to itself may be done with it: the official tests want this task to begin then, and not to wait.
            Instance.Loop.Resume(inside);
            ImplicitThread.Restore();
        }

        if (!tasks.IsBusyFor(this) && tasks.WaitingToEnter == 0)
        {
            Enter();
            return;
        }

        tasks.WaitingToEnter++;
        Wait(() => !Tasks.IsBusyFor(this), "its turn to enter the instance", EnterLater);
    }

    private void EnterLater(bool isCancelled)
    {
        Tasks.WaitingToEnter--;
        if (isCancelled)
        {
            Cancel();
            ImplicitThread.End();

            // It may have been the one whose turn it was.
            Tasks.NotifyNext();
            return;
        }

        Enter();
    }

    private void Enter()
    {
        if (NeedsExclusive)
        {
            Tasks.TakeExclusive(ImplicitThread);
        }

        // Those that may run beside it need not wait until its code blocks or ends.
        Tasks.NotifyNext();
        Register(ImplicitThread);
        _state = TaskState.Started;
        var function = _function!;
        var call = new AbiCall(function.Context, _caller!.Scope, KeepsInMemory);
        var arguments = _caller.Start();
        var lowered = new Value[function.Plan.CoreParameters];
        function.Plan.LowerParameters(call, arguments, lowered);
        if (!function.IsAsync)
        {
            CallSynchronous(function, call, lowered);
            Exit();
            return;
        }

        Value code = default;
        function.CallCore(lowered, new Span<Value>(ref code)[..function.Core.Type.Results.Count]);
        if (function.Callback is null)
        {
            Exit();
        }
        else
        {
            Continue(code.AsUInt32());
        }
    }

    private void CallSynchronous(LiftedFunction function, in AbiCall call, ReadOnlySpan<Value> lowered)
    {
        Value returned = default;
        var results = new Span<Value>(ref returned)[..function.Plan.CoreResults];
        function.CallCore(lowered, results);
        var result = function.Plan.LiftResult(call, results);
        call.Scope?.RequireReturned();
        Return(result);
        function.CallPostReturn(results);
    }

    /// <summary>Does as the code says that the function or its callback has returned (Canonical ABI, <c>CallbackCode</c>).</summary>
    private void Continue(uint packed)
    {
        const uint ExitCode = 0;
        const uint YieldCode = 1;
        const uint WaitCode = 2;
        while (true)
        {
            var tasks = Tasks;
            switch (packed & 0xF)
            {
                case ExitCode:
                    Exit();
                    return;
                case YieldCode:
                    tasks.ReleaseExclusive();
                    if (!DeliverPendingCancel(isCancellable: true))
                    {
                        Wait(() => Tasks.ExclusiveThread is null, reason: null, EndYield);
                        return;
                    }

                    packed = CallBack(WaitableEvent.Cancelled);
                    break;
                case WaitCode:
                    var set = Instance.Handles.Get<WaitableSet>(packed >> 4, WaitableSet.Words);
                    if (DeliverPendingCancel(isCancellable: true))
                    {
                        packed = CallBack(WaitableEvent.Cancelled);
                    }
                    else if (set.HasEvent)
                    {
                        packed = CallBack(set.TakeEvent());
                    }
                    else
                    {
                        tasks.ReleaseExclusive();
                        set.Add(ImplicitThread);
                        Wait(
                            () => Tasks.ExclusiveThread is null && set.HasEvent,
                            "an event of a waitable set",
                            isCancelled => EndWait(set, isCancelled));
                        return;
                    }

                    break;
                default:
                    throw AbiTraps.Of($"unsupported callback code: {packed & 0xF}");
            }
        }
    }

    private void EndYield(bool isCancelled)
    {
        Tasks.TakeExclusive(ImplicitThread);
        Continue(CallBack(isCancelled ? WaitableEvent.Cancelled : WaitableEvent.None));
    }

    private void EndWait(WaitableSet set, bool isCancelled)
    {
        Tasks.TakeExclusive(ImplicitThread);
        set.Remove(ImplicitThread);
        Continue(CallBack(isCancelled ? WaitableEvent.Cancelled : set.TakeEvent()));
    }

    private uint CallBack(WaitableEvent what)
    {
        // A step that went on at once has kept the instance to itself.
        Tasks.TakeExclusive(ImplicitThread);
        Value code = default;
        _function!.CallCallback([what.Code, what.Index, what.Payload], new Span<Value>(ref code));
        return code.AsUInt32();
    }

    private void Wait(Func<bool> readyWhen, object? reason, Action<bool> next)
    {
        ImplicitThread.StartWaiting(readyWhen, isCancellable: true, reason, next, waitsForInstance: true);
        Instance.Loop.Notify(ImplicitThread);
    }

    /// <summary>Ends the thread that the call has begun with (Canonical ABI, <c>Task.exit_implicit_thread</c>).</summary>
    private void Exit()
    {
        Unregister(ImplicitThread);
        if (NeedsExclusive)
        {
            Tasks.ReleaseExclusive();
        }
    }
}
