using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Lanner.Compilation.Cil;

/// <summary>Finds the assembly that programs are compiled against when they use a type of .NET's core library. It has a reference to the
/// type, which the CLR follows.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Libraries are compiled by programs that are not trimmed.")]
internal static class ReferenceAssemblies
{
    /// <summary>The assemblies.</summary>
    internal static readonly string[] Names =
        ["System.Runtime", "System.Runtime.Intrinsics", "System.Threading", "System.Memory", "System.Runtime.InteropServices"];

    private static readonly ConcurrentDictionary<Type, Assembly> Found = [];

    /// <summary>The assembly; that which has the type if there is no other.</summary>
    internal static Assembly Of(Type type) => type.Assembly != typeof(object).Assembly ? type.Assembly : Found.GetOrAdd(type, Find);

    private static Assembly Find(Type type)
    {
        foreach (var name in Names)
        {
            var assembly = Assembly.Load(name);
            if (assembly.GetType(type.FullName!) == type)
            {
                return assembly;
            }
        }

        return type.Assembly;
    }
}
