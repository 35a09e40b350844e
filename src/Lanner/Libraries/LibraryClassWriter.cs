using System.Reflection;
using Lanner.Calls;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;

namespace Lanner.Libraries;

/// <summary>Writes the class of a library.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="library">The choices for the library.</param>
/// <param name="exports">The members of the class.</param>
/// <param name="imports">The interface of its imports.</param>
/// <param name="importsWasi">True if it imports functions of WASI too.</param>
internal sealed class LibraryClassWriter(
    LibraryAssembly assembly, LibraryOptions library, LibraryMember[] exports, LibraryInterface imports, bool importsWasi)
{
    internal const string WasiAssembly = "Lanner.Wasi";

    /// <summary>The number of fields that one method fills: the JIT takes more than twice as long for twice as many.</summary>
    private const int FieldsOfMethod = 200;

    private const MethodAttributes Getter = MethodAttributes.Public | MethodAttributes.SpecialName;

    private readonly MetadataWriter _metadata = assembly.Metadata;

    /// <summary>Adds the class.</summary>
    /// <param name="emitVersion">Emits the arguments of <see cref="LibraryVersion.Require"/>.</param>
    /// <param name="emitDefinition">Emits what makes the <see cref="LibraryDefinition"/>.</param>
    internal void Add(Action<IlWriter> emitVersion, Action<IlWriter> emitDefinition)
    {
        var type = assembly.AddType(
            TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.Namespace, library.ClassName,
            typeof(WasmLibrary));
        var definition = assembly.AddField(
            FieldAttributes.Private | FieldAttributes.Static | FieldAttributes.InitOnly, "definition", typeof(LibraryDefinition));
        var fields = Array.ConvertAll(exports, export => assembly.AddField(
            FieldAttributes.Private, $"export{export.Index}", export.Function is null ? export.PropertyType : typeof(GuestCall)));
        assembly.AddStaticConstructor(definition, typeof(LibraryDefinition), emitVersion, emitDefinition);
        AddConstructors(definition, AddBinders(fields));
        for (var index = 0; index < exports.Length; index++)
        {
            if (exports[index].Function is { } function)
            {
                ThunkWriter.AddExport(_metadata, assembly.Bodies, exports[index].Name, function, fields[index]);
                assembly.AddParameters(exports[index].Parameters);
            }
        }

        AddProperties(type, definition, fields);
    }

    /// <summary>Adds the methods that fill the fields with what the instance exports.</summary>
    private List<int> AddBinders(int[] fields)
    {
        var binders = new List<int>();
        for (var first = 0; first < exports.Length; first += FieldsOfMethod)
        {
            var il = new IlWriter();
            for (var index = first; index < int.Min(exports.Length, first + FieldsOfMethod); index++)
            {
                il.EmitLoadArgument(0);
                il.EmitLoadArgument(0);
                il.EmitConstant(exports[index].Index);
                il.EmitCall(ILOpCode.Call, assembly.Method(typeof(WasmLibrary), FinderOf(exports[index])));
                il.EmitToken(ILOpCode.Stfld, fields[index]);
            }

            il.Emit(ILOpCode.Ret);
            binders.Add(assembly.AddMethod(
                MethodAttributes.Private, $"Bind~{binders.Count}", _metadata.InstanceMethodSignature(typeof(void), []), il));
        }

        return binders;
    }

    private static string FinderOf(LibraryMember export) => export.Type switch
    {
        MemoryType => nameof(WasmLibrary.ExportedMemory),
        TableType => nameof(WasmLibrary.ExportedTable),
        GlobalType => nameof(WasmLibrary.ExportedGlobal),
        TagType => nameof(WasmLibrary.ExportedTag),
        _ => nameof(WasmLibrary.ExportedFunction),
    };

    private void AddConstructors(int definition, List<int> binders)
    {
        var wasi = importsWasi ? _metadata.AddAssembly(WasiAssembly) : 0;
        var context = importsWasi ? _metadata.Tables.AddTypeReference(wasi, WasiAssembly, "WasiContext") : 0;
        var importsArgument = imports.Token == 0 ? 0 : 1;
        var wasiArgument = importsWasi ? importsArgument + 1 : 0;
        var storeArgument = int.Max(importsArgument, wasiArgument) + 1;

        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Ldsfld, definition);
        il.EmitLoadArgument(storeArgument);
        if (importsArgument == 0)
        {
            il.Emit(ILOpCode.Ldnull);
        }
        else
        {
            il.EmitLoadArgument(importsArgument);
            il.EmitCall(ILOpCode.Call, assembly.Method(typeof(WasmLibrary), nameof(WasmLibrary.Require)));
        }

        if (wasiArgument == 0)
        {
            il.Emit(ILOpCode.Ldnull);
        }
        else
        {
            il.EmitToken(ILOpCode.Ldsfld, definition);
            il.EmitLoadArgument(storeArgument);
            il.EmitCall(ILOpCode.Call, assembly.Method(typeof(WasmLibrary), nameof(WasmLibrary.CreateLinker)));
            il.Emit(ILOpCode.Dup);
            il.EmitLoadArgument(wasiArgument);
            il.EmitCall(ILOpCode.Call, DefineWasi(wasi, context), arguments: 2, returnsValue: false);
        }

        il.EmitCall(ILOpCode.Call, assembly.Constructor(typeof(WasmLibrary)));
        foreach (var binder in binders)
        {
            il.EmitLoadArgument(0);
            il.EmitCall(ILOpCode.Call, binder, arguments: 1, returnsValue: false);
        }

        il.Emit(ILOpCode.Ret);
        string[] names =
        [
            .. importsArgument > 0 ? ["imports"] : Array.Empty<string>(),
            .. wasiArgument > 0 ? ["wasi"] : Array.Empty<string>(),
        ];
        var full = assembly.AddConstructor(MethodAttributes.Public, SignatureOf(importsArgument, context, hasStore: true), il);
        assembly.AddParameters([.. names, "store"]);

        il = new IlWriter();
        for (var argument = 0; argument < storeArgument; argument++)
        {
            il.EmitLoadArgument(argument);
        }

        il.Emit(ILOpCode.Ldnull);
        il.EmitCall(ILOpCode.Call, full, arguments: storeArgument + 1, returnsValue: false);
        il.Emit(ILOpCode.Ret);
        assembly.AddConstructor(MethodAttributes.Public, SignatureOf(importsArgument, context, hasStore: false), il);
        assembly.AddParameters(names);
    }

    private int SignatureOf(int importsArgument, int context, bool hasStore)
    {
        var count = (importsArgument > 0 ? 1 : 0) + (context != 0 ? 1 : 0) + (hasStore ? 1 : 0);
        var signature = Signature.OfMethod(count, isInstance: true).Add(ElementType.Void);
        if (importsArgument > 0)
        {
            signature.Add(ElementType.Class).Type(imports.Token);
        }

        if (context != 0)
        {
            signature.Add(ElementType.Class).Type(context);
        }

        if (hasStore)
        {
            _metadata.Encode(signature, typeof(Store));
        }

        return _metadata.Tables.BlobOf(signature);
    }

    /// <summary>The method of the library for WASI, to which the engine refers only here, by its name: that stands on the engine.</summary>
    private int DefineWasi(int wasi, int context)
    {
        var signature = Signature.OfMethod(2).Add(ElementType.Void);
        _metadata.Encode(signature, typeof(Linker));
        signature.Add(ElementType.Class).Type(context);
        var type = _metadata.Tables.AddTypeReference(wasi, WasiAssembly, "WasiLinkerExtensions");
        return _metadata.Tables.AddMemberReference(type, _metadata.Tables.NameOf("DefineWasi"), _metadata.Tables.BlobOf(signature));
    }

    private void AddProperties(int type, int definition, int[] fields)
    {
        var il = new IlWriter();
        il.EmitToken(ILOpCode.Ldsfld, definition);
        il.EmitCall(ILOpCode.Call, assembly.Method(typeof(LibraryDefinition), "get_" + nameof(LibraryDefinition.Engine)));
        il.Emit(ILOpCode.Ret);
        var engine = assembly.AddMethod(
            Getter | MethodAttributes.Static, "get_" + nameof(Engine), _metadata.MethodSignature(typeof(Engine), []), il);
        var properties = new List<(string Name, Type Type, int Getter, int Setter)>();
        for (var index = 0; index < exports.Length; index++)
        {
            if (exports[index].Function is null)
            {
                properties.Add(AddAccessors(exports[index], fields[index]));
            }
        }

        _metadata.Tables.AddPropertyMap(type);
        assembly.AddProperty(nameof(Engine), typeof(Engine), engine, setter: 0, isStatic: true);
        foreach (var (name, propertyType, getter, setter) in properties)
        {
            assembly.AddProperty(name, propertyType, getter, setter);
        }
    }

    /// <summary>Adds the methods of a property. Of a global it is the value.</summary>
    private (string Name, Type Type, int Getter, int Setter) AddAccessors(LibraryMember export, int field)
    {
        var global = export.Type as GlobalType;
        var type = global is null ? export.PropertyType : LibraryGlobals.TypeOf(global.Value);
        var il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Ldfld, field);
        if (global is not null)
        {
            il.EmitCall(ILOpCode.Call, assembly.Method(typeof(LibraryGlobals), "Read" + LibraryGlobals.NameOf(global.Value)));
        }

        il.Emit(ILOpCode.Ret);
        var getter = assembly.AddMethod(Getter, "get_" + export.Name, _metadata.InstanceMethodSignature(type, []), il);
        if (global is not { IsMutable: true })
        {
            return (export.Name, type, getter, 0);
        }

        il = new IlWriter();
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Ldfld, field);
        il.EmitLoadArgument(1);
        il.EmitCall(ILOpCode.Call, assembly.Method(typeof(LibraryGlobals), "Write" + LibraryGlobals.NameOf(global.Value)));
        il.Emit(ILOpCode.Ret);
        var setter = assembly.AddMethod(Getter, "set_" + export.Name, _metadata.InstanceMethodSignature(typeof(void), [type]), il);
        assembly.AddParameters(["value"]);
        return (export.Name, type, getter, setter);
    }
}
