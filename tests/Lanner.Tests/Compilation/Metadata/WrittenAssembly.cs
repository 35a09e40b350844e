using System.Reflection.PortableExecutable;
using Lanner.Compilation.Metadata;

namespace Lanner.Tests.Compilation.Metadata;

/// <summary>An assembly as the compiler begins one.</summary>
internal sealed class WrittenAssembly
{
    internal WrittenAssembly(string name)
    {
        Tables.AddModule(name + ".dll");
        Manifest = Tables.AddAssembly(name);
        Tables.AddTypeDefinition(default, "<Module>", baseType: 0, firstField: 1, firstMethod: 1);
    }

    internal MetadataTables Tables { get; } = new();

    internal MethodBodies Bodies { get; } = new();

    internal int Manifest { get; }

    internal int EmptyBody() => Bodies.Add([(byte)ILOpCode.Ret], [], maximumStack: 0, locals: 0, clearsLocals: false);

    internal byte[] Write() => PortableExecutable.Write(Tables, Bodies);

    internal PEReader Read() => new(new MemoryStream(Write()));
}
