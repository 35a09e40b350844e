using System.Text.RegularExpressions;

namespace Lanner.Components.Tests;

/// <summary>The folders of <c>src/Lanner.Components</c> are stages, and no stage knows a later one.</summary>
public partial class DirectionTests
{
    /// <summary>The stages, each with those that it may know besides the types, which are everybody's.</summary>
    public static TheoryData<string, string[]> Stages => new()
    {
        { "Types", [] },
        { "Structure", [] },
        { "Binary", ["Structure"] },
        { "Validation", ["Binary", "Structure"] },
        { "Text", ["Binary", "Structure"] },
        { "Values", [] },
        { "Resources", ["Async", "Binary", "Resources", "Validation"] },
        { "CanonicalAbi", ["Async", "Resources", "Structure"] },
        { "Async", ["CanonicalAbi", "Linking", "Resources"] },
        { "CanonicalAbi/Emission", ["CanonicalAbi", "Resources"] },
        { "Composition", ["Binary", "Structure", "Validation"] },
        { "Saving", [] },
        { "Linking", ["Async", "Binary", "CanonicalAbi", "Resources", "Structure", "Validation"] },
        { "Bindings", ["Async", "CanonicalAbi", "Linking", "Resources"] },
        { "Text/Printing", ["Binary", "Structure", "Text"] },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_knows_only_those_before_it(string stage, string[] known)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf($"src/Lanner.Components/{stage}"), "*.cs"))
        {
            foreach (Match use in Uses().Matches(File.ReadAllText(file)))
            {
                Assert.True(known.Contains(use.Groups[1].Value), $"{Path.GetFileName(file)} uses {use.Groups[1].Value}");
            }
        }
    }

    [GeneratedRegex(@"^using Lanner\.Components\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Uses();
}
