namespace Lanner.Components.Tests;

/// <summary>Lists and strings that guests pass on take fuel by their size and are given up when the guests are to stop, by emitted code as
/// by plans; and that code counts in the limit of code.</summary>
public class CopyLimitTests
{
    private const int Megabytes = 16 << 20;

    /// <summary>The fuel that is enough for the guests' own instructions.</summary>
    private const int SmallFuel = 1000;

    public static TheoryData<string, string, string, int> Copies => new()
    {
        { "(list u8)", "utf8", "utf8", Megabytes },
        { "(list u64)", "utf8", "utf8", Megabytes / 8 },
        { "string", "utf8", "utf8", Megabytes },
        { "string", "utf8", "utf16", Megabytes },
        { "string", "utf16", "utf8", Megabytes / 2 },
        { "string", "latin1+utf16", "utf8", Megabytes },
        { "(list (list u8))", "utf8", "utf8", 16 },
    };

    [Theory]
    [MemberData(nameof(Copies))]
    public void What_is_passed_on_takes_fuel_by_its_size(string type, string from, string to, int length)
    {
        const int needed = Megabytes / 64;
        using var engine = new Engine(new EngineOptions { FuelCosts = FuelCosts.Default });
        var component = Component.FromText(engine, Pair(type, length, from, to));
        foreach (var emits in new[] { true, false })
        {
            using (var store = new Store(engine, new StoreLimits { Fuel = needed }))
            {
                var trap = Assert.Throws<TrapException>(() => Give(component, store, emits));
                Assert.Equal(TrapCode.OutOfFuel, trap.Code);
                Assert.Equal(new ResourceLimit(ResourceKind.Fuel, needed), trap.Limit);
            }

            using (var store = new Store(engine, new StoreLimits { Fuel = needed + SmallFuel }))
            {
                Give(component, store, emits);
                Assert.InRange(store.FuelConsumed, needed, needed + SmallFuel);
            }
        }
    }

    /// <summary>A million lists that are the same 16 MiB.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Copies_do_not_outlast_the_time_of_a_call(bool emits)
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var store = new Store(engine, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(300) });
        var component = Component.FromText(engine, Pair("(list (list u8))", 1 << 20, "utf8", "utf8"));
        Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(() => Give(component, store, emits)).Code);
    }

    [Theory]
    [InlineData("(list u8)", true)]
    [InlineData("(list u8)", false)]
    [InlineData("string", true)]
    [InlineData("string", false)]
    [InlineData("(list (option u8))", true)]
    [InlineData("(list (option u8))", false)]
    public void Guests_that_are_to_stop_copy_nothing(string type, bool emits)
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var store = new Store(engine);
        var component = Component.FromText(engine, Pair(type, 16, "utf8", "utf8"));
        var trap = Assert.Throws<TrapException>(() => Give(component, store, emits, store.Interrupt));
        Assert.Equal(TrapCode.Interrupted, trap.Code);
        Assert.Equal(-1, HostilePair.MemoriesOf(store)[0].AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Code_of_calls_counts_in_the_limit_of_code()
    {
        var text = Pair("(list u8)", 16, "utf8", "utf8");
        long withoutAdapter;
        using (var engine = new Engine())
        {
            using var store = new Store(engine);
            Give(Component.FromText(engine, text), store, emits: false);
            withoutAdapter = engine.Account.CodeBytes;
        }

        using var limited = new Engine(new EngineOptions { Limits = new EngineLimits { CodeBytes = withoutAdapter + (64 << 10) } });
        using var other = new Store(limited);
        var component = Component.FromText(limited, text);
        var error = Assert.Throws<ResourceLimitException>(() => Give(component, other, emits: true));
        Assert.Equal(ResourceKind.Code, error.Limit?.Kind);
    }

    /// <summary>A guest whose function <c>f</c> gives another a list or string of its memory, which begins with places of lists.</summary>
    private static string Pair(string type, int length, string from, string to)
    {
        var isNested = type.StartsWith("(list (list", StringComparison.Ordinal);
        var pages = (isNested ? 2 * length * 8 : 0) + (2 * Megabytes);
        var bytes = isNested ? Megabytes / 16 : 0;
        if (isNested && length > 16)
        {
            bytes = Megabytes;
        }

        return $$"""
            (component
              (import "stop" (func $stop))
              (component $Inner
                (core module $M
                  (memory (export "mem") {{(pages >> 16) + 2}})
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 16))
                  (func (export "f") (param i32 i32)))
                (core instance $m (instantiate $M))
                (func (export "f") (param "value" {{type}})
                  (canon lift (core func $m "f") string-encoding={{to}}
                    (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
              (component $Outer
                (import "stop" (func $stop))
                (import "f" (func $inner (param "value" {{type}})))
                (core module $Data (memory (export "mem") {{(pages >> 16) + 2}}))
                (core instance $data (instantiate $Data))
                (core func $f (canon lower (func $inner) string-encoding={{from}} (memory (core memory $data "mem"))))
                (core func $stop' (canon lower (func $stop)))
                (core module $N
                  (import "" "mem" (memory 1))
                  (import "" "f" (func $f (param i32 i32)))
                  (import "" "stop" (func $stop))
                  (func (export "fill") (local i32)
                    (loop $next
                      (i32.store (local.get 0) (i32.const {{(isNested ? 0 : 0x01010101)}}))
                      (i32.store (i32.add (local.get 0) (i32.const 4)) (i32.const {{(isNested ? bytes : 0x01010101)}}))
                      (br_if $next (i32.lt_u
                        (local.tee 0 (i32.add (local.get 0) (i32.const 8)))
                        (i32.const {{(isNested ? length * 8 : 16)}})))))
                  (func (export "f") (call $stop) (call $f (i32.const 0) (i32.const {{length}}))))
                (core instance $n (instantiate $N (with "" (instance
                  (export "mem" (memory $data "mem"))
                  (export "f" (func $f)) (export "stop" (func $stop'))))))
                (func (export "fill") (canon lift (core func $n "fill")))
                (func (export "f") (canon lift (core func $n "f"))))
              (instance $inner (instantiate $Inner))
              (instance $outer (instantiate $Outer (with "stop" (func $stop)) (with "f" (func $inner "f"))))
              (func (export "fill") (alias export $outer "fill"))
              (func (export "f") (alias export $outer "f")))
            """;
    }

    private static void Give(Component component, Store store, bool emits, Action? stop = null)
    {
        var linker = new ComponentLinker(component.Engine) { EmitsAdapters = emits };
        linker.Define("stop", (_, _) =>
        {
            stop?.Invoke();
            return null;
        });
        var instance = linker.Instantiate(store, component);
        instance.GetFunction("fill").Call();
        instance.GetFunction("f").Call();
    }
}
