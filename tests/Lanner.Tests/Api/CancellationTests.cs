namespace Lanner.Tests.Api;

/// <summary>Calls that end with <see cref="OperationCanceledException"/>, and what the embedder registers with interruptions.</summary>
public sealed class CancellationTests
{
    private static readonly EngineOptions Interruptible = new() { Interruptible = true };

    [Fact]
    public void A_cancelled_call_is_told_by_its_token()
    {
        using var cancellation = new CancellationTokenSource();
        using var guest = new Guest(
            """
            (module (import "env" "started" (func $started)) (func (export "run") (result i32) call $started (loop (br 0)) unreachable))
            """,
            linker => linker.Define("env", "started", () => cancellation.Cancel()),
            Interruptible);
        var run = guest.Get<Func<int>>("run");

        var error = Assert.Throws<OperationCanceledException>(() => guest.Store.Run(() => run(), cancellation.Token));

        Assert.Equal(cancellation.Token, error.CancellationToken);
        var trap = Assert.IsType<TrapException>(error.InnerException);
        Assert.Equal(TrapCode.Interrupted, trap.Code);
        Assert.Equal("run", Assert.Single(trap.Backtrace).FunctionName);
        Assert.Equal("run", Assert.Single(WasmBacktrace.Of(error)).FunctionName);
    }

    [Fact]
    public void A_host_function_that_waits_for_the_interruption_is_told_in_the_same_way()
    {
        using var cancellation = new CancellationTokenSource();
        using var guest = new Guest(
            """(module (import "env" "wait" (func $wait)) (func (export "run") call $wait))""",
            linker => linker.Define("env", "wait", (Caller caller) =>
            {
                cancellation.Cancel();
                caller.Store.Interruption.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
                caller.Store.Interruption.ThrowIfCancellationRequested();
            }),
            Interruptible);
        var error = Assert.Throws<OperationCanceledException>(() => guest.Store.Run(guest.Get<Action>("run"), cancellation.Token));
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Fact]
    public void Other_ends_are_what_they_are()
    {
        using var cancellation = new CancellationTokenSource();
        using var guest = new Guest(
            """
            (module (func (export "five") (result i32) i32.const 5) (func (export "trap") unreachable) (func (export "loop") (loop (br 0))))
            """,
            options: Interruptible);
        var five = guest.Get<Func<int>>("five");
        var trap = guest.Get<Action>("trap");
        var loop = guest.Get<Action>("loop");

        Assert.Equal(5, guest.Store.Run(() => five(), cancellation.Token));
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => guest.Store.Run(trap, cancellation.Token)).Code);
        using (guest.Store.InterruptAfter(TimeSpan.Zero))
        {
            Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(() => guest.Store.Run(loop, cancellation.Token)).Code);
        }

        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => guest.Store.Run(loop, cancellation.Token));
        Assert.Equal(5, guest.Store.Run(() => five(), CancellationToken.None));
    }

    [Fact]
    public void Calls_are_cancelled_only_in_an_engine_that_is_interruptible()
    {
        using var guest = new Guest("""(module (func (export "f")))""");
        Assert.Throws<InvalidOperationException>(() => guest.Store.Run(guest.Get<Action>("f"), CancellationToken.None));
    }

    [Theory]
    [InlineData("deadline")]
    [InlineData("token")]
    [InlineData("call")]
    public void A_callback_that_throws_ends_nothing(string way)
    {
        using var guest = new Guest("""(module (func (export "loop") (loop (br 0))))""", options: Interruptible);
        using var called = new ManualResetEventSlim();
        guest.Store.Interruption.Register(() =>
        {
            called.Set();
            throw new InvalidOperationException("a callback of the embedder");
        });

        Assert.Throws<TrapException>(() => Interrupted(guest, way, guest.Get<Action>("loop")));

        Assert.True(called.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        // The thread of the deadlines lives.
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(1)))
        {
            Assert.Throws<TrapException>(guest.Get<Action>("loop"));
        }
    }

    [Theory]
    [InlineData("deadline")]
    [InlineData("token")]
    [InlineData("call")]
    public void A_callback_that_sleeps_holds_up_nobody(string way)
    {
        using var release = new ManualResetEventSlim();
        try
        {
            using var sleeper = new Guest("""(module (func (export "loop") (loop (br 0))))""", options: Interruptible);
            using var other = new Guest("""(module (func (export "loop") (loop (br 0))))""", options: Interruptible);
            using var told = new ManualResetEventSlim();
            sleeper.Store.Interruption.Register(() => release.Wait());
            other.Store.Interruption.Register(() => told.Set());

            Assert.Throws<TrapException>(() => Interrupted(sleeper, way, sleeper.Get<Action>("loop")));
            using (other.Store.InterruptAfter(TimeSpan.FromMilliseconds(1)))
            {
                Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(other.Get<Action>("loop")).Code);
                Assert.True(told.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            release.Set();
        }
    }

    private static void Interrupted(Guest guest, string way, Action loop)
    {
        switch (way)
        {
            case "deadline":
                using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(1)))
                {
                    loop();
                }

                break;
            case "token":
                using (var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(1)))
                using (guest.Store.InterruptOn(cancellation.Token))
                {
                    loop();
                }

                break;
            default:
                guest.Store.Interrupt();
                loop();
                break;
        }
    }
}
