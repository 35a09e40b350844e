using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Lanner.Compilation.Tree;
using Lanner.Runtime;

namespace Lanner.Compilation.Emission;

/// <summary>Writes the state class of a module: a typed field for everything that compiled code reaches through the state, and the methods that fill them.</summary>
internal sealed class StateClassWriter(AssemblyWriter assembly)
{
    private readonly MetadataWriter _metadata = assembly.Metadata;
    private readonly Lanner.Structure.ModuleDefinition _module = assembly.Layout.Module;

    internal void Add()
    {
        var firstMethod = assembly.MethodCount + 1;
        AddFields();
        _metadata.Builder.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            default,
            _metadata.Builder.GetOrAddString(EmittedNames.StateClass),
            _metadata.TypeOf(typeof(InstanceState)),
            MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(firstMethod));
        var constructor = AddConstructor();
        AddFactory(constructor);
        AddOverride(nameof(InstanceState.Bind), EmitBind());
        AddOverride(nameof(InstanceState.InitializeGlobals), EmitInitializeGlobals());
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
        }

        for (var index = 0; index < _module.Globals.Length && ModuleLayout.HasField(index); index++)
        {
            AddField(
                EmittedNames.Global(index),
                assembly.Layout.IsGlobalShared(index) ? typeof(Global) : ClrTypes.Of(_module.Globals[index].Type.Value));
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

    private void AddField(string name, Type type) => _metadata.Builder.AddFieldDefinition(
        FieldAttributes.Public, _metadata.Builder.GetOrAddString(name), _metadata.FieldSignature(type));

    private MethodDefinitionHandle AddConstructor()
    {
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Call, _metadata.MethodOf(
            typeof(InstanceState).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [])!));
        il.Emit(ILOpCode.Ret);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: true).Parameters(0, result => result.Void(), _ => { });
        return assembly.AddMethod(
            ".ctor",
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            default,
            _metadata.Builder.GetOrAddBlob(signature),
            Finish(il));
    }

    private void AddFactory(MethodDefinitionHandle constructor)
    {
        var il = new IlWriter();
        il.EmitToken(ILOpCode.Newobj, MetadataTokens.GetToken(constructor));
        il.Emit(ILOpCode.Ret);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(
            0, result => _metadata.Encode(result.Type(), typeof(InstanceState)), _ => { });
        assembly.AddMethod(
            EmittedNames.FactoryMethod,
            MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig,
            default,
            _metadata.Builder.GetOrAddBlob(signature),
            Finish(il));
    }

    private void AddOverride(string name, EmittedFunction body)
    {
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: true).Parameters(0, result => result.Void(), _ => { });
        assembly.AddMethod(
            name,
            MethodAttributes.Assembly | MethodAttributes.Virtual | MethodAttributes.HideBySig,
            default,
            _metadata.Builder.GetOrAddBlob(signature),
            body);
    }

    /// <summary>Copies the elements of the arrays of <see cref="InstanceState"/> into the fields.</summary>
    private EmittedFunction EmitBind()
    {
        var il = new IlWriter();
        for (var index = 0; index < _module.Memories.Length; index++)
        {
            il.EmitLoadArgument(0);
            EmitElement(il, RuntimeMembers.Memories, index);
            il.EmitToken(ILOpCode.Stfld, assembly.StateObjectField(StateObjectKind.Memory, index));
            il.EmitLoadArgument(0);
            EmitElement(il, RuntimeMembers.Memories, index);
            il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.MemoryBase));
            il.EmitToken(ILOpCode.Stfld, assembly.MemoryBaseField(index));
        }

        CopyObjects(il, RuntimeMembers.Tables, StateObjectKind.Table, _module.Tables.Length);
        CopyObjects(il, RuntimeMembers.Tags, StateObjectKind.Tag, _module.Tags.Length);
        CopyObjects(il, RuntimeMembers.Functions, StateObjectKind.ImportedFunction, _module.ImportedFunctionCount);
        CopyObjects(il, RuntimeMembers.Types, StateObjectKind.Type, _module.Types.Length);
        for (var index = 0; index < _module.Globals.Length && ModuleLayout.HasField(index); index++)
        {
            if (assembly.Layout.IsGlobalShared(index))
            {
                il.EmitLoadArgument(0);
                EmitElement(il, RuntimeMembers.Globals, index);
                il.EmitToken(ILOpCode.Stfld, assembly.GlobalField(index));
            }
        }

        il.Emit(ILOpCode.Ret);
        return Finish(il);
    }

    private void CopyObjects(IlWriter il, FieldInfo array, StateObjectKind kind, int count)
    {
        for (var index = 0; index < count && ModuleLayout.HasField(index); index++)
        {
            il.EmitLoadArgument(0);
            EmitElement(il, array, index);
            il.EmitToken(ILOpCode.Stfld, assembly.StateObjectField(kind, index));
        }
    }

    private void EmitElement(IlWriter il, FieldInfo array, int index)
    {
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(array));
        il.EmitConstant(index);
        il.Emit(ILOpCode.Ldelem_ref);
    }

    /// <summary>Constant expressions are compiled like functions; the state stands in argument 0 here too.</summary>
    private EmittedFunction EmitInitializeGlobals()
    {
        var tree = TreeBuilder.BuildGlobalInitializers(assembly.Layout);
        return assembly.Guard(nameof(InstanceState.InitializeGlobals), -1, tree.Type, FunctionEmitter.Emit(assembly, tree));
    }

    private static EmittedFunction Finish(IlWriter il) => new(il.Finish(), default, 4, false, il.Size, [], 0);
}
