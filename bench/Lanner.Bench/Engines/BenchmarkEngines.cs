namespace Lanner.Bench.Engines;

/// <summary>All engines, in the order of their columns.</summary>
internal static class BenchmarkEngines
{
    /// <summary>The engine that ratios are relative to.</summary>
    internal const string Native = "native";

    internal const string Wasmtime = "wasmtime";

    internal const string Guarded = "lanner";

    /// <summary>The end of the name of an engine of another build of this program.</summary>
    internal const string OtherBuild = "@other";

    internal const string Background = "lanner-background";

    internal const string Checked = "lanner-checked";

    /// <summary>Lanner for hosts that never unload modules.</summary>
    internal const string Permanent = "lanner-permanent";

    /// <summary>Lanner with code from the file of <c>lanner compile</c>.</summary>
    internal const string Saved = "lanner-saved";

    /// <summary>Lanner with code from a library.</summary>
    internal const string InLibrary = "lanner-library";

    /// <summary>The engines that a worker of this program runs.</summary>
    private static readonly Dictionary<string, Func<IGuestRunner>> Runners = new()
    {
        [Guarded] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Guarded }),
        [Checked] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Checked }),
        ["lanner-interruptible"] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Guarded, Interruptible = true }),
        ["lanner-fuel"] = () => new LannerRunner(new EngineOptions { MemoryMode = MemoryMode.Guarded, FuelCosts = FuelCosts.Default }),
        [Background] = () => new LannerRunner(new EngineOptions { Compilation = CompilationMode.Background }),
        [Saved] = () => new LannerRunner(new EngineOptions { UnloadsModules = false }, CompiledModules.LoadSaved),
        [InLibrary] = () => new LannerRunner(new EngineOptions { UnloadsModules = false }, CompiledModules.LoadLibrary),
        [Permanent] = () => new LannerRunner(new EngineOptions { UnloadsModules = false }),
        [Wasmtime] = () => new WasmtimeRunner(),
    };

    /// <summary>The engines of a comparison unless it is told otherwise.</summary>
    internal static readonly string[] Default = [Native, Guarded, Checked, Wasmtime, "v8"];

    /// <summary>The engines that show the cost of Lanner's options.</summary>
    internal static readonly string[] Metering = [Guarded, "lanner-interruptible", "lanner-fuel", Checked];

    internal static readonly string[] All = [Native, .. Runners.Keys, "v8"];

    /// <summary>Makes the engine with a name.</summary>
    /// <param name="name">The name, one of <see cref="All"/>.</param>
    /// <param name="countsProcessorTime">True if its runs are measured by processor time.</param>
    internal static BenchmarkEngine Create(string name, bool countsProcessorTime = false) => name switch
    {
        Native when countsProcessorTime => throw new ArgumentException("Native builds are measured by the clock only."),
        Native => new NativeEngine(),
        Guarded => InWorker(Guarded, "Lanner", countsProcessorTime),
        Checked => InWorker(Checked, "checked", countsProcessorTime),
        "lanner-interruptible" => InWorker(name, "interruptible", countsProcessorTime),
        "lanner-fuel" => InWorker(name, "fuel", countsProcessorTime),
        Background => InWorker(name, "background", countsProcessorTime),
        Permanent => InWorker(name, "permanent", countsProcessorTime),
        Saved => InWorker(name, "saved", countsProcessorTime),
        InLibrary => InWorker(name, "library", countsProcessorTime),
        Wasmtime => InWorker(Wasmtime, "Wasmtime", countsProcessorTime),

        // Without its baseline compiler, in which it would stay for the length of a hot loop.
        "v8" => new WorkerEngine("v8", "V8", "node", "--no-liftoff", Path.Combine(AppContext.BaseDirectory, "node-worker.mjs"))
        {
            CountsProcessorTime = countsProcessorTime,
        },
        _ => throw new ArgumentException($"There is no engine {name}; there are {string.Join(", ", All)}."),
    };

    /// <summary>Makes one of Lanner's engines as another build of this program has it.</summary>
    /// <param name="engine">The engine of this build.</param>
    /// <param name="otherBuild">The <c>lanner-bench.dll</c> of the other build.</param>
    /// <param name="countsProcessorTime">True if its runs are measured by processor time.</param>
    internal static BenchmarkEngine CreateOfOtherBuild(BenchmarkEngine engine, string otherBuild, bool countsProcessorTime) =>
        new WorkerEngine(
            engine.Name + OtherBuild, $"{engine.Title}, other build", "dotnet", otherBuild, "worker", engine.Name)
        {
            CountsProcessorTime = countsProcessorTime,
        };

    /// <summary>Tests whether an engine is Lanner in one of its modes.</summary>
    internal static bool IsLanner(string name) => Runners.ContainsKey(name) && name != Wasmtime;

    /// <summary>Serves as the worker of an engine.</summary>
    internal static int Serve(string name) => Worker.Serve(Runners[name]);

    /// <summary>Makes an engine in this process.</summary>
    internal static IGuestRunner CreateRunner(string name) => Runners[name]();

    private static WorkerEngine InWorker(string name, string title, bool countsProcessorTime) =>
        new(name, title, "dotnet", typeof(BenchmarkEngines).Assembly.Location, "worker", name)
        {
            CountsProcessorTime = countsProcessorTime,
        };
}
