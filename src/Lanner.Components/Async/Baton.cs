namespace Lanner.Components.Async;

/// <summary>The place where a stack waits for control: of the stacks in a store one runs at a time, and hands control on to another
/// (Canonical ABI, "Stack Switching"). A stack is a thread of the operating system.</summary>
/// <remarks>It is for one wait. The event looks out for some 20 microseconds before the thread sleeps, since two stacks that hand control
/// to and fro would take longer to wake one another.</remarks>
#pragma warning disable CA1001 // Nobody asks the event for the handle that it would have to give back.
internal sealed class Baton
#pragma warning restore CA1001
{
    private readonly ManualResetEventSlim _signal = new();
    private ComponentThread? _next;
    private Exception? _error;

    /// <summary>True if the thread that waits here is cancelled.</summary>
    internal bool IsCancelled { get; private set; }

    /// <summary>True if the stack that waits here is to be unwound: its instance has trapped, or its store is gone.</summary>
    internal bool IsAbandoned { get; private set; }

    /// <summary>Gives control to a thread that has blocked.</summary>
    internal void Continue(bool isCancelled)
    {
        IsCancelled = isCancelled;
        _signal.Set();
    }

    /// <summary>Gives control to a thread that has blocked, to unwind its stack.</summary>
    internal void Abandon()
    {
        IsAbandoned = true;
        _signal.Set();
    }

    /// <summary>Gives control back to whoever has resumed a thread: it has blocked or ended.</summary>
    /// <param name="next">The thread to be resumed in its place, or null.</param>
    /// <param name="error">The exception that has ended it, or null.</param>
    internal void Return(ComponentThread? next, Exception? error)
    {
        _next = next;
        _error = error;
        _signal.Set();
    }

    /// <summary>Waits for control.</summary>
    internal void Wait() => _signal.Wait();

    /// <summary>The answer of <see cref="Return"/>.</summary>
    internal (ComponentThread? Next, Exception? Error) Answer => (_next, _error);
}
