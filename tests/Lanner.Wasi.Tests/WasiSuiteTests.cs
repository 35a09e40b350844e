using System.Text;
using System.Text.Json;

namespace Lanner.Wasi.Tests;

/// <summary>The official test suite (WebAssembly/wasi-testsuite, with its prebuilt modules). It is no part of the repository:
/// tests/fetch-wasi-testsuite.sh fetches it.</summary>
public sealed class WasiSuiteTests
{
    private const string Missing =
        "The WASI test suite is not there. Fetch it with tests/fetch-wasi-testsuite.sh, or let WASI_TESTSUITE name its folder.";

    public static TheoryData<string> Tests => [.. Find("wasm32-wasip1") is { Count: > 0 } tests ? tests : [""]];

    [Theory]
    [MemberData(nameof(Tests))]
    public void Modules_of_the_official_suite_do_what_they_should(string test)
    {
        Assert.SkipWhen(test.Length == 0, Missing);
        RunModule(Path.Combine(TestSuite.WasiFolder!, test));
    }

    public static TheoryData<string> ThreadTests => [.. Find("wasi-threads") is { Count: > 0 } tests ? tests : [""]];

    [Theory]
    [MemberData(nameof(ThreadTests))]
    public void Modules_of_the_official_suite_that_start_threads_do_what_they_should(string test)
    {
        Assert.SkipWhen(test.Length == 0, Missing);
        RunModule(Path.Combine(TestSuite.WasiFolder!, test));
    }

    private static void RunModule(string file)
    {
        var settings = Path.ChangeExtension(file, ".json");
        using var document = JsonDocument.Parse(File.Exists(settings) ? File.ReadAllText(settings) : "{}");
        var specification = document.RootElement;
        var output = new CapturedOutput();
        var errors = new CapturedOutput();
        var builder = new WasiContextBuilder
        {
            Arguments = [Path.GetFileName(file), .. Strings(specification, "args")],
            Output = output,
            Error = errors,
        };
        if (file.Contains("wasi-threads", StringComparison.Ordinal))
        {
            // Their input never comes.
            builder.Input = WasiInput.FromStream(new System.IO.Pipelines.Pipe().Reader.AsStream());
        }

        if (specification.TryGetProperty("env", out var environment))
        {
            foreach (var variable in environment.EnumerateObject())
            {
                builder.Environment[variable.Name] = variable.Value.GetString()!;
            }
        }

        // Each test gets its own copy of the folder, so that they can run at once and leave nothing behind.
        using var copy = new Files.Sandbox();
        if (specification.TryGetProperty("root", out var root) && root.GetString() is { } folder)
        {
            CopyFolder(Path.Combine(Path.GetDirectoryName(file)!, folder), copy.Inside);
            builder.AddDirectory(copy.Inside, "/");
        }

        using var context = builder.Build();
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var store = new Store(engine);
        using var module = Module.FromFile(engine, file);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        var exitCode = 0;
        try
        {
            var threads = WasiThreads.AreUsedBy(module) ? new WasiThreads(linker, store, module) : null;
            var instance = linker.Instantiate(store, module);
            if (threads is null)
            {
                instance.GetFunction<Action>("_start")();
            }
            else
            {
                threads.Run(instance);
            }
        }
        catch (WasiExitException exit)
        {
            exitCode = exit.ExitCode;
        }
        catch (TrapException trap)
        {
            Assert.Fail($"{trap.Message}\n{errors.Text}");
        }

        Assert.True(
            exitCode == (specification.TryGetProperty("exit_code", out var code) ? code.GetInt32() : 0),
            $"exit code {exitCode}\n{errors.Text}");
        if (specification.TryGetProperty("stdout", out var expected))
        {
            Assert.Equal(expected.GetString(), output.Text);
        }
    }

    private static IEnumerable<string> Strings(JsonElement specification, string name) =>
        specification.TryGetProperty(name, out var values) ? values.EnumerateArray().Select(value => value.GetString()!) : [];

    internal static void CopyFolder(string source, string destination)
    {
        foreach (var folder in Directory.EnumerateDirectories(source, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(destination, Path.GetRelativePath(source, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(destination, Path.GetRelativePath(source, file)));
        }
    }

    private static List<string> Find(string part)
    {
        var folder = TestSuite.WasiFolder;
        return folder is null
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.wasm", SearchOption.AllDirectories)
                .Where(file => file.Contains(part, StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
    }
}
