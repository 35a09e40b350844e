using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lanner.Components;
using Lanner.Wasi.Tests.FileOperations;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>Programs in C, made components by the adapter for programs of WASI 0.1 (<c>programs/build.sh</c>).</summary>
public sealed partial class ProgramTests(ITestOutputHelper output)
{
    private const string Whole = """
        argument program
        argument run
        variable NAME=value
        line one
        line two
        slept enough
        year after 2000
        random yes
        size 8890
        lines 1001, last the end
        poll 1

        """;

    [Fact]
    public void A_program_finds_what_it_was_given()
    {
        using var engine = new Engine();
        var files = new InMemoryFileSystem();
        var (captured, error) = (new CapturedOutput(), new CapturedOutput());
        var builder = new WasiContextBuilder
        {
            Arguments = ["program", "run"],
            Input = WasiInput.FromText("one\ntwo\n"),
            Output = captured,
            Error = error,
        };
        builder.Environment["NAME"] = "value";
        builder.AddFileSystem(files, "/data");
        Assert.Equal(0, Run(engine, Load(engine, "program"), builder));
        Assert.Equal(Whole, captured.Text);
        Assert.Equal("to standard error\n", error.Text);
        Assert.EndsWith("line 999\nthe end\n", Encoding.UTF8.GetString(files.ReadFile("file.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_fails_has_another_exit_code()
    {
        // The adapter knows success and failure only.
        using var engine = new Engine();
        var captured = new CapturedOutput();
        Assert.Equal(
            1, Run(engine, Load(engine, "program"), new WasiContextBuilder { Arguments = ["program", "fail"], Output = captured }));
        Assert.Contains("\nopen: ", captured.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_end_a_program()
    {
        using var fuelled = new Engine(new EngineOptions { FuelCosts = FuelCosts.Default });
        Assert.Equal(
            TrapCode.OutOfFuel,
            Assert.Throws<TrapException>(() => Run(
                fuelled, Load(fuelled, "program"), new WasiContextBuilder { Arguments = ["program", "loop"] },
                new StoreLimits { Fuel = 10_000_000 })).Code);
        using var interruptible = new Engine(new EngineOptions { Interruptible = true });
        Assert.Equal(
            TrapCode.DeadlinePassed,
            Assert.Throws<TrapException>(() => Run(
                interruptible, Load(interruptible, "program"), new WasiContextBuilder { Arguments = ["program", "loop"] },
                new StoreLimits { CallTime = TimeSpan.FromSeconds(2) })).Code);
    }

    [Fact]
    public void A_component_that_is_no_program_is_refused()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var component = Component.FromText(engine, "(component)");
        Assert.False(WasiCommand.IsCommand(component));
        Assert.Throws<ArgumentException>(() => WasiCommand.Run(new ComponentLinker(engine).Instantiate(store, component)));
        Assert.True(WasiCommand.IsCommand(Load(engine, "program")));
    }

    /// <summary>Programs in C behind the adapter of 0.1. Nothing is asked of what the adapter itself decides: it has no allocation, and
    /// refuses whatever is done to an open directory as if that was closed.</summary>
    [Fact]
    public void Sequences_of_file_operations_do_the_same_as_in_a_native_program()
    {
        using var engine = new Engine();
        var component = Load(engine, "operations");
        var native = OperatingSystem.IsLinux()
            ? OperationSequenceTests.BuildNative("operations-without-allocation", "-DWITHOUT_ALLOCATION")
            : null;
        var differences = new List<string>();
        var count = int.Max(1, OperationSequenceTests.Count / 5);
        for (var seed = 1; seed <= count && differences.Count < 10; seed++)
        {
            var inMemory = Operate(engine, component, new InMemoryFileSystem(), seed);
            if (OperatingSystem.IsLinux())
            {
                var folder = Directory.CreateTempSubdirectory("lanner-operations-").FullName;
                var onHost = Operate(engine, component, new HostDirectory(folder), seed);
                Directory.Delete(folder, recursive: true);
                OperationSequenceTests.Compare(differences, "a directory", onHost, inMemory, seed);
            }

            if (native is not null)
            {
                OperationSequenceTests.Compare(
                    differences,
                    "the native program",
                    UntilReadBehindWrite(Normalize(OperationSequenceTests.RunNative(native, seed))),
                    UntilReadBehindWrite(inMemory),
                    seed);
            }
        }

        output.WriteLine($"{count} sequences{(native is null ? ", without a native build: there is no C compiler here" : "")}");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static string Operate(Engine engine, Component component, FileSystem fileSystem, int seed)
    {
        var captured = new CapturedOutput();
        var builder = new WasiContextBuilder
        {
            Arguments =
            [
                "operations", "/", seed.ToString(CultureInfo.InvariantCulture),
                OperationSequenceTests.Steps.ToString(CultureInfo.InvariantCulture),
            ],
            Output = captured,
        };
        Assert.Equal(0, Run(engine, component, builder.AddFileSystem(fileSystem, "/")));
        return Normalize(captured.Text);
    }

    /// <summary>A text without the results of what is done to an open directory.</summary>
    private static string Normalize(string text) => OnDirectory().Replace(text, "$1 = ? directory");

    /// <summary>A text up to a read behind a write to the same file without a seek between: the adapter, which has a stream for each, reads
    /// on where it has read last.</summary>
    private static string UntilReadBehindWrite(string text)
    {
        var written = new HashSet<string>();
        return string.Join('\n', text.Split('\n').TakeWhile(line =>
        {
            var operation = OnSlot().Match(line);
            var slot = operation.Groups[2].Value;
            switch (operation.Groups[1].Value)
            {
                case "write":
                    written.Add(slot);
                    break;
                case "seek":
                    written.Remove(slot);
                    break;
                case "read":
                    return !written.Contains(slot);
            }

            return true;
        }));
    }

    [GeneratedRegex("^(read|write|seek) (\\d+):")]
    private static partial Regex OnSlot();

    [GeneratedRegex("^((?:read|pread|write|pwrite|seek|truncate|sync) .*) = .* directory$", RegexOptions.Multiline)]
    private static partial Regex OnDirectory();

    private static Component Load(Engine engine, string name) =>
        Component.FromBinary(engine, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"{name}.component.wasm")));

    private static int Run(Engine engine, Component component, WasiContextBuilder builder, StoreLimits? limits = null)
    {
        using var context = builder.Build();
        using var store = new Store(engine, limits);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        return WasiCommand.Run(linker.Instantiate(store, component));
    }
}
