using System.Reflection;
using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Runtime;

namespace Lanner.Compilation.Emission;

/// <summary>Writes the state class of a module: a typed field for everything that compiled code reaches through the state, and the methods
/// that fill them.</summary>
internal sealed class StateClassWriter(AssemblyWriter assembly)
{
    /// <summary>The approximate number of bytes of initial values of globals that one method assigns.</summary>
    private const int InitializerBytes = 4 << 10;

    /// <summary>About as many instructions copy what one method copies: six for each field.</summary>
    private const int LargestBinder = 6_000;

    private readonly MetadataWriter _metadata = assembly.Metadata;
    private readonly Lanner.Structure.ModuleDefinition _module = assembly.Layout.Module;

    internal void Add()
    {
        var firstField = _metadata.Tables.FieldCount + 1;
        var firstMethod = _metadata.Tables.MethodCount + 1;
        AddFields();
        _metadata.Tables.AddTypeDefinition(
            assembly.Visibility | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            EmittedNames.StateClass,
            _metadata.TypeOf(typeof(InstanceState)),
            firstField,
            firstMethod,
            assembly.Layout.ClassNamespace);
        // The factory comes right behind the constructor: AssemblyWriter.FactoryToken.
        AddFactory(AddConstructor());
        AddOverride(nameof(InstanceState.Bind), EmitBind());
        AddOverride(nameof(InstanceState.InitializeGlobals), EmitCalls(AddGlobalInitializers()));
    }

    private void AddFields()
    {
        for (var index = 0; index < _module.Memories.Length; index++)
        {
            AddField(EmittedNames.MemoryBase(index), typeof(nint));
            AddField(EmittedNames.StateObject(StateObjectKind.Memory, index), typeof(Memory));
        }

        for (var index = 0; index < _module.Tables.Length && ModuleLayout.HasField(index); index++)
        {
            AddField(EmittedNames.StateObject(StateObjectKind.Table, index), typeof(Table));
            if (ModuleLayout.HasElementsField(_module, index))
            {
                AddField(EmittedNames.StateObject(StateObjectKind.TableElements, index), typeof(object[]));
            }
        }

        for (var index = 0; index < _module.Globals.Length && ModuleLayout.HasField(index); index++)
        {
            AddField(
                EmittedNames.Global(index),
                assembly.Layout.IsGlobalShared(index) ? typeof(Global) : CallingConvention.TypeOf(_module.Globals[index].Type.Value));
        }

        for (var index = 0; index < _module.Tags.Length && ModuleLayout.HasField(index); index++)
        {
            AddField(EmittedNames.StateObject(StateObjectKind.Tag, index), typeof(Tag));
        }

        for (var index = 0; index < _module.ImportedFunctionCount && ModuleLayout.HasField(index); index++)
        {
            AddField(EmittedNames.StateObject(StateObjectKind.ImportedFunction, index), typeof(Function));
        }

        for (var index = 0; index < _module.Types.Length && ModuleLayout.HasField(index); index++)
        {
            AddField(EmittedNames.StateObject(StateObjectKind.Type, index), typeof(DefinedType));
        }
    }

    /// <summary>The field of a global, which stands behind those of memories and tables.</summary>
    internal static int GlobalToken(Lanner.Structure.ModuleDefinition module, int globalIndex)
    {
        var before = 2 * module.Memories.Length;
        for (var table = 0; table < module.Tables.Length && ModuleLayout.HasField(table); table++)
        {
            before += ModuleLayout.HasElementsField(module, table) ? 2 : 1;
        }

        return MetadataToken.Of(TableId.Field, before + globalIndex + 1);
    }

    private void AddField(string name, Type type) =>
        _metadata.Tables.AddField(FieldAttributes.Public, name, _metadata.FieldSignature(type));

