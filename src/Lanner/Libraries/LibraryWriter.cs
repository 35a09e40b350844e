using System.Reflection;
using System.Text;
using Lanner.Binary;
using Lanner.Calls;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Platform;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>Writes the assembly of a library: the code of a validated module, and around it a class with what the module exports.</summary>
internal sealed class LibraryWriter
{
    /// <summary>The namespace of what is the library's own. No program can write it.</summary>
    internal const string InternalNamespace = "<Library>";

    private const TypeAttributes InternalClass = TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;

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
        var guarded = _library.MemoryMode is null or MemoryMode.Guarded ? AddFunctions(MemoryMode.Guarded, "<Guarded>") : null;
        var checkedCode = _library.MemoryMode is null or MemoryMode.Checked ? AddFunctions(MemoryMode.Checked, "<Checked>") : null;
        var version = _data.Add(Encoding.UTF8.GetBytes(EngineSources.Hash));
        var description = _data.Add(LibraryDescription.Of(_library.ClassName, _module.Features, _options).ToBytes());
        var module = _data.Add(_module.Bytes.Span);
        _data.AddClass(_assembly);
        var guardedClass = AddCode(guarded);
        var checkedClass = AddCode(checkedCode);
        var imports = new LibraryInterface(_assembly, _library, _imports);
        var bridges = AddBridges(imports);
        new LibraryClassWriter(_assembly, _library, _exports, imports, Array.Exists(_module.Imports, LibraryMember.IsWasi))
            .Add(
            il => _data.EmitLoad(il, version),
            il =>
            {
                _data.EmitLoad(il, description);
                _data.EmitLoad(il, module);
                EmitNew(il, bridges);
                EmitNew(il, guardedClass);
                EmitNew(il, checkedClass);
            });
        return _assembly.Write();
    }

    /// <summary>The documentation of the class, as a compiler of .NET writes it.</summary>
    internal string Document(string assemblyName) =>
        LibraryDocumentation.Of(assemblyName, _library, _exports, _imports, Array.Exists(_module.Imports, LibraryMember.IsWasi));

    private static void EmitNew(IlWriter il, int constructor)
    {
        if (constructor == 0)
        {
            il.Emit(ILOpCode.Ldnull);
        }
        else
        {
            il.EmitCall(ILOpCode.Newobj, constructor, arguments: 1, returnsValue: false);
        }
    }

    /// <summary>Adds the classes of functions and state.</summary>
    private Code AddFunctions(MemoryMode mode, string codeNamespace)
    {
        var layout = LibraryModule.LayoutOf(_module, _options with { MemoryMode = mode }, codeNamespace);
        var names = new FunctionNames(_module, areNumbered: true, _cancellation);
        var writer = new AssemblyWriter(layout, names, part: 0, _assembly.Metadata, _assembly.Bodies, _cancellation);
        _assembly.EndType();
        writer.AddClasses();
        _assembly.EndType();

        return new Code(
            codeNamespace, [.. writer.FunctionMethods()], writer.Factory, _data.Add(writer.Functions.OutlinedFrom),
            _data.Add(writer.LargeFunctionsFrom));
    }

    /// <summary>Adds the class that finds functions.</summary>
    /// <returns>Its constructor; 0 if there is none.</returns>
    private int AddCode(Code? code)
    {
        if (code is null)
        {
            return 0;
        }

        _assembly.AddType(InternalClass, code.Namespace, "Code", typeof(LibraryCode));
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        _data.EmitLoad(il, code.OutlinedFrom, sizeof(int));
        _data.EmitLoad(il, code.LargeFrom, sizeof(int));
        il.EmitCall(ILOpCode.Call, _assembly.Constructor(typeof(LibraryCode)));
        il.Emit(ILOpCode.Ret);
        var constructor = _assembly.AddConstructor(
            MethodAttributes.Assembly, _assembly.Metadata.InstanceMethodSignature(typeof(void), []), il);
        il = new IlWriter();
        il.EmitCall(ILOpCode.Call, code.Factory, arguments: 0, returnsValue: true);
        il.Emit(ILOpCode.Ret);
        _assembly.AddOverride(typeof(LibraryCode), nameof(LibraryCode.CreateState), il);
        _assembly.AddAddresses(typeof(LibraryCode), nameof(LibraryCode.Method), code.Methods);
        return constructor;
    }

    /// <summary>Adds the class with the bridges.</summary>
    /// <returns>Its constructor.</returns>
    private int AddBridges(LibraryInterface imports)
    {
        _assembly.AddType(InternalClass, InternalNamespace, "Bridges", typeof(LibraryBridges));
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitCall(ILOpCode.Call, _assembly.Constructor(typeof(LibraryBridges)));
        il.Emit(ILOpCode.Ret);
        var constructor = _assembly.AddConstructor(
            MethodAttributes.Assembly, _assembly.Metadata.InstanceMethodSignature(typeof(void), []), il);
        var types = LibraryTypes.Of(_module);
        var calls = new int[types.Length];
        var callbacks = new int[types.Length];
        for (var index = 0; index < types.Length; index++)
        {
            _cancellation.ThrowIfCancellationRequested();
            calls[index] = ThunkWriter.AddCallWithValues(_assembly.Metadata, _assembly.Bodies, $"Call{index}", types[index]);
            callbacks[index] = ThunkWriter.AddCallback(_assembly.Metadata, _assembly.Bodies, $"Callback{index}", types[index]);
        }

        var found = new int[_module.Imports.Length];
        foreach (var import in _imports)
        {
            _cancellation.ThrowIfCancellationRequested();
            found[import.Index] = import.Function is { } type
                ? ThunkWriter.AddImport(_assembly.Metadata, _assembly.Bodies, $"Import{import.Index}", type, imports.MethodOf(import))
                : imports.AddReader(import);
        }

        _assembly.AddAddresses(typeof(LibraryBridges), nameof(LibraryBridges.CallWithValues), calls);
        _assembly.AddAddresses(typeof(LibraryBridges), nameof(LibraryBridges.Callback), callbacks);
        _assembly.AddAddresses(typeof(LibraryBridges), nameof(LibraryBridges.Import), found);
        return constructor;
    }

    /// <summary>The code for one kind of memories.</summary>
    /// <param name="Namespace">The namespace of its classes.</param>
    /// <param name="Methods">The tokens of its methods, in the order of <see cref="LibraryCode.Method"/>.</param>
    /// <param name="Factory">The method that makes a state.</param>
    /// <param name="OutlinedFrom">The place in the data of the functions that outlined functions belong to.</param>
    /// <param name="LargeFrom">The place in the data of the functions with large frames.</param>
    private sealed record Code(string Namespace, int[] Methods, int Factory, int OutlinedFrom, int LargeFrom);
}
