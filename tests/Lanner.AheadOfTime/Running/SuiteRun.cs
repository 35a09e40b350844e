using System.Globalization;
using Lanner.Admission;
using Lanner.Wast;

namespace Lanner.AheadOfTime.Running;

/// <summary>Runs scripts in a generated program, where the code of their modules is that of libraries.</summary>
/// <param name="table">The libraries.</param>
/// <param name="options">The options that they were compiled with.</param>
/// <param name="memory">The kind of memories.</param>
internal sealed class SuiteRun(LibraryTable table, SuiteOptions options, MemoryMode memory)
{
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Tests whether a script is one of a proposal that Lanner does not have, which fails everywhere.</summary>
    internal static bool IsUnsupported(string script) => script.Contains("custom-descriptors", StringComparison.Ordinal);

    /// <summary>Does what a generated program does: runs scripts, and writes what fails and the counts.</summary>
    /// <param name="arguments">The arguments of the program: the kind of memories, and a file with the paths of scripts.</param>
    /// <param name="table">The libraries.</param>
    /// <param name="options">The options that they were compiled with.</param>
    /// <returns>Its exit code.</returns>
    internal static int Start(string[] arguments, LibraryTable table, SuiteOptions options)
    {
        var run = new SuiteRun(table, options, Enum.Parse<MemoryMode>(arguments[0]));
        var result = ScriptResult.Combine(File.ReadLines(arguments[1]).Select(run.Run));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Passed} passed, {result.Failed} failed, {run._leftOut.Values.Sum()} left out"));
        foreach (var (reason, count) in run._leftOut)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} left out: {reason}"));
        }

        return result.IsSuccess ? 0 : 1;
    }

    private ScriptResult Run(string script)
    {
        if (IsUnsupported(script))
        {
            LeaveOut("custom descriptors, a proposal that Lanner does not have", ScriptParser.Parse(File.ReadAllBytes(script)).Length);
            return new ScriptResult(0, 0, []);
        }

        var selection = new ScriptSelection(table, ScriptFeatures.For(script));
        var result = ScriptRunner.RunFile(script, new ScriptOptions(), CreateHost, selection.Select);
        foreach (var failure in result.Failures)
        {
            Console.WriteLine(failure);
        }

        foreach (var (reason, count) in selection.LeftOut)
        {
            LeaveOut(reason, count);
        }

        return result;
    }

    private void LeaveOut(string reason, int count) => _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + count;

    private EngineScriptHost CreateHost(WasmFeatures features)
    {
        var engine = new Engine(options.ForEngine(features, memory));
        return new EngineScriptHost(
            engine, [.. SpecTest.BinariesFor(features).Select(binary => Load(engine, binary))], binary => Load(engine, binary));
    }

    /// <summary>Validates a module like one that comes at run time, and makes it of its library.</summary>
    private Module Load(Engine engine, byte[] binary)
    {
        Module.Check(engine, binary, new ModuleAdmission(engine.Options.Limits));
        var library = table.Find(ScriptModules.KeyOf(binary, engine.Options.Features))
            ?? throw new InvalidOperationException("The program has no library of the module.");
        return library.ModuleFor(engine);
    }
}
