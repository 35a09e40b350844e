namespace Lanner.Hosting.Pooling;

/// <summary>Finds out what has become of a call from what has ended it.</summary>
internal static class Outcomes
{
    internal static GuestOutcome Of(Exception exception, CallClock clock) => exception switch
    {
        GuestCallException { Outcome: var outcome } => outcome,
        AggregateException { InnerExceptions: [var inner] } => Of(inner, clock),
        TrapException { Code: TrapCode.DeadlinePassed } => GuestOutcome.DeadlinePassed,
        TrapException { Code: TrapCode.Interrupted } or OperationCanceledException => OfEnd(clock) ?? GuestOutcome.Failed,
        TrapException { Limit: not null } or ResourceLimitException => GuestOutcome.LimitPassed,
        TrapException
        {
            Code: TrapCode.OutOfFuel or TrapCode.StackExhausted or TrapCode.HeapExhausted or TrapCode.AllocationTooLarge
                or TrapCode.HostCopyTooLarge,
        } => GuestOutcome.LimitPassed,
        TrapException or WasmException => GuestOutcome.Trapped,

        // What was waited for may fail in any way once the token is cancelled.
        _ => OfEnd(clock) ?? GuestOutcome.Failed,
    };

    /// <summary>What the end of a call is that its token has ended; null if it has not.</summary>
    internal static GuestOutcome? OfEnd(CallClock clock) =>
        clock.HasPassed ? GuestOutcome.DeadlinePassed
        : clock.Token.IsCancellationRequested ? GuestOutcome.Cancelled
        : null;
}
