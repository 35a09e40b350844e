using System.Runtime.CompilerServices;
using System.Text;
using Lanner.Compilation.Metadata;
using Lanner.Runtime;

namespace Lanner.Compilation.Cil;

/// <summary>Writes the tables with which every emitted assembly begins: its name, and the assemblies whose internals it uses.</summary>
internal static class AssemblyManifest
{
    /// <summary>The name of the assembly whose internals compiled code uses: this one.</summary>
    internal const string EngineAssembly = "Lanner.Engine";

    /// <summary>Adds what every emitted assembly begins with.</summary>
    /// <param name="metadata">The assembly's metadata.</param>
    /// <param name="name">Its name.</param>
    /// <param name="accessible">The assemblies whose internals it uses, which need not be visible to anything else.</param>
    internal static void Add(MetadataWriter metadata, string name, IEnumerable<string> accessible)
    {
        metadata.Tables.AddModule(name + ".dll");
        var assembly = metadata.Tables.AddAssembly(name);
        foreach (var other in accessible)
        {
            AddAccessAttribute(metadata, assembly, other);
        }

        metadata.Tables.AddTypeDefinition(default, "<Module>", baseType: 0, firstField: 1, firstMethod: 1);
    }

    private static void AddAccessAttribute(MetadataWriter metadata, int assembly, string accessible)
    {
        var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
        var name = Encoding.UTF8.GetBytes(accessible);

        // The prolog, one argument, and no named ones (ECMA-335 II.23.3).
        var value = new ByteBuffer();
        value.WriteUInt16(1);
        value.WriteCompressed(name.Length);
        value.Write(name);
        value.WriteUInt16(0);
        metadata.Tables.AddAttribute(assembly, metadata.MethodOf(constructor).Token, value.Written);
    }
}
