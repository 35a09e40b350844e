using System.Reflection;
using System.Runtime.Loader;
using Lanner.Compilation.Aggregates;

namespace Lanner.Compilation;

/// <summary>Loads the assemblies of one compiled module. A part is emitted when the CLR first asks for it by name, which is when the JIT
/// first meets a call into it, so that laziness and thread safety are the CLR's own.</summary>
internal sealed class GuestLoadContext(ClrModule module, bool isCollectible) : AssemblyLoadContext("Lanner guest", isCollectible)
{
    /// <summary>Weak, since the CLR keeps the context itself until its code is gone, and the module refers to that code. While code runs
    /// its state keeps the module.</summary>
    private readonly WeakReference<ClrModule> _module = new(module);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        AggregateClasses.FindAssembly(assemblyName.Name!)
        ?? (_module.TryGetTarget(out var target) ? target.FindPart(assemblyName.Name!) : null);
}
