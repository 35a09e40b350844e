namespace Lanner.Tests.Hostile;

/// <summary>Modules that are small, valid and quickly compiled, and take what they can while they are instantiated. (What SoakTests has is
/// not here again: large memories and tables, start functions that loop.)</summary>
public sealed class HostileInstantiationTests
{
    private const string Array = "(type $a (array (mut i64)))";

    public static TheoryData<string, string> Allocations => new()
    {
        { "one global", $"{Array} (global (ref $a) (array.new_default $a (i32.const -1)))" },
        { "globals", Array + string.Concat(Enumerable.Repeat("(global (ref $a) (array.new_default $a (i32.const 100000)))", 100)) },
        { "globals of operands",
            $"{Array} {string.Concat(Enumerable.Repeat("(global (ref $a) (array.new $a (i64.const 5) (i32.const 100000)))", 100))}" },
        { "elements",
            $"{Array} (table 100 (ref null $a)) "
            + "(elem (i32.const 0) "
            + $"(ref null $a) {string.Concat(Enumerable.Repeat("(item (array.new_default $a (i32.const 100000)))", 100))})" },
        { "passive elements",
            $"{Array} (elem (ref null $a) {string.Concat(Enumerable.Repeat("(item (array.new_default $a (i32.const 100000)))", 100))})" },
        { "nested arrays",
            $"{Array} (type $b (array (ref $a))) "
            + "(global (ref $b) (array.new_fixed $b 100 "
            + $"{string.Concat(Enumerable.Repeat("(array.new_default $a (i32.const 100000))", 100))}))" },
        { "start",
            $"{Array} (table $t 1000 (ref null $a)) "
            + "(func $f (local i32) (loop $l (table.set $t (local.get 0) (array.new_default $a (i32.const 100000))) "
            + "(local.set 0 (i32.add (local.get 0) (i32.const 1))) (br $l))) (start $f)" },
    };

