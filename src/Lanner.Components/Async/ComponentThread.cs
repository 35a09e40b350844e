using Lanner.Components.Resources;
using Lanner.Runtime;

namespace Lanner.Components.Async;

/// <summary>A thread of a guest (Canonical ABI, <c>Thread</c>). While it does not run it has either a stack, which is a thread of the
/// operating system that waits, or nothing but the code to go on with.</summary>
internal sealed class ComponentThread
{
    private Action<bool>? _next;
    private Func<bool>? _readyWhen;
    private WaitEntry? _wait;

    /// <summary>The thing that is waited for, by its text.</summary>
    private object? _reason;

    /// <param name="task">The task that it belongs to.</param>
    /// <param name="start">The code, which is given whether it is cancelled; null for a thread that runs already.</param>
    internal ComponentThread(ComponentTask task, Action<bool>? start)
    {
        Task = task;
        _next = start;
        ReadyNode = new LinkedListNode<ComponentThread>(this);
    }

    internal ComponentTask Task { get; }

    internal InstanceNode Instance => Task.Instance;

    /// <summary>The index in the table of the instance's threads; 0 while it is not there.</summary>
    internal uint Index { get; set; }

    /// <summary>The first slot of <c>context.get</c> and <c>context.set</c>, while the thread does not run.</summary>
    internal ulong Context0 { get; set; }

    /// <summary>The second slot.</summary>
    internal ulong Context1 { get; set; }

    /// <summary>The place where the stack waits, while the thread is blocked with one.</summary>
    internal Baton? Stack { get; set; }

    /// <summary>True for the thread of a synchronous task, whose stack is that of its caller: it waits in
    /// <see cref="GuestWaits.WaitUntil"/>.</summary>
    internal bool IsInline { get; init; }

    internal bool IsRunning { get; private set; }

    /// <summary>True if a request to cancel the task resumes the thread.</summary>
    internal bool IsCancellable { get; private set; }

    /// <summary>True if the thread waits for a condition, and not for another thread to resume it.</summary>
    internal bool IsWaiting => _readyWhen is not null;

    /// <summary>True if nothing but another thread resumes it.</summary>
    internal bool IsSuspended => !IsRunning && !IsWaiting;

    /// <summary>The number of the wait: a smaller one has begun earlier.</summary>
    internal long WaitNumber { get; private set; }

    /// <summary>The place in the queue of those that may be ready, where the thread is at most once.</summary>
    internal LinkedListNode<ComponentThread> ReadyNode { get; }

    /// <summary>True if another thread has switched to it, so that it goes on whether it is ready or not.</summary>
    internal bool IsSwitchedTo { get; set; }

    /// <summary>True if it cannot go on while another thread has the instance to itself, or while the instance takes no tasks.</summary>
    internal bool WaitsForInstance { get; private set; }

    /// <summary>True if it was cancelled, and is to be resumed so.</summary>
    internal bool IsCancelled { get; set; }

    internal bool IsReady => _readyWhen is { } readyWhen && readyWhen();

    /// <summary>Begins to wait for a condition.</summary>
    /// <param name="readyWhen">The condition; null to be suspended.</param>
    /// <param name="isCancellable">True if a request to cancel ends the wait.</param>
    /// <param name="reason">The words for it, or an object whose text they are, for lists of waits; null if it is none.</param>
    /// <param name="next">The code to go on with, where the thread has no stack.</param>
    /// <param name="waitsForInstance">True if the condition is also that the instance is free.</param>
    internal void StartWaiting(
        Func<bool>? readyWhen, bool isCancellable, object? reason, Action<bool>? next = null, bool waitsForInstance = false)
    {
        WaitNumber = Instance.Loop.NextWaitNumber();
        WaitsForInstance = waitsForInstance;
        _reason = reason;
        _wait = reason is null ? null : Instance.Store.Waits.Add(this);
        _readyWhen = readyWhen;
        IsCancellable = isCancellable;
        IsRunning = false;
        _next = next;
    }

    /// <summary>Makes a thread that is suspended ready to go on from where it is.</summary>
    internal void ResumeLater()
    {
        WaitNumber = Instance.Loop.NextWaitNumber();
        _readyWhen = static () => true;
        Instance.Loop.Notify(this);
    }

    /// <summary>Ends a wait: the thread is about to run.</summary>
    internal void StopWaiting()
    {
        EndWait();
        _readyWhen = null;
        WaitsForInstance = false;
        IsCancellable = false;
        IsCancelled = false;
        IsRunning = true;
    }

    /// <summary>Takes the code to go on with.</summary>
    internal Action<bool> TakeNext()
    {
        var next = _next!;
        _next = null;
        return next;
    }

    /// <summary>Puts aside what the instance has of the thread that runs.</summary>
    internal void Save() => (Context0, Context1) = (Instance.Context0, Instance.Context1);

    /// <summary>Makes the thread the one that runs in its instance.</summary>
    internal void Restore() => (Instance.Context0, Instance.Context1, Instance.RunningThread) = (Context0, Context1, this);

    /// <summary>The function and what it waits for.</summary>
    public override string ToString() => $"{Task.Name}: {_reason}";

    /// <summary>Notes that the thread has ended.</summary>
    internal void End()
    {
        EndWait();
        IsRunning = false;
    }

    private void EndWait()
    {
        _wait?.Dispose();
        _wait = null;
        ReadyNode.List?.Remove(ReadyNode);
    }
}
