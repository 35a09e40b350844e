using System.Text;
using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>Every sample prints what its native build prints, in both memory modes.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("hello", "")]
    [InlineData("hello", "--checked")]
    [InlineData("shapes", "")]
    [InlineData("shapes", "--checked")]
    [InlineData("primes", "")]
    [InlineData("primes", "--checked")]
    [InlineData("json", "")]
    [InlineData("json", "--checked")]
    [InlineData("trap", "")]
    [InlineData("trap", "--checked")]
    public void Samples_print_what_their_native_builds_print(string name, string mode)
    {
        var result = Command.Run([.. Run(mode), $"samples/{name}.wasm"]);
        Assert.Equal(Expected(name), result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--checked")]
    public void Word_count_reads_standard_input(string mode)
    {
        var input = File.ReadAllBytes(Repository.PathOf("samples/wordcount.input"));
        Assert.Equal(Expected("wordcount"), Command.Run(input, [.. Run(mode), "samples/wordcount.wasm"]).Expect(0).Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--checked")]
    public void Files_works_in_a_granted_directory(string mode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are granted on Linux only.");
        using var folder = new TemporaryFolder();
        var result = Command.Run([.. Run(mode), "--dir", $"{folder.Path}::/work", "samples/files.wasm", "/work"]).Expect(0);
        Assert.Equal(Expected("files"), result.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--checked")]
    public void Life_is_invoked(string mode) =>
        Assert.Equal(Expected("life"), Command.Run([.. Run(mode), "--invoke", "run", "samples/life.wasm", "1", "100"]).Expect(0).Output);

    [Theory]
    [InlineData("", "wasm")]
    [InlineData("--checked", "wasm")]
    [InlineData("", "wat")]
    public void Add_is_invoked(string mode, string format)
    {
        var output = new StringBuilder();
        foreach (var call in (string[])["add 40 2", "fac 20", "div -7 2"])
        {
            var words = call.Split(' ');
            output.Append(Command.Run([.. Run(mode), "--invoke", words[0], $"samples/add.{format}", .. words[1..]]).Expect(0).Output);
        }

        Assert.Equal(Expected("add"), output.ToString());
    }

    [Theory]
    [InlineData("sqlite", "")]
    [InlineData("sqlite", "--checked")]
    [InlineData("lua", "")]
    [InlineData("quickjs", "")]
    [InlineData("zlib", "")]
    public void Large_programs_print_what_their_native_builds_print(string name, string mode)
    {
        var guest = Repository.PathOf($"artifacts/guests/{name}.wasm");
        var expected = Directory.Exists(Path.GetDirectoryName(guest))
            ? Directory.GetFiles(Path.GetDirectoryName(guest)!, $"{name}.expected-*")
            : [];
        Assert.SkipUnless(
            File.Exists(guest) && expected.Length == 1,
            $"{name} is not built: samples/sqlite/build.sh and bench/programs/large build the large guests.");
        var argument = expected[0][(expected[0].LastIndexOf('-') + 1)..];
        Assert.Equal(File.ReadAllText(expected[0]), Command.Run([.. Run(mode), guest, argument]).Expect(0).Output);
    }

    private static string[] Run(string mode) => mode.Length == 0 ? ["run"] : ["run", mode];

    private static string Expected(string name) => File.ReadAllText(Repository.PathOf($"samples/{name}.expected"));
}
