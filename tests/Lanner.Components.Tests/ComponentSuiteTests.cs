using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>The official tests of the component model.</summary>
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
    public void Every_component_of_the_suite_is_read_and_run_and_every_mistake_found()
    {
        Assert.SkipWhen(Folder is null, "The test suite is not there.");
        var counts = new ScriptCounts();
        var failures = new List<string>();
        var files = 0;
        foreach (var file in Files)
        {
            var script = ComponentScript.Run(File.ReadAllBytes(file), executes: true);
            failures.AddRange(script.Failures.Select(failure => $"{Path.GetRelativePath(Folder, file)}:{failure}"));
            counts += script.Counts;
            files++;
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures, {counts}:\n{string.Join('\n', failures)}");
        Assert.Equal(63, files);
        Assert.Equal(
            new ScriptCounts
            {
                Components = 287, Malformed = 75, Invalid = 380, Instances = 355, Returned = 390, Trapped = 136, NotExecuted = 0,
            },
            counts);
    }
}
