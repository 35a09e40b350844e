using Lanner.Compilation.Layout;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation;

/// <summary>The entry to the compiler.</summary>
internal static class ModuleCompiler
{
    /// <summary>Prepares a validated module for compilation. Functions are compiled when they are first called.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="options">The options.</param>
    /// <param name="account">The account in which code counts.</param>
    internal static CompiledModule Compile(ModuleDefinition definition, CompilationOptions options, EngineAccount account) =>
        new ClrModule(new ModuleLayout(definition, options), account);
}
