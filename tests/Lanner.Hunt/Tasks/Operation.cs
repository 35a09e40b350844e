namespace Lanner.Hunt.Tasks;

/// <summary>An operation of a guest, as it is told by the host: a code and up to three numbers.</summary>
internal readonly record struct Operation(OperationCode Code, uint A = 0, uint B = 0, uint C = 0)
{
    /// <summary>The operation in one number.</summary>
    internal ulong Packed => (ulong)Code | ((ulong)A << 8) | ((ulong)B << 24) | ((ulong)C << 40);

    public override string ToString() => $"{Code} {A} {B} {C}";
}

/// <summary>The operations. Those that copy take an end, an address and a count; those of sets a set.</summary>
internal enum OperationCode : byte
{
    /// <summary>Ends the step: with a callback code and a set, or with the result of a function that is lifted synchronously.</summary>
    End,

    ReturnNumber,
    ReturnStream,
    ReturnFuture,
    Cancel,
    IncreaseBackpressure,
    DecreaseBackpressure,

    /// <summary>Stores eight bytes that follow from a number.</summary>
    Store,
    Load,
    LoadResult,
    Yield,
    YieldCancellably,
    NewSet,
    Wait,
    WaitCancellably,
    Poll,
    PollCancellably,
    DropSet,
    Join,
    CancelSubtask,
    CancelSubtaskAsync,
    DropSubtask,
    NewStream,
    ReadStream,
    ReadStreamAsync,
    WriteStream,
    WriteStreamAsync,
    CancelReadStream,
    CancelReadStreamAsync,
    CancelWriteStream,
    CancelWriteStreamAsync,
    DropReadableStream,
    DropWritableStream,
    NewFuture,
    ReadFuture,
    ReadFutureAsync,
    WriteFuture,
    WriteFutureAsync,
    CancelReadFuture,
    CancelReadFutureAsync,
    CancelWriteFuture,
    CancelWriteFutureAsync,
    DropReadableFuture,
    DropWritableFuture,
    CallHost,
    CallHostAsync,

    /// <summary>Calls a function of another instance: the number of the instance and of the function in <c>C</c>.</summary>
    CallGuest,
    CallGuestAsync,
}
