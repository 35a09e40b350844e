using Lanner.Wasi.Files;

namespace Lanner.Wasi.Waiting;

/// <summary>Waits for a file in one direction without keeping a thread of the pool: by a task where the file has one, by a thread of its
/// own where the operating system has to be asked, of which there is one however many wait, and as long as somebody does.
/// Thread-safe.</summary>
/// <param name="file">The file.</param>
/// <param name="forWriting">True to wait until it can be written to.</param>
internal sealed class FileReadiness(OpenFile file, bool forWriting)
{
    /// <summary>The time before looking again at something that nothing can wake a wait for.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private Watch? _watch;

    /// <summary>Waits until the file may be ready, which is to be asked again then.</summary>
    /// <param name="cancellation">Ends this wait; to be cancelled before the file is closed.</param>
    internal Task WaitAsync(CancellationToken cancellation)
    {
        if (file.ReadyTask(forWriting) is { } task)
        {
            // Whether it has failed is for whoever asks for its result.
            return Task.WhenAny(task).WaitAsync(cancellation);
        }

        return file.PollHandle is >= 0 and var handle ? WatchAsync(handle, cancellation) : Task.Delay(Slice, cancellation);
    }

    private async Task WatchAsync(int handle, CancellationToken cancellation)
    {
        Watch watch;
        lock (_gate)
        {
            watch = _watch ??= new Watch(handle, forWriting);
            watch.Waiters++;
        }

        try
        {
            await watch.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                watch.Waiters--;
                if (_watch == watch && (watch.Waiters == 0 || watch.Task.IsCompleted))
                {
                    _watch = null;
                }

                if (watch.Waiters == 0)
                {
                    watch.Dispose();
                }
            }
        }
    }

    /// <summary>A thread that waits for a handle, until it is disposed of.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource _end = new();

        internal Watch(int handle, bool forWriting)
        {
            var end = _end.Token;
            Task = Task.Factory.StartNew(
                () => Block(handle, forWriting, end),
                CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }

        internal Task Task { get; }

        /// <summary>The number of those who wait.</summary>
        internal int Waiters { get; set; }

        public void Dispose()
        {
            _end.Cancel();
            _end.Dispose();
        }

        private static void Block(int handle, bool forWriting, CancellationToken end)
        {
            using var alarm = ReadySignal.TryCreate();
            if (alarm is null)
            {
                Thread.Sleep(Slice);
                return;
            }

            // To dispose of the registration waits for its callback, so that the handle is open as long as anybody may write to it.
            using var registration = end.UnsafeRegister(static alarm => ((ReadySignal)alarm!).Set(true), alarm);
            PollEntry.Wait([new PollEntry(handle, forWriting), new PollEntry(alarm.Handle, forWriting: false)], -1);
        }
    }
}
