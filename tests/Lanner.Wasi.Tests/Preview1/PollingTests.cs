using System.Diagnostics;
using System.IO.Pipelines;
using Lanner.Wasi.Files;
using Lanner.Wasi.Tests.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Tests.Preview1;

public sealed class PollingTests
{
    private const int RealtimeClock = 0, MonotonicClock = 1;

    [Fact]
    public void The_clock_that_is_due_first_ends_the_wait()
    {
        using var guest = new WasiGuest(new WasiContextBuilder());
        var start = Stopwatch.GetTimestamp();

        Assert.Equal(1, guest.Poll(
            WasiGuest.ClockSubscription(7, MonotonicClock, 3_600_000_000_000), WasiGuest.ClockSubscription(8, MonotonicClock, 20_000_000)));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(20), Patience.Limit);
        Assert.Equal((8ul, WasiError.Success, 0, 0ul, 0), guest.Event(0));
    }

    [Fact]
    public void Times_of_a_clock_are_absolute_or_from_now()
    {
        using var guest = new WasiGuest(new WasiContextBuilder());
        guest.Call("clock_time_get", RealtimeClock, 0L, WasiGuest.Result);
        var now = guest.Result64;
        guest.Call("clock_time_get", MonotonicClock, 0L, WasiGuest.Result);
        var monotonic = guest.Result64;

        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, RealtimeClock, now + 10_000_000, isAbsolute: true)));
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, RealtimeClock, now - 10_000_000, isAbsolute: true)));
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, MonotonicClock, monotonic, isAbsolute: true)));
        Assert.Equal(2, guest.Poll(WasiGuest.ClockSubscription(1, MonotonicClock, 0), WasiGuest.ClockSubscription(2, 9, 0)));
        Assert.Equal(WasiError.Invalid, guest.Event(1).Error);
        Assert.Equal(WasiError.Invalid, guest.Call("poll_oneoff", 0, 0, 0, 0));
    }

    [Fact]
    public void Files_are_always_ready_and_bad_descriptors_are_told_by_event()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("file", "content");
        using var guest = new WasiGuest(new WasiContextBuilder().AddFileSystem(files, "/"));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file, rights: 2 | 1 << 27));

        Assert.Equal(3, guest.Poll(
            WasiGuest.ClockSubscription(1, MonotonicClock, 3_600_000_000_000), WasiGuest.FileSubscription(2, file),
            WasiGuest.FileSubscription(3, 99), WasiGuest.FileSubscription(4, 1, forWriting: true)));
        Assert.Equal((2ul, WasiError.Success, 1, 7ul, 0), guest.Event(0));
        Assert.Equal((3ul, WasiError.BadDescriptor, 1, 0ul, 0), guest.Event(1));
        Assert.Equal((4ul, WasiError.Success, 2), (guest.Event(2).UserData, guest.Event(2).Error, guest.Event(2).Type));
    }

    [Fact]
    public async Task A_stream_is_ready_when_something_has_come()
    {
        var pipe = new Pipe();
        using var guest = new WasiGuest(new WasiContextBuilder { Input = WasiInput.FromStream(pipe.Reader.AsStream()) });

        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, MonotonicClock, 30_000_000), WasiGuest.FileSubscription(2, 0)));
        Assert.Equal(1ul, guest.Event(0).UserData);
        var write = Task.Run(async () =>
        {
            await Task.Delay(30);
            await pipe.Writer.WriteAsync("hello"u8.ToArray());
        }, TestContext.Current.CancellationToken);
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, MonotonicClock, 3_600_000_000_000), WasiGuest.FileSubscription(2, 0)));
        Assert.Equal((2ul, WasiError.Success, 1, 5ul, 0), guest.Event(0));
        await write;
        Assert.Equal(WasiError.Success, guest.Read(0, 3, out var text));
        Assert.Equal("hel", text);
        Assert.Equal(WasiError.Success, guest.Call("fd_fdstat_set_flags", 0, 4));
        Assert.Equal(WasiError.Success, guest.Read(0, 9, out text));
        Assert.Equal("lo", text);
        Assert.Equal(WasiError.TryAgain, guest.Read(0, 9, out _));
        await pipe.Writer.CompleteAsync();
    }

    /// <summary>The operating system waits for streams of .NET too, by a handle that is ready while something is there, whoever has begun
    /// or ended the read.</summary>
    [Fact]
    public async Task A_stream_has_a_handle_that_is_ready_while_something_is_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere streams are looked at again and again.");
        var pipe = new Pipe();
        using var context = new WasiContextBuilder { Input = WasiInput.FromStream(pipe.Reader.AsStream()) }.Build();
        var input = (OpenFile)context.Descriptors.Find(0)!.Node;
        bool IsReady(int milliseconds)
        {
            var entry = new PollEntry(input.PollHandle, forWriting: false);
            return PollEntry.Wait(new Span<PollEntry>(ref entry), milliseconds * 1_000_000L) == 1;
        }

        Assert.False(IsReady(0));
        var waiter = Task.Run(() => IsReady(60_000), TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync("ab"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.True(await waiter);
        Assert.Equal(2ul, input.BytesReady);
        Assert.Equal("a", input.ReadText(atMost: 1));
        Assert.True(IsReady(0));
        Assert.Equal("b", input.ReadText(atMost: 1));
        Assert.False(IsReady(0));

        // The handle that is waited for stays right though somebody else reads what had come, so that another read has to be begun.
        var handle = input.PollHandle;
        await pipe.Writer.WriteAsync("c"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("c", input.ReadText(atMost: 1));
        await pipe.Writer.WriteAsync("d"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.True(WaitFor(handle));
        Assert.Equal("d", input.ReadText(atMost: 1));
        await pipe.Writer.CompleteAsync();
        Assert.True(WaitFor(handle));
        Assert.Equal("", input.ReadText(atMost: 1));
        Assert.True(IsReady(0));

        static bool WaitFor(int handle)
        {
            var entry = new PollEntry(handle, forWriting: false);
            return PollEntry.Wait(new Span<PollEntry>(ref entry), 60_000_000_000) == 1;
        }
    }

    [Fact]
    public void A_virtual_clock_passes_without_waiting()
    {
        var clock = new VirtualClock();
        using var guest = new WasiGuest(new WasiContextBuilder { Time = clock });
        guest.Call("clock_time_get", RealtimeClock, 0L, WasiGuest.Result);
        var before = guest.Result64;
        Assert.Equal(946_684_800_000_000_000ul, before / 1_000_000 * 1_000_000);
        var start = Stopwatch.GetTimestamp();

        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, MonotonicClock, 3_600_000_000_000)));

        Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit);
        guest.Call("clock_time_get", RealtimeClock, 0L, WasiGuest.Result);
        Assert.InRange(guest.Result64 - before, 3_600_000_000_000ul, 3_601_000_000_000ul);
    }

    [Theory]
    [InlineData(RealtimeClock)]
    [InlineData(MonotonicClock)]
    public void A_virtual_clock_ends_and_who_waits_for_later_can_be_interrupted(int number)
    {
        using var guest = new WasiGuest(new WasiContextBuilder { Time = new VirtualClock() }, isInterruptible: true);
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, number, 9_000_000_000_000_000_000)));

        using var deadline = guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(50));
        var trap = Assert.Throws<TrapException>(() =>
        {
            for (var wait = 0; wait < 60; wait++)
            {
                guest.Poll(WasiGuest.ClockSubscription(1, number, 9_000_000_000_000_000_000));
                Assert.Equal(WasiError.Success, guest.Call("clock_time_get", number, 0L, WasiGuest.Result));
            }
        });

        Assert.Equal(TrapCode.DeadlinePassed, trap.Code);
    }

    [Fact]
    public void A_virtual_clock_stands_still_at_its_end()
    {
        var clock = new VirtualClock(DateTimeOffset.MaxValue.AddDays(-1), TimeSpan.FromDays(10));

        Assert.True(clock.GetUtcNow() < DateTimeOffset.MaxValue);
        Assert.Equal(DateTimeOffset.MaxValue, clock.GetUtcNow());
        clock.Advance(TimeSpan.MaxValue);
        Assert.Equal(DateTimeOffset.MaxValue, clock.GetUtcNow());
    }

    [Theory]
    [InlineData("sleep")]
    [InlineData("read a stream")]
    [InlineData("read a pipe")]
    [InlineData("accept")]
    public void Whoever_waits_can_be_interrupted(string what)
    {
        Assert.SkipWhen(what == "read a pipe" && !OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        var pipe = new Pipe();
        using var sandbox = new Files.Sandbox();
        var builder = new WasiContextBuilder { Input = WasiInput.FromStream(pipe.Reader.AsStream()) };
        if (what == "read a pipe")
        {
            Native.MakePipe(Path.Combine(sandbox.Inside, "pipe"));
            builder.AddDirectory(sandbox.Inside, "/");
        }
        else
        {
            builder.AddListener(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        }

        using var guest = new WasiGuest(builder, isInterruptible: true);
        var file = 0;
        using var partner = what == "read a pipe" ? OpenPipe(guest, sandbox, out file) : null;
        var interrupted = 0L;
        using var timer = new Timer(_ =>
        {
            interrupted = Stopwatch.GetTimestamp();
            guest.Store.Interrupt();
        }, null, 100, Timeout.Infinite);

        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => what switch
        {
            "sleep" => Sleep(guest),
            "read a stream" => guest.Read(0, 10, out _),
            "read a pipe" => guest.Read(file, 10, out _),
            _ => guest.Call("sock_accept", 3, 0, WasiGuest.Result),
        }).Code);

        // How soon is measured below.
        Assert.True(Stopwatch.GetElapsedTime(interrupted) < Patience.Limit);
    }

    /// <summary>Sleeping, and waiting for a stream of .NET that the operating system knows nothing of: each is woken by the interruption
    /// itself.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whoever_waits_wakes_within_ten_milliseconds(bool sleeps)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What wakes sleepers is measured on Linux.");
        var best = double.MaxValue;
        Patience.Until(() =>
        {
            var pipe = new Pipe();
            using var guest = new WasiGuest(
                new WasiContextBuilder { Input = WasiInput.FromStream(pipe.Reader.AsStream()) }, isInterruptible: true);
            var interrupted = 0L;
            var interrupter = new Thread(() =>
            {
                Thread.Sleep(50);
                interrupted = Stopwatch.GetTimestamp();
                guest.Store.Interrupt();
            });
            interrupter.Start();
            Assert.Throws<TrapException>(() => sleeps ? Sleep(guest) : guest.Read(0, 10, out _));
            var woken = Stopwatch.GetTimestamp();
            interrupter.Join();
            best = Math.Min(best, Stopwatch.GetElapsedTime(interrupted, woken).TotalMilliseconds);
            return best <= 10;
        });

        Assert.InRange(best, 0, 10);
    }

    private static WasiError Sleep(WasiGuest guest)
    {
        WasiGuest.ClockSubscription(1, MonotonicClock, 60_000_000_000).CopyTo(guest.Memory.GetSpan(WasiGuest.Data, 48));
        return guest.Call("poll_oneoff", WasiGuest.Data, WasiGuest.MoreData, 1, WasiGuest.Result);
    }

    private static FileStream OpenPipe(WasiGuest guest, Files.Sandbox sandbox, out int file)
    {
        Assert.Equal(WasiError.Success, guest.OpenPath("pipe", out file));
        return new FileStream(Path.Combine(sandbox.Inside, "pipe"), FileMode.Open, FileAccess.Write);
    }
}
