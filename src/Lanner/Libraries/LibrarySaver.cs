using System.Text;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>Writes the files of a library, each of which is there whole or not at all.</summary>
internal static class LibrarySaver
{
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
        var writer = new LibraryWriter(definition, options, library, assemblyName, cancellation);
        Write(Path.ChangeExtension(path, ".xml"), Encoding.UTF8.GetBytes(writer.Document(assemblyName)));
        Write(path, writer.Write());
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
