using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>The samples that are components with a program in them print what native builds of the same sources print. Those that are not
/// committed are made by samples/components/build.sh.</summary>
public sealed class ComponentSampleTests
{
    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("primes", "primes")]
    [InlineData("wordcount", "wordcount")]
    [InlineData("zig", "languages/words")]
    public void Programs_of_modules_run_through_the_adapter(string name, string sample)
    {
        var result = Command.Run(Input(), "run", Built($"artifacts/components/{name}.wasm"));
        Assert.Equal("", result.Error);
        Assert.Equal(Expected(sample), result.Expect(0).Output);
    }

    [Theory]
    [InlineData("samples/components/files.wasm", "files")]
    [InlineData("artifacts/components/go.wasm", "languages/pipeline")]
    public void Programs_work_in_a_granted_directory(string component, string sample)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are granted on Linux only.");
        using var folder = new TemporaryFolder();
        var result = Command.Run("run", "--dir", $"{folder.Path}::/work", Built(component), "/work").Expect(0);
        Assert.Equal(Expected(sample), result.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_composed_program_is_made_of_what_is_beside_it()
    {
        using var folder = new TemporaryFolder();
        var composed = folder.PathOf("composed.wasm");
        Command.Run("compose", "--plug", "samples/components/words-rust.wasm", "-o", composed, "samples/components/report.wasm").Expect(0);
        Assert.True(
            File.ReadAllBytes(Repository.PathOf("samples/components/report-rust.wasm")).AsSpan().SequenceEqual(File.ReadAllBytes(composed)),
            "report-rust.wasm is of other parts: samples/components/build.sh report-rust makes it again.");
    }

    [Fact]
    public void A_program_composed_with_a_library_reads_standard_input_or_a_file()
    {
        const string Report = "samples/components/report-rust.wasm";
        Assert.Equal(Expected("components/report"), Command.Run(Input(), "run", Report).Expect(0).Output);

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are granted on Linux only.");
        var result = Command.Run("run", "--dir", "samples::/samples:ro", Report, "/samples/wordcount.input");
        Assert.Equal(Expected("components/report"), result.Expect(0).Output);
        Assert.StartsWith("/other cannot be opened\n", Command.Run("run", Report, "/other").Expect(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("samples/components/words-c.wasm")]
    [InlineData("samples/components/report.wasm")]
    public void What_is_no_command_by_itself_is_refused(string component)
    {
        var result = Command.Run("run", component);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(component.Contains("report", StringComparison.Ordinal) ? "lanner:samples/words" : "wasi:cli/run", result.Error);
    }

    private static byte[] Input() => File.ReadAllBytes(Repository.PathOf("samples/wordcount.input"));

    private static string Built(string component)
    {
        Assert.SkipUnless(
            File.Exists(Repository.PathOf(component)), $"{component} is not built: samples/components/build.sh makes it.");
        return component;
    }

    private static string Expected(string sample) => File.ReadAllText(Repository.PathOf($"samples/{sample}.expected"));
}
