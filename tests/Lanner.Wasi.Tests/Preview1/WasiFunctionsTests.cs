using System.Text.RegularExpressions;

namespace Lanner.Wasi.Tests.Preview1;

/// <summary>The list of functions that tests and attacks call is whole.</summary>
public sealed partial class WasiFunctionsTests
{
    [Fact]
    public void Every_function_that_is_defined_is_in_the_list()
    {
        var defined = Directory.EnumerateFiles(Repository.PathOf("src/Lanner.Wasi/Preview1"), "*.cs")
            .SelectMany(file => Definition().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

        Assert.Equal(WasiFunctions.All.Select(function => function.Name).Append("proc_exit").Order(), defined.Order());
    }

    [GeneratedRegex(@"definitions\.Define\(""(\w+)""")]
    private static partial Regex Definition();
}
