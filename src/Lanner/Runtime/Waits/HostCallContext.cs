namespace Lanner.Runtime;

/// <summary>The context in which an async host function runs: what comes after an <c>await</c> in it runs on the thread of the guest that
/// waits for it. When nobody waits any more, it runs on the thread pool.</summary>
/// <param name="pump">The pump of the guest's thread.</param>
internal sealed class HostCallContext(GuestPump pump) : SynchronizationContext
{
    internal GuestPump Pump => pump;

    /// <summary>True from the call's beginning to its end. Written by the guest's thread; becomes false under the lock of the pump, and
    /// is read under it.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>True if a call has waited, so that there may be more to come for it: no other call may have the context then.</summary>
    internal bool HasWaited { get; set; }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        pump.Post(new Continuation(this, d, state, ExecutionContext.Capture()));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (pump.IsOfCurrentThread)
        {
            d(state);
            return;
        }

        var task = new Task(() => d(state));
        Post(static task => ((Task)task!).RunSynchronously(TaskScheduler.Default), task);
        task.GetAwaiter().GetResult();
    }
}
