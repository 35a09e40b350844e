using System.Text.RegularExpressions;

namespace Lanner.Components.Generators.Tests;

/// <summary>The program of <c>docs/components-in-csharp.md</c> compiles, and prints what the page says.</summary>
public partial class DocumentTests
{
    [Fact]
    public void The_program_of_the_page_prints_what_the_page_says()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/components-in-csharp.md"));
        var blocks = Blocks().Matches(page).Select(match => match.Groups[1].Value).ToList();
        var wit = blocks.Single(block => block.StartsWith("package docs:greeter;", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(Repository.PathOf("samples/hosts/greeter.wit")), wit);
        var generation = new Generation(("/project/samples/hosts/greeter.wit", wit)) { IsProgram = true };
        generation.Add("global using System; global using System.IO;", "/project/Usings.cs");
        generation.Add(blocks.Single(block => block.StartsWith("using Lanner;", StringComparison.Ordinal)));
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
