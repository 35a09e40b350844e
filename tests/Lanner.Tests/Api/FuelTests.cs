namespace Lanner.Tests.Api;

/// <summary>Fuel: what is charged, when a guest is stopped, and that the numbers depend on nothing but the guest.</summary>
public sealed class FuelTests
{
    private const string Program = """
        (module
          (import "env" "refuel" (func $refuel))
          (import "env" "fail" (func $fail))
          (memory (export "memory") 1)
          (table $t 10 1000 funcref)
          (type $bytes (array (mut i8)))
          (type $vectors (array (mut v128)))
          (data $data "0123456789")
          (elem $elements funcref (ref.null func) (ref.null func))
          (type $functions (array (mut funcref)))
          (func $make (result (ref $bytes)) (array.new_default $bytes (i32.const 1000)))
          (func (export "array.new_default") (param i32) (drop (array.new_default $vectors (local.get 0))))
          (func (export "array.new") (param i32) (drop (array.new $bytes (i32.const 1) (local.get 0))))
          (func (export "array.new_data") (param i32) (drop (array.new_data $bytes $data (i32.const 0) (local.get 0))))
          (func (export "array.fill") (param i32) (array.fill $bytes (call $make) (i32.const 0) (i32.const 1) (local.get 0)))
          (func (export "array.copy") (param i32) (array.copy $bytes $bytes (call $make) (i32.const 0) (call $make) (i32.const 1)
              (local.get 0)))
          (func (export "array.init_data") (param i32) (array.init_data $bytes $data (call $make) (i32.const 0) (i32.const 0)
              (local.get 0)))
          (func (export "array.init_elem") (param i32)
            (array.init_elem $functions $elements (array.new_default $functions (i32.const 2)) (i32.const 0) (i32.const 0) (local.get 0)))
          (func (export "nothing"))
          (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
          (func (export "count") (param i32) (result i32) (local i32)
            (loop $l
              (local.set 1 (i32.add (local.get 1) (i32.const 1)))
              (br_if $l (i32.lt_u (local.get 1) (local.get 0))))
            local.get 1)
          (func (export "choose") (param i32) (result i32)
            (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (i32.const 2))) (else (i32.const 7))))
          (func $fib (export "fib") (param i32) (result i32)
            (if (i32.lt_u (local.get 0) (i32.const 2)) (then (return (local.get 0))))
            (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))
          (func (export "divide") (param i32) (result i32)
            (local.get 0) (i32.const 1) (local.get 0) (i32.div_u) (i32.add))
          (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
          (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0)))
          (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
          (func (export "forever") (loop $l (br $l)))
          (func $down (export "down") (call $down))
          (func $tail (export "tail") (return_call $tail))
          (func (export "refuelled") (local i32)
            (loop $l
              (call $refuel)
              (local.set 0 (i32.add (local.get 0) (i32.const 1)))
              (br_if $l (i32.lt_u (local.get 0) (i32.const 100)))))
          (func (export "host") (loop $l (call $fail) (br $l))))
        """;

    /// <summary>Of <c>$make</c>: two instructions, and 1000 bytes by 64.</summary>
    private const long MakeCost = 2 + 16;

    private static readonly EngineOptions Counting = new() { FuelCosts = FuelCosts.Default };

