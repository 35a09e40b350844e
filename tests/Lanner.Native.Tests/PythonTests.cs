namespace Lanner.Native.Tests;

/// <summary>The tests of the Python package, run by Python against the library of this build.</summary>
public sealed class PythonTests
{
    private const string Missing = "There is no python3 of version 3.9 or later. Install one: apt-get install python3 (Debian), "
        + "brew install python3 (macOS).";

    [Fact]
    public void The_tests_of_the_Python_package_pass()
    {
        NativeBuild.RequireCompiler();
        Assert.SkipUnless(HasPython, Missing);

        var (exitCode, output) = NativeBuild.Run(
            "python3", "-m unittest", Repository.PathOf("bindings/python"),
            ("LANNER_LIBRARY", NativeBuild.LibraryFolder), ("PYTHONDONTWRITEBYTECODE", "1"));

        Assert.True(exitCode == 0, $"python3 -m unittest ended with {exitCode}\n{output}");
        Assert.Contains("\nOK", output, StringComparison.Ordinal);
    }

    private static bool HasPython =>
        NativeBuild.HasCommand("python3")
        && NativeBuild.Run("python3", "-c \"import sys; sys.exit(sys.version_info < (3, 9))\"", Repository.Root).ExitCode == 0;
}
