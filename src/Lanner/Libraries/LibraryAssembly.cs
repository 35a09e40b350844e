using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Platform;

namespace Lanner.Libraries;

/// <summary>The assembly of a library while it is written. Types are added one after the other, each with its fields and methods before
/// the next begins.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming.Engine)]
internal sealed class LibraryAssembly
{
    /// <summary>The number of methods whose addresses one method finds: the JIT compiles it when the first of them is asked for.</summary>
    private const int AddressesOfMethod = 64;

    private const BindingFlags Members = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private int _methodsBefore;
    private int _fieldsBefore;

    /// <param name="name">The name of the assembly.</param>
    /// <param name="accessible">The assemblies besides the engine whose internals it uses.</param>
    internal LibraryAssembly(string name, params ReadOnlySpan<string> accessible) =>
        AssemblyManifest.Add(Metadata, name, [AssemblyManifest.EngineAssembly, .. accessible]);

    internal MetadataWriter Metadata { get; } = new() { IsLibrary = true };

    internal MethodBodies Bodies { get; } = new();

    private MetadataTables Tables => Metadata.Tables;

    /// <summary>Begins a type.</summary>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="typeNamespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="baseType">The type that it derives from; null for an interface.</param>
    /// <returns>Its token.</returns>
    internal int AddType(TypeAttributes attributes, string typeNamespace, string name, Type? baseType)
    {
        EndType();
        return Tables.AddTypeDefinition(
            attributes, name, baseType is null ? 0 : Metadata.TypeOf(baseType), Tables.FieldCount + 1, Tables.MethodCount + 1,
            typeNamespace);
    }

    /// <summary>Sees that the type that was added last has no more members than the CLR takes.</summary>
    /// <exception cref="ResourceLimitException">It has.</exception>
    internal void EndType()
    {
        if (Tables.MethodCount - _methodsBefore > ImageLimits.MethodsOfClass)
        {
            throw ImageLimits.Exceeded($"a class with more than {ImageLimits.MethodsOfClass} methods");
        }

        if (Tables.FieldCount - _fieldsBefore > ImageLimits.MethodsOfClass)
        {
            throw ImageLimits.Exceeded($"a class with more than {ImageLimits.MethodsOfClass} fields");
        }

        _methodsBefore = Tables.MethodCount;
        _fieldsBefore = Tables.FieldCount;
    }

    /// <summary>Adds a field whose type is one of .NET or of the engine.</summary>
    internal int AddField(FieldAttributes attributes, string name, Type type) =>
        Tables.AddField(attributes, name, Metadata.FieldSignature(type));

    /// <summary>Adds a method with a body.</summary>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="il">Its body.</param>
    /// <param name="implementation">Tells the JIT how to treat it.</param>
    /// <returns>Its token.</returns>
    internal int AddMethod(
        MethodAttributes attributes, string name, int signature, IlWriter il, MethodImplAttributes implementation = MethodImplAttributes.IL)
    {
        var body = il.Finish();
        return Tables.AddMethod(
            attributes | MethodAttributes.HideBySig, implementation, name, signature,
            Bodies.Add(body.Code, body.Handlers, body.MaximumStack, locals: 0, clearsLocals: false));
    }

    /// <summary>Adds a constructor.</summary>
    internal int AddConstructor(MethodAttributes attributes, int signature, IlWriter il) => AddMethod(
        attributes | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
        attributes.HasFlag(MethodAttributes.Static) ? ".cctor" : ".ctor", signature, il);

    /// <summary>Adds to the class that was added last what fills its field with what the class is about. That is made by a method of its
    /// own, which is compiled only when the engine turned out to be the one that the library is for. With another one there may be nothing
    /// of that which it names.</summary>
    /// <param name="field">The field.</param>
    /// <param name="type">Its type.</param>
    /// <param name="emitVersion">Emits the arguments of <see cref="LibraryVersion.Require"/>.</param>
    /// <param name="emitValue">Emits what makes the value of the field.</param>
    internal void AddStaticConstructor(int field, Type type, Action<IlWriter> emitVersion, Action<IlWriter> emitValue)
    {
        var make = new IlWriter();
        emitValue(make);
        make.Emit(ILOpCode.Ret);
        var maker = AddMethod(
            MethodAttributes.Private | MethodAttributes.Static, "MakeDefinition", Metadata.MethodSignature(type, []), make,
            MethodImplAttributes.NoInlining);
        var il = new IlWriter();
        emitVersion(il);
        il.EmitCall(ILOpCode.Call, Method(typeof(LibraryVersion), nameof(LibraryVersion.Require)));
        il.EmitCall(ILOpCode.Call, maker, arguments: 0, returnsValue: true);
        il.EmitToken(ILOpCode.Stsfld, field);
        il.Emit(ILOpCode.Ret);
        AddConstructor(
            MethodAttributes.Private | MethodAttributes.Static, Metadata.MethodSignature(typeof(void), []), il);
    }

