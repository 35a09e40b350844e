using System.Reflection;
using System.Runtime.Loader;

namespace Lanner.Calls;

/// <summary>A bridge between the host and compiled code: an emitted static method in an assembly of its own. The assembly is unloaded when
/// nothing refers to the thunk any more: the types that it is made for may come from code that can be unloaded, or from modules, which come
/// and go. So whoever uses the method keeps this object.</summary>
/// <param name="Method">The method.</param>
/// <param name="Context">The context that its assembly is in. Once collected it would not find the assemblies that the method refers
/// to.</param>
/// <param name="AssemblyBytes">The size of the assembly.</param>
internal sealed record Thunk(MethodInfo Method, AssemblyLoadContext Context, int AssemblyBytes)
{
    private nint _code;

    /// <summary>The address of the code, which is asked for with each import of each instance.</summary>
    internal nint Code => _code != 0 ? _code : _code = Method.MethodHandle.GetFunctionPointer();
}
