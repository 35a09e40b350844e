using System.Runtime.CompilerServices;

namespace Lanner.Tests.Hostile;

/// <summary>Many guests that wait at once, each in a store of its own, on threads with small stacks: 1,000, and ten rounds of cancellation;
/// as many as <c>LANNER_WAITING_GUESTS</c> and <c>LANNER_CANCELLATION_ROUNDS</c> say, such as 10,000 and 100.</summary>
public sealed class ManyWaitingGuestsTests
{
    private const string Text = """
        (module
          (import "env" "wait" (func $wait (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "run") (param i32) (result i32)
            (i32.store (i32.const 8) (local.get 0))
            (i32.add (i32.load (i32.const 8)) (call $wait (local.get 0)))))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_of_many_guests_waits_on_a_small_stack_and_ends()
    {
        var count = TestEnvironment.Number("LANNER_WAITING_GUESTS", 1000);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var module = Module.FromText(engine, Text);
        var linker = new Linker(engine);
        var waiting = 0;
        linker.DefineAsync("env", "wait", async (Caller caller, int number, CancellationToken cancellation) =>
        {
            Interlocked.Increment(ref waiting);
            await gate.Task.WaitAsync(cancellation);
            return caller.Memory.Read<byte>(8) + number;
        });
        var prepared = linker.Prepare(module);
        var scheduler = new GuestScheduler(count, 256 << 10);
        var stores = Enumerable.Range(0, count).Select(_ => new Store(engine)).ToArray();

        var calls = stores.Select((store, number) => store.RunAsync(
            () => prepared.Instantiate(store).GetFunction<Func<int, int>>("run")(number), scheduler, Token)).ToArray();
        while (Volatile.Read(ref waiting) < count)
        {
            if (Array.Find(calls, call => call.IsFaulted) is { } failed)
            {
                await failed;
            }

            await Task.Delay(10, Token);
        }

        Assert.True(Patience.Until(() => GuestWait.GetAll().Count(wait => wait.Store.Engine == engine) == count));
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, count).Select(number => (2 * number) + (byte)number), await Task.WhenAll(calls));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task Cancellation_at_random_moments_leaves_nothing_behind()
    {
        var scheduler = new GuestScheduler(200, 256 << 10);
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        for (var round = 0; round < TestEnvironment.Number("LANNER_CANCELLATION_ROUNDS", 10); round++)
        {
            var stores = await CancelSome(engine, scheduler, round);

            // Not within the frames of what has just ended, which hold the stores.
            await Task.Yield();

            Assert.DoesNotContain(GuestWait.GetAll(), wait => wait.Store.Engine == engine);
            Assert.True(Patience.UntilCollected(() => stores.All(store => !store.IsAlive)), $"seed {round}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> CancelSome(Engine engine, GuestScheduler scheduler, int seed)
    {
        const int Guests = 200;
        var random = new Random(seed);
        using var module = Module.FromText(engine, Text);
        var linker = new Linker(engine);
        linker.DefineAsync("env", "wait", async (int number, CancellationToken cancellation) =>
        {
            // Some end before they are cancelled, some after, some while.
            await Task.Delay(number % 40, cancellation);
            return 1;
        });
        var prepared = linker.Prepare(module);
        var stores = Enumerable.Range(0, Guests).Select(_ => new Store(engine)).ToArray();
        var sources = stores
            .Select(_ => random.Next(3) == 0 ? new CancellationTokenSource() : new CancellationTokenSource(random.Next(80))).ToArray();

        var calls = stores.Select((store, number) => store.RunAsync(
            () => prepared.Instantiate(store).GetFunction<Func<int, int>>("run")(number), scheduler, sources[number].Token)).ToArray();
        await Task.WhenAll(calls).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        for (var number = 0; number < Guests; number++)
        {
            Assert.True(
                calls[number].IsCanceled || (calls[number].IsCompletedSuccessfully && await calls[number] == number + 1),
                $"seed {seed}, guest {number}: {calls[number].Exception}");

            // Throws if the guest were inside still.
            stores[number].Dispose();
            sources[number].Dispose();
        }

        return [.. stores.Select(store => new WeakReference(store))];
    }
}
