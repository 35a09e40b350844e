using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests;

public sealed class StreamTests
{
    /// <summary>The thread that hands output on a moment later may be faster than the test on a busy machine, but not each time; output
    /// that is not gathered is there each time.</summary>
    [Fact]
    public void Output_is_gathered() => Assert.Contains(
        Enumerable.Range(0, 100),
        _ =>
        {
            var output = new MemoryStream();
            using var guest = new WasiGuest(new WasiContextBuilder { Output = WasiOutput.ToStream(output) });
            Assert.Equal(WasiError.Success, guest.Write(1, "one "));
            return output.Length == 0;
        });

    [Fact]
    public void Output_is_seen_before_errors_and_at_the_end()
    {
        var both = new MemoryStream();
        using var guest = new WasiGuest(new WasiContextBuilder { Output = WasiOutput.ToStream(both), Error = WasiOutput.ToStream(both) });

        Assert.Equal(WasiError.Success, guest.Write(1, "one "));
        Assert.Equal(WasiError.Success, guest.Write(2, "two "));
        Assert.Equal(WasiError.Success, guest.Write(1, "three"));
        guest.Context.Flush();

        Assert.Equal("one two three", Encoding.UTF8.GetString(both.ToArray()));
    }

    [Fact]
    public void Output_is_seen_before_the_guest_waits_for_input()
    {
        var output = new MemoryStream();
        var pipe = new Pipe();
        using var guest = new WasiGuest(
            new WasiContextBuilder { Input = WasiInput.FromStream(pipe.Reader.AsStream()), Output = WasiOutput.ToStream(output) },
            isInterruptible: true);
        Assert.Equal(WasiError.Success, guest.Write(1, "name? "));
        guest.Store.Interrupt();

        Assert.Throws<TrapException>(() => guest.Read(0, 10, out _));

        // The thread that hands output on a moment later may be about to do so.
        Patience.Until(() => output.Length == "name? ".Length);
        Assert.Equal("name? ", Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>A reader that takes nothing would otherwise hold up the host longer than the deadline of the guest.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_interrupted_guest_left_is_not_waited_for(bool wasWaiting)
    {
        // The first write to the pipe is not taken until somebody reads, which nobody does.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        using var guest = new WasiGuest(
            new WasiContextBuilder { Output = WasiOutput.ToStream(pipe.Writer.AsStream()) }, isInterruptible: true);
        Assert.Equal(WasiError.Success, guest.Write(1, "gathered"));

        using (guest.Store.InterruptOn(new CancellationToken(canceled: true)))
        {
            if (wasWaiting)
            {
                // A part of it was gathered, or nothing, since what came before is already on its way to nobody.
                try
                {
                    Assert.Equal(WasiError.Success, guest.Write(1, new string('x', 50_000)));
                    Assert.True(guest.Result32 < 50_000);
                }
                catch (TrapException trap)
                {
                    Assert.Equal(TrapCode.Interrupted, trap.Code);
                }
            }
        }

        guest.Context.Flush();
        guest.Context.Dispose();
    }

    /// <summary>Whoever waits for input does not keep other threads of the guest from asking whether there is some.</summary>
    [Fact]
    public async Task A_thread_that_waits_for_input_holds_up_no_other()
    {
        var pipe = new Pipe();
        using var context = new WasiContextBuilder { Input = WasiInput.FromStream(pipe.Reader.AsStream()) }.Build();
        var input = (OpenFile)context.Descriptors.Find(0)!.Node;
        var reader = Task.Run(input.ReadText, TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.False(await Task.Run(() => input.IsReady(forWriting: false), TestContext.Current.CancellationToken).WaitAsync(
            Patience.Limit, TestContext.Current.CancellationToken));

        Assert.False(reader.IsCompleted);
        await pipe.Writer.WriteAsync("all"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        Assert.Equal("all", await reader);
    }

    [Fact]
    public void A_terminal_is_one_for_the_guest_and_sees_output_at_once()
    {
        var output = new MemoryStream();
        using var guest = new WasiGuest(new WasiContextBuilder { Output = WasiOutput.ToStream(output, isTerminal: true) });

        Assert.Equal(WasiError.Success, guest.Write(1, "now"));
        Assert.Equal(3, output.Length);
        guest.Call("fd_fdstat_get", 1, WasiGuest.Result);
        Assert.Equal(2, guest.Memory.Read<byte>(WasiGuest.Result));
        Assert.Equal(0, guest.Memory.Read<long>(WasiGuest.Result + 8) & 0x24);
        guest.Call("fd_fdstat_get", 2, WasiGuest.Result);
        Assert.Equal(0, guest.Memory.Read<byte>(WasiGuest.Result));
    }

    [Fact]
    public void Captured_output_is_bounded()
    {
        var output = new CapturedOutput(5);
        using var guest = new WasiGuest(new WasiContextBuilder { Output = output });

        Assert.Equal(WasiError.Success, guest.Write(1, "abc"));
        Assert.Equal(WasiError.Success, guest.Write(1, "def"));
        Assert.Equal(2, guest.Result32);
        Assert.Equal(WasiError.NoSpace, guest.Write(1, "g"));
        Assert.Equal("abcde", output.Text);
        Assert.True(output.IsFull);
    }

    [Fact]
    public void Input_can_be_text()
    {
        using var guest = new WasiGuest(new WasiContextBuilder { Input = WasiInput.FromText("hällo") });

        Assert.Equal(WasiError.Success, guest.Read(0, 3, out var first));
        Assert.Equal(WasiError.Success, guest.Read(0, 100, out var rest));
        Assert.Equal(WasiError.Success, guest.Read(0, 100, out var end));
        Assert.Equal(("hä", "llo", ""), (first, rest, end));
        Assert.Equal(WasiError.BadDescriptor, guest.Write(0, "x"));
        Assert.Equal(WasiError.IllegalSeek, guest.Call("fd_seek", 0, 0L, 0, WasiGuest.Result));
    }

    [Fact]
    public void Large_output_goes_through_whole()
    {
        var output = new MemoryStream();
        using var guest = new WasiGuest(new WasiContextBuilder { Output = WasiOutput.ToStream(output) });
        var text = new string('x', 50_000);

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(WasiError.Success, guest.Write(1, text));
            Assert.Equal(50_000, guest.Result32);
        }

        guest.Context.Flush();
        Assert.Equal(250_000, output.Length);
    }

    [Fact]
    public void Random_numbers_follow_from_the_seed()
    {
        byte[] Take(long? seed)
        {
            using var guest = new WasiGuest(new WasiContextBuilder { RandomSeed = seed });
            Assert.Equal(WasiError.Success, guest.Call("random_get", WasiGuest.Data, 19));
            return guest.Memory.GetSpan(WasiGuest.Data, 19).ToArray();
        }

        Assert.Equal(Take(42), Take(42));
        Assert.NotEqual(Take(42), Take(43));
        Assert.NotEqual(Take(null), Take(null));
        Assert.Equal("16C72E0C2E0B78157E3A116D86D90461A199E4", Convert.ToHexString(Take(42)));
    }

    [Fact]
    public void Signals_end_the_guest_or_do_nothing()
    {
        using var guest = new WasiGuest(new WasiContextBuilder());

        Assert.Equal(134, Assert.Throws<WasiExitException>(() => guest.Call("proc_raise", 6)).ExitCode);
        Assert.Equal(WasiError.Success, guest.Call("proc_raise", 0));
        Assert.Equal(WasiError.Invalid, guest.Call("proc_raise", 99));
    }

    [Fact]
    public void Paths_that_were_not_granted_are_noticed()
    {
        using var guest = new WasiGuest(new WasiContextBuilder { NoticesMissingPaths = true });

        Assert.Equal(WasiError.Success, guest.Call("fd_prestat_get", 3, WasiGuest.Result));
        Assert.Equal(WasiError.NoEntry, guest.OpenPath("etc/passwd", out _));
        Assert.Equal("/etc/passwd", guest.Context.MissingPath);
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_filestat_get", 3, WasiGuest.Result));
    }
}
