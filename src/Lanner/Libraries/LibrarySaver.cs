using System.Text;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>Writes the files of a library, each of which is there whole or not at all.</summary>
internal static class LibrarySaver
{
    /// <summary>Assemblies that the library refers to.</summary>
    private static readonly string[] TakenNames =
    [
        AssemblyManifest.EngineAssembly, LibraryClassWriter.WasiAssembly, .. ReferenceAssemblies.Names,
        typeof(object).Assembly.GetName().Name!,
    ];

    internal static void Save(
        ModuleDefinition definition, CompilationOptions options, LibraryOptions library, string path, CancellationToken cancellation)
    {
        if (!LibraryNames.IsIdentifier(library.ClassName))
        {
            throw new ArgumentException($"“{library.ClassName}” cannot be the name of a class.");
        }

        if (!LibraryNames.IsQualified(library.Namespace))
        {
            throw new ArgumentException($"“{library.Namespace}” cannot be the name of a namespace.");
        }

        var assemblyName = Path.GetFileNameWithoutExtension(path);
        if (assemblyName.Length == 0 || Array.Exists(TakenNames, name => name.Equals(assemblyName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"“{assemblyName}” cannot be the name of the assembly.");
        }

        var writer = new LibraryWriter(definition, options, library, assemblyName, cancellation);
        var assembly = writer.Write();
        var documentation = Encoding.UTF8.GetBytes(writer.Document(assemblyName));
        Write(path, assembly);
        Write(Path.ChangeExtension(path, ".xml"), documentation);
    }

    private static void Write(string path, byte[] content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