    [Theory]
    [MemberData(nameof(Allocations))]
    public void What_an_instance_allocates_before_it_runs_is_limited_too(string name, string fields)
    {
        Assert.NotEmpty(name);
        using var engine = new Engine(new EngineOptions { Interruptible = true, Features = WasmFeatures.All });
        using var module = Module.FromText(engine, $"(module {fields})");
        using var good = Module.FromText(
            engine, $"(module {Array} (global (export \"g\") (ref $a) (array.new_default $a (i32.const 1000))))");
        using var store = new Store(engine, new StoreLimits { HeapBytes = 8 << 20, CallTime = TimeSpan.FromMinutes(1) });
        for (var round = 0; round < 3; round++)
        {
            var trap = Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module));
            Assert.True(trap.Code is TrapCode.HeapExhausted or TrapCode.AllocationTooLarge, trap.Message);
        }

        // The store goes on, and so does the next instance.
        Assert.NotNull(new Linker(engine).Instantiate(store, good).GetGlobal("g").Value.AsReference());
    }

    public static TheoryData<string, string> Definitions => new()
    {
        { "passive elements", $"(func $f) (elem funcref {string.Concat(Enumerable.Repeat("(ref.func $f)", 100_000))})" },
        { "globals", string.Concat(Enumerable.Repeat("(global i32 (i32.const 1))", 20_000)) },
        { "element segments", "(func $f)" + string.Concat(Enumerable.Repeat("(elem func $f)", 20_000)) },
        { "data segments", string.Concat(Enumerable.Repeat("(data \"x\")", 20_000)) },
        { "tags", string.Concat(Enumerable.Repeat("(tag)", 20_000)) },
    };

    [Theory]
    [MemberData(nameof(Definitions))]
    public void What_instances_have_of_their_own_counts(string name, string fields)
    {
        Assert.NotEmpty(name);
        const int limit = 4 << 20;
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All, Limits = new EngineLimits { MemoryBytes = limit } });
        using var module = Module.FromText(engine, $"(module {fields})");
        for (var round = 0; round < 2; round++)
        {
            using var store = new Store(engine);
            var count = 0;
            var error = Assert.Throws<ResourceLimitException>(() =>
            {
                for (; count < 100; count++)
                {
                    new Linker(engine).Instantiate(store, module);
                }
            });

            Assert.InRange(count, 1, 40);
            Assert.Equal(limit, error.Limit!.Value);
        }
    }

    [Theory]
    [InlineData("(func $f) (elem funcref", "(ref.func $f)", ")")]
    [InlineData("(func $f)", "(elem func $f) (global i32 (i32.const 1)) (tag)", "")]
    public void An_ordinary_instance_leaves_the_whole_limit_to_memories(string begin, string item, string end)
    {
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        using var module = Module.FromText(engine, $"(module (memory 16) {begin} {string.Concat(Enumerable.Repeat(item, 200))} {end})");
        using var store = new Store(engine, new StoreLimits { MemoryBytes = 1 << 20 });
        Assert.NotNull(new Linker(engine).Instantiate(store, module));
    }

    public static TheoryData<string, string> Lengthy => new()
    {
        { "passive elements", "(func $f) (elem funcref (ref.func $f) (ref.func $f))" },
        { "elements", "(func $f) (table 2 funcref (ref.func $f)) (elem (i32.const 0) $f $f)" },
        { "globals that are not compiled", string.Concat(Enumerable.Repeat("(global i32 (i32.const 1))", 10_001)) },
        { "data", "(memory 1) (data (i32.const 0) \"a\")" },
    };

    [Theory]
    [MemberData(nameof(Lengthy))]
    public void An_instance_is_not_filled_for_a_guest_that_is_to_stop(string name, string fields)
    {
        Assert.NotEmpty(name);
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All, Interruptible = true });
        using var module = Module.FromText(engine, $"(module {fields})");

        // For the code, whose compilation would be stopped first.
        using var patient = new Store(engine);
        new Linker(engine).Instantiate(patient, module);
        using var store = new Store(engine);
        using (store.InterruptOn(new CancellationToken(canceled: true)))
        {
            Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module)).Code);
        }

        Assert.NotNull(new Linker(engine).Instantiate(store, module));
    }

    [Fact]
    public void A_start_function_that_never_stops_calling_itself()
    {
        using var engine = new Engine();
        using var module = Module.FromText(
            engine,
            "(module (func $f (param i32) (call $f (i32.add (local.get 0) (i32.const 1))) (call $f (local.get 0))) "
            + "(func $s (call $f (i32.const 0))) (start $s))");
        using var store = new Store(engine);
        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module)).Code);
        }
    }

    [Fact]
    public void Instances_that_instantiate_each_other_come_to_the_end_of_the_stack_or_of_the_limit()
    {
        using var engine = new Engine();
        using var module = Module.FromText(
            engine, """(module (import "env" "again" (func $again)) (memory 1) (table 100 funcref) (start $again))""");
        foreach (var instances in new[] { 50, 10_000 })
        {
            using var store = new Store(engine, new StoreLimits { Instances = instances, StackBytes = 256 << 10 });
            var linker = new Linker(engine);
            linker.Define("env", "again", () => { linker.Instantiate(store, module); });
            var error = Assert.ThrowsAny<LannerException>(() => linker.Instantiate(store, module));
            Assert.True(error is ResourceLimitException or TrapException { Code: TrapCode.StackExhausted }, error.ToString());
        }
    }

    [Fact]
    public void A_hundred_thousand_globals_that_each_come_from_the_one_before()
    {
        using var engine = new Engine();
        var globals =
            string.Concat(Enumerable.Range(1, 99_999).Select(index => $"(global i32 (i32.add (global.get {index - 1}) (i32.const 1)))\n"));
        using var module = Module.FromText(engine, $"(module (global i32 (i32.const 1)) {globals} (export \"last\" (global 99999)))");
        using var store = new Store(engine);
        Assert.Equal(100_000, new Linker(engine).Instantiate(store, module).GetGlobal("last").Value.AsInt32());
    }
}
