namespace Lanner.Native.Tests;

/// <summary>The tests of the packages for other languages, by their own runners, against the library of this build.</summary>
public sealed class BindingTests
{
    /// <summary>The status of a script whose tools are not there, as test programs of C have it.</summary>
    private const int Missing = 77;

    /// <summary>A minute for most, on a machine that does nothing else.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Theory]
    [InlineData("c")]
    [InlineData("python")]
    [InlineData("node")]
    [InlineData("php")]
    [InlineData("go")]
    [InlineData("rust")]
    [InlineData("java")]
    public void The_tests_of_the_package_pass(string language)
    {
        NativeBuild.RequireCompiler();

        var script = Repository.PathOf($"bindings/{language}/test.sh");
        var (exitCode, output) = NativeBuild.RunWithin(
            Limit, "/bin/sh", script, Repository.Root, ("LANNER_LIBRARY", NativeBuild.LibraryFolder));

        Assert.SkipWhen(exitCode == Missing, output.Trim());
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}\n{output}");
    }
}
