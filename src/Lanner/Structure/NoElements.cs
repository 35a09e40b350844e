using System.Diagnostics.CodeAnalysis;

namespace Lanner.Structure;

/// <summary>The empty array of structures of ours, and of what else the framework has none of. <c>[]</c> is code of the framework, which is
/// never compiled ahead of time for them: a module that starts from the cache waited for the JIT twice for each.</summary>
internal static class NoElements<T>
    where T : struct
{
    [SuppressMessage("Performance", "CA1825:Avoid zero-length array allocations", Justification = "It is the only one.")]
    internal static readonly T[] Array = new T[0];
}
