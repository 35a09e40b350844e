using System.Text.RegularExpressions;
using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>Help, version, and the document about the command.</summary>
public sealed partial class HelpTests
{
    [Fact]
    public void The_version_is_printed() => Assert.Matches(@"^\d+\.\d+\.\d+", Command.Run("--version").Expect(0).Output);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public void Help_lists_the_commands(string option)
    {
        var output = Command.Run(option).Expect(0).Output;
        Assert.All(Commands(), command => Assert.Contains($"  {command} ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("rum", "samples/hello.wasm")]
    [InlineData("run")]
    [InlineData("run", "--nonsense", "samples/hello.wasm")]
    [InlineData("inspect", "--nonsense", "samples/hello.wasm")]
    [InlineData("validate", "--nonsense", "samples/hello.wasm")]
    [InlineData("run", "--timeout", "soon", "samples/hello.wasm")]
    public void A_wrong_command_line_ends_with_2(params string[] arguments)
    {
        var result = Command.Run(arguments).Expect(2);
        Assert.NotEqual("", result.Error);
    }

    [Fact]
    public void Every_command_and_option_is_documented()
    {
        var document = File.ReadAllText(Repository.PathOf("docs/cli.md"));
        foreach (var command in Commands())
        {
            Assert.Contains($"## lanner {command}", document, StringComparison.Ordinal);
            var section = document[document.IndexOf($"## lanner {command}", StringComparison.Ordinal)..];
            section = section[..(section.IndexOf("\n## ", 3, StringComparison.Ordinal) is > 0 and var end ? end : section.Length)];
            var help = Command.Run(command, "--help").Expect(0).Output;
            foreach (Match option in Option().Matches(help))
            {
                if (option.Value is not ("--help" or "--version"))
                {
                    Assert.True(
                        section.Contains($"`{option.Value}", StringComparison.Ordinal),
                        $"docs/cli.md does not speak of {option.Value} of lanner {command}");
                }
            }
        }
    }

    /// <summary>The commands that the help lists.</summary>
    private static string[] Commands()
    {
        var help = Command.Run("--help").Output;
        var list = help[help.IndexOf("Commands:", StringComparison.Ordinal)..];
        return [.. CommandName().Matches(list).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("^  ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex CommandName();

    [GeneratedRegex("(?<=[ ,])--[a-z][a-z-]+")]
    private static partial Regex Option();
}
