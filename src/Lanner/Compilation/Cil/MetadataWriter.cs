using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Abi;
using Lanner.Compilation.Metadata;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation.Cil;

/// <summary>The tokens and signatures of one assembly being written. References to members of the runtime library are taken from
/// reflection, each once.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Engine)]
internal sealed class MetadataWriter
{
    private readonly Dictionary<Assembly, int> _assemblies = [];
    private readonly Dictionary<Type, int> _types = [];
    private readonly Dictionary<MethodBase, MethodReference> _methods = [];
    private readonly Dictionary<FieldInfo, int> _fields = [];
    private readonly Dictionary<FunctionType, MethodReference> _callSites = [];
    private readonly Dictionary<string, int> _tuples = [];

    /// <summary>Members of emitted classes and of tuples, by the token of the type and the name.</summary>
    private readonly TokenMap _named = new();

    /// <summary>True if types of .NET are referred to in the assemblies that programs are compiled against, and not where they are in this
    /// process: for assemblies that others refer to.</summary>
    internal bool IsLibrary { get; init; }

    internal MetadataTables Tables { get; } = new();

    /// <summary>Remembers what is there, so that what is added from now on can be taken back.</summary>
    internal MetadataMark Mark() => Tables.Mark();

    /// <summary>Takes back the tokens and signatures that have been added since, if nothing that stays refers to them.</summary>
    internal void TakeBack(in MetadataMark mark)
    {
        Remove(_assemblies, mark);
        Remove(_types, mark);
        Remove(_fields, mark);
        Remove(_tuples, mark);
        Remove(_methods, mark);
        Remove(_callSites, mark);
        _named.TakeBack(mark);
        Tables.TakeBack(mark);
    }

    /// <summary>Removes the tokens that were added since.</summary>
    internal static void Remove<TKey>(Dictionary<TKey, int> tokens, in MetadataMark mark)
        where TKey : notnull
    {
        foreach (var (key, token) in tokens)
        {
            if (mark.IsBefore(token))
            {
                tokens.Remove(key);
            }
        }
    }

    private static void Remove<TKey>(Dictionary<TKey, MethodReference> methods, in MetadataMark mark)
        where TKey : notnull
    {
        foreach (var (key, method) in methods)
        {
            if (mark.IsBefore(method.Token))
            {
                methods.Remove(key);
            }
        }
    }

    internal int AddAssembly(string name) => Tables.AddAssemblyReference(name, null, []);

    /// <summary>A reference to a type of the runtime library or of .NET.</summary>
    internal int TypeOf(Type type)
    {
        if (_types.TryGetValue(type, out var token))
        {
            return token;
        }

        if (type.IsConstructedGenericType || type.IsArray)
        {
            var signature = new Signature();
            Encode(signature, type);
            token = Tables.AddTypeSpecification(Tables.BlobOf(signature));
        }
        else
        {
            var scope = type.DeclaringType is { } declaring ? TypeOf(declaring)
                : AssemblyOf(IsLibrary ? ReferenceAssemblies.Of(type) : type.Assembly);
            token = Tables.AddTypeReference(scope, type.IsNested ? null : type.Namespace, type.Name);
        }

        _types.Add(type, token);
        return token;
    }

    private int AssemblyOf(Assembly assembly)
    {
        if (!_assemblies.TryGetValue(assembly, out var token))
        {
            var name = assembly.GetName();
            token = Tables.AddAssemblyReference(name.Name!, name.Version, name.GetPublicKeyToken());
            _assemblies.Add(assembly, token);
        }

        return token;
    }

    internal MethodReference MethodOf(MethodBase method)
    {
        if (!_methods.TryGetValue(method, out var reference))
        {
            // The signature of a member of a generic type is that of its definition.
            var definition = method.DeclaringType!.IsConstructedGenericType
                ? method.Module.ResolveMethod(method.MetadataToken)!
                : method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : method;
            var parameters = definition.GetParameters();
            var signature = Signature.OfMethod(
                parameters.Length, !method.IsStatic, method.IsGenericMethod ? method.GetGenericArguments().Length : 0);
            var returnType = definition is MethodInfo info ? info.ReturnType : typeof(void);
            EncodeResult(signature, returnType);
            foreach (var parameter in parameters)
            {
                Encode(signature, parameter.ParameterType);
            }

            var token = AddMember(TypeOf(method.DeclaringType), method.Name, signature);
            if (method.IsGenericMethod)
            {
                token = Instantiate(token, method.GetGenericArguments());
            }

            reference = new MethodReference(token, parameters.Length + (method.IsStatic ? 0 : 1), returnType != typeof(void));
            _methods.Add(method, reference);
        }

        return reference;
    }

    private int AddMember(int type, string name, Signature signature) =>
        Tables.AddMemberReference(type, Tables.NameOf(name), Tables.BlobOf(signature));

