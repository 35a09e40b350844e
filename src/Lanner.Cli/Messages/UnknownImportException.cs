namespace Lanner.Cli.Messages;

/// <summary>A guest called a function that nobody offers.</summary>
/// <param name="import">The function, as the module imports it.</param>
internal sealed class UnknownImportException(ModuleImport import)
    : Exception($"unknown import called: nothing is defined as \"{import.ModuleName}\" \"{import.Name}\"")
{
    /// <summary>The guest's functions that were active.</summary>
    internal IReadOnlyList<WasmFrame> Backtrace { get; set; } = [];
}
