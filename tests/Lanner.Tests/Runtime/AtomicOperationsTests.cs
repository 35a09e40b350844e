using System.Diagnostics;
using Lanner.Runtime;

namespace Lanner.Tests.Runtime;

public sealed class AtomicOperationsTests : IDisposable
{
    private const int Woken = 0;
    private const int NotEqual = 1;
    private const int TimedOut = 2;

    private readonly Engine _engine = new(new EngineOptions { Interruptible = true });
    private readonly Module _module;
    private readonly Store _store;
    private readonly Memory _memory = Memory.Create(new MemoryType(new Limits(1, 1), IsShared: true), MemoryMode.Guarded, null);

    public AtomicOperationsTests()
    {
        _module = Module.FromText(_engine, "(module)");
        _store = new Store(_engine);
    }

    [Fact]
    public void Waiting_for_another_value_ends_at_once()
    {
        _memory.Write(8, 5L << 32);

        Assert.Equal(NotEqual, AtomicOperations.Wait32(NewState(), _memory, 8, 1, -1));
        Assert.Equal(NotEqual, AtomicOperations.Wait64(NewState(), _memory, 8, 0, -1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000_000)]
    public void Waiting_ends_when_the_time_has_passed(long nanoseconds)
    {
        var start = Stopwatch.GetTimestamp();

        Assert.Equal(TimedOut, AtomicOperations.Wait64(NewState(), _memory, 8, 0, nanoseconds));

        Assert.True(Stopwatch.GetElapsedTime(start).Ticks * 100 >= nanoseconds);
        Assert.Equal(0, AtomicOperations.Notify(_memory, 8, -1));
    }

    [Fact]
    public void Notifying_wakes_as_many_as_asked_for_in_the_order_of_their_coming()
    {
        var order = new List<int>();
        var threads = new List<Thread>();
        for (var index = 0; index < 5; index++)
        {
            var number = index;
            threads.Add(Start(() =>
            {
                Assert.Equal(Woken, AtomicOperations.Wait32(NewState(), _memory, 16, 0, -1));
                lock (order)
                {
                    order.Add(number);
                }
            }));
        }

        Assert.Equal(0, AtomicOperations.Notify(_memory, 20, -1));
        Assert.Equal(0, AtomicOperations.Notify(_memory, 16, 0));
        Assert.Equal(1, AtomicOperations.Notify(_memory, 16, 1));
        Assert.True(threads[0].Join(Patience.Limit));
        Assert.Equal(2, AtomicOperations.Notify(_memory, 16, 2));
        Assert.True(threads[1].Join(Patience.Limit) && threads[2].Join(Patience.Limit));
        Assert.Equal([0, 1, 2], order.Order());
        Assert.Equal(2, AtomicOperations.Notify(_memory, 16, -1));
        Assert.All(threads, thread => Assert.True(thread.Join(Patience.Limit)));
        Assert.Equal(0, AtomicOperations.Notify(_memory, 16, -1));
    }

    [Fact]
    public void Threads_that_wait_can_be_interrupted()
    {
        var state = NewState();
        TrapException? trap = null;
        var thread = Start(() => trap = Assert.Throws<TrapException>(() => AtomicOperations.Wait32(state, _memory, 24, 0, -1)));
        _store.Interrupt();

        Assert.True(thread.Join(Patience.Limit));

        Assert.Equal(TrapCode.Interrupted, trap!.Code);
        Assert.Equal(0, AtomicOperations.Notify(_memory, 24, -1));
    }

    [Fact]
    public void Threads_that_are_interrupted_already_do_not_wait()
    {
        var state = NewState();
        _store.Interrupt();

        AssertTraps(TrapCode.Interrupted, () => AtomicOperations.Wait32(state, _memory, 24, 0, -1));
    }

    [Fact]
    public void No_interrupt_is_lost()
    {
        for (var round = 0; round < 200; round++)
        {
            using var store = new Store(_engine);
            var state = NewState(store);
            var thread = new Thread(() => AssertTraps(TrapCode.Interrupted, () => AtomicOperations.Wait32(state, _memory, 40, 0, -1)));
            thread.Start();
            Thread.SpinWait(round * 1000);
            store.Interrupt();
            Assert.True(thread.Join(Patience.Limit));
        }
    }

    [Fact]
    public void No_wake_is_lost()
    {
        // Two threads hand a turn to each other, each waiting for the other's.
        const int Turns = 2000;
        var state = NewState();
        var threads = Enumerable.Range(0, 2).Select(me => new Thread(() =>
        {
            for (var turn = me; turn < Turns; turn += 2)
            {
                int current;
                while ((current = Volatile.Read(ref _memory.GetSpan<int>(32, 1)[0])) != turn)
                {
                    AtomicOperations.Wait32(state, _memory, 32, current, -1);
                }

                Volatile.Write(ref _memory.GetSpan<int>(32, 1)[0], turn + 1);
                AtomicOperations.Notify(_memory, 32, -1);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());

        Assert.All(threads, thread => Assert.True(thread.Join(Patience.Limit)));
        Assert.Equal(Turns, _memory.Read<int>(32));
    }

    [Fact]
    public void Traps_come_for_bad_addresses_and_memories_that_are_not_shared()
    {
        var state = NewState();
        var unshared = Memory.Create(new MemoryType(new Limits(1, 1)), MemoryMode.Guarded, null);

        AssertTraps(TrapCode.UnalignedAtomic, () => AtomicOperations.Wait32(state, _memory, 2, 0, 0));
        AssertTraps(TrapCode.UnalignedAtomic, () => AtomicOperations.Wait64(state, _memory, 4, 0, 0));
        AssertTraps(TrapCode.UnalignedAtomic, () => AtomicOperations.Notify(_memory, 1, 0));
        AssertTraps(TrapCode.MemoryOutOfBounds, () => AtomicOperations.Wait32(state, _memory, 65536, 0, 0));
        AssertTraps(TrapCode.MemoryOutOfBounds, () => AtomicOperations.Wait64(state, _memory, ulong.MaxValue - 7, 0, 0));
        AssertTraps(TrapCode.MemoryOutOfBounds, () => AtomicOperations.Notify(unshared, 65536, 0));
        AssertTraps(TrapCode.ExpectedSharedMemory, () => AtomicOperations.Wait32(state, unshared, 0, 0, 0));
        AssertTraps(TrapCode.ExpectedSharedMemory, () => AtomicOperations.Wait64(state, unshared, 0, 1, 0));
        Assert.Equal(0, AtomicOperations.Notify(unshared, 0, -1));
        unshared.Free();
    }

    public void Dispose()
    {
        _memory.Free();
        _store.Dispose();
        _engine.Dispose();
    }

    private static void AssertTraps(TrapCode code, Action action) => Assert.Equal(code, Assert.Throws<TrapException>(action).Code);

    /// <summary>Starts a thread and waits until it sleeps.</summary>
    private static Thread Start(ThreadStart action)
    {
        var thread = new Thread(action);
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), Patience.Limit));
        return thread;
    }

    private InstanceState NewState() => NewState(_store);

    private InstanceState NewState(Store store) => new Linker(_engine).Instantiate(store, _module).State;
}
