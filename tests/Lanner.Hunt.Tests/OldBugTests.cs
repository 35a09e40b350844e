using Lanner.Hunt.OldBugs;
using Lanner.Platform;

namespace Lanner.Hunt.Tests;

/// <summary>The patches that put old bugs back, for the command <c>old-bugs</c>.</summary>
public sealed class OldBugTests
{
    public static TheoryData<string> Bugs => [.. All.Select(patch => patch.Name)];

    private static SourcePatch[] All => SourcePatch.ReadAll(Repository.PathOf(OldBugHunt.Folder));

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_patch_fits_to_the_sources(string bug)
    {
        var patch = All.Single(patch => patch.Name == bug);
        var copy = Directory.CreateTempSubdirectory("lanner-old-bugs-");
        try
        {
            foreach (var path in patch.Paths)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy.FullName, path))!);
                File.Copy(Repository.PathOf(path), Path.Combine(copy.FullName, path));
            }

            patch.Apply(copy.FullName);

            Assert.All(patch.Paths, path => Assert.NotEqual(
                File.ReadAllText(Repository.PathOf(path)), File.ReadAllText(Path.Combine(copy.FullName, path))));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_quirk_that_makes_a_difference_has_a_patch()
    {
        // What limits and costs is about makes none, the hunt interrupts nobody, and what the tested runtime does not have cannot be found.
        var seen = JitQuirks.All
            .Where(quirk => quirk.Kind is not (JitQuirkKind.Limit or JitQuirkKind.Cost) && quirk.Seen == Engine.TestedRuntime.ToString())
            .Select(quirk => quirk.Name);

        Assert.Equal(
            seen.Except([nameof(JitQuirks.LimitBeforeLoop)]).Order(StringComparer.Ordinal), All.Select(patch => patch.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one\none\n")]
    public void A_patch_that_does_not_fit_is_refused(string text)
    {
        var patch = SourcePatch.Parse("bug", "--- a/file\n+++ b/file\n@@ -1 +1 @@\n-one\n+two\n");
        var folder = Directory.CreateTempSubdirectory("lanner-old-bugs-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "file"), text);

            var exception = Assert.Throws<InvalidDataException>(() => patch.Apply(folder.FullName));

            Assert.StartsWith("file: expected these lines once", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Text_that_is_no_difference_is_refused() =>
        Assert.Throws<InvalidDataException>(() => SourcePatch.Parse("bug", "hello\n"));
}
