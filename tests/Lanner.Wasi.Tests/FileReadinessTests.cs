using Lanner.Wasi.Files;
using Lanner.Wasi.Streams;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Tests;

/// <summary>Waits for files that take no thread of the pool.</summary>
public sealed class FileReadinessTests : IDisposable
{
    private readonly Files.Sandbox _folder = new();
    private readonly FileStream _pipe;

    public FileReadinessTests()
    {
        var path = Path.Combine(_folder.Inside, "pipe");
        Native.MakePipe(path);

        // Open for both, so that it waits for nobody.
        _pipe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pipe.Dispose();
        _folder.Dispose();
    }

    /// <summary>A guest may give up as many waits as it likes.</summary>
    [Fact]
    public async Task A_wait_that_is_given_up_keeps_no_thread_and_no_handle()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Handles are waited for on Linux.");
        const int Count = 200;
        var before = AlarmsOfThisProcess();
        for (var index = 0; index < Count; index++)
        {
            using var giveUp = new CancellationTokenSource();
            var wait = new FileReadiness(new PipeFile(_pipe), forWriting: false).WaitAsync(giveUp.Token);
            Assert.False(wait.IsCompleted);
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        }

        // Other tests have some, too.
        Assert.True(Patience.Until(() => AlarmsOfThisProcess() < before + (Count / 2)));
    }

    [Fact]
    public async Task One_that_gives_up_leaves_the_others_waiting()
    {
        var readiness = new FileReadiness(new PipeFile(_pipe), forWriting: false);
        using var giveUp = new CancellationTokenSource();
        var (first, second) = (readiness.WaitAsync(giveUp.Token), readiness.WaitAsync(Cancellation));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var third = readiness.WaitAsync(Cancellation);
        Assert.False(second.IsCompleted || third.IsCompleted);
        _pipe.WriteByte(1);
        await Task.WhenAll(second, third).WaitAsync(Patience.Limit, Cancellation);
    }

    /// <summary>The handles by which threads that wait are woken.</summary>
    private static int AlarmsOfThisProcess() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Count(entry => entry.LinkTarget?.Contains("eventfd", StringComparison.Ordinal) == true);

    private sealed class PipeFile(FileStream pipe) : StandardFile
    {
        internal override int PollHandle => (int)pipe.SafeFileHandle.DangerousGetHandle();

        internal override bool IsReady(bool forWriting) => false;
    }
}
