using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Remembers which assemblies hold compiled guests, without keeping them loaded. Thread-safe.</summary>
internal static class GuestAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, List<WeakReference<CompiledModule>>> Modules = [];

    /// <summary>Takes notice of a module that an assembly has code of. Modules that share one are equal.</summary>
    internal static void Register(Assembly assembly, CompiledModule module)
    {
        var modules = Modules.GetOrCreateValue(assembly);
        lock (modules)
        {
            modules.RemoveAll(static reference => !reference.TryGetTarget(out _));
            modules.Add(new WeakReference<CompiledModule>(module));
        }
    }

    internal static CompiledModule? Find(Assembly assembly)
    {
        if (!Modules.TryGetValue(assembly, out var modules))
        {
            return null;
        }

        lock (modules)
        {
            foreach (var reference in modules)
            {
                if (reference.TryGetTarget(out var module))
                {
                    return module;
                }
            }

            return null;
        }
    }
}
