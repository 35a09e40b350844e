using Lanner.Components.CanonicalAbi;
using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>A call of a guest's function (Canonical ABI, <c>Task</c>).</summary>
internal sealed partial class ComponentTask
{
    private readonly LiftedFunction? _function;
    private readonly ITaskCaller? _caller;
    private readonly List<ComponentThread> _threads = [];
    private TaskState _state;

    /// <summary>Makes the task of a call of an asynchronous function, which has not begun.</summary>
    internal ComponentTask(LiftedFunction function, ITaskCaller caller)
    {
        _function = function;
        _caller = caller;
        Instance = function.Instance;
        ImplicitThread = new ComponentThread(this, Begin);
    }

    /// <summary>Makes the task of a call of a synchronous function, which runs.</summary>
    internal ComponentTask(InstanceNode instance)
    {
        Instance = instance;
        _state = TaskState.Started;
        ImplicitThread = new ComponentThread(this, start: null) { IsInline = true };
        Register(ImplicitThread);
        ImplicitThread.StopWaiting();
    }

    internal InstanceNode Instance { get; }

    /// <summary>The thread that the call has begun with.</summary>
    internal ComponentThread ImplicitThread { get; }

    /// <summary>True if the function's type says that a call may block.</summary>
    internal bool IsAsync => _function is not null;

    /// <summary>True if the function gives its result by <c>task.return</c>.</summary>
    internal bool HasAsyncOption => _function is { IsAsync: true };

    /// <summary>True if its code is not written for other tasks that run in the instance between its steps.</summary>
    internal bool NeedsExclusive => _function is { } function && (!function.IsAsync || function.Callback is not null);

    internal bool HasEntered => _state != TaskState.Initial;

    internal bool IsResolved => _state == TaskState.Resolved;

    internal string Name => _function?.Core.ToString() ?? "";

    private InstanceTasks Tasks => Instance.Tasks;

    /// <summary>Adds a thread to the task.</summary>
    internal void Register(ComponentThread thread)
    {
        Tasks.Threads.Add(thread);
        _threads.Add(thread);
    }

    /// <summary>Takes out a thread that ends.</summary>
    internal void Unregister(ComponentThread thread)
    {
        _threads.Remove(thread);
        if (_threads.Count == 0 && _state != TaskState.Resolved)
        {
            throw AbiTraps.Of("async-lifted export failed to produce a result");
        }

        Tasks.Threads.Remove(thread);
        thread.End();
        if (_threads.Count == 0)
        {
            _caller?.Exit();
        }
    }

    /// <summary>Ends the task of a synchronous function, whose result was taken.</summary>
    internal void EndSynchronous()
    {
        _state = TaskState.Resolved;
        Unregister(ImplicitThread);
    }

    /// <summary>Asks the task to end without a result (Canonical ABI, <c>Task.request_cancellation</c>).</summary>
    /// <param name="resume">Resumes a thread.</param>
    /// <param name="common">The instance that the request stays inside of.</param>
    internal void RequestCancellation(Action<ComponentThread> resume, InstanceNode? common)
    {
        if (_state == TaskState.Initial)
        {
            _state = TaskState.CancelDelivered;
            resume(ImplicitThread);
            return;
        }

        if (_state != TaskState.Started)
        {
            return;
        }

        var isOtherInside = NeedsExclusive && Tasks.ExclusiveThread is { } inside && inside != ImplicitThread;
        var candidate = _threads.Find(thread => thread.IsCancellable && !(isOtherInside && thread == ImplicitThread));
        if (candidate is null || !Instance.MayEnterFrom(common))
        {
            _state = TaskState.PendingCancel;
            return;
        }

        _state = TaskState.CancelDelivered;
        Instance.EnterFrom(common);
        resume(candidate);
        Instance.LeaveTo(common);
    }

    /// <summary>Tells the guest that it is to end, if it was asked to and has not been told yet.</summary>
    internal bool DeliverPendingCancel(bool isCancellable)
    {
        if (!isCancellable || _state != TaskState.PendingCancel)
        {
            return false;
        }

        _state = TaskState.CancelDelivered;
        return true;
    }

    /// <summary>Takes the result of <c>task.return</c>.</summary>
    /// <param name="from">The options of the built-in.</param>
    /// <param name="hasRightType">True if its type is that of the function's result.</param>
    internal void RequireMayReturn(AbiContext from, bool hasRightType)
    {
        if (!HasAsyncOption)
        {
            throw AbiTraps.Of("task.return called by a function that is not asynchronous");
        }

        if (IsResolved)
        {
            throw AbiTraps.Of("task.return called more than once for a task");
        }

        var context = _function!.Context;
        if (!hasRightType || from.Encoding != context.Encoding || !from.ReadsMemoryOf(context))
        {
            throw AbiTraps.Of("invalid task.return signature and/or options for current task");
        }

        _caller!.Scope?.RequireReturned();
    }

    /// <summary>The type of the function, of an asynchronous one.</summary>
    internal ComponentFunctionType? Type => _function?.Plan.Type;

    internal bool KeepsInMemory => _caller!.KeepsInMemory;

    /// <summary>Passes the result on.</summary>
    internal void Return(ComponentValue? result)
    {
        _caller!.Return(result);
        _state = TaskState.Resolved;
    }

    /// <summary>Ends without a result (Canonical ABI, <c>Task.cancel</c>).</summary>
    internal void Cancel()
    {
        if (_state != TaskState.CancelDelivered)
        {
            throw AbiTraps.Of("`task.cancel` called by task which has not been cancelled");
        }

        _caller!.Scope?.RequireReturned();
        _caller.Cancel();
        _state = TaskState.Resolved;
    }

    /// <summary>The states of a task (Canonical ABI, <c>Task.State</c>).</summary>
    private enum TaskState : byte
    {
        Initial,
        Started,
        PendingCancel,
        CancelDelivered,
        Resolved,
    }
}
