using Lanner.Wasi.Files;

namespace Lanner.Wasi.Waiting;

/// <summary>Waits for a file in one direction without keeping a thread of the pool: by a task where the file has one, by a thread of its
/// own where the operating system has to be asked, of which there is one however many wait. Thread-safe.</summary>
/// <param name="file">The file.</param>
/// <param name="forWriting">True to wait until it can be written to.</param>
internal sealed class FileReadiness(OpenFile file, bool forWriting)
{
    /// <summary>The time before looking again at something that nothing can wake a wait for.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private Task? _wait;

    /// <summary>Waits until the file may be ready, which is to be asked again then.</summary>
    /// <param name="end">The end of everything that the file belongs to.</param>
    /// <param name="cancellation">Ends this wait.</param>
    internal Task WaitAsync(CancellationToken end, CancellationToken cancellation)
    {
        if (file.ReadyTask(forWriting) is { } task)
        {
            // Whether it has failed is for whoever asks for its result.
            return Task.WhenAny(task).WaitAsync(cancellation);
        }

        if (file.PollHandle < 0)
        {
            return Task.Delay(Slice, cancellation);
        }

        lock (_gate)
        {
            if (_wait is not { IsCompleted: false })
            {
                _wait = Task.Factory.StartNew(
                    () => Block(end),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                    TaskScheduler.Default);
            }

            return _wait.WaitAsync(cancellation);
        }
    }

    private void Block(CancellationToken end)
    {
        using var alarm = ReadySignal.TryCreate();
        if (alarm is null)
        {
            Thread.Sleep(Slice);
            return;
        }

        // To dispose of the registration waits for its callback, so that the handle is open as long as anybody may write to it.
        using var registration = end.UnsafeRegister(static alarm => ((ReadySignal)alarm!).Set(true), alarm);
        PollEntry.Wait([new PollEntry(file.PollHandle, forWriting), new PollEntry(alarm.Handle, forWriting: false)], -1);
    }
}
