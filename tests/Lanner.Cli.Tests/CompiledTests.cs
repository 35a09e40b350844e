using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary><c>lanner compile</c>, and the cache of <c>lanner run</c>.</summary>
public sealed class CompiledTests
{
    private static readonly string Tool = Path.Combine(
        Path.GetDirectoryName(Command.Assembly)!, "crossgen2", OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2");

    [Theory]
    [InlineData("hello")]
    [InlineData("shapes")]
    [InlineData("json")]
    public void A_compiled_program_does_what_the_program_does(string name)
    {
        using var folder = new TemporaryFolder();
        var compiled = folder.PathOf(name + ".lanner");

        CompileResult(Command.Run("compile", $"samples/{name}.wasm", "-o", compiled));

        Assert.Equal(
            Command.Run("run", $"samples/{name}.wasm").Expect(0).Output,
            Command.Run("run", compiled).Expect(0).Output);
    }

    [Fact]
    public void Nothing_of_a_compiled_program_is_compiled_when_it_runs()
    {
        Assert.SkipUnless(File.Exists(Tool), "crossgen2 is not there: Lanner.Cli was built without CompilesAheadOfTime.");
        using var folder = new TemporaryFolder();
        var compiled = folder.PathOf("hello.lanner");
        Command.Run("compile", "samples/hello.wasm", "-o", compiled).Expect(0);

        var log = folder.PathOf("jit.txt");
        Command.RunWith(LoggingTheJit(log), "run", compiled).Expect(0);
        var other = folder.PathOf("other.txt");
        Command.RunWith(LoggingTheJit(other), "run", "samples/hello.wasm").Expect(0);

        Assert.DoesNotContain(" Functions:", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.DoesNotContain(" State:", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.Contains(" Functions:", File.ReadAllText(other), StringComparison.Ordinal);
    }

    /// <summary>Machine code that is right for structures, exceptions, vectors, tail calls and traps: the project's own scripts.</summary>
    [Fact]
    public void Scripts_pass_through_machine_code_from_files()
    {
        Assert.SkipUnless(File.Exists(Tool), "crossgen2 is not there: Lanner.Cli was built without CompilesAheadOfTime.");

        var result = Command.Run("wast", "--saved", "native", "tests/scripts").Expect(0);

        Assert.EndsWith(" passed, 0 failed, 0 skipped", result.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_beside_the_module_unless_it_is_told()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("m.wat", """(module (func (export "f") (result i32) (i32.const 42)))""");

        CompileResult(Command.Run("compile", module));

        Assert.Equal("42\n", Command.Run("run", "--invoke", "f", folder.PathOf("m.lanner")).Expect(0).Output);
    }

    [Fact]
    public void A_library_is_an_assembly_with_its_documentation()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("my-numbers.wat", """(module (func (export "forty_two") (result i32) (i32.const 42)))""");

        Command.Run("compile", "--library", "--namespace", "Some", module).Expect(0);

        Assert.StartsWith("MZ", File.ReadAllText(folder.PathOf("my-numbers.dll")), StringComparison.Ordinal);
        Assert.Contains("M:Some.MyNumbers.FortyTwo", File.ReadAllText(folder.PathOf("my-numbers.xml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.wat", "(module\n  (func (result i32) (i64.const 1)))", "a.wat(2,")]
    [InlineData("b.wasm", "no module", "b.wasm : ")]
    [InlineData(null, "", "c.wat : ")]
    public void Builds_are_told_of_mistakes_in_their_own_form(string? name, string content, string place)
    {
        using var folder = new TemporaryFolder();
        var file = name is null ? folder.PathOf("c.wat") : folder.Write(name, content);

        var result = Command.Run("compile", "--library", "--errors", "msbuild", file);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(folder.PathOf(place), result.Error, StringComparison.Ordinal);
        Assert.Contains(": error LANNER001: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Mistakes_are_told_in_a_line()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("m.wat", """(module (func (export "f") (result i32) (i32.const 42)))""");
        var compiled = folder.PathOf("m.lanner");
        CompileResult(Command.Run("compile", module));

        Command.Run("compile", module, "-o", folder.PathOf("m.dll")).ExpectFailure(1, "ends with .lanner");
        Command.Run("compile", "-").ExpectFailure(1, "name a file for the compiled module with -o");
        Command.Run("compile", folder.PathOf("none.wasm")).ExpectFailure(1, "there is no such file");
        Command.Run("run", "--checked", compiled).ExpectFailure(1, "it was compiled for guarded memories, and here they are checked");
        Command.Run("run", "--timeout", "1s", compiled).ExpectFailure(1, "it was compiled so that it cannot be interrupted");
        Command.Run("run", "--fuel", "10", compiled).ExpectFailure(1, "it was compiled without fuel; compile the module again with lanner");
        Command.Run("run", folder.PathOf("none.lanner")).ExpectFailure(1, "there is no such file");
        Command.Run("run", folder.Write("text.lanner", "(module)")).ExpectFailure(1, "the file is none, or was cut");
    }

    [Theory]
    [InlineData("--interruptible", "--timeout", "10s")]
    [InlineData("--fuel", "--fuel", "100")]
    [InlineData("--checked", "--checked", null)]
    [InlineData("--deterministic", "--deterministic", null)]
    public void What_it_was_compiled_for_can_be_asked_for(string compileOption, string runOption, string? value)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("m.wat", """(module (func (export "f") (result i32) (i32.const 42)))""");

        CompileResult(Command.Run("compile", compileOption, module));

        string[] option = value is null ? [runOption] : [runOption, value];
        Assert.Equal("42\n", Command.Run(["run", .. option, "--invoke", "f", folder.PathOf("m.lanner")]).Expect(0).Output);
    }

    /// <summary>The code in a compiled module is trusted. A file that looks like one from the inside only is a module like
    /// others.</summary>
    [Fact]
    public void A_file_with_another_name_is_not_trusted()
    {
        using var folder = new TemporaryFolder();
        var compiled = folder.PathOf("hello.lanner");
        CompileResult(Command.Run("compile", "samples/hello.wasm", "-o", compiled));
        File.Copy(compiled, folder.PathOf("hello.wasm"));

        Command.Run("run", folder.PathOf("hello.wasm")).ExpectFailure(1, "magic header not detected");
    }

    [Fact]
    public void The_second_run_of_a_program_is_from_the_cache()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> environment = new() { ["LANNER_CACHE"] = folder.PathOf("cache") };
        var module = folder.Write("m.wat", """(module (func (export "_start")))""");

        Command.RunWith(environment, "run", "--no-cache", module).Expect(0);
        Assert.False(Directory.Exists(folder.PathOf("cache")));
        Command.RunWith(environment, "run", module).Expect(0);
        Assert.True(SpinWait.SpinUntil(
            () => Directory.Exists(folder.PathOf("cache")) && Directory.GetFiles(folder.PathOf("cache"), "*.lanner").Length == 1,
            Patience.Limit));
        var log = folder.PathOf("jit.txt");
        Command.RunWith(new(LoggingTheJit(log)) { ["LANNER_CACHE"] = folder.PathOf("cache") }, "run", module).Expect(0);

        if (File.Exists(Tool))
        {
            Assert.DoesNotContain(" Functions:", File.ReadAllText(log), StringComparison.Ordinal);
        }

        string[] info = Command.RunWith(environment, "cache", "info").Expect(0).Lines;
        Assert.Equal([$"folder: {folder.PathOf("cache")}", "modules: 1"], info[..2]);
        Assert.Matches("^size: [0-9.]+ MiB of at most 1024$", info[2]);
        Assert.Equal("deleted: 1\n", Command.RunWith(environment, "cache", "clean").Expect(0).Output);
        Assert.Empty(Directory.GetFiles(folder.PathOf("cache")));
    }

    [Fact]
    public void Where_there_is_no_cache_the_command_says_so()
    {
        Command.RunWith(new() { ["LANNER_CACHE"] = "off" }, "cache", "info").ExpectFailure(1, "LANNER_CACHE says that there is none");
        Command.RunWith(new() { ["LANNER_CACHE"] = "/dev/null/cache" }, "cache", "info").ExpectFailure(1, "/dev/null/cache is not used: ");
        Command.RunWith(new() { ["LANNER_CACHE"] = "/dev/null/cache" }, "run", "samples/hello.wasm").Expect(0);
    }

    /// <summary>A process that is killed while it writes leaves nothing behind that is taken for an entry.
    /// <c>Lanner.Soak cache</c> does this a hundred times, with two processes at once.</summary>
    [Fact]
    public void To_be_killed_while_the_cache_is_written_breaks_nothing()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> environment = new() { ["LANNER_CACHE"] = folder.PathOf("cache") };
        for (var round = 0; round < 5; round++)
        {
            using (Command.BeginWith(environment, "cache", "add", "--features-value", "0", "samples/hello.wasm"))
            {
                // To dispose of it kills it.
                Thread.Sleep(100 * round);
            }

            Assert.Equal("hello, world\n", Command.RunWith(environment, "run", "samples/hello.wasm").Expect(0).Output);
        }
    }

    /// <summary>An environment in which the JIT writes what it compiles to a file.</summary>
    private static Dictionary<string, string> LoggingTheJit(string path) =>
        new() { ["DOTNET_JitStdOutFile"] = path, ["DOTNET_JitDisasmSummary"] = "1" };

    private static void CompileResult(CommandResult result)
    {
        result.Expect(0);
        Assert.Equal("", result.Output);
        Assert.Equal(
            File.Exists(Tool) ? "" : "lanner: crossgen2 is not here, so that the file has no machine code, "
                + "and the JIT makes it when it is run\n",
            result.Error);
    }

    [Fact]
    public void Modules_run_without_the_library_for_components()
    {
        using var folder = new TemporaryFolder();
        var copy = Directory.CreateDirectory(folder.PathOf("copy")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Command.Assembly)!))
        {
            // Without the list of what belongs to it, the command has what is beside it.
            if (!Path.GetFileName(file).StartsWith("Lanner.Components.", StringComparison.Ordinal)
                && !file.EndsWith(".deps.json", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        var module = Repository.PathOf("samples/hello.wasm");
        var compiled = folder.PathOf("hello.lanner");
        CompileResult(Command.Run("compile", module, "-o", compiled));
        var command = Path.Combine(copy, Path.GetFileName(Command.Assembly));
        Assert.Equal(Command.Run("run", module).Output, Command.RunCopy(command, "run", module).Expect(0).Output);
        Assert.Equal(Command.Run("run", module).Output, Command.RunCopy(command, "run", compiled).Expect(0).Output);
    }
}
