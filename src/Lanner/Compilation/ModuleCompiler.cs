using Lanner.Compilation.Aggregates;
using Lanner.Compilation.Code;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Saving;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation;

/// <summary>The entry to the compiler.</summary>
internal static class ModuleCompiler
{
    /// <summary>Prepares a validated module for compilation. Functions are compiled when they are first called.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="options">The options of the compiler.</param>
    /// <param name="account">The account in which code counts.</param>
    /// <exception cref="ResourceLimitException">There is no room for the module in the account.</exception>
    internal static CompiledModule Compile(ModuleDefinition definition, CompilationOptions options, EngineAccount account)
    {
        if (!options.Collectible && !AggregateClasses.TryMakePermanent(definition.Types))
        {
            // The CLR does not let code that stays use classes that do not.
            options = options with { Collectible = true };
        }

        var layout = new ModuleLayout(definition, options);
        var names = NamesOf(definition);
        return new ClrModule(layout, names, new EmittedCode(layout, names, account), account);
    }

    /// <summary>Has a module run by the code of a file.</summary>
    /// <param name="definition">The module of the file.</param>
    /// <param name="options">The options of the compiler.</param>
    /// <param name="file">The file, whose identity was compared.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="identity">Its identity.</param>
    /// <param name="account">The account in which code counts.</param>
    /// <returns>Null if the code cannot be used in this process, since the types of the module have classes that can be unloaded.</returns>
    internal static CompiledModule? Load(
        ModuleDefinition definition, CompilationOptions options, CompiledFile file, string path, CodeIdentity identity,
        EngineAccount account)
    {
        if (SavedCode.Load(identity, path, file, definition.Types, account) is not { } code)
        {
            return null;
        }

        return new ClrModule(ModuleSaver.LayoutOf(definition, options, identity), NamesOf(definition), code, account);
    }

    private static Retryable<FunctionNames> NamesOf(ModuleDefinition definition) =>
        new(cancellation => new FunctionNames(definition, cancellation));
}
