using System.Reflection;
using System.Runtime.Loader;
using Lanner.Compilation.Aggregates;

namespace Lanner.Compilation.Code;

/// <summary>Loads the assemblies of one module's emitted code. A part is emitted when the CLR first asks for it by name, which is when the
/// JIT first meets a call into it, so that laziness and thread safety are the CLR's own.</summary>
internal sealed class GuestLoadContext(EmittedCode code, bool isCollectible) : AssemblyLoadContext("Lanner guest", isCollectible)
{
    /// <summary>Weak, since the CLR keeps the context itself until its code is gone, and the module refers to that code. While code runs
    /// its state keeps the module, and that its code.</summary>
    private readonly WeakReference<EmittedCode> _code = new(code);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        AggregateClasses.FindAssembly(assemblyName.Name!)
        ?? (_code.TryGetTarget(out var target) ? target.FindPart(assemblyName.Name!) : null);
}
