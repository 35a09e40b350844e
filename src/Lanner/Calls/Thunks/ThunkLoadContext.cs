using System.Reflection;
using System.Runtime.Loader;

namespace Lanner.Calls;

/// <summary>The load context of the assembly of a thunk. It finds the assemblies that the thunk's types come from, which the embedder may
/// have loaded anywhere.</summary>
internal sealed class ThunkLoadContext(Dictionary<string, Assembly> references) : AssemblyLoadContext("Lanner thunk", isCollectible: true)
{
    protected override Assembly? Load(AssemblyName assemblyName) => references.GetValueOrDefault(assemblyName.Name!);
}
