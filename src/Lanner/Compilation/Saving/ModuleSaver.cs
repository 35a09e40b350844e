using Lanner.Compilation.Aggregates;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Structure;

namespace Lanner.Compilation.Saving;

/// <summary>Saves a module with its code: the same lowering as for code that is emitted when it is needed, all of it into one assembly.
/// (Several would be loaded one by one, and crossgen2 takes several only as one composite image.)</summary>
internal static class ModuleSaver
{
    /// <summary>Compiles a validated module and writes it to a file.</summary>
    /// <param name="definition">The module.</param>
    /// <param name="options">The options of the compiler.</param>
    /// <param name="identity">The identity of its code.</param>
    /// <param name="path">The file.</param>
    /// <param name="compiler">Makes the machine code; if null, the file has CIL only.</param>
    /// <param name="isPrivate">True if only the user may read and write the file.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static void Save(
        ModuleDefinition definition, CompilationOptions options, CodeIdentity identity, string path, MachineCodeCompiler? compiler,
        bool isPrivate, CancellationToken cancellation)
    {
        var layout = LayoutOf(definition, options, identity);
        var writer = new AssemblyWriter(layout, new FunctionNames(definition, cancellation), part: 0, cancellation);
        writer.Metadata.Tables.ModuleVersionId = new Guid(Convert.FromHexString(identity.Key)[..16]);
        var image = writer.Write();
        if (writer.Metadata.Tables.MethodCount > ImageLimits.MethodsOfClass)
        {
            throw ImageLimits.Exceeded($"more than {ImageLimits.MethodsOfClass} methods");
        }

        if (compiler is not null)
        {
            image = compiler.Compile(layout.AssemblyName(0), image, ReferencesOf(definition), cancellation);
        }

        var file = new CompiledFile
        {
            Module = definition.Bytes.ToArray(),
            Identity = identity.Text,
            OutlinedFrom = writer.Functions.OutlinedFrom,
            IsNative = compiler is not null,
        };
        file.Write(path, image, isPrivate);
    }

    /// <summary>The layout of a module whose code is saved, or comes from a file.</summary>
    internal static ModuleLayout LayoutOf(ModuleDefinition definition, CompilationOptions options, CodeIdentity identity) => new(
        definition, options with { Collectible = false, IsSaved = true }, SavedCode.AssemblyName(identity));

    /// <summary>The assemblies of classes that the code may name: those that were emitted while it was.</summary>
    private static IEnumerable<(string Name, byte[] Image)> ReferencesOf(ModuleDefinition definition)
    {
        var groups = new HashSet<RecursionGroup>();
        foreach (var type in definition.Types)
        {
            if (type.ClassOrigin is not null && groups.Add(type.Group))
            {
                yield return (AggregateClasses.AssemblyName(type.Group), AggregateClasses.ImageOf(type.Group));
            }
        }
    }
}
