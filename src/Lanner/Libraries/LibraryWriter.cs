using System.Text;
using Lanner.Binary;
using Lanner.Compilation.Layout;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>Writes the assembly of a library: the code of a validated module, and around it a class with what the module exports.</summary>
internal sealed class LibraryWriter
{
    /// <summary>The namespace of what is the library's own. No program can write it.</summary>
    internal const string InternalNamespace = "<Library>";

    private readonly ModuleDefinition _module;
    private readonly CompilationOptions _options;
    private readonly LibraryOptions _library;
    private readonly LibraryAssembly _assembly;
    private readonly LibraryData _data = new();
    private readonly LibraryMember[] _exports;
    private readonly LibraryMember[] _imports;
    private readonly CancellationToken _cancellation;

    /// <param name="module">The module.</param>
    /// <param name="options">The options of the engine that it is to run on.</param>
    /// <param name="library">The choices for the library.</param>
    /// <param name="assemblyName">The name of the assembly.</param>
    /// <param name="cancellation">Ends it.</param>
    internal LibraryWriter(
        ModuleDefinition module, CompilationOptions options, LibraryOptions library, string assemblyName, CancellationToken cancellation)
    {
        _module = module;
        _options = options;
        _library = library;
        _cancellation = cancellation;
        _assembly = new LibraryAssembly(assemblyName);
        var names = NameSection.Read(module);
        _exports = LibraryMember.OfExports(module, names, library.ClassName, cancellation);
        _imports = LibraryMember.OfImports(module, names, cancellation);
    }

    /// <summary>The assembly.</summary>
    internal byte[] Write()
    {
        var code = new LibraryModuleWriter(_module, _options, _library, _assembly, _data, suffix: "", _cancellation);
        code.AddFunctions();
        var version = _data.Add(Encoding.UTF8.GetBytes(EngineSources.Hash));
        var module = _data.Add(_module.Bytes.Span);
        _data.AddClass(_assembly);
        var imports = new LibraryInterface(_assembly, _library, _imports);
        code.AddClasses(imports, _imports);
        new LibraryClassWriter(_assembly, _library, _exports, imports, Array.Exists(_module.Imports, LibraryMember.IsWasi))
            .Add(il => _data.EmitLoad(il, version), il => code.EmitDefinition(il, il => _data.EmitLoad(il, module)));
        return _assembly.Write();
    }

    /// <summary>The documentation of the class, as a compiler of .NET writes it.</summary>
    internal string Document(string assemblyName) =>
        LibraryDocumentation.Of(assemblyName, _library, _exports, _imports, Array.Exists(_module.Imports, LibraryMember.IsWasi));
}
