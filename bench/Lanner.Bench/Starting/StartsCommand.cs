using System.CommandLine;
using System.Diagnostics;
using Lanner.Bench.Engines;
using Lanner.Bench.Loading;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Starting;

/// <summary><c>lanner-bench starts</c>: how long it takes from the start of a process until a program has answered, with code that was
/// compiled before and without.</summary>
internal static class StartsCommand
{
    private const int Rounds = 5;

    /// <summary>The time in which the process that fills the cache has compiled a module.</summary>
    private static readonly TimeSpan LongestFilling = TimeSpan.FromMinutes(3);

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Starts, "Measures new processes, with code that was compiled before and without.")
        {
            quick,
            write,
        };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    /// <summary>The process that runs a compiled module by Wasmtime's package.</summary>
    internal static Command CreateProbe()
    {
        var path = new Argument<string>("FILE");
        var arguments = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("start-probe", "Runs one compiled module, for the command starts.") { path, arguments };
        command.Hidden = true;
        command.SetAction(result => StartProbe.Run(result.GetRequiredValue(path), result.GetValue(arguments) ?? []));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var root = Repository.FindRoot();
        var folder = Path.Combine(root, "artifacts", "bench-starts");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        StartProgram[] programs = [.. Programs(root, isQuick)];
        var lanner = CommandOf(root);
        if (!isQuick || !File.Exists(lanner))
        {
            Require("dotnet", "build", Path.Combine(root, "src", "Lanner.Cli"), "-c", "Release", "-v", "quiet");
        }

        StartContender[] contenders = [.. Contenders(root, folder, lanner, isQuick)];
        Prepare(programs, contenders, lanner, folder);

        var figures = new Dictionary<(StartProgram, StartContender), List<TimedProcess>>();
        foreach (var program in programs)
        {
            for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            {
                foreach (var contender in contenders)
                {
                    if (contender.CommandFor(program) is { } command)
                    {
                        var runs = figures.TryGetValue((program, contender), out var known) ? known : figures[(program, contender)] = [];
                        runs.Add(TimedProcess.Run(command, contender.Environment, program.Expected));
                    }
                }
            }
        }

        return new Report(
            ReportNames.Starts,
            "Starts",
            [
                $"Each figure is the median of {Rounds} new processes, the contenders taking turns, from the start of the process to the "
                + "first byte that it prints, or to its end. **bare .NET** is `dotnet hello.dll`, a C# program that prints a line. "
                + "**no cache**, **cache**, **file**: `lanner run`, with `--no-cache`, with the module in the cache, and with the file of "
                + "`lanner compile`. **executable**: the file of `lanner compile --exe`, which needs no runtime. **Wasmtime**: a .NET "
                + "program, compiled ahead of time (ReadyToRun), that runs the module through Wasmtime's package, from a "
                + "`.cwasm` that it has compiled before. **V8** compiles as it runs.",
                "The programs: hello is `samples/hello.wasm`; lua, quickjs and sqlite are those of bench/programs/large, short ones at "
                + "their smallest scale; python is npm's, 20 MB, and prints 42. Run: `lanner-bench starts`.",
            ],
            [
                Table("First answer, ms", run => run.FirstAnswer, programs, contenders, figures),
                Table("Whole process, ms", run => run.Total, programs, contenders, figures),
            ]);
    }

    private static ReportTable Table(
        string title, Func<TimedProcess, double> part, StartProgram[] programs, StartContender[] contenders,
        Dictionary<(StartProgram, StartContender), List<TimedProcess>> figures)
    {
        var table = new ReportTable(
            title, ["program", .. contenders.Select(contender => contender.Title), "cache ÷ Wasmtime", "cache ÷ no cache"]);
        foreach (var program in programs)
        {
            var medians = contenders.ToDictionary(
                contender => contender.Title,
                contender => figures.TryGetValue((program, contender), out var runs) ? Figures.Median(runs.Select(part)) : double.NaN);
            table.Add([
                program.Title,
                .. medians.Values.Select(Figures.Number),
                Figures.Ratio(medians["cache"] / medians.GetValueOrDefault("Wasmtime", double.NaN)),
                Figures.Ratio(medians["cache"] / medians["no cache"]),
            ]);
        }

        return table;
    }

    private static IEnumerable<StartProgram> Programs(string root, bool isQuick)
    {
        yield return new StartProgram("hello", "hello", Path.Combine(root, "samples", "hello.wasm"), [], "hello, world\n");
        if (isQuick)
        {
            yield break;
        }

        foreach (var (name, scale) in ((string, string)[])[("lua", "1"), ("quickjs", "1"), ("sqlite", "5")])
        {
            var module = Path.Combine(root, "artifacts", "guests", $"{name}.wasm");
            var expected = Path.ChangeExtension(module, "expected");
            if (!File.Exists(module))
            {
                Console.Error.WriteLine($"Not built: {name}. See bench/programs/README.md.");
                continue;
            }

            yield return new StartProgram($"{name}, short", name, module, [scale], File.ReadAllText($"{expected}-{scale}"));
            yield return new StartProgram(name, name, module, [], File.ReadAllText(expected));
        }

        var python = Path.Combine(root, "artifacts", "modules", "python.wasm");
        if (File.Exists(python))
        {
            // NativeAOT would take many minutes for it.
            yield return new StartProgram("python", "python", python, ["-c", "print(42)"], "42\n") { HasExecutable = false };
        }
        else
        {
            Console.Error.WriteLine("Not fetched: python. See bench/programs/large/fetch-modules.sh.");
        }
    }

    private static IEnumerable<StartContender> Contenders(string root, string folder, string lanner, bool isQuick)
    {
        Dictionary<string, string> none = [], cached = new() { ["LANNER_CACHE"] = Path.Combine(folder, "cache") };
        yield return new StartContender(
            "bare .NET", program => program.Name == "hello" ? ["dotnet", BuildBareProgram(folder)] : null, none);
        yield return new StartContender("no cache", program => [lanner, "run", "--no-cache", program.Module, .. program.Arguments], none);
        yield return new StartContender("cache", program => [lanner, "run", program.Module, .. program.Arguments], cached);
        yield return new StartContender(
            "file", program => [lanner, "run", Path.Combine(folder, $"{program.Name}.lanner"), .. program.Arguments], none);
        yield return new StartContender("executable", program => FindExecutable(program, folder), none);
        if (isQuick)
        {
            yield break;
        }

        if (PublishedBenchmark.TryPublish(root) is { } published)
        {
            yield return new StartContender(
                "Wasmtime",
                program => ["dotnet", published, "start-probe", Path.Combine(folder, $"{program.Name}.cwasm"), .. program.Arguments],
                none);
        }

        if (Commands.FirstLine("node", "--version") is not null)
        {
            yield return new StartContender(
                "V8", program => ["node", Path.Combine(root, "samples", "run-with-node.mjs"), program.Module, .. program.Arguments], none);
        }
    }

    /// <summary>Compiles the modules for all that run compiled ones, and waits until they are in the cache.</summary>
    private static void Prepare(StartProgram[] programs, StartContender[] contenders, string lanner, string folder)
    {
        var cache = contenders.Single(contender => contender.Title == "cache");
        foreach (var program in programs.DistinctBy(program => program.Name))
        {
            Require(lanner, "compile", program.Module, "-o", Path.Combine(folder, $"{program.Name}.lanner"));
            if (program.HasExecutable)
            {
                MakeExecutable(lanner, program, folder);
            }

            StartProbe.Compile(program.Module, Path.Combine(folder, $"{program.Name}.cwasm"));
            var entries = Entries();
            TimedProcess.Run(cache.CommandFor(program)!, cache.Environment, program.Expected);
            var begun = Stopwatch.GetTimestamp();
            while (Entries() == entries)
            {
                if (Stopwatch.GetElapsedTime(begun) > LongestFilling)
                {
                    throw new EngineFailedException($"{program.Name} did not come into the cache in {LongestFilling}.");
                }

                Thread.Sleep(100);
            }
        }

        int Entries() => Directory.Exists(cache.Environment["LANNER_CACHE"])
            ? Directory.GetFiles(cache.Environment["LANNER_CACHE"], "*.lanner").Length
            : 0;
    }

    private static void MakeExecutable(string lanner, StartProgram program, string folder)
    {
        var (exitCode, output) = Commands.Run(lanner, ["compile", "--exe", program.Module, "-o", ExecutableOf(program, folder)]);
        if (exitCode != 0)
        {
            Console.Error.WriteLine($"No executable of {program.Name}: {output}");
        }
    }

    private static string[]? FindExecutable(StartProgram program, string folder) =>
        ExecutableOf(program, folder) is var file && File.Exists(file) ? [file, .. program.Arguments] : null;

    private static string ExecutableOf(StartProgram program, string folder) =>
        Path.Combine(folder, program.Name + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>The command as it is built from the sources.</summary>
    private static string CommandOf(string root) =>
        Path.Combine(root, "artifacts", "bin", "Lanner.Cli", "release", OperatingSystem.IsWindows() ? "lanner.exe" : "lanner");

    /// <summary>Builds the smallest program of .NET that says something.</summary>
    private static string BuildBareProgram(string folder)
    {
        var assembly = Path.Combine(folder, "bare", "bin", "bare.dll");
        if (!File.Exists(assembly))
        {
            Directory.CreateDirectory(Path.Combine(folder, "bare"));
            File.WriteAllText(Path.Combine(folder, "bare", "Program.cs"), "System.Console.WriteLine(\"hello, world\");");
            File.WriteAllText(Path.Combine(folder, "bare", "bare.csproj"), """
                <Project>
                  <PropertyGroup>
                    <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                    <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                  </PropertyGroup>
                  <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <InvariantGlobalization>true</InvariantGlobalization>
                    <UseAppHost>false</UseAppHost>
                  </PropertyGroup>
                  <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
                </Project>
                """);
            Require(
                "dotnet", "build", Path.Combine(folder, "bare", "bare.csproj"), "-c", "Release", "-o", Path.GetDirectoryName(assembly)!,
                "-v", "quiet");
        }

        return assembly;
    }

    private static void Require(string file, params string[] arguments)
    {
        var (exitCode, output) = Commands.Run(file, arguments);
        if (exitCode != 0)
        {
            throw new EngineFailedException($"{file} {string.Join(' ', arguments)} ended with {exitCode}: {output}");
        }
    }
}
