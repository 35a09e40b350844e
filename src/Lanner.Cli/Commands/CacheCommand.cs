using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Cli.Running;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner cache</c>: shows and empties the cache of compiled modules.</summary>
internal static class CacheCommand
{
    internal static Command Create()
    {
        var info = new Command("info", "Says where the cache is, and how much is in it.");
        info.SetAction(_ => Failures.Report("cache", () => With(Show)));
        var clean = new Command("clean", "Deletes all that is in the cache.");
        clean.SetAction(_ => Failures.Report("cache", () => With(Clean)));
        return new Command("cache", "Shows or empties the cache of compiled modules.") { info, clean, CreateAdd() };
    }

    private static Command CreateAdd()
    {
        var features = new Option<ulong>(CacheFilling.FeaturesOption);
        var file = FileArguments.Create("The module.");
        var add = new Command("add", "Compiles a module for the cache.") { features, file };
        var code = new CodeOptions();
        code.AddTo(add);
        add.Hidden = true;
        add.SetAction(result => Failures.Report("cache", () => With(cache =>
        {
            // Whoever started this does not wait for it, and a key that ends that program is none of its business.
            Console.CancelKeyPress += static (_, press) => press.Cancel = true;
            LowerPriority();
            using var engine = code.CreateEngine(result, (WasmFeatures)result.GetValue(features));
            return Add(cache, engine, result.GetRequiredValue(file)) ? ExitCodes.Success : ExitCodes.BadModule;
        })));
        return add;
    }

    /// <summary>Adds a module, or each of a component: the cache knows modules by their content.</summary>
    private static bool Add(CodeCache cache, Engine engine, string path)
    {
        var bytes = InputFile.Read(path);
        if (!ComponentFiles.IsComponent(bytes))
        {
            using var module = ModuleFiles.Make(engine, path, bytes);
            return cache.Add(module);
        }

        var isThere = true;
        foreach (var binary in ComponentFiles.Make(engine, path, bytes).CoreModules)
        {
            using var module = Module.FromBinary(engine, binary);
            isThere &= cache.Add(module);
        }

        return isThere;
    }

    private static int With(Func<CodeCache, int> action) => CommandCache.Open() switch
    {
        null => throw new NotSupportedException($"{CommandCache.Variable} says that there is none, or the user has no folder"),
        { Problem: { } problem } cache => throw new NotSupportedException($"{Printable.Line(cache.Folder)} is not used: {problem}"),
        var cache => action(cache),
    };

    private static int Show(CodeCache cache)
    {
        var (entries, bytes) = cache.Measure();
        Console.WriteLine($"folder: {Printable.Line(cache.Folder)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"modules: {entries}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"size: {bytes / 1048576.0:F1} MiB of at most {cache.MaximumBytes / 1048576.0:F0}"));
        return ExitCodes.Success;
    }

    private static int Clean(CodeCache cache)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"deleted: {cache.Clear()}"));
        return ExitCodes.Success;
    }

    private static void LowerPriority()
    {
        try
        {
            using var process = Process.GetCurrentProcess();
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            // Then it competes.
        }
    }
}
