using Lanner.Structure;

namespace Lanner.Calls;

/// <summary>The name in lists of waits of an async host function that was made without one: that of the first import that it is
/// for.</summary>
internal sealed class ImportedName
{
    private string? _name;

    public override string ToString() => Volatile.Read(ref _name) ?? "(a function that nobody imports)";

    /// <summary>Notes an import.</summary>
    internal void Note(ImportDefinition import) => _name ??= $"{import.ModuleName}.{import.Name}";
}
