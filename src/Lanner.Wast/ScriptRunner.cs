using Lanner.Compilation.Layout;
using Lanner.Text;
using Lanner.Wast.Components;

namespace Lanner.Wast;

/// <summary>Runs scripts, each on a thread of its own, so that one that never ends is a failure like others.</summary>
public static class ScriptRunner
{
    /// <summary>Runs a script, or all scripts in a folder and those below it.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">The options of the run.</param>
    public static ScriptResult Run(string path, ScriptOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        var hostFactory = options.HostFactory ?? (features => CreateHost(features, options));
        return ScriptResult.Combine(Find(path).Select(file => Read(file, sequence => ComponentScript.IsOne(sequence)
            ? ComponentScriptRunner.Run(file, sequence, options, EngineOptionsOf(FeaturesOf(file, options), options))
            : RunCommands(file, options, hostFactory, ScriptParser.Parse(sequence)))));
    }

    /// <summary>The scripts that a path means: itself, or those in the folder and the folders below it, in order.</summary>
    /// <param name="path">The file or folder.</param>
    public static IEnumerable<string> Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [path];
    }

    /// <summary>Runs commands of a script on a host.</summary>
    /// <param name="file">The script.</param>
    /// <param name="options">The options of the run, of which those of the engine are for the host.</param>
    /// <param name="hostFactory">Makes the host for the features of the script.</param>
    /// <param name="selection">The commands to run, of those that the script has.</param>
    internal static ScriptResult RunFile(
        string file,
        ScriptOptions options,
        Func<WasmFeatures, IScriptHost> hostFactory,
        Func<ScriptCommand[], ScriptCommand[]> selection) =>
        Read(file, sequence => RunCommands(file, options, hostFactory, selection(ScriptParser.Parse(sequence))));

    private static ScriptResult Read(string file, Func<TokenSequence, ScriptResult> run)
    {
        try
        {
            return run(Lexer.Read(File.ReadAllBytes(file)));
        }
        catch (MalformedTextException error)
        {
            return new ScriptResult(0, 0, [new ScriptFailure(file, error.Line, $"the script is malformed: {error.Message}")]);
        }
    }

    private static ScriptResult RunCommands(
        string file, ScriptOptions options, Func<WasmFeatures, IScriptHost> hostFactory, ScriptCommand[] commands)
    {
        var features = FeaturesOf(file, options);
        var host = hostFactory(features);
        var session = new ScriptSession(file, host, features);
        var thread = new Thread(() => session.Run(commands), maxStackSize: 16 << 20) { IsBackground = true, Name = Path.GetFileName(file) };
        thread.Start();
        if (thread.Join(options.TimeLimit))
        {
            var result = session.Result with { FuelConsumed = (host as EngineScriptHost)?.FuelConsumed ?? 0 };
            host.Dispose();
            return result;
        }

        host.Interrupt();
        var line = session.CurrentLine;
        return session.Abandon(new ScriptFailure(file, line, $"still running after {options.TimeLimit.TotalSeconds:0} s"));
    }

    private static WasmFeatures FeaturesOf(string file, ScriptOptions options) => options.Features ?? ScriptFeatures.For(file);

    private static EngineScriptHost CreateHost(WasmFeatures features, ScriptOptions options) => new(
        EngineOptionsOf(features, options), options.Saved is { } form ? new SavedModules(form) : null);

    private static EngineOptions EngineOptionsOf(WasmFeatures features, ScriptOptions options) => new()
    {
        Features = features,
        MemoryMode = options.MemoryMode,
        Compilation = options.Compilation,
        Interruptible = options.Interruptible,
        FuelCosts = options.FuelCosts,
        MethodLimits = options.MethodInstructions is { } count ? MethodLimits.OfInstructions(count) : null,
    };
}
