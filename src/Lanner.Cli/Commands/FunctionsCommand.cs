using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner functions</c>: compiles every function of a module and shows what the JIT made of the largest and the
/// slowest.</summary>
internal static class FunctionsCommand
{
    internal static Command Create()
    {
        var file = FileArguments.Create("The module, binary or text.");
        var top = OptionValues.CreateNumber("--top", "How many functions to show; 10 by default.", maximum: int.MaxValue);
        var features = new FeatureOptions();
        var check = SharedOptions.CreateChecked();
        var command = new Command(
            "functions", "Compiles every function and shows the largest: CIL and machine code, time, and whether the JIT optimised them.")
        {
            file, top, check,
        };
        features.AddTo(command);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var listener = new JitListener();
                using var engine = new Engine(new EngineOptions
                {
                    Features = features.Read(result),
                    Compilation = CompilationMode.Eager,
                    MemoryMode = result.GetMemoryMode(check),
                });
                var clock = Stopwatch.StartNew();
                using var module = ModuleFiles.Load(engine, path);
                Print(path, clock.Elapsed, WaitFor(listener), (int)(result.ValueOf(top) ?? 10));
                return ExitCodes.Success;
            });
        });
        return command;
    }

    /// <summary>Events are late; when none came for a while, all have come.</summary>
    private static JittedMethod[] WaitFor(JitListener listener)
    {
        var methods = listener.Methods;
        while (true)
        {
            Thread.Sleep(500);
            var now = listener.Methods;
            if (now.Length == methods.Length)
            {
                return now;
            }

            methods = now;
        }
    }

    private static void Print(string path, TimeSpan time, JittedMethod[] methods, int top)
    {
        var bad = methods.Count(method => !method.IsOptimized);
        var slowest = methods.MaxBy(method => method.Time);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(path)}: {methods.Length} methods in {time.TotalSeconds:F2} s, "
            + $"{methods.Sum(method => (long)method.CilSize)} bytes of CIL, "
            + $"{methods.Sum(method => (long)method.CodeSize)} bytes of machine code; not optimised: {bad}; "
            + $"slowest: {slowest?.Time.TotalMilliseconds:F0} ms ({(slowest is null ? "" : Printable.Name(slowest.Name))})"));
        Console.WriteLine("     CIL    code      ms");
        foreach (var method in methods.OrderByDescending(method => method.CilSize).Take(top)
            .Union(methods.OrderByDescending(method => method.Time).Take(top))
            .Union(methods.Where(method => !method.IsOptimized)))
        {
            var name = Printable.Name(method.Name) + (method.IsOptimized ? "" : "  (not optimised)");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{method.CilSize,8}{method.CodeSize,8}{method.Time.TotalMilliseconds,8:F1}  {name}"));
        }
    }
}