    public static TheoryData<string, int, long> Known => new()
    {
        { "nothing", -1, 0 },
        { "count", 10, 1 + (10 * 8) },
        { "choose", 1, 2 + 3 },
        { "choose", 0, 2 + 1 },
        { "fill", 0, 4 },
        { "fill", 64, 4 + 1 },
        { "fill", 65, 4 + 2 },
        { "grow", 8, 3 + 1 },
        { "array.new_default", 0, 2 },
        { "array.new_default", 9, 2 + 3 },
        { "array.new", 65, 3 + 2 },
        { "array.new_data", 10, 3 + 1 },
        { "array.fill", 129, 5 + MakeCost + 3 },
        { "array.copy", 129, 6 + (2 * MakeCost) + 3 },
        { "array.init_data", 10, 5 + MakeCost + 1 },
        { "array.init_elem", 2, 6 + 1 + 1 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_block_costs_what_its_instructions_cost(string function, int argument, long expected)
    {
        using var guest = Make(Counting, 1_000_000);
        if (argument < 0)
        {
            guest.Invoke(function);
        }
        else
        {
            guest.Invoke(function, argument);
        }

        Assert.Equal(expected, guest.Store.FuelConsumed);
        Assert.Equal(1_000_000 - expected, guest.Store.Fuel);
    }

    [Fact]
    public void Fuel_does_not_depend_on_how_the_guest_is_compiled()
    {
        var used = new HashSet<long>();
        foreach (var options in AllConfigurations())
        {
            using var guest = Make(options, 10_000_000);
            Assert.Equal(6765, guest.Get<Func<int, int>>("fib")(20));
            Assert.Equal(100_000, guest.Get<Func<int, int>>("count")(100_000));
            Assert.Throws<TrapException>(() => guest.Get<Func<int, int>>("divide")(0));
            Assert.Throws<TrapException>(() => guest.Get<Func<int, int>>("load")(-1));
            guest.Get<Action<int>>("fill")(65536);
            used.Add(guest.Store.FuelConsumed);
        }

        Assert.Single(used);
    }

    [Theory]
    [InlineData("forever")]
    [InlineData("down")]
    [InlineData("tail")]
    public void A_guest_that_does_not_end_is_stopped_at_the_same_place_in_every_mode(string function)
    {
        var used = new HashSet<long>();
        foreach (var options in AllConfigurations())
        {
            using var guest = Make(options, 1000);
            var error = Assert.Throws<TrapException>(guest.Get<Action>(function));
            Assert.Equal(TrapCode.OutOfFuel, error.Code);
            Assert.Equal(new ResourceLimit(ResourceKind.Fuel, 1000), error.Limit);
            Assert.Equal("all fuel consumed: the limit is 1000 units of fuel", error.Message);
            Assert.Equal(function, error.Backtrace[0].FunctionName);
            Assert.InRange(error.Backtrace[0].Offset, 1, int.MaxValue);
            Assert.Equal(0, guest.Store.Fuel);
            used.Add(guest.Store.FuelConsumed);
        }

        Assert.InRange(Assert.Single(used), 1001, 1010);
    }

    [Fact]
    public void A_guest_without_fuel_does_not_start_and_goes_on_once_it_has_some()
    {
        using var guest = Make(Counting, 1000);
        Assert.Throws<TrapException>(guest.Get<Action>("forever"));
        var add = guest.Get<Func<int, int, int>>("add");
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(() => add(1, 2)).Code);
        guest.Store.Fuel = 3;
        Assert.Equal(3, add(1, 2));
        Assert.Equal(0, guest.Store.Fuel);
        Assert.Throws<TrapException>(() => add(1, 2));
    }

    [Fact]
    public void A_host_function_can_add_fuel_while_the_guest_runs()
    {
        var given = 0;
        using var guest = Make(Counting, 20, store =>
        {
            Assert.InRange(store.Fuel, 0, 130);
            store.AddFuel(10);
            given += 10;
        });
        guest.Get<Action>("refuelled")();
        Assert.Equal(1000, given);
        Assert.Equal(20 + given - guest.Store.FuelConsumed, guest.Store.Fuel);
    }

    [Fact]
    public void What_was_used_is_known_after_an_exception_of_the_host()
    {
        using var guest = Make(Counting, 1000);
        Assert.Throws<InvalidTimeZoneException>(guest.Get<Action>("host"));
        Assert.Equal(2, guest.Store.FuelConsumed);
    }

    [Fact]
    public void The_price_list_is_the_embedders()
    {
        var costs = FuelCosts.Default.WithAll(0).With("i32.add", 1000).With("call", 7);
        using var guest = Make(Counting with { FuelCosts = costs }, 1_000_000_000);
        Assert.Equal(10, guest.Get<Func<int, int>>("count")(10));
        Assert.Equal(10_000, guest.Store.FuelConsumed);
        guest.Get<Func<int, int>>("fib")(3);
        Assert.Equal(10_000 + (2 * 1000) + (4 * 7), guest.Store.FuelConsumed);

        Assert.Equal(1000, costs["i32.add"]);
        Assert.Equal(0, costs["i32.sub"]);
        Assert.Equal(1, FuelCosts.Default["i32.add"]);
        Assert.Equal(costs, FuelCosts.Default.WithAll(0).With("call", 7).With("i32.add", 1000));
        Assert.NotEqual(costs, FuelCosts.Default);
        Assert.Throws<ArgumentException>(() => costs.With("i32.sum", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => costs.With("i32.add", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => costs.WithBulkBytes(0));
    }

    [Fact]
    public void Bulk_instructions_are_charged_before_they_begin()
    {
        using var guest = Make(Counting with { FuelCosts = FuelCosts.Default.WithBulkBytes(1) }, 10_000);
        guest.Instance.GetMemory("memory").Write(0, (byte)1);
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(() => guest.Get<Action<int>>("fill")(65536)).Code);
        Assert.Equal(1, guest.Instance.GetMemory("memory").Read<byte>(0));

        // Out of bounds comes first.
        guest.Store.Fuel = 10_000;
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => guest.Get<Action<int>>("fill")(-1)).Code);
        Assert.Equal(9_996, guest.Store.Fuel);
    }

