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
        AssemblyManifest.EngineAssembly, LibraryClassWriter.WasiAssembly, "Lanner.Components", "Lanner.Wit", .. ReferenceAssemblies.Names,
        typeof(object).Assembly.GetName().Name!,
    ];

    internal static void Save(
        ModuleDefinition definition, CompilationOptions options, LibraryOptions library, string path, CancellationToken cancellation)
    {
        var assemblyName = AssemblyNameOf(library, path);
        var writer = new LibraryWriter(definition, options, library, assemblyName, cancellation);
        Write(path, writer.Write(), writer.Document(assemblyName));
    }

    /// <summary>Checks the names of a library, and returns that of its assembly.</summary>
    /// <param name="library">The choices for the library.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="ArgumentException">A name is no identifier.</exception>
    internal static string AssemblyNameOf(LibraryOptions library, string path)
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
        return assemblyName.Length > 0 && !TakenNames.Contains(assemblyName, StringComparer.OrdinalIgnoreCase) ? assemblyName
            : throw new ArgumentException($"“{assemblyName}” cannot be the name of the assembly.");
    }

    /// <summary>Writes the files of a library.</summary>
    /// <param name="path">The file of the assembly; the documentation goes beside it.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="documentation">Its documentation.</param>
    internal static void Write(string path, byte[] assembly, string documentation)
    {
        var content = Encoding.UTF8.GetBytes(documentation);
        Write(path, assembly);
        Write(Path.ChangeExtension(path, ".xml"), content);
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
