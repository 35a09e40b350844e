using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>The official tests of the component model, of which those of <c>async</c> that wait are read only.</summary>
public class ComponentSuiteTests
{
    /// <summary>The folder of the suite, or null when it is not there.</summary>
    internal static string? Folder { get; } =
        Directory.Exists(Repository.PathOf("../shared/component-testsuite"))
            ? Path.GetFullPath(Repository.PathOf("../shared/component-testsuite"))
            : null;

    internal static IEnumerable<string> Files => Folder is null
        ? []
        : Directory.EnumerateFiles(Folder, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    [Fact]
    public void Every_component_of_the_suite_is_read_and_every_mistake_found_and_what_is_synchronous_runs()
    {
        Assert.SkipWhen(Folder is null, "The test suite is not there.");
        var counts = new ScriptCounts();
        var asynchronous = new ScriptCounts();
        var failures = new List<string>();
        var files = 0;
        foreach (var file in Files)
        {
            var isAsync = Path.GetRelativePath(Folder, file).StartsWith("async", StringComparison.Ordinal)
                && Path.GetFileName(file) != "cross-abi-calls.wast";
            var script = ComponentScript.Run(File.ReadAllBytes(file), executes: !isAsync);
            failures.AddRange(script.Failures.Select(failure => $"{Path.GetRelativePath(Folder, file)}:{failure}"));
            files++;
            if (isAsync)
            {
                asynchronous += script.Counts;
            }
            else
            {
                counts += script.Counts;
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures, {counts}:\n{string.Join('\n', failures)}");
        Assert.Equal(63, files);
        Assert.Equal(
            new ScriptCounts
            {
                Components = 250, Malformed = 75, Invalid = 376, Instances = 258, Returned = 312, Trapped = 65, NotExecuted = 0,
            },
            counts);
        Assert.Equal(new ScriptCounts { Components = 37, Invalid = 4, NotExecuted = 224 }, asynchronous);
    }
}
