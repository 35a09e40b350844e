namespace Lanner.Bench.Starting;

/// <summary>A way to run a program in a new process.</summary>
/// <param name="Title">The column.</param>
/// <param name="CommandFor">The command for a program; null where there is none.</param>
/// <param name="Environment">Variables that the process gets.</param>
internal sealed record StartContender(
    string Title, Func<StartProgram, string[]?> CommandFor, IReadOnlyDictionary<string, string> Environment);

/// <summary>A program that is started.</summary>
/// <param name="Title">The row.</param>
/// <param name="Name">The name of the module's file, without its end.</param>
/// <param name="Module">The module.</param>
/// <param name="Arguments">The program's arguments.</param>
/// <param name="Expected">The text that it has to print.</param>
internal sealed record StartProgram(string Title, string Name, string Module, string[] Arguments, string Expected)
{
    /// <summary>True if an executable is made of it.</summary>
    internal bool HasExecutable { get; init; } = true;
}
