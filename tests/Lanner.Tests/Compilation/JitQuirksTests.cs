using System.Globalization;
using System.Text;
using Lanner.Platform;

namespace Lanner.Tests.Compilation;

/// <summary>The list of what the JIT gets wrong is whole, and everything refers to it.</summary>
public sealed class JitQuirksTests
{
    private static string DocumentFile => Path.Combine(Repository.Root, "docs", "jit-quirks.md");

    [Fact]
    public void Every_quirk_has_a_file_that_shows_it() =>
        Assert.All(JitQuirks.All, quirk =>
            Assert.True(File.Exists(Path.Combine(Repository.Root, quirk.Regression)), $"{quirk.Name}: there is no {quirk.Regression}."));

    [Fact]
    public void Every_quirk_stands_in_the_list_once()
    {
        var members = typeof(JitQuirks).GetProperties(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Where(property => property.PropertyType == typeof(JitQuirk)).Select(property => property.Name).Order(StringComparer.Ordinal);

        Assert.Equal(members, JitQuirks.All.Select(quirk => quirk.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_quirk_is_referred_to_where_it_is_gone_around()
    {
        var sources =
            string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Lanner"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "JitQuirks.cs").Select(File.ReadAllText));

        Assert.All(JitQuirks.All, quirk => Assert.Contains($"JitQuirks.{quirk.Name}", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_regression_of_the_JIT_belongs_to_a_quirk_or_issue()
    {
        var listed = JitQuirks.All.Select(quirk => Path.GetFileName(quirk.Regression))
            .Concat(JitIssues.All.Select(issue => issue.Regression!))
            .ToHashSet(StringComparer.Ordinal);
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "regressions"))
            .Where(file => File.ReadAllText(file).Contains("RyuJIT", StringComparison.Ordinal));

        Assert.All(files, file => Assert.Contains(Path.GetFileName(file), listed));
    }

    [Fact]
    public void Every_issue_that_guests_can_cause_has_a_file() => Assert.All(
        JitIssues.All.Where(issue => issue.Regression is not null),
        issue => Assert.True(
            File.Exists(Path.Combine(Repository.Root, "tests", "regressions", issue.Regression!)),
            $"There is no {issue.Regression}."));

    [Fact]
    public void Issues_and_quirks_know_the_same()
    {
        var mended = JitIssues.All.Where(issue => issue.Reach == JitIssues.Reach.Mended).ToArray();

        Assert.All(
            mended,
            issue => Assert.Contains(
                JitQuirks.All,
                quirk => issue.Answer == $"`{quirk.Name}`" && quirk.Issues.Intersect(issue.Numbers).Any()));
        Assert.All(
            JitQuirks.All.SelectMany(quirk => quirk.Issues),
            number => Assert.Contains(mended, issue => issue.Numbers.Contains(number)));
    }

    [Fact]
    public void Every_issue_stands_in_the_list_once()
    {
        var numbers = JitIssues.All.SelectMany(issue => issue.Numbers).ToArray();

        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Fact]
    public void The_document_is_the_list()
    {
        var expected = Document();
        if (Environment.GetEnvironmentVariable("LANNER_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(DocumentFile, expected);
        }

        Assert.Equal(expected, File.ReadAllText(DocumentFile));
    }

    [Fact]
    public void The_engine_says_which_runtime_it_was_tested_with()
    {
        Assert.SkipUnless(
            Environment.Version == Engine.TestedRuntime,
            $"This is .NET {Environment.Version}; what is written was tested with {Engine.TestedRuntime}.");
        Assert.Contains(Engine.TestedRuntime.ToString(), File.ReadAllText(DocumentFile), StringComparison.Ordinal);
    }

    private static string Document()
    {
        var text = new StringBuilder($"""
            # Quirks of the JIT

            What RyuJIT gets wrong or does not do, as far as guests can make it, and what Lanner does about it. The list is
            `src/Lanner/Platform/JitQuirks.cs`, from which this file is written (`LANNER_UPDATE_SNAPSHOTS=1`, tests `JitQuirksTests`).
            All was tested with .NET {Engine.TestedRuntime}, which `Engine.TestedRuntime` says too. The official suite, the scripts of
            `tests/regressions` and `tests/scripts`, and `FindsTests` also pass with 10.0.11 and 10.0.15 (`tests/with-runtime.sh`).
            Numbers are those of issues and changes of dotnet/runtime.


            """);
        foreach (var group in JitQuirks.All.GroupBy(quirk => quirk.Kind))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"## {TitleOf(group.Key)}\n\n| quirk | seen in | upstream | what the JIT does | what Lanner does | shown by |\n| --- | "
                + $"--- | --- | --- | --- | --- |\n");
            foreach (var quirk in group)
            {
                var issues = LinksOf(quirk.Issues);
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{quirk.Name}` | {quirk.Seen} | {issues} | {quirk.Description} | {quirk.Remedy} | "
                    + $"[{Path.GetFileName(quirk.Regression)}](../{quirk.Regression}) |\n");
            }

            text.Append('\n');
        }

        text.Append("""
            ## Issues read

            What was read about wrong code, and what it means for guests: "mended" could be caused by a guest; "guarded" comes out right,
            and has a script that would say if it did not; "none" cannot be written.

            | upstream | what the JIT did | guests | what Lanner does, or why it need not | script |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var issue in JitIssues.All)
        {
            var script = issue.Regression is { } file ? $"[{file}](../tests/regressions/{file})" : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {LinksOf(issue.Numbers)} | {issue.Subject} | {ToText(issue.Reach)} | {issue.Answer} | {script} |\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string LinksOf(int[] issues) => string.Join(", ", issues.Select(LinkOf));

    private static string LinkOf(int issue) =>
        string.Create(CultureInfo.InvariantCulture, $"[#{issue}](https://github.com/dotnet/runtime/issues/{issue})");

    private static string ToText(JitIssues.Reach reach) => reach switch
    {
        JitIssues.Reach.Mended => "mended",
        JitIssues.Reach.Guarded => "guarded",
        _ => "none",
    };

    private static string TitleOf(JitQuirkKind kind) => kind switch
    {
        JitQuirkKind.EndsProcess => "Ends the process",
        JitQuirkKind.LostCheck => "Lost checks",
        JitQuirkKind.WrongValue => "Wrong values",
        JitQuirkKind.LostAccess => "Lost accesses",
        JitQuirkKind.Limit => "Limits",
        _ => "Costs",
    };
}
