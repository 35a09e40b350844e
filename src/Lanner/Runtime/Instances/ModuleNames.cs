using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Runtime;

/// <summary>The names of a module and its functions, for people to read. The names are read when something is asked for.</summary>
internal sealed class ModuleNames(ModuleDefinition definition)
{
    private readonly Lazy<string?> _module = new(() => NameSection.ReadModule(definition));
    private readonly Lazy<string?[]> _functions = new(() => ReadFunctions(definition));

    /// <summary>The module.</summary>
    internal ModuleDefinition Definition => definition;

    /// <summary>The name of the module, or null.</summary>
    internal string? Module => _module.Value;

    /// <summary>The name of a function from the name section, or else from its first export, or null.</summary>
    internal string? Function(int index) => _functions.Value[index];

    private static string?[] ReadFunctions(ModuleDefinition definition)
    {
        var names = NameSection.ReadFunctions(definition);
        foreach (var export in definition.Exports)
        {
            if (export.Kind == ExternalKind.Function)
            {
                names[export.Index] ??= export.Name;
            }
        }

        return names;
    }
}
