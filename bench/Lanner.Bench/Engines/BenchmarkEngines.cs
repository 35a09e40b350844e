namespace Lanner.Bench.Engines;

/// <summary>All engines, in the order of their columns.</summary>
internal static class BenchmarkEngines
{
    /// <summary>The engine that ratios are relative to.</summary>
    internal const string Native = "native";

    internal const string Wasmtime = "wasmtime";

    internal const string Guarded = "lanner";

    internal const string Background = "lanner-background";

    internal const string Checked = "lanner-checked";

    /// <summary>The engines that a worker of this program runs.</summary>
    private static readonly Dictionary<string, Func<IGuestRunner>> Runners = new()
    {
        [Guarded] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Guarded }),
        [Checked] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Checked }),
        ["lanner-interruptible"] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Guarded, Interruptible = true }),
        ["lanner-fuel"] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Guarded, FuelCosts = FuelCosts.Default }),
        [Background] = () => new LannerRunner(new EngineOptions { Compilation = CompilationMode.Background }),
        [Wasmtime] = () => new WasmtimeRunner(),
    };

    /// <summary>The engines of a comparison unless it is told otherwise.</summary>
    internal static readonly string[] Default = [Native, Guarded, Checked, Wasmtime, "v8"];

    /// <summary>The engines that show the cost of Lanner's options.</summary>
    internal static readonly string[] Metering = [Guarded, "lanner-interruptible", "lanner-fuel", Checked];

    internal static readonly string[] All = [Native, .. Runners.Keys, "v8"];

    /// <summary>Makes the engines with some names.</summary>
    internal static BenchmarkEngine Create(string name) => name switch
    {
        Native => new NativeEngine(),
        Guarded => InWorker(Guarded, "Lanner"),
        Checked => InWorker(Checked, "checked"),
        "lanner-interruptible" => InWorker(name, "interruptible"),
        "lanner-fuel" => InWorker(name, "fuel"),
        Background => InWorker(name, "background"),
        Wasmtime => InWorker(Wasmtime, "Wasmtime"),

        // Without its baseline compiler, in which it would stay for the length of a hot loop.
        "v8" => new WorkerEngine("v8", "V8", "node", "--no-liftoff", Path.Combine(AppContext.BaseDirectory, "node-worker.mjs")),
        _ => throw new ArgumentException($"There is no engine {name}; there are {string.Join(", ", All)}."),
    };

    /// <summary>Serves as the worker of an engine.</summary>
    internal static int Serve(string name) => Worker.Serve(Runners[name]);

    /// <summary>Makes an engine in this process.</summary>
    internal static IGuestRunner CreateRunner(string name) => Runners[name]();

    private static WorkerEngine InWorker(string name, string title) =>
        new(name, title, "dotnet", typeof(BenchmarkEngines).Assembly.Location, "worker", name);
}
