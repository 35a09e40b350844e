using System.CommandLine;

namespace Lanner.Cli.CommandLine;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    internal const string CheckedName = "--checked";

    /// <summary><c>--checked</c>.</summary>
    internal static Option<bool> CreateChecked() => new(CheckedName)
    {
        Description = "Compares every memory access with the memory's size, as on platforms that cannot guard memories.",
    };

    /// <summary>The memory mode that <c>--checked</c> asks for; null for the platform's.</summary>
    internal static MemoryMode? GetMemoryMode(this ParseResult result, Option<bool> option) =>
        result.GetValue(option) ? MemoryMode.Checked : null;

    /// <summary><c>--output</c>.</summary>
    internal static Option<string?> CreateOutput(string description) => new("--output", "-o")
    {
        Description = description,
        HelpName = "FILE",
    };
}
