using Lanner.Wast;

namespace Lanner.Tests.Scripts;

/// <summary>The scripts of what was once found wrong, in every way of running guests. Each script in <c>tests/regressions</c> begins with
/// its story.</summary>
public sealed class RegressionTests
{
    public static TheoryData<string, MemoryMode, int?> Scripts()
    {
        var data = new TheoryData<string, MemoryMode, int?>();
        foreach (var file in Directory.GetFiles(Folder(), "*.wast").Order(StringComparer.Ordinal))
        {
            foreach (var mode in new[] { MemoryMode.Guarded, MemoryMode.Checked })
            {
                data.Add(Path.GetFileName(file), mode, null);
                data.Add(Path.GetFileName(file), mode, 12);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void What_was_found_stays_right(string name, MemoryMode mode, int? methodInstructions)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        var result = ScriptRunner.Run(
            Path.Combine(Folder(), name), new ScriptOptions { MemoryMode = mode, MethodInstructions = methodInstructions });

        Assert.True(result.IsSuccess, string.Join('\n', result.Failures));
        Assert.True(result.Passed > 0);
    }

    private static string Folder() => Repository.PathOf("tests/regressions");
}
