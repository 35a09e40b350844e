using System.Diagnostics;

namespace Lanner.Tests.Api;

/// <summary>Limits of stores and engines: each says which one was reached, and how much it allows.</summary>
public sealed class LimitTests
{
    private const string Loop = """
        (module
          (import "env" "host" (func $host))
          (memory (export "memory") 1)
          (func (export "loop") (loop $l (br $l)))
          (func (export "outer") (call $host))
          (func $forever (export "forever") (result i32) (i32.add (i32.const 1) (call $forever)))
          (func (export "nothing")))
        """;

    private static readonly EngineOptions Interruptible = new() { Interruptible = true };

    [Fact]
    public void A_call_can_take_only_so_long()
    {
        using var guest = Make(Interruptible, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(30) });
        for (var round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            var error = Assert.Throws<TrapException>(guest.Get<Action>("loop"));
            Assert.Equal(TrapCode.DeadlinePassed, error.Code);
            Assert.Equal(new ResourceLimit(ResourceKind.Time, 30), error.Limit);
            Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(30), Patience.Limit);

            // The time is each call's own.
            guest.Get<Action>("nothing")();
        }
    }

    [Fact]
    public void Calls_in_calls_share_the_time_of_the_outermost()
    {
        Action? loop = null;
        using var guest = Make(Interruptible, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(30) }, () =>
        {
            Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(loop!).Code);
            Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(loop!).Code);
        });
        loop = guest.Get<Action>("loop");
        guest.Get<Action>("outer")();
        guest.Get<Action>("nothing")();
    }

    [Fact]
    public void Many_short_calls_leave_no_deadline_behind()
    {
        using var guest = Make(Interruptible, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(200) });
        var nothing = guest.Get<Action>("nothing");
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 500)
        {
            nothing();
        }
    }

    [Fact]
    public void Instantiation_is_a_call_too()
    {
        using var engine = new Engine(Interruptible);
        using var module = Module.FromText(engine, """(module (func $f (loop $l (br $l))) (start $f))""");
        using var store = new Store(engine, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(30) });
        Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module)).Code);
    }

    [Fact]
    public void Time_needs_an_engine_that_can_interrupt()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => new Store(engine, new StoreLimits { CallTime = TimeSpan.FromSeconds(1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Store(engine, new StoreLimits { CallTime = TimeSpan.FromSeconds(-1) }));
    }

    [Fact]
    public void The_limit_of_the_stack_is_named_when_it_is_the_stores()
    {
        using var guest = Make(new EngineOptions(), new StoreLimits { StackBytes = 64 << 10 });
        var error = Assert.Throws<TrapException>(() => guest.Get<Func<int>>("forever")());
        Assert.Equal(TrapCode.StackExhausted, error.Code);
        Assert.Equal(new ResourceLimit(ResourceKind.Stack, 64 << 10), error.Limit);
        using var unlimited = Make(new EngineOptions(), new StoreLimits { StackBytes = 1 << 30 });
        Assert.Null(Assert.Throws<TrapException>(() => unlimited.Get<Func<int>>("forever")()).Limit);
    }

    [Fact]
    public void The_host_copies_no_more_than_the_limit_says()
    {
        using var guest = Make(new EngineOptions(), new StoreLimits { HostCopyBytes = 100 });
        var memory = guest.Instance.GetMemory("memory");
        memory.GetSpan(0, 1000).Fill((byte)'a');
        Assert.Equal(100, memory.ReadString(0, 100).Length);
        var error = Assert.Throws<TrapException>(() => memory.ReadString(0, 101));
        Assert.Equal(TrapCode.HostCopyTooLarge, error.Code);
        Assert.Equal(new ResourceLimit(ResourceKind.HostCopy, 100), error.Limit);
        Assert.Equal(TrapCode.HostCopyTooLarge, Assert.Throws<TrapException>(() => memory.ReadNullTerminatedString(0)).Code);
        Assert.Equal(10, memory.ReadNullTerminatedString(990).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadString(0, 100_000));
    }

    [Fact]
    public void All_memories_of_an_engine_are_limited_together()
    {
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { MemoryBytes = 4 * 65536 } });
        using var first = new Store(engine);
        var memory = new Memory(first, new MemoryType(new Limits(3, null)));
        using (var second = new Store(engine))
        {
            var small = new Memory(second, new MemoryType(new Limits(1, null)));
            Assert.Equal(-1, small.Grow(1));
            Assert.Equal(-1, memory.Grow(1));
            var error = Assert.Throws<ResourceLimitException>(() => new Memory(second, new MemoryType(new Limits(1, null))));
            Assert.Equal(new ResourceLimit(ResourceKind.EngineMemory, 4 * 65536), error.Limit);
        }

        Assert.Equal(3, memory.Grow(1));
        Assert.Equal(4 * 65536, engine.Account.MemoryBytes);
    }

    [Fact]
    public void A_store_without_limits_leaves_a_part_for_others()
    {
        using var engine = new Engine();
        using var greedy = new Store(engine);
        using var other = new Store(engine);
        var large = new Memory(greedy, new MemoryType(new Limits(0, null), Is64Bit: true));

        // Reserved and counted, but never touched.
        for (var pages = 1L << 24; pages > 0;)
        {
            pages = large.Grow(pages) == -1 ? pages / 2 : pages;
        }

        Assert.Equal(0, new Memory(other, new MemoryType(new Limits(16, 16))).Read<int>(0));
    }

    [Fact]
    public void Live_instances_of_an_engine_are_limited()
    {
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { Instances = 3 } });
        using var module = Module.FromText(engine, "(module)");
        var linker = new Linker(engine);
        using var first = new Store(engine);
        linker.Instantiate(first, module);
        using (var second = new Store(engine))
        {
            linker.Instantiate(second, module);
            linker.Instantiate(second, module);
            var error = Assert.Throws<ResourceLimitException>(() => linker.Instantiate(first, module));
            Assert.Equal(new ResourceLimit(ResourceKind.EngineInstances, 3), error.Limit);
        }

        linker.Instantiate(first, module);
        Assert.Equal(2, engine.Account.Instances);
    }

    [Fact]
    public void What_a_forgotten_store_had_is_given_back()
    {
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { Instances = 2, MemoryBytes = 1 << 20 } });
        using var module = Module.FromText(engine, "(module (memory 1))");
        Forget(engine, module);

        Assert.True(Patience.UntilCollected(() => engine.Account is { Instances: 0, MemoryBytes: 0 }));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget(Engine engine, Module module) => new Linker(engine).Instantiate(new Store(engine), module);
    }

    [Fact]
    public void Modules_are_limited()
    {
        const string Text = """(module (func (nop) (nop) (nop) (nop)) (func))""";
        AssertRefused(new EngineLimits { ModuleBytes = 10 }, ResourceKind.ModuleSize, 10);
        AssertRefused(new EngineLimits { Functions = 1 }, ResourceKind.Functions, 1);
        AssertRefused(new EngineLimits { FunctionBytes = 5 }, ResourceKind.FunctionSize, 5);
        AssertRefused(new EngineLimits { CompilationTime = TimeSpan.Zero }, ResourceKind.CompilationTime, 0);
        using var engine = new Engine(new EngineOptions
        {
            Compilation = CompilationMode.Eager,
            Limits = new EngineLimits { ModuleBytes = 100, Functions = 2, FunctionBytes = 6, CompilationTime = TimeSpan.FromMinutes(1) },
        });
        using var module = Module.FromText(engine, Text);

        static void AssertRefused(EngineLimits limits, ResourceKind kind, long value)
        {
            using var engine = new Engine(new EngineOptions { Limits = limits });
            Assert.Equal(new ResourceLimit(kind, value), Assert.Throws<ResourceLimitException>(() => Module.FromText(engine, Text)).Limit);
        }
    }

    [Fact]
    public void The_limits_of_a_store_are_named_when_a_module_does_not_fit()
    {
        AssertRefused("(module (memory 2))", new StoreLimits { MemoryBytes = 65536 }, ResourceKind.Memory, 65536);
        AssertRefused("(module (memory 0) (memory 0))", new StoreLimits { Memories = 1 }, ResourceKind.Memories, 1);
        AssertRefused("(module (table 2 funcref))", new StoreLimits { TableElements = 1 }, ResourceKind.TableElements, 1);
        AssertRefused("(module (table 0 funcref) (table 0 funcref))", new StoreLimits { Tables = 1 }, ResourceKind.Tables, 1);
        AssertRefused("(module)", new StoreLimits { Instances = 0 }, ResourceKind.Instances, 0);

        static void AssertRefused(string text, StoreLimits limits, ResourceKind kind, long value) => Assert.Equal(
            new ResourceLimit(kind, value), Assert.Throws<ResourceLimitException>(() => new Guest(text, limits: limits)).Limit);
    }

    /// <summary>Instantiation has the time of a call too, and a busy machine may need more for it.</summary>
    private static Guest Make(EngineOptions options, StoreLimits limits, Action? host = null)
    {
        Guest? guest = null;
        Assert.True(Patience.Until(() =>
        {
            try
            {
                guest = new Guest(Loop, linker => linker.Define("env", "host", host ?? (() => { })), options, limits);
                return true;
            }
            catch (TrapException error) when (error.Code == TrapCode.DeadlinePassed)
            {
                return false;
            }
        }));
        return guest!;
    }
}
