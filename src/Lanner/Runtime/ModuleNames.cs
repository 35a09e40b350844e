using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Runtime;

/// <summary>What a module and its functions are called, for people to read. The name section is read when something is asked for.</summary>
internal sealed class ModuleNames(ModuleDefinition definition)
{
    private readonly Lazy<NameSection> _section = new(() => NameSection.Read(definition));

    /// <summary>The module.</summary>
    internal ModuleDefinition Definition => definition;

    /// <summary>The name of the module, or null.</summary>
    internal string? Module => _section.Value.Module;

    /// <summary>The name of a function from the name section, or else from its first export, or null.</summary>
    internal string? Function(int index) => _section.Value.Functions.TryGetValue((uint)index, out var name)
        ? name
        : Array.Find(definition.Exports, export => export.Kind == ExternalKind.Function && export.Index == index)?.Name;
}
