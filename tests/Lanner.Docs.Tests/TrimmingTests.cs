using System.Runtime.InteropServices;

namespace Lanner.Docs.Tests;

/// <summary>A host that is published trimmed runs modules: what code that is made at run time refers to is kept, though no code of the
/// build refers to it.</summary>
public sealed class TrimmingTests
{
    private static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    [Fact]
    public void A_trimmed_host_runs_modules_and_its_build_has_no_warnings()
    {
        var folder = Directory.CreateTempSubdirectory("lanner-trimmed-");
        try
        {
            var (exitCode, output, error) = Shell.Run(
                "dotnet", "publish", "samples/trimmed", "-c", "Release", "-r", Platform, "-o", folder.FullName, "--nologo");
            Assert.SkipWhen(
                output.Contains("error NU1", StringComparison.Ordinal), $"The packs that trimming takes cannot be had here: {output}");
            Assert.True(exitCode == 0, output + error);
            Assert.DoesNotContain("warning", output, StringComparison.Ordinal);

            var program = Path.Combine(folder.FullName, OperatingSystem.IsWindows() ? "trimmed.exe" : "trimmed");
            Assert.Equal((0, "(21, 14)\n21 14\n6.5\nMemoryOutOfBounds in trap\n", ""), Shell.Run(program));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
