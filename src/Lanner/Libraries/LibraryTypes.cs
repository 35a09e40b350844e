using Lanner.Calls;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>Makes the bridges of a library known for the function types of its module.</summary>
internal static class LibraryTypes
{
    /// <summary>The function types of a module, each once, in the order in which the bridges have them.</summary>
    internal static FunctionType[] Of(ModuleDefinition module) => [.. module.Types.OfType<FunctionType>().Distinct()];

    internal static void Add(ModuleDefinition module, LibraryBridges bridges)
    {
        var types = Of(module);
        for (var index = 0; index < types.Length; index++)
        {
            PrecompiledBridges.Add(types[index], bridges.CallWithValues(index), bridges.Callback(index), bridges);
        }
    }
}
