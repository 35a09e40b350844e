using System.Collections;
using System.Diagnostics;
using System.Reflection;
using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:io/poll</c>: waiting, what ends it, and the lives of pollables.</summary>
public sealed class PollTests
{
    [Fact]
    public void Poll_gives_the_indices_of_all_that_is_ready()
    {
        using var guest = new Preview2Guest();
        var (silent, sender) = (new ControlledStream(), new ControlledStream());
        sender.End();
        var waiting = guest.Subscribe("input-stream", guest.Input(new PipeInput(silent)));
        var ready = guest.Subscribe("input-stream", guest.Input(new PipeInput(sender)));
        var output = guest.Subscribe("output-stream", guest.Output(new HeldOutput()));
        Assert.Equal([1u, 2u, 3u], guest.Poll(waiting, ready, output, ready));
        Assert.False(guest.IsReady(waiting));
        Assert.True(guest.IsReady(ready));
    }

    [Fact]
    public void Block_waits_for_one_thing()
    {
        using var guest = new Preview2Guest();
        var sender = new ControlledStream();
        var pollable = guest.Subscribe("input-stream", guest.Input(new PipeInput(sender)));
        using var timer = new Timer(_ => sender.Send("a"), null, 20, Timeout.Infinite);
        guest.Call("wasi:io/poll", "[method]pollable.block", ComponentValue.FromBorrow(pollable));
        Assert.True(guest.IsReady(pollable));
    }

    [Fact]
    public void Poll_of_nothing_traps()
    {
        using var guest = new Preview2Guest();
        Assert.Throws<TrapException>(() => guest.Poll());
    }

    [Fact]
    public void A_clock_ends_a_wait_for_a_stream()
    {
        using var guest = new Preview2Guest();
        var stream = guest.Subscribe("input-stream", guest.Input(new PipeInput(new ControlledStream())));
        Assert.Equal([1u], guest.Poll(stream, guest.After(TimeSpan.FromMilliseconds(20))));
    }

    [Fact]
    public void Handles_of_the_system_and_tasks_are_waited_for_together()
    {
        // Standard input that is a stream has a handle on Linux; the other is a task.
        var (late, silent) = (new ControlledStream(), new ControlledStream());
        using var guest = new Preview2Guest(new WasiContextBuilder { Input = WasiInput.FromStream(silent) });
        var standard = guest.Call("wasi:cli/stdin", "get-stdin")!.Value.AsResource();
        var pollable = guest.Subscribe("input-stream", standard);
        var other = guest.Subscribe("input-stream", guest.Input(new PipeInput(late)));
        using (new Timer(_ => late.Send("a"), null, 20, Timeout.Infinite))
        {
            Assert.Equal([1u], guest.Poll(pollable, other));
        }

        guest.Stream("input-stream.read", standard, ComponentValue.FromU64(1));
        using (new Timer(_ => silent.Send("b"), null, 20, Timeout.Infinite))
        {
            Assert.Equal([0u], guest.Poll(pollable));
        }
    }

    [Fact]
    public void Polling_in_a_loop_without_waiting_lets_others_get_ready()
    {
        using var guest = new Preview2Guest();
        var sender = new ControlledStream();
        var pollable = guest.Subscribe("input-stream", guest.Input(new PipeInput(sender)));
        var now = guest.After(TimeSpan.Zero);
        using var timer = new Timer(_ => sender.Send("a"), null, 20, Timeout.Infinite);
        while (guest.Poll(now, pollable) is [0])
        {
        }

        Assert.Equal([0u, 1u], guest.Poll(now, pollable));
    }

    [Fact]
    public void Waits_that_are_given_up_leave_nothing_behind_on_what_they_waited_for()
    {
        var never = new TaskCompletionSource();
        using var guest = new Preview2Guest(new WasiContextBuilder { Input = WasiInput.FromStream(new ControlledStream()) });
        var task = guest.Context.Resources.Add(ResourceTypes.Pollable, new Pollable(new TaskWait(never.Task))).AsResource();
        var handle = guest.Subscribe("input-stream", guest.Call("wasi:cli/stdin", "get-stdin")!.Value.AsResource());
        for (var round = 0; round < 20; round++)
        {
            using var soon = guest.After(TimeSpan.FromMilliseconds(1));
            Assert.Equal([1u], guest.Poll(task, soon));
            using var later = guest.After(TimeSpan.FromMilliseconds(1));
            Assert.Equal([2u], guest.Poll(task, handle, later));
        }

        // The field of .NET where a task keeps what is to be called at its end; a list of more than one has a count.
        var field = typeof(Task).GetField("m_continuationObject", BindingFlags.Instance | BindingFlags.NonPublic);
        var left = field!.GetValue(never.Task);
        Assert.True(left is not IList list || list.Cast<object?>().Count(one => one is not null) < 5, $"{left}");
    }

    [Fact]
    public void An_interruption_ends_a_wait()
    {
        using var guest = new Preview2Guest(isInterruptible: true);
        var pollable = guest.Subscribe("input-stream", guest.Input(new PipeInput(new ControlledStream())));
        using var timer = new Timer(_ => guest.Store.Interrupt(), null, 50, Timeout.Infinite);
        var trap = Assert.Throws<TrapException>(() => guest.Poll(pollable));
        Assert.Equal(TrapCode.Interrupted, trap.Code);
    }

    [Fact]
    public void A_deadline_ends_a_blocking_read()
    {
        using var guest = new Preview2Guest(isInterruptible: true, limits: new StoreLimits { CallTime = TimeSpan.FromMilliseconds(200) });
        var input = guest.Input(new PipeInput(new ControlledStream()));
        var clock = Stopwatch.StartNew();
        var trap = Assert.Throws<TrapException>(
            () => guest.Stream("input-stream.blocking-read", input, ComponentValue.FromU64(1)));
        Assert.Equal(TrapCode.DeadlinePassed, trap.Code);
        Assert.True(clock.ElapsedMilliseconds >= 200);
    }

    [Fact]
    public void A_stream_that_is_dropped_before_its_pollable_traps()
    {
        using var guest = new Preview2Guest();
        var input = guest.Input(new PipeInput(new ControlledStream()));
        var pollable = guest.Subscribe("input-stream", input);
        pollable.Dispose();
        var second = guest.Subscribe("input-stream", input);
        Assert.Throws<TrapException>(input.Dispose);
        Assert.True(second.IsValid);
    }

    [Fact]
    public void A_guest_that_makes_pollables_without_end_traps()
    {
        using var guest = new Preview2Guest(new WasiContextBuilder { MaximumResources = 100 });
        for (var count = 0; count < 100; count++)
        {
            guest.After(TimeSpan.Zero);
        }

        var trap = Assert.Throws<TrapException>(() => guest.After(TimeSpan.Zero));
        Assert.Contains("MaximumResources", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pollables_that_are_dropped_do_not_count()
    {
        using var guest = new Preview2Guest(new WasiContextBuilder { MaximumResources = 2 });
        for (var count = 0; count < 10; count++)
        {
            guest.After(TimeSpan.Zero).Dispose();
        }

        Assert.Equal(0, guest.Context.Resources.Count);
    }

    /// <summary>A wait for a task.</summary>
    private sealed class TaskWait(Task task) : IWaitable
    {
        public bool IsReady => task.IsCompleted;

        public WakeUp WakeUp => WakeUp.ByTask(task);
    }
}
