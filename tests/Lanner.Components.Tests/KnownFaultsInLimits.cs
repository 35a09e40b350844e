namespace Lanner.Components.Tests;

/// <summary>Faults of other hosts that let guests take as much of the host as they liked.</summary>
public class KnownFaultsInLimits
{
    private const string Maker = """
        (component
          (type $thing (resource (rep i32)))
          (core func $new (canon resource.new $thing))
          (core func $drop (canon resource.drop $thing))
          (core module $M
            (import "" "new" (func $new (param i32) (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "make-all") (loop $more (drop (call $new (i32.const 1))) (br $more)))
            (func (export "make") (param i32)
              (loop $more
                (drop (call $new (i32.const 1)))
                (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
            (func (export "make-and-drop") (param i32)
              (loop $more
                (call $drop (call $new (i32.const 1)))
                (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
          (core instance $m (instantiate $M (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
          (func (export "make-all") (canon lift (core func $m "make-all")))
          (func (export "make") (param "count" u32) (canon lift (core func $m "make")))
          (func (export "make-and-drop") (param "count" u32) (canon lift (core func $m "make-and-drop"))))
        """;

    /// <summary>GHSA-852m-cvvp-9p4w.</summary>
    [Fact]
    public void Handles_without_end_trap_at_a_default_limit()
    {
        using var running = new Running();
        var makeAll = running.Instantiate(Maker).GetFunction("make-all");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var trap = Assert.Throws<TrapException>(() => makeAll.Call());
        Assert.Equal(TrapCode.AllocationTooLarge, trap.Code);
        Assert.Equal(new ResourceLimit(ResourceKind.TableElements, 10_000_000), trap.Limit);
        // What the table gave up while it grew counts as well.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 << 20);
    }

    /// <summary>The limit is of the store: instances do not have one each.</summary>
    [Fact]
    public void The_limit_of_handles_is_one_of_the_store()
    {
        using var running = new Running(new StoreLimits { TableElements = 10_000 });
        var one = running.Instantiate(Maker);
        one.GetFunction("make-and-drop").Call(ComponentValue.FromU32(100_000));
        one.GetFunction("make").Call(ComponentValue.FromU32(900));
        var other = running.Instantiate(Maker).GetFunction("make");
        var trap = Assert.Throws<TrapException>(() => other.Call(ComponentValue.FromU32(900)));
        Assert.Equal(new ResourceLimit(ResourceKind.TableElements, 10_000), trap.Limit);
        one.GetFunction("make").Call(ComponentValue.FromU32(10));
    }

    /// <summary>GHSA-243v-98vx-264h: lengths of 2^28 and more are refused, and what a list takes of the host is counted before it is
    /// taken.</summary>
    [Theory]
    [InlineData("(list u8)", 1u << 28, "out-of-bounds")]
    [InlineData("(list u64)", 1u << 25, "out-of-bounds")]
    [InlineData("string", 1u << 28, "out-of-bounds")]
    [InlineData("(list u8)", (1u << 28) - 1, "copied by a host function")]
    [InlineData("(list bool)", (1u << 28) - 1, "copied by a host function")]
    [InlineData("(list (tuple u8))", (1u << 28) - 1, "copied by a host function")]
    [InlineData("(list (option string))", (1u << 28) / 12, "copied by a host function")]
    [InlineData("string", (1u << 28) - 1, "copied by a host function")]
    [InlineData("(list (list u8 1048576))", 200, "copied by a host function")]
    public void Huge_lists_trap_before_the_host_makes_them(string type, uint length, string expected)
    {
        using var running = new Running();
        var function = running.Instantiate(Giver($"""
            (i32.store (i32.const 16) (i32.const 64))
            (i32.store (i32.const 20) (i32.const {length}))
            (i32.const 16)
            """, type)).GetFunction("f");
        RequireCheapTrap(function, expected);
    }

    /// <summary>A list of a fixed length is as large as its type says.</summary>
    [Fact]
    public void Huge_lists_of_a_fixed_length_trap_before_the_host_makes_them()
    {
        using var running = new Running();
        var function = running.Instantiate(Giver("(i32.const 16)", "(list u8 268435455)")).GetFunction("f");
        RequireCheapTrap(function, "copied by a host function");
        var nested = running.Instantiate(Giver("(i32.const 16)", "(list (list u8 16384) 16383)")).GetFunction("f");
        RequireCheapTrap(nested, "copied by a host function");
    }

    private static string Giver(string code, string type) => $$"""
        (component
          (core module $M
            (memory (export "mem") 4098)
            (func (export "f") (result i32) {{code}}))
          (core instance $m (instantiate $M))
          (func (export "f") (result {{type}}) (canon lift (core func $m "f") (memory (core memory $m "mem")))))
        """;

    private static void RequireCheapTrap(ComponentFunction function, string expected)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var trap = Assert.Throws<TrapException>(() => function.Call());
        Assert.Contains(expected, trap.Message, StringComparison.Ordinal);

        // What was made before the limit was reached may be of the size of the limit.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }
}
