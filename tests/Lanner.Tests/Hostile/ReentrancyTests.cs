namespace Lanner.Tests.Hostile;

/// <summary>Guests and hosts that call each other, with exceptions, traps and growing memories on every level.</summary>
public sealed class ReentrancyTests
{
    private const string Program = """
        (module
          (import "env" "host" (func $host (param i32) (result i32)))
          (memory (export "memory") 1 100)
          (global $depth (export "depth") (mut i32) (i32.const 0))
          (func (export "guest") (param i32) (result i32) (local $base i32)
            (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
            (local.set $base (i32.mul (local.get 0) (i32.const 4)))
            (i32.store (local.get $base) (local.get 0))
            (local.set 0 (call $host (local.get 0)))
            (drop (memory.grow (i32.const 0)))
            (i32.add (local.get 0) (i32.load (local.get $base)))))
        """;

    [Fact]
    public void Guest_and_host_call_each_other_to_any_depth()
    {
        Func<int, int>? guestFunction = null;
        Memory? memory = null;
        using var guest = new Guest(Program, linker => linker.Define("env", "host", (int depth) =>
        {
            if (depth % 10 == 0)
            {
                memory!.Grow(1);
            }

            return depth == 0 ? 0 : guestFunction!(depth - 1);
        }));
        guestFunction = guest.Get<Func<int, int>>("guest");
        memory = guest.Instance.GetMemory("memory");
        Assert.Equal(Enumerable.Range(0, 201).Sum(), guestFunction(200));
        Assert.Equal(1 + 21, memory.Pages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(100)]
    public async Task An_exception_thrown_by_the_host_at_any_depth_reaches_the_embedder_and_leaves_the_store_usable(int depth)
    {
        Func<int, int>? guestFunction = null;
        using var guest = new Guest(
            Program,
            linker => linker.Define(
                "env", "host", (int left) => left == 0 ? throw new InvalidTimeZoneException("deep") : guestFunction!(left - 1)),
            new EngineOptions { Interruptible = true, FuelCosts = FuelCosts.Default },
            new StoreLimits { CallTime = TimeSpan.FromMinutes(1), StackBytes = 512 << 10, Fuel = 1_000_000 });
        guestFunction = guest.Get<Func<int, int>>("guest");
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("deep", Assert.Throws<InvalidTimeZoneException>(() => guestFunction(depth)).Message);
            Assert.Equal((depth + 1) * (round + 1), guest.Instance.GetGlobal("depth").Value.AsInt32());
        }

        // Nothing is left entered: another thread can go in.
        var error =
            await Task.Run(() => Assert.Throws<InvalidTimeZoneException>(() => guestFunction(0)), TestContext.Current.CancellationToken);
        Assert.Equal("deep", error.Message);
    }

    /// <summary>The host throws at the deepest level, and catches at another, for every pair of levels up to 40 and for some of
    /// hundreds.</summary>
    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void An_exception_thrown_at_every_depth_is_caught_at_every_other(MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        Func<int, int>? guestFunction = null;
        var catcher = 0;
        using var guest = new Guest(
            Program,
            linker => linker.Define("env", "host", (int left) =>
            {
                if (left == 0)
                {
                    throw new InvalidTimeZoneException("deep");
                }

                if (left != catcher)
                {
                    return guestFunction!(left - 1);
                }

                try
                {
                    return guestFunction!(left - 1);
                }
                catch (InvalidTimeZoneException)
                {
                    return 1000;
                }
            }),
            new EngineOptions { MemoryMode = mode });
        guestFunction = guest.Get<Func<int, int>>("guest");
        var pairs = Enumerable.Range(1, 40).SelectMany(depth => Enumerable.Range(1, depth).Select(at => (depth, at)))
            .Concat([(100, 1), (100, 100), (250, 1), (250, 125), (400, 1), (400, 399), (400, 400)]);
        var entered = 0;
        foreach (var (depth, at) in pairs)
        {
            catcher = at;
            Assert.Equal(1000 + Enumerable.Range(at, depth - at + 1).Sum(), guestFunction(depth));
            Assert.Equal(entered += depth + 1, guest.Instance.GetGlobal("depth").Value.AsInt32());
        }

        // Nobody catches.
        catcher = -1;
        foreach (var depth in (int[])[.. Enumerable.Range(0, 60), 100, 200, 300, 400])
        {
            Assert.Equal("deep", Assert.Throws<InvalidTimeZoneException>(() => guestFunction(depth)).Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void A_trap_that_the_host_catches_at_any_depth_ends_there(int depth)
    {
        Func<int, int>? guestFunction = null;
        using var guest = new Guest(Program, linker => linker.Define("env", "host", (int left) =>
        {
            if (left == 0)
            {
                return guestFunction!(1 << 28);
            }

            try
            {
                return guestFunction!(left - 1);
            }
            catch (TrapException trap)
            {
                Assert.Equal(TrapCode.MemoryOutOfBounds, trap.Code);
                return 1000;
            }
        }));
        guestFunction = guest.Get<Func<int, int>>("guest");
        Assert.Equal(1000 + Enumerable.Range(1, depth).Sum(), guestFunction(depth));
    }

    [Fact]
    public void A_host_function_can_instantiate_and_give_up_stores_of_others()
    {
        Guest? guest = null;
        guest = new Guest(Program, linker => linker.Define("env", "host", (int left) =>
        {
            using var other = new Guest("""(module (memory 1) (func (export "f") (result i32) (i32.load (i32.const 0))))""");
            Assert.Equal(0, other.Get<Func<int>>("f")());
            guest!.Linker.Instantiate(guest.Store, guest.Module);
            return left == 0 ? 0 : guest.Get<Func<int, int>>("guest")(left - 1);
        }));
        using (guest)
        {
            Assert.Equal(Enumerable.Range(0, 11).Sum(), guest.Get<Func<int, int>>("guest")(10));
        }
    }
}
