using System.Collections.Frozen;

namespace Lanner.Components.Structure;

/// <summary>The things that follow the number or name of a built-in, in the order in which both formats write them.</summary>
[Flags]
internal enum BuiltInImmediates
{
    None = 0,
    Shared = 1 << 0,
    Type = 1 << 1,
    CoreType = 1 << 2,
    Table = 1 << 3,
    Result = 1 << 4,
    Slot = 1 << 5,
    Async = 1 << 6,
    Cancellable = 1 << 7,
    Memory = 1 << 8,
    Options = 1 << 9,
}

/// <summary>A built-in, with all that reading and writing it takes.</summary>
internal sealed record BuiltInInfo(BuiltIn BuiltIn, string Name, BuiltInImmediates Immediates)
{
    internal bool Has(BuiltInImmediates immediates) => (Immediates & immediates) != 0;
}

/// <summary>All built-ins (Binary.md, <c>canon</c>). Decoder, parser and printer read it.</summary>
internal static class BuiltInTable
{
    private static readonly BuiltInInfo[] Rows =
    [
        new(BuiltIn.ResourceNew, "resource.new", BuiltInImmediates.Type),
        new(BuiltIn.ResourceDrop, "resource.drop", BuiltInImmediates.Type),
        new(BuiltIn.ResourceRep, "resource.rep", BuiltInImmediates.Type),
        new(BuiltIn.TaskCancel, "task.cancel", BuiltInImmediates.None),
        new(BuiltIn.SubtaskCancel, "subtask.cancel", BuiltInImmediates.Async),
        new(BuiltIn.TaskReturn, "task.return", BuiltInImmediates.Result | BuiltInImmediates.Options),
        new(BuiltIn.ContextGet, "context.get", BuiltInImmediates.Slot),
        new(BuiltIn.ContextSet, "context.set", BuiltInImmediates.Slot),
        new(BuiltIn.ThreadYield, "thread.yield", BuiltInImmediates.Cancellable),
        new(BuiltIn.SubtaskDrop, "subtask.drop", BuiltInImmediates.None),
        new(BuiltIn.StreamNew, "stream.new", BuiltInImmediates.Type),
        new(BuiltIn.StreamRead, "stream.read", BuiltInImmediates.Type | BuiltInImmediates.Options),
        new(BuiltIn.StreamWrite, "stream.write", BuiltInImmediates.Type | BuiltInImmediates.Options),
        new(BuiltIn.StreamCancelRead, "stream.cancel-read", BuiltInImmediates.Type | BuiltInImmediates.Async),
        new(BuiltIn.StreamCancelWrite, "stream.cancel-write", BuiltInImmediates.Type | BuiltInImmediates.Async),
        new(BuiltIn.StreamDropReadable, "stream.drop-readable", BuiltInImmediates.Type),
        new(BuiltIn.StreamDropWritable, "stream.drop-writable", BuiltInImmediates.Type),
        new(BuiltIn.FutureNew, "future.new", BuiltInImmediates.Type),
        new(BuiltIn.FutureRead, "future.read", BuiltInImmediates.Type | BuiltInImmediates.Options),
        new(BuiltIn.FutureWrite, "future.write", BuiltInImmediates.Type | BuiltInImmediates.Options),
        new(BuiltIn.FutureCancelRead, "future.cancel-read", BuiltInImmediates.Type | BuiltInImmediates.Async),
        new(BuiltIn.FutureCancelWrite, "future.cancel-write", BuiltInImmediates.Type | BuiltInImmediates.Async),
        new(BuiltIn.FutureDropReadable, "future.drop-readable", BuiltInImmediates.Type),
        new(BuiltIn.FutureDropWritable, "future.drop-writable", BuiltInImmediates.Type),
        new(BuiltIn.ErrorContextNew, "error-context.new", BuiltInImmediates.Options),
        new(BuiltIn.ErrorContextDebugMessage, "error-context.debug-message", BuiltInImmediates.Options),
        new(BuiltIn.ErrorContextDrop, "error-context.drop", BuiltInImmediates.None),
        new(BuiltIn.WaitableSetNew, "waitable-set.new", BuiltInImmediates.None),
        new(BuiltIn.WaitableSetWait, "waitable-set.wait", BuiltInImmediates.Cancellable | BuiltInImmediates.Memory),
        new(BuiltIn.WaitableSetPoll, "waitable-set.poll", BuiltInImmediates.Cancellable | BuiltInImmediates.Memory),
        new(BuiltIn.WaitableSetDrop, "waitable-set.drop", BuiltInImmediates.None),
        new(BuiltIn.WaitableJoin, "waitable.join", BuiltInImmediates.None),
        new(BuiltIn.BackpressureInc, "backpressure.inc", BuiltInImmediates.None),
        new(BuiltIn.BackpressureDec, "backpressure.dec", BuiltInImmediates.None),
        new(BuiltIn.ThreadIndex, "thread.index", BuiltInImmediates.None),
        new(BuiltIn.ThreadNewIndirect, "thread.new-indirect", BuiltInImmediates.CoreType | BuiltInImmediates.Table),
        new(BuiltIn.ThreadResumeLater, "thread.resume-later", BuiltInImmediates.None),
        new(BuiltIn.ThreadSuspend, "thread.suspend", BuiltInImmediates.Cancellable),
        new(BuiltIn.ThreadSuspendThenResume, "thread.suspend-then-resume", BuiltInImmediates.Cancellable),
        new(BuiltIn.ThreadYieldThenResume, "thread.yield-then-resume", BuiltInImmediates.Cancellable),
        new(BuiltIn.ThreadSuspendThenPromote, "thread.suspend-then-promote", BuiltInImmediates.Cancellable),
        new(BuiltIn.ThreadYieldThenPromote, "thread.yield-then-promote", BuiltInImmediates.Cancellable),
        new(BuiltIn.ThreadSpawnRef, "thread.spawn-ref", BuiltInImmediates.Shared | BuiltInImmediates.CoreType),
        new(
            BuiltIn.ThreadSpawnIndirect, "thread.spawn-indirect",
            BuiltInImmediates.Shared | BuiltInImmediates.CoreType | BuiltInImmediates.Table),
        new(BuiltIn.ThreadAvailableParallelism, "thread.available-parallelism", BuiltInImmediates.Shared),
    ];

    private static readonly FrozenDictionary<string, BuiltInInfo> ByName = Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);
    private static readonly FrozenDictionary<byte, BuiltInInfo> ByNumber = Rows.ToFrozenDictionary(row => (byte)row.BuiltIn);

    internal static BuiltInInfo? Find(string name) => ByName.GetValueOrDefault(name);

    internal static BuiltInInfo? Find(byte number) => ByNumber.GetValueOrDefault(number);

    internal static BuiltInInfo Get(BuiltIn builtIn) => ByNumber[(byte)builtIn];
}
