namespace Lanner.Wasi.Preview2.Io;

/// <summary>By what a wait for something can be ended: a task, a handle of the operating system, or a time. The default is none of them:
/// then it is looked at again every few milliseconds.</summary>
internal readonly record struct WakeUp
{
    /// <summary>A task that ends when there is something to look at, also with an error; or null.</summary>
    internal Task? Task { get; private init; }

    /// <summary>A handle that the operating system waits for; or null.</summary>
    internal int? Handle { get; private init; }

    /// <summary>True if the handle is waited for to be written to, not to be read from.</summary>
    internal bool IsForWriting { get; private init; }

    /// <summary>The time of the monotonic clock, in nanoseconds; or null.</summary>
    internal ulong? Time { get; private init; }

    internal static WakeUp ByTask(Task task) => new() { Task = task };

    internal static WakeUp ByHandle(int handle, bool isForWriting) => new() { Handle = handle, IsForWriting = isForWriting };

    internal static WakeUp AtTime(ulong time) => new() { Time = time };
}
