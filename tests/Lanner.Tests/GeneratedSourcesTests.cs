using Lanner.Generators;

namespace Lanner.Tests;

/// <summary>Generated files are as the generator writes them, and not changed by hand.</summary>
public sealed class GeneratedSourcesTests
{
    public static TheoryData<string> Names => [.. GeneratedSources.Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_generated_source_is_what_the_generator_writes(string name)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, GeneratedSources.Folder, name));

        Assert.Equal(GeneratedSources.Files[name], text);
    }
}
