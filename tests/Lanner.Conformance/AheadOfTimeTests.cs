using System.Text.RegularExpressions;
using Lanner.AheadOfTime;
using Lanner.AheadOfTime.Running;

namespace Lanner.Conformance;

/// <summary>Lanner's own scripts in a program that NativeAOT compiles. <c>tests/Lanner.AheadOfTime</c> does the same with the official
/// suite.</summary>
public sealed partial class AheadOfTimeTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-ahead-of-time-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_script_does_what_it_says_without_a_JIT()
    {
        var report = new StringWriter();
        try
        {
            new Suite(new SuiteOptions(Interruptible: false, CountsFuel: false), memory: null, limits: null, report)
                .Run([TestSuite.OwnFolder], _folder.FullName);
        }
        catch (NotSupportedException exception)
        {
            Assert.Skip(exception.Message);
        }

        output.WriteLine(report.ToString());
        var counts = Counts().Matches(report.ToString());
        Assert.Equal(OperatingSystem.IsLinux() ? 2 : 1, counts.Count);
        Assert.All(counts, count => Assert.Equal("0", count.Groups["failed"].Value));
        Assert.All(counts, count => Assert.True(int.Parse(count.Groups["passed"].Value, null) > 800, "Are scripts missing?"));
        Assert.DoesNotContain("warning", report.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(?<passed>\d+) passed, (?<failed>\d+) failed", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Counts();
}
