using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lanner.Compilation;

/// <summary>Remembers which assemblies hold compiled guests, without keeping them loaded. As long as an assembly is there its module is, also when nobody else uses it any
/// more: an exception whose stack leads through it can still say where it came from.</summary>
internal static class GuestAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, CompiledModule> Modules = [];

    internal static void Register(Assembly assembly, CompiledModule module) => Modules.Add(assembly, module);

    internal static CompiledModule? Find(Assembly assembly) => Modules.TryGetValue(assembly, out var module) ? module : null;
}