    /// <summary>Adds an override of a method of the engine's.</summary>
    internal int AddOverride(Type baseType, string name, IlWriter il)
    {
        var method = baseType.GetMethod(name, Members)!;
        return AddMethod(
            MethodAttributes.Assembly | MethodAttributes.Virtual, name,
            Metadata.InstanceMethodSignature(
                method.ReturnType, Array.ConvertAll(method.GetParameters(), parameter => parameter.ParameterType)),
            il);
    }

    /// <summary>A method of the engine or of .NET.</summary>
    internal MethodReference Method(Type type, string name) => Metadata.MethodOf(type.GetMethod(name, Members)!);

    /// <summary>The only constructor of a class of the engine's.</summary>
    internal MethodReference Constructor(Type type) =>
        Metadata.MethodOf(type.GetConstructors(Members & ~BindingFlags.Static).Single());

    /// <summary>Overrides a method that finds the address of one of many methods by its number; 0 for those that there are not.</summary>
    /// <param name="baseType">The class with the method.</param>
    /// <param name="name">Its name.</param>
    /// <param name="methods">The tokens of the methods, 0 where there is none.</param>
    internal void AddAddresses(Type baseType, string name, ReadOnlySpan<int> methods)
    {
        var signature = Metadata.MethodSignature(typeof(nint), [typeof(int)]);
        var pieces = new List<int>();
        for (var first = 0; first < methods.Length; first += AddressesOfMethod)
        {
            var piece = new IlWriter();
            piece.EmitLoadArgument(0);
            EmitSwitch(piece, methods[first..int.Min(methods.Length, first + AddressesOfMethod)], (il, method) =>
            {
                if (method == 0)
                {
                    EmitZero(il);
                }
                else
                {
                    il.EmitToken(ILOpCode.Ldftn, method);
                }
            });
            pieces.Add(AddMethod(MethodAttributes.Private | MethodAttributes.Static, $"{name}~{pieces.Count}", signature, piece));
        }

        var finder = new IlWriter();
        finder.EmitLoadArgument(1);
        finder.EmitConstant(AddressesOfMethod);
        finder.Emit(ILOpCode.Div);
        EmitSwitch(finder, CollectionsMarshal.AsSpan(pieces), (il, piece) =>
        {
            il.EmitLoadArgument(1);
            il.EmitConstant(AddressesOfMethod);
            il.Emit(ILOpCode.Rem);
            il.EmitCall(ILOpCode.Call, piece, arguments: 1, returnsValue: true);
        });
        AddOverride(baseType, name, finder);
    }

    /// <summary>Adds a property.</summary>
    internal void AddProperty(string name, Type type, int getter, int setter, bool isStatic = false)
    {
        var signature = Signature.OfProperty(isStatic);
        Metadata.Encode(signature, type);
        Tables.AddProperty(name, Tables.BlobOf(signature), getter, setter);
    }

    /// <summary>Names the parameters of the method that was added last.</summary>
    internal void AddParameters(ReadOnlySpan<string> names)
    {
        for (var index = 0; index < names.Length; index++)
        {
            Tables.AddParameter(index + 1, names[index]);
        }
    }

    /// <summary>Returns what is emitted for the item whose number is on the stack; the address 0 for other numbers.</summary>
    private static void EmitSwitch(IlWriter il, ReadOnlySpan<int> items, Action<IlWriter, int> emit)
    {
        var labels = new Label[items.Length];
        for (var index = 0; index < labels.Length; index++)
        {
            labels[index] = il.DefineLabel();
        }

        il.EmitSwitch(labels);
        EmitZero(il);
        il.Emit(ILOpCode.Ret);
        for (var index = 0; index < labels.Length; index++)
        {
            il.MarkLabel(labels[index]);
            emit(il, items[index]);
            il.Emit(ILOpCode.Ret);
        }
    }

    private static void EmitZero(IlWriter il)
    {
        il.EmitConstant(0);
        il.Emit(ILOpCode.Conv_i);
    }

    /// <summary>The whole assembly.</summary>
    internal byte[] Write()
    {
        EndType();
        return PortableExecutable.Write(Tables, Bodies);
    }
}
