using Lanner.Hostile.Shapes;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Tests.Hostile;

/// <summary>Modules that once gave a wrong value, reached the host's memory, ended the process, or took minutes, in every way of running
/// guests. (What was compiled wrongly has its story in <c>tests/regressions</c>.)</summary>
public sealed class FindsTests
{
    private const int HeapLimit = 16 << 20;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    private static readonly byte[] Nothing = [0x60, 0, 0];

    private static readonly byte[] Number = [0x60, 0, 1, 0x7F];

    /// <summary>Each way of running guests, by name.</summary>
    public static IReadOnlyDictionary<string, EngineOptions> Modes { get; } = new Dictionary<string, EngineOptions>
    {
        ["default"] = new(),
        ["checked"] = new() { MemoryMode = MemoryMode.Checked },
        ["deterministic"] = new() { Deterministic = true },
        ["fuel"] = new() { FuelCosts = FuelCosts.Default },
        ["deadline"] = new() { Interruptible = true },
        ["eager"] = new() { Compilation = CompilationMode.Eager },
        ["background"] = new() { Compilation = CompilationMode.Background },
    };

    public static TheoryData<string> ModeNames => [.. Modes.Keys];

    public static TheoryData<string, int> ModesAndStacks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var mode in Modes.Keys)
            {
                foreach (var kib in new[] { 256, 512, 1536, 8192 })
                {
                    data.Add(mode, kib);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void An_index_that_wraps_past_a_test_traps(string mode)
    {
        const string Text = """
            (module
              (type $a (array (mut i32)))
              (global $keep (mut (ref null $a)) (ref.null $a))
              (func (export "f") (param $x i32) (result i32) (local $array (ref $a)) (local $y i32)
                (local.set $array (array.new $a (i32.const 1) (i32.const 8)))
                (global.set $keep (local.get $array))
                (if (i32.lt_s (local.get $x) (i32.const 2147483647)) (then
                  (local.set $y (i32.add (local.get $x) (i32.const -2147483640)))
                  (if (i32.ge_s (local.get $y) (i32.const 0)) (then (return (array.get $a (local.get $array) (local.get $y)))))))
                (i32.const -1)))
            """;
        using var guest = new Guest(Text, options: Modes[mode], limits: LimitsFor(mode));

        // The index is the argument less 2147483640, and wraps below -8.
        Assert.Equal(-1, guest.Invoke("f", 0)[0].AsInt32());
        Assert.Equal(1, guest.Invoke("f", int.MaxValue - 7)[0].AsInt32());
        Assert.Equal(1, guest.Invoke("f", int.MaxValue - 1)[0].AsInt32());
        foreach (var beyond in new[] { 0, 1, 8, 100, 1000, 1 << 20 })
        {
            Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => guest.Invoke("f", int.MinValue + beyond)).Code);
        }
    }

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void A_narrow_load_reads_no_more_than_it_says_also_when_its_bits_are_a_float(string mode)
    {
        using var guest = new Guest(
            """
            (module
              (memory 1)
              (data (i32.const 0) "\81\92\a3\b4")
              (func (export "f") (param i32) (result i32) (i32.reinterpret_f32 (f32.reinterpret_i32 (i32.load8_u (local.get 0))))))
            """,
            options: Modes[mode],
            limits: LimitsFor(mode));

        Assert.Equal(129, guest.Invoke("f", 0)[0].AsInt32());
        Assert.Equal(0, guest.Invoke("f", 65535)[0].AsInt32());
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => guest.Invoke("f", 65536)).Code);
    }

    public static TheoryData<string, string, int[], int> WrongValues
    {
        get
        {
            (string Function, int[] Arguments, int Result)[] cases =
            [
                ("(param i32 i32) (result i32) (i32.xor (i32.shl (local.get 0) (local.get 1)) "
                    + "(i32.shr_u (local.get 0) (i32.sub (i32.const 32) (local.get 1))))",
                    [305419896, 0], 0),
                ("(param i32 i32) (result i32) (if (i32.xor (i32.ne (local.get 0) (local.get 1)) (i32.const -1)) "
                    + "(then (if (i32.ne (local.get 0) (local.get 1)) (then (return (i32.const 1)))))) (i32.const 0)",
                    [3, 5], 1),
                ("(result i32) (i32.reinterpret_f32 (f32.reinterpret_i32 (i32.const 0x7fa00001)))", [], 0x7fa00001),
                ("(param f32) (result i32) (i32.reinterpret_f32 (f32.min (f32.const -0) (local.get 0)))", [0], int.MinValue),
                ("(result i32) (local v128) (local.set 0 (v128.const i64x2 0x7ff4000000000001 0x7ff4000000000001)) "
                    + "(i64.eq (i64.and (i64x2.extract_lane 0 (f64x2.max (local.get 0) (local.get 0))) (i64.const 0x7ff8000000000000)) "
                    + "(i64.const 0x7ff8000000000000))",
                    [], 1),
            ];
            var data = new TheoryData<string, string, int[], int>();
            foreach (var mode in Modes.Keys)
            {
                foreach (var (function, arguments, result) in cases)
                {
                    data.Add(mode, function, arguments, result);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public void A_value_is_what_the_specification_says(string mode, string function, int[] arguments, int expected)
    {
        using var guest = new Guest($"(module (func (export \"f\") {function}))", options: Modes[mode], limits: LimitsFor(mode));
        var isFloat = function.Contains("param f32", StringComparison.Ordinal);

        var result = guest.Invoke("f", [.. arguments.Select(argument => isFloat ? (Value)(float)argument : argument)]);

        Assert.Equal(expected, result[0].AsInt32());
    }

    /// <summary>The depth at which a call with a thousand vectors as results meets the end of the stack: each depth near it returns or
    /// traps.</summary>
    [Theory]
    [MemberData(nameof(ModesAndStacks))]
    public void Many_results_near_the_end_of_the_stack_are_a_trap(string mode, int kib) => OnThread(kib, () =>
    {
        // What the host has used leaves a part that is soon used up, whatever the thread has.
        Span<byte> used = stackalloc byte[Math.Max(0, (kib * 7 / 8) - 384) << 10];
        used.Fill(1);
        using var program = new Program(ManyResults(1000), mode);
        var f = program.Instance.GetFunction<Func<int, int>>("f");
        bool Returns(int depth)
        {
            try
            {
                Assert.Equal(depth + 1, f(depth));
                return true;
            }
            catch (TrapException trap)
            {
                Assert.Equal(TrapCode.StackExhausted, trap.Code);
                return false;
            }
        }

        Assert.True(Returns(0));
        var (returns, traps) = (0, 1 << 20);
        Assert.False(Returns(traps));
        while (traps - returns > 1)
        {
            var middle = (returns + traps) / 2;
            (returns, traps) = Returns(middle) ? (middle, traps) : (returns, middle);
        }

        for (var depth = returns - 100; depth < returns + 100; depth += 7)
        {
            Returns(depth);
        }
    });

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void Images_in_many_places_of_many_memories_leave_mappings(string mode)
    {
        using var engine = new Engine(Modes[mode]);
        using var module = Module.FromBinary(engine, ImageRuns(100));
        var stores = new List<Store>();
        try
        {
            for (var number = 0; number < 45; number++)
            {
                var store = new Store(engine, LimitsFor(mode) with { MemoryBytes = 64 << 20 });
                stores.Add(store);
                new Linker(engine).Instantiate(store, module).GetFunction("f").Invoke();
            }
        }
        catch (ResourceLimitException refused)
        {
            Assert.NotNull(refused.Limit);
        }
        finally
        {
            stores.ForEach(store => store.Dispose());
        }
    }

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void Arrays_that_are_kept_beside_larger_ones_that_are_dropped_count(string mode)
    {
        using var guest = new Guest(
            """
            (module
              (type $bytes (array (mut i8))) (type $node (struct (field (ref null $node)) (field (ref null $bytes))))
              (global $head (mut (ref null $node)) (ref.null $node)) (global $sink (mut (ref null $bytes)) (ref.null $bytes))
              (func (export "f") (param $rounds i32)
                (loop $l
                  (global.set $head (struct.new $node (global.get $head) (array.new_default $bytes (i32.const 32256))))
                  (global.set $sink (array.new_default $bytes (i32.const 131072)))
                  (global.set $sink (ref.null $bytes))
                  (br_if $l (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))))
            """,
            options: Modes[mode],
            limits: LimitsFor(mode) with { HeapBytes = HeapLimit });

        var trap = Assert.Throws<TrapException>(() => guest.Invoke("f", HeapLimit / 32256));

        Assert.Equal(new ResourceLimit(ResourceKind.Heap, HeapLimit), trap.Limit);
    }

    public static TheoryData<string, string> CostlyModules
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var mode in Modes.Keys)
            {
                foreach (var name in Costly.Keys)
                {
                    data.Add(mode, name);
                }
            }

            return data;
        }
    }

    private static readonly Dictionary<string, Func<byte[]>> Costly = new()
    {
        ["nested ifs"] = () => NestedIfs(1000),
        ["expressions of elements"] = () => ElementExpressions(60_000),
        ["many locals"] = () => ManyLocals(2000),
    };

    [Theory]
    [MemberData(nameof(CostlyModules))]
    public void A_module_costs_what_its_size_allows(string mode, string name)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        using var program = new Program(Costly[name](), mode);

        var results = program.Instance.GetFunction("f").Invoke();

        Assert.Equal(name == "nested ifs" ? [(Value)42] : [], results);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < Time);
    }

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void Imports_of_one_module_together_are_read(string mode)
    {
        using var engine = new Engine(Modes[mode]);
        using var module = Module.FromText(
            engine, """(module (import "m" (item "a" (func)) (item "b" (global i32))) (import "m" (item "c") (item "d") (global i32)))""");

        Assert.Equal(["a", "b", "c", "d"], module.Imports.Select(import => import.Name));
        Assert.All(module.Imports, import => Assert.Equal("m", import.ModuleName));
    }

    [Theory]
    [MemberData(nameof(ModeNames))]
    public void An_identifier_among_the_types_of_a_field_is_malformed(string mode)
    {
        using var engine = new Engine(Modes[mode]);
        Assert.Throws<MalformedTextException>(() => Module.FromText(engine, "(module (type (struct (field i32 $id i32))))"));
    }

    /// <summary>Limits far away, where the mode has any.</summary>
    private static StoreLimits LimitsFor(string mode) => new()
    {
        CallTime = Modes[mode].Interruptible ? Time : null,
        Fuel = Modes[mode].FuelCosts is null ? null : long.MaxValue / 2,
    };

    /// <summary>f(depth) recurses, and at the bottom calls a leaf that calls a function with many results.</summary>
    private static byte[] ManyResults(int count)
    {
        var module = new ShapeModule();
        module.Type(FunctionType([], 0, [0x7B], count));
        module.Type(Number);
        module.Type(0x60, 1, 0x7F, 1, 0x7F);
        module.Function(0, Repeat(count, [0xFD, 0x0C, .. new byte[16]]));
        module.Function(1, [0x10, 0, .. Repeat(count, 0x1A), 0x41, 1]);
        module.Export(
            "f", 0, module.Function(2, [0x20, 0, 0x45, 0x04, 0x7F, 0x10, 1, 0x05, 0x41, 1, 0x20, 0, 0x41, 1, 0x6B, 0x10, 2, 0x6A, 0x0B]));
        return module.ToBytes();
    }

    private static byte[] ImageRuns(int memories)
    {
        var module = WithFunction(Nothing, []);
        module.AddMany(ShapeModule.Memories, memories, 1, 9, 9);
        for (var memory = 0; memory < memories; memory++)
        {
            for (var run = 0; run < 8; run++)
            {
                module.Add(ShapeModule.Data, [2, .. Unsigned(memory), 0x41, .. Signed(run * 0x12000), 0x0B, 1, (byte)'x']);
            }
        }

        return module.ToBytes();
    }

    private static byte[] NestedIfs(int depth) =>
        WithFunction(Number, [.. Repeat(depth, 0x41, 1, 0x04, 0x7F), 0x41, 42, .. Repeat(depth, 0x05, 0x41, 7, 0x0B)]).ToBytes();

    private static byte[] ElementExpressions(int count)
    {
        var module = WithFunction(Nothing, []);
        module.Type(0x5F, 1, 0x7F, 1);
        module.Add(ShapeModule.Elements, [5, 0x6E, .. Unsigned(count), .. Repeat(count, 0xFB, 1, 1, 0x0B)]);
        return module.ToBytes();
    }

    private static byte[] ManyLocals(int functions)
    {
        var module = WithFunction(Nothing, []);
        for (var number = 0; number < functions; number++)
        {
            module.Function(0, [1, .. Unsigned(50_000), 0x7F], []);
        }

        return module.ToBytes();
    }

    private static ShapeModule WithFunction(byte[] type, byte[] code)
    {
        var module = new ShapeModule();
        module.Type(type);
        module.Export("f", 0, module.Function(0, code));
        return module;
    }

    private static void OnThread(int kib, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), kib << 10);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    /// <summary>An instance of a binary module.</summary>
    private sealed class Program : IDisposable
    {
        private readonly Engine _engine;

        private readonly Module _module;

        private readonly Store _store;

        internal Program(byte[] bytes, string mode)
        {
            _engine = new Engine(Modes[mode]);
            _module = Module.FromBinary(_engine, bytes);
            _store = new Store(_engine, LimitsFor(mode));
            Instance = new Linker(_engine).Instantiate(_store, _module);
        }

        internal Instance Instance { get; }

        public void Dispose()
        {
            _store.Dispose();
            _module.Dispose();
            _engine.Dispose();
        }
    }
}
