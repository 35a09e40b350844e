using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>The ways in which a guest's thread waits with its stack (Canonical ABI, <c>Thread.wait_until</c> and those around
/// it).</summary>
internal static class GuestWaits
{
    /// <summary>Waits until a condition holds.</summary>
    /// <returns>True if the task is cancelled instead.</returns>
    internal static bool WaitUntil(ComponentThread thread, Func<bool> readyWhen, bool isCancellable, object reason)
    {
        if (thread.Task.DeliverPendingCancel(isCancellable))
        {
            return true;
        }

        return !readyWhen() && Wait(thread, readyWhen, isCancellable, reason, next: null);
    }

    /// <summary>Lets other threads run that are ready.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="isCancellable">True if a request to cancel ends the wait.</param>
    /// <param name="next">The thread that is to run in its place, or null.</param>
    internal static bool Yield(ComponentThread thread, bool isCancellable, ComponentThread? next = null) =>
        thread.Task.DeliverPendingCancel(isCancellable)
        || Wait(thread, static () => true, isCancellable, reason: null, next);

    /// <summary>Waits until another thread resumes it.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="isCancellable">True if a request to cancel ends the wait.</param>
    /// <param name="next">The thread that is to run in its place, or null.</param>
    internal static bool Suspend(ComponentThread thread, bool isCancellable, ComponentThread? next = null) =>
        thread.Task.DeliverPendingCancel(isCancellable)
        || Wait(thread, readyWhen: null, isCancellable, "another thread to resume it", next);

    /// <summary>Traps where a thread is about to wait for something that is not there, and may not wait at all: the official tests want to
    /// hear of that first.</summary>
    internal static void RequireKnown(ComponentThread thread, uint index, bool isAsync)
    {
        if (!isAsync && !thread.Instance.Handles.Contains(index) && !MayWait(thread))
        {
            throw CannotBlock();
        }
    }

    /// <summary>Tests whether a thread may wait: that of a synchronous task only while another of its instance is ready.</summary>
    internal static bool MayWait(ComponentThread thread) => !thread.IsInline || FindReady(thread.Instance) is not null;

    internal static TrapException CannotBlock() => AbiTraps.Of("cannot block a synchronous task before returning");

    private static bool Wait(
        ComponentThread thread, Func<bool>? readyWhen, bool isCancellable, object? reason, ComponentThread? next)
    {
        thread.StartWaiting(readyWhen, isCancellable, reason);
        if (thread.IsInline)
        {
            WaitInline(thread, next);
            return false;
        }

        var loop = thread.Instance.Loop;
        if (readyWhen is not null)
        {
            loop.Notify(thread);
        }

        return loop.Block(thread, next);
    }

    /// <summary>Waits in a synchronous task, whose caller waits below it on the stack: only threads of its own instance run meanwhile
    /// (Canonical ABI, the end of <c>canon_lift</c>).</summary>
    private static void WaitInline(ComponentThread thread, ComponentThread? next)
    {
        var instance = thread.Instance;
        thread.Save();
        while (true)
        {
            next ??= FindReady(instance) ?? throw (instance.Loop.HasReady
                ? AbiTraps.Of("deadlock detected: event loop cannot make further progress")
                : CannotBlock());
            if (next == thread || instance.Loop.Resume(next) == thread)
            {
                thread.StopWaiting();
                thread.Restore();
                return;
            }

            next = null;
        }
    }

    /// <summary>The thread of an instance that is ready and has waited longest. The synchronous task may be in the midst of using the
    /// stack in the instance's memory, so that no task goes on which needs that too.</summary>
    private static ComponentThread? FindReady(InstanceNode instance)
    {
        ComponentThread? found = null;
        foreach (var thread in instance.Tasks.Threads.All)
        {
            if ((found is null || thread.WaitNumber < found.WaitNumber) && thread != instance.Tasks.ExclusiveThread
                && !thread.WaitsForInstance && thread.IsReady)
            {
                found = thread;
            }
        }

        return found;
    }
}
