namespace Lanner.Cli.Tests;

/// <summary><c>lanner run</c> of components: programs of WASI 0.2.</summary>
public sealed class ComponentRunTests
{
    private const string Program = "tests/Lanner.Wasi.Tests/Preview2/programs/program.component.wasm";

    [Fact]
    public void A_component_in_text_runs()
    {
        var result = Command.Run("run", "samples/hosts/command.wat");
        Assert.Equal((0, "Hello from a component\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public void A_program_gets_what_the_options_grant()
    {
        using var folder = new TemporaryFolder();
        var result = Command.Run(
            "one\ntwo\n"u8, "run", "--dir", $"{folder.Path}::/data", "--env", "NAME=value", Program, "argument");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("to standard error\n", result.Error);
        Assert.Contains("argument program.component.wasm\nargument argument\nvariable NAME=value\nline one\nline two\n", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("size 8890\nlines 1001, last the end\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(8898, new FileInfo(Path.Combine(folder.Path, "file.txt")).Length);
    }

    [Fact]
    public void A_program_that_fails_gives_its_exit_code_and_a_hint_at_what_was_not_granted()
    {
        var result = Command.Run("run", Program, "fail");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("open: No such file or directory\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("lanner: the guest asked for /data/file.txt, which no --dir grants\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fuel", "10000000", "all fuel consumed")]
    [InlineData("--timeout", "2s", "interrupted by a deadline")]
    public void Limits_end_a_program(string option, string value, string reason)
    {
        var result = Command.Run("run", option, value, Program, "loop");
        Assert.Equal(134, result.ExitCode);
        Assert.Contains($"lanner: trap: {reason}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_deterministic_runs_are_the_same()
    {
        var first = Command.Run("run", "--deterministic", Program);
        Assert.Equal(first.Output, Command.Run("run", "--deterministic", Program).Output);
        Assert.Contains("slept enough\nyear before\n", first.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_are_traced()
    {
        var result = Command.Run("run", "--trace", "wasi", "samples/hosts/command.wat");
        Assert.Contains("wasi:cli/stdout#get-stdout() = ", result.Error, StringComparison.Ordinal);
        Assert.Contains("wasi:io/streams#[method]output-stream.blocking-write-and-flush(", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--invoke", "f")]
    [InlineData("--preload", "a=samples/hello.wasm")]
    [InlineData("--unknown-imports", "trap")]
    public void Options_of_modules_are_refused(string option, string value)
    {
        var result = Command.Run("run", option, value, Program);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"this is a component, and {option} is for modules", result.Error, StringComparison.Ordinal);
    }
}