    private int AddConstructor()
    {
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitCall(ILOpCode.Call, _metadata.MethodOf(
            typeof(InstanceState).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [])!));
        il.Emit(ILOpCode.Ret);
        return assembly.AddMethod(
            ".ctor",
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            default,
            VoidSignature(),
            Finish(il));
    }

    private int VoidSignature() => _metadata.Tables.BlobOf(Signature.OfMethod(0, isInstance: true).Add(ElementType.Void));

    private void AddFactory(int constructor)
    {
        var il = new IlWriter();
        il.EmitCall(ILOpCode.Newobj, constructor, arguments: 1, returnsValue: false);
        il.Emit(ILOpCode.Ret);
        var signature = Signature.OfMethod(0);
        _metadata.Encode(signature, typeof(InstanceState));
        assembly.AddMethod(
            EmittedNames.FactoryMethod,
            MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig,
            default,
            _metadata.Tables.BlobOf(signature),
            Finish(il));
    }

    private void AddOverride(string name, EmittedFunction body) => assembly.AddMethod(
        name,
        MethodAttributes.Assembly | MethodAttributes.Virtual | MethodAttributes.HideBySig,
        default,
        VoidSignature(),
        body);

    /// <summary>Copies the elements of the arrays of <see cref="InstanceState"/> into the fields. Where these are many, in several methods,
    /// since the JIT takes more than twice as long for twice as many.</summary>
    private EmittedFunction EmitBind()
    {
        var pieces = new List<EmittedFunction>();
        var il = new IlWriter();
        foreach (var emit in Copies())
        {
            emit(il);
            if (il.Size.Instructions >= LargestBinder)
            {
                pieces.Add(FinishMethod(il));
                il = new IlWriter();
            }
        }

        var last = FinishMethod(il);
        return pieces.Count == 0 ? last : EmitCalls([.. pieces.Append(last).Select(AddBinder)]);
    }

    private int AddBinder(EmittedFunction piece, int number) => assembly.AddMethod(
        $"{nameof(InstanceState.Bind)}~{number}", MethodAttributes.Assembly | MethodAttributes.HideBySig, default, VoidSignature(), piece);

    private IEnumerable<Action<IlWriter>> Copies()
    {
        for (var index = 0; index < _module.Memories.Length; index++)
        {
            yield return CopyOf(RuntimeMembers.Memories, index, null, assembly.StateObjectField(StateObjectKind.Memory, index));
            yield return CopyOf(RuntimeMembers.Memories, index, RuntimeMembers.MemoryBase, assembly.MemoryBaseField(index));
        }

        for (var index = 0; index < _module.Tables.Length && ModuleLayout.HasField(index); index++)
        {
            yield return CopyOf(RuntimeMembers.Tables, index, null, assembly.StateObjectField(StateObjectKind.Table, index));
            if (ModuleLayout.HasElementsField(_module, index))
            {
                yield return CopyOf(
                    RuntimeMembers.Tables, index, RuntimeMembers.TableElements,
                    assembly.StateObjectField(StateObjectKind.TableElements, index));
            }
        }

        (FieldInfo Array, StateObjectKind Kind, int Count)[] others =
        [
            (RuntimeMembers.Tags, StateObjectKind.Tag, _module.Tags.Length),
            (RuntimeMembers.Functions, StateObjectKind.ImportedFunction, _module.ImportedFunctionCount),
            (RuntimeMembers.Types, StateObjectKind.Type, _module.Types.Length),
        ];
        foreach (var (array, kind, count) in others)
        {
            for (var index = 0; index < count && ModuleLayout.HasField(index); index++)
            {
                yield return CopyOf(array, index, null, assembly.StateObjectField(kind, index));
            }
        }

        for (var index = 0; index < _module.Globals.Length && ModuleLayout.HasField(index); index++)
        {
            if (assembly.Layout.IsGlobalShared(index))
            {
                yield return CopyOf(RuntimeMembers.Globals, index, null, assembly.GlobalField(index));
            }
        }
    }

    /// <summary>Emits the copy of an element, or of a field of it, into a field of the state.</summary>
    private Action<IlWriter> CopyOf(FieldInfo array, int index, FieldInfo? field, int target) => il =>
    {
        il.EmitLoadArgument(0);
        EmitElement(il, array, index);
        if (field is not null)
        {
            il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(field));
        }

        il.EmitToken(ILOpCode.Stfld, target);
    };

    private void EmitElement(IlWriter il, FieldInfo array, int index)
    {
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(array));
        il.EmitConstant(index);
        il.Emit(ILOpCode.Ldelem_ref);
    }

    /// <summary>Calls methods of the state, one after the other.</summary>
    private static EmittedFunction EmitCalls(List<int> methods)
    {
        var il = new IlWriter();
        foreach (var method in methods)
        {
            il.EmitLoadArgument(0);
            il.EmitCall(ILOpCode.Call, method, arguments: 1, returnsValue: false);
        }

        return FinishMethod(il);
    }

    /// <summary>Adds methods that give the globals their first values, a bounded number each: the JIT takes more than twice as long for
    /// twice as many. Constant expressions are compiled like functions; the state stands in argument 0 here too.</summary>
    private List<int> AddGlobalInitializers()
    {
        var methods = new List<int>();
        for (var first = _module.ImportedGlobalCount; first < assembly.Layout.CompiledGlobals;)
        {
            var end = first;
            for (var bytes = 0; end < assembly.Layout.CompiledGlobals && bytes < InitializerBytes; end++)
            {
                bytes += _module.Globals[end].Initializer!.Code.Length;
            }

            var name = $"{nameof(InstanceState.InitializeGlobals)}~{methods.Count}";
            var function = assembly.Functions.CompileGlobalInitializers(first, end);
            methods.Add(assembly.AddMethod(
                name,
                MethodAttributes.Assembly | MethodAttributes.HideBySig,
                default,
                VoidSignature(),
                assembly.Guard(name, -1, FunctionType.Of([], []), function)));
            first = end;
        }

        return methods;
    }

    private static EmittedFunction FinishMethod(IlWriter il)
    {
        il.Emit(ILOpCode.Ret);
        return Finish(il);
    }

    private static EmittedFunction Finish(IlWriter il) => new(il.Finish(), default, false, il.Size, [], 0);
}
