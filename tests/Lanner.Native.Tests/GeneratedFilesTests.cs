namespace Lanner.Native.Tests;

/// <summary>The stubs of the loader and the table of the managed side are those that follow from the list.</summary>
public sealed class GeneratedFilesTests
{
    internal static IReadOnlyList<NativeFunction> Functions { get; } =
        NativeFunction.ReadAll(File.ReadLines(Repository.PathOf("native/functions.list")));

    public static TheoryData<string> Files => [.. StubGenerator.Files(Functions).Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_as_the_list_has_it(string file)
    {
        var expected = StubGenerator.Files(Functions)[file];
        if (Environment.GetEnvironmentVariable("LANNER_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Repository.PathOf(file), expected);
        }

        Assert.Equal(expected, File.ReadAllText(Repository.PathOf(file)));
    }

    [Fact]
    public void No_function_is_there_twice() => Assert.Equal(Functions.Count, Functions.DistinctBy(function => function.Name).Count());

    [Fact]
    public void Lines_of_C_fit_140_columns() => Assert.Empty(
        ((string[])["native", "tests/Lanner.Native.Tests/Programs"]).Select(Repository.PathOf)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".c" or ".h" or ".txt")
            .SelectMany(file => File.ReadLines(file).Index().Where(line => line.Item.Length > 140)
                .Select(line => $"{file}:{line.Index + 1}: {line.Item.Length} columns")));
}
