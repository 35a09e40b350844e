using System.Reflection;
using Lanner.Calls;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Platform;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>Writes the code of a validated module into the assembly of a library, which may have several: first its functions, then,
/// when the data of all modules is known, the classes that find them.</summary>
/// <param name="module">The module.</param>
/// <param name="options">The options of the engine that it is to run on.</param>
/// <param name="library">The choices for the library.</param>
/// <param name="assembly">The assembly.</param>
/// <param name="data">The data of the library.</param>
/// <param name="suffix">The end of the names of its namespaces and classes, which tells it from other modules of the library.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class LibraryModuleWriter(
    ModuleDefinition module, CompilationOptions options, LibraryOptions library, LibraryAssembly assembly, LibraryData data, string suffix,
    CancellationToken cancellation)
{
    private const TypeAttributes InternalClass = TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;

    private Code? _guarded;
    private Code? _checked;
    private int _description;
    private int _bridgesClass;
    private int _guardedClass;
    private int _checkedClass;

    /// <summary>Adds the functions, and what there is to say of them to the data.</summary>
    internal void AddFunctions()
    {
        _guarded = library.MemoryMode is null or MemoryMode.Guarded ? AddFunctions(MemoryMode.Guarded, $"<Guarded{suffix}>") : null;
        _checked = library.MemoryMode is null or MemoryMode.Checked ? AddFunctions(MemoryMode.Checked, $"<Checked{suffix}>") : null;
        _description = data.Add(LibraryDescription.Of(library.ClassName, module.Features, options).ToBytes());
    }

    /// <summary>Adds the classes that find the functions.</summary>
    /// <param name="imports">The interface of the imports; null if the library has none.</param>
    /// <param name="importMembers">Its members.</param>
    internal void AddClasses(LibraryInterface? imports, LibraryMember[] importMembers)
    {
        _guardedClass = AddCode(_guarded);
        _checkedClass = AddCode(_checked);
        _bridgesClass = AddBridges(imports, importMembers);
    }

    /// <summary>Emits what makes the <see cref="LibraryDefinition"/>.</summary>
    /// <param name="il">The body of a method.</param>
    /// <param name="emitModule">Emits what loads the address and the length of the module.</param>
    internal void EmitDefinition(IlWriter il, Action<IlWriter> emitModule)
    {
        data.EmitLoad(il, _description);
        emitModule(il);
        EmitNew(il, _bridgesClass);
        EmitNew(il, _guardedClass);
        EmitNew(il, _checkedClass);
        il.EmitCall(ILOpCode.Newobj, assembly.Constructor(typeof(LibraryDefinition)));
    }

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
        var layout = LibraryModule.LayoutOf(module, options with { MemoryMode = mode }, codeNamespace);
        var names = new FunctionNames(module, areNumbered: true, cancellation);
        var writer = new AssemblyWriter(layout, names, part: 0, assembly.Metadata, assembly.Bodies, cancellation);
        assembly.EndType();
        writer.AddClasses();
        assembly.EndType();

        return new Code(
            codeNamespace, [.. writer.FunctionMethods()], writer.Factory, data.Add(writer.Functions.OutlinedFrom),
            data.Add(writer.LargeFunctionsFrom));
    }

    /// <summary>Adds the class that finds functions.</summary>
    /// <returns>Its constructor; 0 if there is none.</returns>
    private int AddCode(Code? code)
    {
        if (code is null)
        {
            return 0;
        }

        assembly.AddType(InternalClass, code.Namespace, "Code", typeof(LibraryCode));
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        data.EmitLoad(il, code.OutlinedFrom, sizeof(int));
        data.EmitLoad(il, code.LargeFrom, sizeof(int));
        il.EmitCall(ILOpCode.Call, assembly.Constructor(typeof(LibraryCode)));
        il.Emit(ILOpCode.Ret);
        var constructor = assembly.AddConstructor(
            MethodAttributes.Assembly, assembly.Metadata.InstanceMethodSignature(typeof(void), []), il);
        il = new IlWriter();
        il.EmitCall(ILOpCode.Call, code.Factory, arguments: 0, returnsValue: true);
        il.Emit(ILOpCode.Ret);
        assembly.AddOverride(typeof(LibraryCode), nameof(LibraryCode.CreateState), il);
        assembly.AddAddresses(typeof(LibraryCode), nameof(LibraryCode.Method), code.Methods);
        return constructor;
    }

    /// <summary>Adds the class with the bridges.</summary>
    /// <returns>Its constructor.</returns>
    private int AddBridges(LibraryInterface? imports, LibraryMember[] importMembers)
    {
        assembly.AddType(InternalClass, LibraryWriter.InternalNamespace, $"Bridges{suffix}", typeof(LibraryBridges));
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitCall(ILOpCode.Call, assembly.Constructor(typeof(LibraryBridges)));
        il.Emit(ILOpCode.Ret);
        var constructor = assembly.AddConstructor(
            MethodAttributes.Assembly, assembly.Metadata.InstanceMethodSignature(typeof(void), []), il);
        var types = LibraryTypes.Of(module);
        var calls = new int[types.Length];
        var callbacks = new int[types.Length];
        for (var index = 0; index < types.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            calls[index] = ThunkWriter.AddCallWithValues(assembly.Metadata, assembly.Bodies, $"Call{index}", types[index]);
            callbacks[index] = ThunkWriter.AddCallback(assembly.Metadata, assembly.Bodies, $"Callback{index}", types[index]);
        }

        var found = new int[module.Imports.Length];
        foreach (var import in importMembers)
        {
            cancellation.ThrowIfCancellationRequested();
            found[import.Index] = import.Function is { } type
                ? ThunkWriter.AddImport(assembly.Metadata, assembly.Bodies, $"Import{import.Index}", type, imports!.MethodOf(import))
                : imports!.AddReader(import);
        }

        assembly.AddAddresses(typeof(LibraryBridges), nameof(LibraryBridges.CallWithValues), calls);
        assembly.AddAddresses(typeof(LibraryBridges), nameof(LibraryBridges.Callback), callbacks);
        assembly.AddAddresses(typeof(LibraryBridges), nameof(LibraryBridges.Import), found);
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
