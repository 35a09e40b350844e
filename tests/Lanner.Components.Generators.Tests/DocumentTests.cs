using System.Text.RegularExpressions;

namespace Lanner.Components.Generators.Tests;

/// <summary>The programs of <c>docs/components-in-csharp.md</c> compile, and print what the page says.</summary>
public partial class DocumentTests
{
    [Theory]
    [InlineData("greeter")]
    [InlineData("shop")]
    public void A_program_of_the_page_prints_what_the_page_says(string name)
    {
        var page = File.ReadAllText(Repository.PathOf("docs/components-in-csharp.md"));
        var blocks = Blocks().Matches(page).Select(match => match.Groups[1].Value).ToList();
        var wit = blocks.Single(block => block.StartsWith($"package docs:{name};", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(Repository.PathOf($"samples/hosts/{name}.wit")), wit);
        var generation = new Generation(($"/project/samples/hosts/{name}.wit", wit)) { IsProgram = true };
        var usings = new[] { "", ".Collections.Generic", ".IO", ".Threading", ".Threading.Tasks" };
        generation.Add(string.Concat(usings.Select(rest => $"global using System{rest};")), "/project/Usings.cs");
        generation.Add(blocks.Single(block => block.StartsWith("using Lanner;", StringComparison.Ordinal)
            && block.Contains($"samples/hosts/{name}.wit", StringComparison.Ordinal)));
        generation.Run();
        var main = generation.RequireRight().Load().EntryPoint!;
        var (output, folder) = (Console.Out, Directory.GetCurrentDirectory());
        var written = new StringWriter();
        try
        {
            Console.SetOut(written);
            Directory.SetCurrentDirectory(Repository.Root);
            main.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(output);
            Directory.SetCurrentDirectory(folder);
        }

        Assert.Contains(written.ToString().ReplaceLineEndings("\n"), blocks);
    }

    [GeneratedRegex("^```\\w*\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
