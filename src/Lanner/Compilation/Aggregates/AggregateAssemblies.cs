using System.Reflection;

namespace Lanner.Compilation.Aggregates;

/// <summary>Finds the assemblies with the classes of a module's structures and arrays for code of the module that comes from a file: they
/// are emitted when the code first needs them. Thread-safe.</summary>
/// <param name="types">The types of the module.</param>
internal sealed class AggregateAssemblies(DefinedType[] types)
{
    private readonly Lazy<Dictionary<string, DefinedType>> _groups = new(() =>
    {
        var groups = new Dictionary<string, DefinedType>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (type is not FunctionType)
            {
                groups.TryAdd(AggregateClasses.AssemblyName(type.Group), type);
            }
        }

        return groups;
    });

    /// <summary>The assembly of a name; null if it is none of these.</summary>
    internal Assembly? Find(string name)
    {
        // First by the types of this module: an assembly of the same name may be left of types that nobody has any more but objects.
        return AggregateClasses.IsAssemblyName(name) && _groups.Value.TryGetValue(name, out var type)
            ? AggregateClasses.AssemblyOf(type, types)
            : AggregateClasses.FindAssembly(name);
    }
}
