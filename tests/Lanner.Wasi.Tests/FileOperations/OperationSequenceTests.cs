using System.Diagnostics;
using System.Globalization;

namespace Lanner.Wasi.Tests.FileOperations;

/// <summary>Random sequences of file operations do the same, with the same error numbers, on a directory of the host, in memory, in an
/// overlay, and in a native build of the same program. A thousand by default; <c>LANNER_WASI_SEQUENCES</c> says how many.</summary>
public sealed class OperationSequenceTests(ITestOutputHelper output)
{
    internal const int Steps = 150;

    internal static int Count => TestEnvironment.Number("LANNER_WASI_SEQUENCES", 1000);

    [Fact]
    public void Sequences_of_operations_do_the_same_everywhere()
    {
        using var engine = new Engine();
        using var module = Module.FromFile(engine, Path.Combine(AppContext.BaseDirectory, "operations.wasm"));
        var native = OperatingSystem.IsLinux() ? BuildNative("operations-native") : null;
        var differences = new List<string>();
        for (var seed = 1; seed <= Count && differences.Count < 10; seed++)
        {
            var inMemory = Run(engine, module, new InMemoryFileSystem(), seed);
            Compare(
                differences, "an overlay", Run(engine, module, new OverlayFileSystem([new InMemoryFileSystem()]), seed), inMemory, seed);
            if (OperatingSystem.IsLinux())
            {
                Compare(differences, "a directory", RunOnHost(engine, module, seed, walks: false), inMemory, seed);
                Compare(differences, "a directory, step by step", RunOnHost(engine, module, seed, walks: true), inMemory, seed);
            }

            if (native is not null)
            {
                Compare(differences, "the native program", RunNative(native, seed), inMemory, seed);
            }
        }

        output.WriteLine(
            $"{Count} sequences of {Steps} operations{(native is null ? ", without a native build: there is no C compiler here" : "")}");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static string RunOnHost(Engine engine, Module module, int seed, bool walks)
    {
        var folder = Directory.CreateTempSubdirectory("lanner-operations-").FullName;
        try
        {
            return Run(engine, module, new HostDirectory(folder, walks), seed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(Engine engine, Module module, FileSystem fileSystem, int seed)
    {
        var captured = new CapturedOutput();
        var builder = new WasiContextBuilder
        {
            Arguments = ["operations", "/", seed.ToString(CultureInfo.InvariantCulture), Steps.ToString(CultureInfo.InvariantCulture)],
            Output = captured,
        };
        using var context = builder.AddFileSystem(fileSystem, "/").Build();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        try
        {
            linker.Instantiate(store, module).GetFunction<Action>("_start")();
        }
        catch (WasiExitException exit)
        {
            Assert.Equal(0, exit.ExitCode);
        }

        Assert.False(captured.IsFull);
        return captured.Text;
    }

    internal static string RunNative(string program, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("lanner-operations-").FullName;
        try
        {
            return RunProcess(program, folder, seed.ToString(CultureInfo.InvariantCulture), Steps.ToString(CultureInfo.InvariantCulture))!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Builds the program for this machine, or returns null when there is no C compiler.</summary>
    internal static string? BuildNative(string name, string flag = "-O1")
    {
        var program = Path.Combine(AppContext.BaseDirectory, name);
        var source = Path.Combine(AppContext.BaseDirectory, "operations.c");
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(source))
        {
            return program;
        }

        string[] compilers = ["cc", "clang-19", "clang", "gcc"];
        return compilers.Any(compiler => RunProcess(compiler, "-O1", flag, "-o", program, source) is not null) ? program : null;
    }

    private static string? RunProcess(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    internal static void Compare(List<string> differences, string name, string actual, string inMemory, int seed)
    {
        var actualLines = actual.Split('\n');
        var lines = inMemory.Split('\n');
        for (var index = 0; index < int.Max(actualLines.Length, lines.Length); index++)
        {
            var actualLine = index < actualLines.Length ? actualLines[index] : "(the end)";
            var line = index < lines.Length ? lines[index] : "(the end)";
            if (actualLine != line)
            {
                differences.Add($"seed {seed}, line {index + 1}: {name}: {actualLine}, but in memory: {line}");
                return;
            }
        }
    }
}
