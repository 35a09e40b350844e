using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Cli;

/// <summary>Standard input, or another file that is read from its position on. It stays open.</summary>
internal sealed class StandardInput(OpenFile file) : InputSource
{
    private IoFailure? _failure;

    public override bool IsReady => file.IsReady(forWriting: false);

    public override WakeUp WakeUp => file.PollHandle is >= 0 and var handle ? WakeUp.ByHandle(handle, isForWriting: false) : default;

    internal override IoFailure? Failure => _failure;

    internal override StreamStatus Read(Span<byte> room, Waiter waiter, out int count)
    {
        count = 0;
        if (!IsReady)
        {
            return StreamStatus.Open;
        }

        var error = file.Read(room, waiter, out count);
        if (error is WasiError.Success or WasiError.TryAgain)
        {
            return error == WasiError.Success && count == 0 ? StreamStatus.Closed : StreamStatus.Open;
        }

        _failure = IoFailure.Of(error);
        return StreamStatus.Failed;
    }
}
