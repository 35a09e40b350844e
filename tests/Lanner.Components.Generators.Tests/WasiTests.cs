namespace Lanner.Components.Generators.Tests;

/// <summary>The worlds of others: WASI's.</summary>
public class WasiTests
{
    private static string Folder => Path.GetFullPath(Path.Combine(Repository.Root, "../shared/wit"));

    [Theory]
    [InlineData("v0.2.12", "cli", "command")]
    [InlineData("v0.2.12", "cli", "imports")]
    [InlineData("v0.2.12", "http", "proxy")]
    [InlineData("v0.2.12", "sockets", "imports")]
    [InlineData("v0.2.12", "filesystem", "imports")]
    [InlineData("v0.2.12", "clocks", "imports")]
    [InlineData("v0.2.12", "random", "imports")]
    [InlineData("v0.2.12", "io", "imports")]
    [InlineData("v0.3.0", "cli", "command")]
    [InlineData("v0.3.0", "http", "service")]
    [InlineData("v0.3.0", "http", "middleware")]
    [InlineData("v0.3.0", "sockets", "imports")]
    [InlineData("v0.3.0", "filesystem", "imports")]
    [InlineData("v0.3.0", "clocks", "imports")]
    [InlineData("v0.3.0", "random", "imports")]
    public void A_world_makes_code_that_compiles(string version, string package, string world)
    {
        var proposals = Path.Combine(Folder, version, "proposals");
        Assert.SkipUnless(Directory.Exists(proposals), $"There is no {proposals}. The texts of WASI belong beside the checkout.");
        var files = Directory.EnumerateDirectories(proposals).SelectMany(folder => Directory
            .EnumerateFiles(Path.Combine(folder, "wit"), "*.wit")
            .Select(file => (
                Path.GetFileName(folder) == package
                    ? $"/project/wit/{Path.GetFileName(file)}"
                    : $"/project/wit/deps/{Path.GetFileName(folder)}/{Path.GetFileName(file)}",
                File.ReadAllText(file))));
        Check([.. files], world);
    }

    [Fact]
    public void Neural_networks_make_code_that_compiles()
    {
        var found = Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*nn*.wit", SearchOption.AllDirectories).ToList() : [];
        Assert.SkipUnless(found.Count > 0, $"There is no wasi-nn in {Folder}. The texts of WASI belong beside the checkout.");
        Check([.. found.Select(file => ($"/project/wit/{Path.GetFileName(file)}", File.ReadAllText(file)))], "ml");
    }

    private static void Check((string, string)[] files, string world)
    {
        var generation = new Generation(files);
        generation.Add($"[Lanner.Components.WitWorld(\"wit\", \"{world}\")] public partial class Wasi;");
        generation.Run();
        generation.RequireRight();
        Assert.Contains("partial class Wasi", generation.Code);
    }
}