    [Theory]
    [InlineData("array.new_default")]
    [InlineData("array.new")]
    public void An_array_that_there_is_no_fuel_for_is_not_made(string function)
    {
        using var guest = Make(Counting, 10_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<TrapException>(() => guest.Get<Action<int>>(function)(100_000_000));

        Assert.Equal(TrapCode.OutOfFuel, error.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 10_000_000);
    }

    [Fact]
    public void A_range_out_of_an_array_comes_before_its_price()
    {
        using var guest = Make(Counting, 10_000);

        Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => guest.Get<Action<int>>("array.fill")(100_000_000)).Code);

        Assert.Equal(5 + MakeCost, guest.Store.FuelConsumed);
    }

    [Fact]
    public void Without_a_limit_fuel_is_only_counted()
    {
        using var guest = Make(Counting, null);
        guest.Get<Func<int, int>>("count")(10);
        Assert.Equal(81, guest.Store.FuelConsumed);
        Assert.Equal(long.MaxValue - 81, guest.Store.Fuel);
        guest.Store.AddFuel(long.MaxValue);
        Assert.Equal(81, guest.Store.FuelConsumed);
        Assert.Equal(long.MaxValue, guest.Store.Fuel);
    }

    [Fact]
    public void Fuel_needs_an_engine_that_counts_it()
    {
        using var guest = Make(new EngineOptions(), null);
        Assert.Throws<InvalidOperationException>(() => guest.Store.Fuel);
        Assert.Throws<InvalidOperationException>(() => guest.Store.AddFuel(1));
        Assert.Throws<ArgumentException>(() => new Store(guest.Engine, new StoreLimits { Fuel = 1 }));
    }

    [Fact]
    public void What_was_used_before_an_exception_of_the_guest_stays_used()
    {
        var used = new HashSet<long>();
        foreach (var options in AllConfigurations())
        {
            using var guest = new Guest(
                """
                (module
                  (tag $e)
                  (func $work (param i32) (loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0))) (throw $e))
                  (func (export "run") (param i32)
                    (loop $again
                      (block $caught (try_table (catch_all $caught) (call $work (i32.const 100))))
                      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                      (br_if $again (local.get 0)))))
                """,
                options: options);
            guest.Get<Action<int>>("run")(10);
            used.Add(guest.Store.FuelConsumed);
        }

        // Ten times: two for the call, 600 turns, one for the throw, and six for the loop.
        Assert.Equal(10 * (2 + (100 * 6) + 1 + 6), Assert.Single(used));
    }

    private static IEnumerable<EngineOptions> AllConfigurations()
    {
        foreach (var mode in new MemoryMode?[] { null, MemoryMode.Checked })
        {
            foreach (var compilation in Enum.GetValues<CompilationMode>())
            {
                foreach (var interruptible in new[] { false, true })
                {
                    yield return Counting with { MemoryMode = mode, Compilation = compilation, Interruptible = interruptible };
                }
            }
        }
    }

    private static Guest Make(EngineOptions options, long? fuel, Action<Store>? refuel = null) => new(
        Program,
        linker =>
        {
            linker.Define("env", "refuel", (Caller caller) => refuel?.Invoke(caller.Store));
            linker.Define("env", "fail", (Action)(() => throw new InvalidTimeZoneException()));
        },
        options,
        new StoreLimits { Fuel = fuel });
}
