namespace Lanner.Docs.Tests;

/// <summary>The sample that replaces a native library, and the page about it.</summary>
public sealed class NativeLibraryTests
{
    private const string Sample = "samples/native-library";
    private const string Page = "docs/replacing-a-native-library.md";

    [Fact]
    public void A_native_library_and_its_module_decode_the_same_and_only_one_of_them_ends_the_process()
    {
        foreach (var file in (string[])["stb-vorbis.wasm", "libstb_vorbis.so", "sound.ogg"])
        {
            Assert.SkipUnless(
                File.Exists(Repository.PathOf($"artifacts/guests/native-library/{file}")),
                $"{file} is not built: {Sample}/build.sh builds it.");
        }

        // The projects that it refers to were built with the tests: building them again while other tests use them would be a way to
        // fail at random.
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var build = Shell.Run("dotnet", "build", Sample, "-c", configuration, "--no-dependencies", "--nologo");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);

        var (exitCode, output, error) = Shell.Run("dotnet", "run", "--no-build", "--project", Sample, "-c", configuration);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("both ways: 1,291,034 samples, all the same", output, StringComparison.Ordinal);
        var files = output.Split("\n\n")[^2..];
        Assert.StartsWith("comments.ogg", files[0], StringComparison.Ordinal);
        Assert.Matches("P/Invoke: (.*\n *)*the process was ended by SIG(SEGV|ABRT)", files[0]);
        Assert.Matches("Lanner: +a trap: out of bounds memory access\n(.*\n)* +in stb_vorbis_decode_memory\n", files[0]);

        // Whether a process survives that 128 bytes of its heap are overwritten is up to what lies there.
        Assert.StartsWith("codebook.ogg", files[1], StringComparison.Ordinal);
        Assert.Matches("Lanner: +an exception: stb_vorbis answers -1\n", files[1]);
        Assert.All(
            files, file => Assert.Contains("in a new instance: the same samples as before", file, StringComparison.Ordinal));
    }

    /// <summary>The page shows no whole programs, so that it is compared line by line with the files that it shows.</summary>
    [Fact]
    public void What_the_page_shows_is_in_the_sample()
    {
        var files = Directory.GetFiles(Repository.PathOf(Sample)).Select(file => Trimmed(File.ReadLines(file))).ToList();
        var shown = CodeBlock.In("").Where(block => block.Place.StartsWith($"{Page}:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(shown);
        Assert.All(shown, block => Assert.Contains(
            files, file => file.Contains(Trimmed(block.Text.TrimEnd('\n').Split('\n')), StringComparison.Ordinal)));
    }

    /// <summary>The lines without what is before and behind them, and without what only the shell's checker reads.</summary>
    private static string Trimmed(IEnumerable<string> lines) => string.Concat(
        lines.Select(line => line.Trim() + '\n').Where(line => !line.StartsWith("# shellcheck", StringComparison.Ordinal)));
}
