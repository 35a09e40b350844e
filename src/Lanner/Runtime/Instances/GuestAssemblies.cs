using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Remembers which assemblies hold compiled guests, without keeping them loaded.</summary>
internal static class GuestAssemblies
{
    private static readonly ConditionalWeakTable<Assembly, Entry> Modules = [];

    /// <param name="assembly">The assembly.</param>
    /// <param name="module">The module that it belongs to.</param>
    /// <param name="share">The bytes that are counted for it. Lives as long: an assembly is collected with its code.</param>
    internal static void Register(Assembly assembly, CompiledModule module, CodeShare share) =>
        Modules.Add(assembly, new Entry(new WeakReference<CompiledModule>(module), share));

    internal static CompiledModule? Find(Assembly assembly) =>
        Modules.TryGetValue(assembly, out var entry) && entry.Module.TryGetTarget(out var module) ? module : null;

    private sealed record Entry(WeakReference<CompiledModule> Module, CodeShare Share);
}
