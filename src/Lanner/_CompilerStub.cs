#pragma warning disable
// Stands in for the compiler until that lands; delete then.
namespace Lanner.Compilation {
internal sealed record CompilationOptions(MemoryMode MemoryMode, bool Interruptible, bool Collectible = true);
internal static class ModuleCompiler {
  internal static CompiledModule Compile(Lanner.Structure.ModuleDefinition definition, CompilationOptions options) => throw new NotSupportedException("There is no compiler yet.");
}
}
namespace System.Runtime.CompilerServices {
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute { public string AssemblyName { get; } = assemblyName; }
}
