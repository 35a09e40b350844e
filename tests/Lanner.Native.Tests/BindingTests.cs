namespace Lanner.Native.Tests;

/// <summary>The tests of the package for another language, by its own runner, against the library of this build. Each language is a class,
/// so that two of them run side by side.</summary>
public abstract class BindingTests(string language)
{
    /// <summary>The status of a script whose tools are not there, as test programs of C have it.</summary>
    private const int Missing = 77;

    /// <summary>A minute or two for most, on a machine that does nothing else.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Fact]
    public void The_tests_of_the_package_pass()
    {
        NativeBuild.RequireCompiler();

        var script = Repository.PathOf($"bindings/{language}/test.sh");
        var (exitCode, output) = NativeBuild.RunWithin(
            Limit, "/bin/sh", script, Repository.Root, ("LANNER_LIBRARY", NativeBuild.LibraryFolder));

        Assert.SkipWhen(exitCode == Missing, output.Trim());
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}\n{output}");
    }

    public sealed class C() : BindingTests("c");

    public sealed class Python() : BindingTests("python");

    public sealed class Node() : BindingTests("node");

    public sealed class Php() : BindingTests("php");

    public sealed class Go() : BindingTests("go");

    public sealed class Rust() : BindingTests("rust");

    public sealed class Java() : BindingTests("java");
}
