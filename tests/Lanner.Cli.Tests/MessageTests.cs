using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>The messages of the command, case by case as <c>docs/messages.md</c> has it: a command line, what it prints, and its exit
/// code.</summary>
public sealed partial class MessageTests
{
    private static readonly string Document = Repository.PathOf("docs/messages.md");

    /// <summary>True if the document is to be written anew.</summary>
    private static readonly bool Updates = Environment.GetEnvironmentVariable("LANNER_UPDATE_SNAPSHOTS") == "1";

    public static TheoryData<string> CommandLines => [.. Cases(File.ReadAllText(Document)).Select(found => found.CommandLine)];

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Each_case_of_the_document_is_as_it_says(string commandLine)
    {
        var document = File.ReadAllText(Document);
        var expected = Cases(document).Single(found => found.CommandLine == commandLine).Outcome;
        using var folder = new TemporaryFolder();
        WriteFiles(document, folder);

        var result = Command.RunIn(folder.Path, [.. commandLine.Split(' ')[2..]]);

        Assert.DoesNotContain("   at Lanner.", result.Error, StringComparison.Ordinal);
        if (!Updates)
        {
            Assert.Equal(expected, Show(result));
        }
    }

    [Fact]
    public void What_goes_wrong_before_a_guest_runs_is_one_line_on_standard_error()
    {
        var failures = Cases(File.ReadAllText(Document)).Where(found => found.Outcome is [.., "exit code 1" or "exit code 2"])
            .Where(found => !found.Outcome[0].StartsWith("stdout", StringComparison.Ordinal));
        Assert.All(failures, found =>
        {
            Assert.Equal(2, found.Outcome.Length);
            Assert.StartsWith("stderr: lanner: ", found.Outcome[0], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_document_is_written_anew_when_asked_for()
    {
        Assert.SkipUnless(Updates, "LANNER_UPDATE_SNAPSHOTS=1 has the document written anew.");
        var document = File.ReadAllText(Document);
        using var folder = new TemporaryFolder();
        WriteFiles(document, folder);
        foreach (var (commandLine, outcome) in Cases(document))
        {
            var old = string.Concat(outcome.Prepend(commandLine).Select(line => line + "\n"));
            var now = string.Concat(
                Show(Command.RunIn(folder.Path, [.. commandLine.Split(' ')[2..]])).Prepend(commandLine).Select(line => line + "\n"));
            document = document.Replace($"\n{old}", $"\n{now}", StringComparison.Ordinal);
        }

        File.WriteAllText(Document, document);
    }

    [Fact]
    public void On_a_terminal_the_line_follows_with_a_caret_below_the_place()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "A terminal is made by script, which is part of util-linux.");
        using var folder = new TemporaryFolder();
        var module = folder.Write("bad.wat", "(module\n  (func i32.konst 1))");

        var output = Command.RunInTerminal("validate", module);

        Assert.Contains(
            $"{module}:2:9: unknown operator i32.konst: expected an instruction\n      (func i32.konst 1))\n            ^\n", output,
            StringComparison.Ordinal);
    }

    /// <summary>A column counts characters of a string, of which some signs take two; on a terminal they take one place here.</summary>
    [Fact]
    public void The_caret_stands_right_behind_signs_of_two_characters()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "A terminal is made by script, which is part of util-linux.");
        using var folder = new TemporaryFolder();
        var module = folder.Write("bad.wat", "(func (; \U0001D465\U0001D466 ;) i32.konst 1)");

        var output = Command.RunInTerminal("validate", module);

        Assert.Contains($"{module}:1:18: ", output, StringComparison.Ordinal);
        Assert.Contains(" ;) i32.konst 1)\n    " + new string(' ', 15) + "^\n", output, StringComparison.Ordinal);
    }

    /// <summary>The command lines in the document, with the lines below them.</summary>
    private static IEnumerable<(string CommandLine, string[] Outcome)> Cases(string document)
    {
        var lines = document.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index].StartsWith("$ lanner", StringComparison.Ordinal))
            {
                yield return (lines[index],
                    [.. lines.Skip(index + 1).TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal) && line != "```")]);
            }
        }
    }

    private static void WriteFiles(string document, TemporaryFolder folder)
    {
        foreach (Match match in FileBlock().Matches(document))
        {
            var content = match.Groups["content"].Value;
            File.WriteAllBytes(
                folder.PathOf(match.Groups["name"].Value),
                match.Groups["kind"].Value == "hex"
                    ? Convert.FromHexString(content.Replace(" ", "", StringComparison.Ordinal).Trim())
                    : Encoding.UTF8.GetBytes(content));
        }
    }

    private static string[] Show(CommandResult result) =>
    [
        .. Lines(result.Output).Select(line => $"stdout: {line}"),
        .. Lines(result.Error).Select(line => $"stderr: {line}"),
        string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}"),
    ];

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    [GeneratedRegex(
        @"^```(?<kind>wat|wast|hex|sh|text) (?<name>\S+)\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FileBlock();
}
