using System.Runtime.Loader;
using Lanner.Compilation;
using Lanner.Compilation.Code;

namespace Lanner.Tests.Compilation;

/// <summary>Code that is compiled because a guest calls it: when the guest is to stop, that ends, and a later call has it
/// compiled.</summary>
public sealed class StoppedCompilationTests
{
    private static readonly string Large = string.Concat(
        Enumerable.Range(0, 2000).Select(number =>
            $"(i32.store (i32.const {number * 8}) (i32.add (i32.const 1) (i32.load (i32.const {number * 16}))))"));

    /// <summary>The large function lies in an assembly of its own, which the CLR asks for when it compiles the one that calls it, or the
    /// engine when it makes an object of it.</summary>
    private static readonly string Text = TextWith(Large);

    private static string TextWith(string large) =>
        $$"""
        (module
          (import "host" "stop" (func $stop))
          (memory 1)
          (table $t 1 funcref)
          (elem (table $t) (i32.const 0) func $large)
          (func $caller (result i32) (call $large))
          (func $indirect (result i32) (call_indirect $t (result i32) (i32.const 0)))
          (func (export "direct") (result i32) (call $stop) (call $caller))
          (func (export "table") (result i32) (call $stop) (call $indirect))
          (func $large (result i32) {{large}} (i32.const 42)))
        """;

    [Theory]
    [InlineData("direct")]
    [InlineData("table")]
    public void A_part_is_not_emitted_for_a_guest_that_is_to_stop_and_is_for_the_next(string name)
    {
        using var cancellation = new CancellationTokenSource();
        var stops = true;
        using var guest = new Guest(
            Text,
            linker => linker.Define("host", "stop", () =>
            {
                if (stops)
                {
                    cancellation.Cancel();
                }
            }),
            new EngineOptions { Interruptible = true });
        var run = guest.Get<Func<int>>(name);

        using (guest.Store.InterruptOn(cancellation.Token))
        {
            Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => run()).Code);
        }

        Assert.Equal(1, CountOfParts(guest.Instance));
        stops = false;
        Assert.Equal(42, run());
        Assert.Equal(2, CountOfParts(guest.Instance));
    }

    /// <summary>The large function is not there as long as its emission was ended in the midst: what the call began took much longer than
    /// it was given.</summary>
    [Fact]
    public void The_deadline_of_a_call_ends_the_emission_of_a_huge_function_in_the_midst()
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        var text = TextWith(string.Concat(Enumerable.Repeat(Large, 50)));

        // A clock that is let run late finds the function emitted already: so each attempt has another module.
        Assert.True(Patience.Until(() =>
        {
            using var module = Module.FromText(engine, text);
            using var store = new Store(engine);
            var linker = new Linker(engine);
            linker.Define("host", "stop", () => { });
            var instance = linker.Instantiate(store, module);
            var run = instance.GetFunction<Func<int>>("direct");
            using (store.InterruptAfter(TimeSpan.FromMilliseconds(20)))
            {
                Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(() => run()).Code);
            }

            return CountOfParts(instance) == 1;
        }));
    }

    [Fact]
    public void What_failed_is_made_when_it_is_needed_again()
    {
        var tries = 0;
        var cell = new Retryable<string>(cancellation =>
        {
            tries++;
            cancellation.ThrowIfCancellationRequested();
            return "made";
        });

        Assert.Throws<OperationCanceledException>(() => cell.Get(new CancellationToken(canceled: true)));
        Assert.False(cell.IsMade);
        Assert.Equal("made", cell.Get(TestContext.Current.CancellationToken));
        Assert.Equal("made", cell.Get(new CancellationToken(canceled: true)));
        Assert.Equal(2, tries);
    }

    [Fact]
    public void Who_waits_for_what_another_thread_makes_can_be_stopped()
    {
        using var isBegun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var cell = new Retryable<string>(cancellation =>
        {
            isBegun.Set();
            Assert.True(mayEnd.Wait(Patience.Limit, cancellation));
            return "made";
        });
        var maker = new Thread(() => cell.Get(CancellationToken.None));
        maker.Start();
        Assert.True(isBegun.Wait(Patience.Limit, TestContext.Current.CancellationToken));

        Assert.Throws<OperationCanceledException>(() => cell.Get(new CancellationToken(canceled: true)));

        mayEnd.Set();
        maker.Join();
        Assert.True(cell.IsMade);
    }

    private static int CountOfParts(Instance instance) =>
        AssemblyLoadContext.GetLoadContext(instance.State.GetType().Assembly)!.Assemblies.Count();
}
