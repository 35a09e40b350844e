using Lanner.Compilation.Layout;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation;

/// <summary>The entry to the compiler.</summary>
internal static class ModuleCompiler
{
    /// <summary>Prepares a validated module for compilation. Functions are compiled when they are first called.</summary>
    internal static CompiledModule Compile(ModuleDefinition definition, CompilationOptions options) =>
        new ClrModule(new ModuleLayout(definition, options));
}
