using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Remembers which assemblies hold compiled guests, without keeping them loaded. Thread-safe.</summary>
internal static class GuestAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, Entry> Modules = [];

    /// <summary>Takes notice of a module that an assembly has code of. Modules that share one are equal.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="module">The module.</param>
    /// <param name="share">The bytes that are counted for the assembly. Lives as long: an assembly is collected with its code.</param>
    internal static void Register(Assembly assembly, CompiledModule module, CodeShare share)
    {
        var modules = Modules.GetValue(assembly, _ => new Entry([], share)).Modules;
        lock (modules)
        {
            modules.RemoveAll(static reference => !reference.TryGetTarget(out _));
            modules.Add(new WeakReference<CompiledModule>(module));
        }
    }

    /// <summary>Finds a module that an assembly has code of.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="codeNamespace">The namespace of the class with the code.</param>
    internal static CompiledModule? Find(Assembly assembly, string? codeNamespace)
    {
        if (!Modules.TryGetValue(assembly, out var entry))
        {
            return null;
        }

        lock (entry.Modules)
        {
            foreach (var reference in entry.Modules)
            {
                if (reference.TryGetTarget(out var module) && module.CodeNamespace == codeNamespace)
                {
                    return module;
                }
            }

            return null;
        }
    }

    private sealed record Entry(List<WeakReference<CompiledModule>> Modules, CodeShare Share);
}
