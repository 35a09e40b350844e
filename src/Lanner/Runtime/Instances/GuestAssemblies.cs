using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Remembers which assemblies hold compiled guests, without keeping them loaded.</summary>
internal static class GuestAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, WeakReference<CompiledModule>> Modules = [];

    internal static void Register(Assembly assembly, CompiledModule module) =>
        Modules.Add(assembly, new WeakReference<CompiledModule>(module));

    internal static CompiledModule? Find(Assembly assembly) =>
        Modules.TryGetValue(assembly, out var reference) && reference.TryGetTarget(out var module) ? module : null;
}
