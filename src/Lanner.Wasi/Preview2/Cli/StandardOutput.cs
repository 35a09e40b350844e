using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Cli;

/// <summary>Standard output or error. It stays open.</summary>
internal sealed class StandardOutput(OpenFile file) : OutputSink
{
    /// <summary>The bytes that a pipe takes without waiting when the system says that it can be written to (PIPE_BUF).</summary>
    private const int PipePermit = 4096;

    private const int FilePermit = 64 << 10;

    private IoFailure? _failure;

    public override bool IsReady => file.IsReady(forWriting: true);

    public override WakeUp WakeUp => file.PollHandle is >= 0 and var handle ? WakeUp.ByHandle(handle, isForWriting: true) : default;

    internal override IoFailure? Failure => _failure;

    internal override StreamStatus Check(out int permit)
    {
        permit = !IsReady ? 0 : file.PollHandle >= 0 ? PipePermit : FilePermit;
        return StreamStatus.Open;
    }

    internal override StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter)
    {
        while (!bytes.IsEmpty)
        {
            var error = file.Write(bytes, waiter, out var count);
            if (error == WasiError.TryAgain)
            {
                // Only what the host has made so does not wait by itself: its own standard output.
                error = file.PollHandle >= 0 ? waiter.WaitForHandle(file.PollHandle, forWriting: true) : WasiError.InputOutput;
            }

            if (error != WasiError.Success)
            {
                return Fail(error);
            }

            bytes = bytes[count..];
        }

        return StreamStatus.Open;
    }

    internal override StreamStatus Flush(Waiter waiter)
    {
        var error = file.Flush(waiter);
        return error == WasiError.Success ? StreamStatus.Open : Fail(error);
    }

    private StreamStatus Fail(WasiError error)
    {
        _failure = IoFailure.Of(error);
        return error == WasiError.BrokenPipe ? StreamStatus.Closed : StreamStatus.Failed;
    }
}
