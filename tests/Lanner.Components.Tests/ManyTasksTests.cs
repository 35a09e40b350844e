using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lanner.Components.Async;

namespace Lanner.Components.Tests;

/// <summary>Many tasks of one component that wait at once: 1,000, and ten rounds of cancellation; as many as
/// <c>LANNER_WAITING_GUESTS</c> and <c>LANNER_CANCELLATION_ROUNDS</c> say, such as 10,000 and 100.</summary>
public sealed class ManyTasksTests
{
    private const int TasksOfRound = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_many_tasks_waits_without_a_thread_and_ends()
    {
        using var running = new Running();
        var count = TestEnvironment.Number("LANNER_WAITING_GUESTS", 1000);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        running.Linker.DefineAsync(null, "wait", async (_, arguments, _) =>
        {
            Interlocked.Increment(ref waiting);
            await gate.Task;
            return arguments.Span[0];
        });
        var relay = running.Instantiate(AsyncGuests.Relay).GetFunction("stackless");
        var threads = Threads();

        var calls = Enumerable.Range(0, count).Select(n => Call(relay, n, Token)).ToArray();

        Assert.True(Patience.Until(() => Volatile.Read(ref waiting) == count));
        Assert.InRange(Threads() - threads, int.MinValue, count / 4);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        gate.SetResult();
        Assert.Equal(Enumerable.Range(0, count).Select(n => (uint)n), await Task.WhenAll(calls));
        Assert.Empty(running.Store.GetWaits());
    }

    [Fact]
    public async Task Cancellation_at_random_moments_leaves_nothing_behind()
    {
        // A task has two handles, each of which counts as ten elements: a guest that kept some of each round would come to its limit.
        var limits = new StoreLimits { TableElements = 3L * TasksOfRound * 2 * 10 };
        var store = await CancelRounds(limits, TestEnvironment.Number("LANNER_CANCELLATION_ROUNDS", 10));

        await Task.Yield();

        Assert.True(Patience.UntilCollected(() => !store.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> CancelRounds(StoreLimits limits, int rounds)
    {
        using var running = new Running(limits);
        running.Linker.DefineAsync(null, "wait", async (_, arguments, cancellation) =>
        {
            // Some end before they are cancelled, some after, some while.
            await Task.Delay((int)arguments.Span[0].AsU32() % 40, cancellation);
            return arguments.Span[0];
        });
        var relay = running.Instantiate(AsyncGuests.Relay).GetFunction("stackless");
        var loop = EventLoop.Of(running.Store);
        loop.CancellationGrace = Patience.Limit;
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(round);
            var sources = Enumerable.Range(0, TasksOfRound).Select(
                _ => random.Next(3) == 0 ? new CancellationTokenSource() : new CancellationTokenSource(random.Next(80))).ToArray();

            var calls = sources.Select((source, n) => Call(relay, n, source.Token)).ToArray();
            await Task.WhenAll(calls).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

            Assert.All(calls, (call, n) => Assert.True(
                call.IsCanceled || (call.IsCompletedSuccessfully && call.Result == n), $"round {round}, task {n}: {call.Exception}"));
            Array.ForEach(sources, source => source.Dispose());
            Assert.True(Patience.Until(() => running.Store.GetWaits().Count == 0), $"round {round}");
            loop.Acquire();
            Assert.Equal(0, loop.HostWork);
            loop.Release();
        }

        return new WeakReference(running.Store);
    }

    private static async Task<uint> Call(ComponentFunction function, int n, CancellationToken cancellation)
    {
        var result = await function.CallAsync(new[] { ComponentValue.FromU32((uint)n) }, cancellation: cancellation);
        return result!.Value.AsU32();
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