    private int Instantiate(int method, Type[] arguments)
    {
        var signature = Signature.OfMethodArguments(arguments.Length);
        foreach (var argument in arguments)
        {
            Encode(signature, argument);
        }

        return Tables.AddMethodSpecification(method, Tables.BlobOf(signature));
    }

    internal int FieldOf(FieldInfo field)
    {
        if (!_fields.TryGetValue(field, out var token))
        {
            var signature = Signature.OfField();
            if (Array.IndexOf(field.GetRequiredCustomModifiers(), typeof(IsVolatile)) >= 0)
            {
                signature.Add(ElementType.RequiredModifier).Type(TypeOf(typeof(IsVolatile)));
            }

            // As for methods: of a generic type, that of its definition.
            Encode(signature, field.DeclaringType!.IsConstructedGenericType
                ? field.Module.ResolveField(field.MetadataToken)!.FieldType
                : field.FieldType);
            token = AddMember(TypeOf(field.DeclaringType), field.Name, signature);
            _fields.Add(field, token);
        }

        return token;
    }

    /// <summary>A field of an emitted class, by its name.</summary>
    internal int FieldOf(int type, string name, Type fieldType)
    {
        var nameOffset = Tables.NameOf(name);
        var token = _named.Find(type, nameOffset);
        return token != 0 ? token : AddNamed(type, nameOffset, FieldSignature(fieldType));
    }

    private int AddNamed(int type, int name, int signature)
    {
        var token = Tables.AddMemberReference(type, name, signature);
        _named.Add(type, name, token);
        return token;
    }

    internal int FieldSignature(Type type)
    {
        var signature = Signature.OfField();
        Encode(signature, type);
        return Tables.BlobOf(signature);
    }

    /// <summary>A function of another emitted class, by its name.</summary>
    internal int FunctionOf(int type, string name, FunctionType functionType)
    {
        var nameOffset = Tables.NameOf(name);
        var token = _named.Find(type, nameOffset);
        return token != 0 ? token : AddNamed(type, nameOffset, FunctionSignature(functionType));
    }

    /// <summary>A function of a type that has a token, as it is called.</summary>
    internal static MethodReference CompiledFunction(int token, FunctionType type) =>
        new(token, CallingConvention.ParameterCount(type), CallingConvention.ReturnsValue(type));

    /// <summary>The signature of compiled functions of a type (<see cref="CallingConvention"/>).</summary>
    internal int FunctionSignature(FunctionType type)
    {
        var parameters = CallingConvention.ParametersOf(type, typeof(InstanceState));
        if (type.ResultArray.Length <= 1 || CallingConvention.ReturnsThroughMemory(type))
        {
            return MethodSignature(CallingConvention.ReturnTypeOf(type), parameters);
        }

        // The tuple is not examined as a type, which would load it.
        var signature = Signature.OfMethod(parameters.Length);
        EncodeTuple(signature, type.ResultArray);
        Encode(signature, parameters);
        return Tables.BlobOf(signature);
    }

    /// <summary>The signature of a static method.</summary>
    internal int MethodSignature(Type returnType, Type[] parameters)
    {
        var signature = Signature.OfMethod(parameters.Length);
        EncodeResult(signature, returnType);
        Encode(signature, parameters);
        return Tables.BlobOf(signature);
    }

    /// <summary>The signature of a method of objects.</summary>
    internal int InstanceMethodSignature(Type returnType, ReadOnlySpan<Type> parameters)
    {
        var signature = Signature.OfMethod(parameters.Length, isInstance: true);
        EncodeResult(signature, returnType);
        foreach (var parameter in parameters)
        {
            Encode(signature, parameter);
        }

        return Tables.BlobOf(signature);
    }

    /// <summary>The signature of a static method, for <c>calli</c>.</summary>
    internal MethodReference CallSite(Type returnType, Type[] parameters) =>
        new(Tables.AddStandaloneSignature(MethodSignature(returnType, parameters)), parameters.Length, returnType != typeof(void));

    /// <summary>The signature of <see cref="FunctionSignature"/>, for <c>calli</c>.</summary>
    internal MethodReference CallSite(FunctionType type)
    {
        if (!_callSites.TryGetValue(type, out var site))
        {
            site = CompiledFunction(Tables.AddStandaloneSignature(FunctionSignature(type)), type);
            _callSites.Add(type, site);
        }

        return site;
    }

    private void EncodeTuple(Signature signature, ReadOnlySpan<WasmValueType> results)
    {
        EncodeNamed(signature.Add(ElementType.GenericInstance), CallingConvention.TupleDefinition(results.Length));
        signature.Count(results.Length);
        foreach (var result in results)
        {
            Encode(signature, CallingConvention.TypeOf(result));
        }
    }

