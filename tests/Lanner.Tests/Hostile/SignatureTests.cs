namespace Lanner.Tests.Hostile;

/// <summary>Functions with many parameters and results, in every way that they can be called: the values arrive, and a stack that is used
/// up is a trap.</summary>
public sealed class SignatureTests
{
    /// <summary>All kinds of values in turn.</summary>
    private const string Mixed = "ilfdvope";

    public static TheoryData<int, string> Signatures
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var count in new[] { 0, 1, 2, 4, 5, 7, 8, 9, 33, 200 })
            {
                data.Add(count, Mixed);
            }

            foreach (var kind in Mixed)
            {
                data.Add(6, kind.ToString());
                data.Add(70, kind.ToString());
            }

            data.Add(1000, Mixed);
            data.Add(1000, "v");
            data.Add(1000, "o");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Values_arrive_in_their_order(int count, string kinds) => Check(new SignatureProgram(count, kinds), new EngineOptions());

    public static TheoryData<string> Modes => ["checked", "fuel", "interruptible", "deterministic", "cut", "eager"];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Values_arrive_in_every_mode(string mode)
    {
        Check(new SignatureProgram(8, Mixed), OptionsOf(mode));
        Check(new SignatureProgram(100, Mixed), OptionsOf(mode));
    }

    private static EngineOptions OptionsOf(string mode) => mode switch
    {
        "checked" => new() { MemoryMode = MemoryMode.Checked },
        "fuel" => new() { FuelCosts = FuelCosts.Default },
        "interruptible" => new() { Interruptible = true },
        "deterministic" => new() { Deterministic = true },
        "cut" => new() { MethodLimits = Lanner.Compilation.Layout.MethodLimits.OfInstructions(40) },
        "eager" => new() { Compilation = CompilationMode.Eager },
        _ => new(),
    };

    private static void Check(SignatureProgram program, EngineOptions options)
    {
        options = options with { Features = WasmFeatures.All };
        using var engine = new Engine(options);
        using var module = Module.FromText(engine, program.Text());
        using var store = new Store(engine);
        if (options.FuelCosts is not null)
        {
            store.AddFuel(1_000_000_000);
        }

        var instance = SignatureProgram.Link(engine, module, program.Type).Instantiate(store, module);
        foreach (var way in SignatureProgram.Ways)
        {
            var call = instance.GetFunction<Func<int, object?, int>>(way);
            if (way == "undefined")
            {
                Assert.Throws<LinkException>(() => call(3, "object"));
            }
            else
            {
                Assert.Equal((way, program.Expected), (way, call(3, "object")));
            }
        }

        var arguments = program.Type.Parameters.Select(Argument).ToArray();
        Assert.Equal(arguments, instance.GetFunction("identity").Invoke(arguments));
    }

    private static Value Argument(WasmValueType type, int index) => type.Kind switch
    {
        WasmValueKind.I32 => -index,
        WasmValueKind.I64 => long.MaxValue - index,
        WasmValueKind.F32 => index + 0.5f,
        WasmValueKind.F64 => index + 0.25,
        WasmValueKind.V128 => System.Runtime.Intrinsics.Vector128.Create((byte)index),
        _ => type == WasmValueType.ExternRef ? Value.FromReference($"object {index}") : Value.Null,
    };

    public static TheoryData<int, string, int> Stacks
    {
        get
        {
            var data = new TheoryData<int, string, int>();
            foreach (var kib in new[] { 256, 512, 1536 })
            {
                data.Add(1000, "v", kib);
                data.Add(200, Mixed, kib);
            }

            data.Add(1000, Mixed, 256);
            data.Add(1000, "o", 256);
            return data;
        }
    }

    /// <summary>The deepest recursion that a way survives is looked for, and then depths around it: whoever comes to the end of the stack
    /// with a large frame has to notice.</summary>
    [Theory]
    [MemberData(nameof(Stacks))]
    public void A_stack_that_ends_near_many_values_is_a_trap(int count, string kinds, int kib)
    {
        var program = new SignatureProgram(count, kinds);
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        using var module = Module.FromText(engine, program.Text());
        StackTests.OnThread(
            () =>
            {
                using var store = new Store(engine);
                var instance = SignatureProgram.Link(engine, module, program.Type).Instantiate(store, module);
                foreach (var way in SignatureProgram.Ways)
                {
                    var call = instance.GetFunction<Func<int, object?, int>>(way);
                    var (low, high) = (0, 1 << 20);
                    while (high - low > 1)
                    {
                        var middle = (low + high) / 2;
                        (low, high) = Survives(call, middle) ? (middle, high) : (low, middle);
                    }

                    // In steps of half a page, from where there is ample room to where the recursion itself comes to the end.
                    for (var step = -10; step < 50; step++)
                    {
                        var depth = Math.Max(0, low + (step * (SignatureProgram.LargeStep + 1)));
                        Survives(call, depth);
                    }

                    bool Survives(Func<int, object?, int> call, int depth)
                    {
                        try
                        {
                            var result = call(depth, "object");
                            Assert.Equal((way, program.Expected), (way, result));
                            return true;
                        }
                        catch (TrapException trap)
                        {
                            Assert.Equal((way, TrapCode.StackExhausted), (way, trap.Code));
                            return false;
                        }
                        catch (LinkException) when (way == "undefined")
                        {
                            return true;
                        }
                    }
                }
            },
            kib << 10);
    }
}
