using Lanner.Libraries;

namespace Lanner.AheadOfTime.Running;

/// <summary>The libraries of a generated program.</summary>
internal abstract class LibraryTable
{
    /// <summary>The library of a module; null if there is none.</summary>
    /// <param name="key">The key of the module (<see cref="ScriptModules.KeyOf"/>).</param>
    internal abstract LibraryDefinition? Find(string key);

    /// <summary>Says why a valid module has no library; null if it has one.</summary>
    /// <param name="key">The key of the module.</param>
    internal abstract string? ReasonLeftOut(string key);
}