    /// <summary>The tuple of these results as a type.</summary>
    private int TupleOf(ReadOnlySpan<WasmValueType> results)
    {
        var key = ClrTypes.Letters(results);
        if (!_tuples.TryGetValue(key, out var token))
        {
            var signature = new Signature();
            EncodeTuple(signature, results);
            token = Tables.AddTypeSpecification(Tables.BlobOf(signature));
            _tuples.Add(key, token);
        }

        return token;
    }

    /// <summary>A field of a tuple.</summary>
    internal int TupleField(ReadOnlySpan<WasmValueType> results, int index)
    {
        var name = Tables.NameOf($"Item{index + 1}");
        var tuple = TupleOf(results);
        var token = _named.Find(tuple, name);
        return token != 0 ? token : AddNamed(tuple, name, Tables.BlobOf(Signature.OfField().Add(ElementType.TypeParameter).Count(index)));
    }

    internal MethodReference TupleConstructor(ReadOnlySpan<WasmValueType> results) =>
        new(TupleConstructorToken(results), 1 + results.Length, false);

    private int TupleConstructorToken(ReadOnlySpan<WasmValueType> results)
    {
        var name = Tables.NameOf(".ctor");
        var tuple = TupleOf(results);
        var token = _named.Find(tuple, name);
        if (token != 0)
        {
            return token;
        }

        var signature = Signature.OfMethod(results.Length, isInstance: true).Add(ElementType.Void);
        for (var index = 0; index < results.Length; index++)
        {
            signature.Add(ElementType.TypeParameter).Count(index);
        }

        return AddNamed(tuple, name, Tables.BlobOf(signature));
    }

    /// <summary>The token of the signature of the locals of a body; 0 when there are none.</summary>
    internal int LocalSignature(Sequence<LocalSlot> locals)
    {
        if (locals.Count == 0)
        {
            return 0;
        }

        var signature = Signature.OfLocals(locals.Count);
        for (var index = 0; index < locals.Count; index++)
        {
            ref readonly var local = ref locals[index];
            if (local.Results is { } results)
            {
                EncodeTuple(signature, results);
            }
            else
            {
                Encode(signature, local.ClrType ?? (local.Type == OperandType.V128 ? local.Lanes.Vector() : ClrTypes.Of(local.Type)));
            }
        }

        return Tables.AddStandaloneSignature(Tables.BlobOf(signature));
    }

    private void EncodeResult(Signature signature, Type type)
    {
        if (type == typeof(void))
        {
            signature.Add(ElementType.Void);
        }
        else
        {
            Encode(signature, type);
        }
    }

    private void Encode(Signature signature, Type[] types)
    {
        foreach (var type in types)
        {
            Encode(signature, type);
        }
    }

    /// <summary>Adds a type to a signature.</summary>
    internal void Encode(Signature signature, Type type)
    {
        if (type.IsByRef)
        {
            signature.Add(ElementType.ByReference);
            type = type.GetElementType()!;
        }

        if (type.IsPointer)
        {
            signature.Add(ElementType.Pointer);
            EncodeResult(signature, type.GetElementType()!);
        }
        else if (type.IsSZArray)
        {
            Encode(signature.Add(ElementType.Array), type.GetElementType()!);
        }
        else if (type.IsGenericParameter)
        {
            signature.Add(type.DeclaringMethod is null ? ElementType.TypeParameter : ElementType.MethodParameter)
                .Count(type.GenericParameterPosition);
        }
        else if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            EncodeNamed(signature.Add(ElementType.GenericInstance), type.GetGenericTypeDefinition());
            signature.Count(arguments.Length);
            foreach (var argument in arguments)
            {
                Encode(signature, argument);
            }
        }
        else if (Primitive(type) is var primitive and not 0)
        {
            signature.Add(primitive);
        }
        else
        {
            EncodeNamed(signature, type);
        }
    }

    private void EncodeNamed(Signature signature, Type type) =>
        signature.Add(type.IsValueType ? ElementType.ValueType : ElementType.Class).Type(TypeOf(type));

    /// <summary>Returns the code of a type that is encoded as a single byte; 0 for others, enumerations among them.</summary>
    private static ElementType Primitive(Type type) => type.IsEnum ? 0 : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => ElementType.Boolean,
        TypeCode.SByte => ElementType.SByte,
        TypeCode.Byte => ElementType.Byte,
        TypeCode.Int16 => ElementType.Int16,
        TypeCode.UInt16 => ElementType.UInt16,
        TypeCode.Int32 => ElementType.Int32,
        TypeCode.UInt32 => ElementType.UInt32,
        TypeCode.Int64 => ElementType.Int64,
        TypeCode.UInt64 => ElementType.UInt64,
        TypeCode.Single => ElementType.Single,
        TypeCode.Double => ElementType.Double,
        TypeCode.String => ElementType.String,
        _ => type == typeof(object) ? ElementType.Object
            : type == typeof(nint) ? ElementType.IntPtr
            : type == typeof(nuint) ? ElementType.UIntPtr
            : 0,
    };
}
