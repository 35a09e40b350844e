namespace Lanner.Hosting;

/// <summary>The ways in which a call of a guest can end.</summary>
public enum GuestOutcome
{
    /// <summary>The guest has done what it was called for.</summary>
    Completed,

    /// <summary>The guest trapped, or has thrown an exception of WebAssembly.</summary>
    Trapped,

    /// <summary>A time has passed: <see cref="GuestOptions.RunningTime"/> or <see cref="GuestOptions.CallTime"/>.</summary>
    DeadlinePassed,

    /// <summary>Another limit has passed: of memory, fuel, the stack, the size of the response and so on.</summary>
    LimitPassed,

    /// <summary>Whoever called has given up, or the host is shutting down.</summary>
    Cancelled,

    /// <summary>All instances were in use, and the call has not begun.</summary>
    Busy,

    /// <summary>Something else has failed: an import that nobody defines, a host function, a guest that answers with an error.</summary>
    Failed,
}
