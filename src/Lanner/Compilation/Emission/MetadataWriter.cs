using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Tree;
using Lanner.Runtime;

namespace Lanner.Compilation.Emission;

/// <summary>The tokens and signatures of one assembly being written. References to members of the runtime library are taken from reflection, each once.</summary>
internal sealed class MetadataWriter
{
    private readonly Dictionary<Assembly, AssemblyReferenceHandle> _assemblies = [];
    private readonly Dictionary<Type, EntityHandle> _types = [];
    private readonly Dictionary<MemberInfo, int> _members = [];
    private readonly Dictionary<FunctionType, int> _callSites = [];
    private readonly Dictionary<(EntityHandle Parent, string Name), int> _named = [];
    private readonly Dictionary<string, EntityHandle> _tuples = [];

    internal MetadataBuilder Builder { get; } = new();

    internal AssemblyReferenceHandle AddAssembly(string name) => Builder.AddAssemblyReference(
        Builder.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, default);

    /// <summary>A reference to a type of the runtime library or of .NET.</summary>
    internal EntityHandle TypeOf(Type type)
    {
        if (_types.TryGetValue(type, out var handle))
        {
            return handle;
        }

        if (type.IsConstructedGenericType || type.IsArray)
        {
            var blob = new BlobBuilder();
            Encode(new SignatureTypeEncoder(blob), type);
            handle = Builder.AddTypeSpecification(Builder.GetOrAddBlob(blob));
        }
        else
        {
            var scope = type.DeclaringType is { } declaring ? TypeOf(declaring) : AssemblyOf(type.Assembly);
            var typeNamespace = type.IsNested || type.Namespace is null ? default : Builder.GetOrAddString(type.Namespace);
            handle = Builder.AddTypeReference(scope, typeNamespace, Builder.GetOrAddString(type.Name));
        }

        _types.Add(type, handle);
        return handle;
    }

    private EntityHandle AssemblyOf(Assembly assembly)
    {
        if (!_assemblies.TryGetValue(assembly, out var handle))
        {
            var name = assembly.GetName();
            var key = name.GetPublicKeyToken();
            handle = Builder.AddAssemblyReference(
                Builder.GetOrAddString(name.Name!),
                name.Version!,
                default,
                key is null or [] ? default : Builder.GetOrAddBlob(key),
                default,
                default);
            _assemblies.Add(assembly, handle);
        }

        return handle;
    }

    internal int MethodOf(MethodBase method)
    {
        if (!_members.TryGetValue(method, out var token))
        {
            var blob = new BlobBuilder();

            // The signature of a member of a generic type is that of its definition.
            var definition = method.DeclaringType!.IsConstructedGenericType
                ? method.Module.ResolveMethod(method.MetadataToken)!
                : method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : method;
            var parameters = definition.GetParameters();
            new BlobEncoder(blob).MethodSignature(
                SignatureCallingConvention.Default,
                method.IsGenericMethod ? method.GetGenericArguments().Length : 0,
                isInstanceMethod: !method.IsStatic).Parameters(
                parameters.Length,
                result =>
                {
                    var type = definition is MethodInfo info ? info.ReturnType : typeof(void);
                    if (type == typeof(void))
                    {
                        result.Void();
                    }
                    else
                    {
                        Encode(result.Type(type.IsByRef), type);
                    }
                },
                encoder =>
                {
                    foreach (var parameter in parameters)
                    {
                        Encode(encoder.AddParameter().Type(parameter.ParameterType.IsByRef), parameter.ParameterType);
                    }
                });
            EntityHandle handle = Builder.AddMemberReference(
                TypeOf(method.DeclaringType), Builder.GetOrAddString(method.Name), Builder.GetOrAddBlob(blob));
            if (method.IsGenericMethod)
            {
                handle = Instantiate(handle, method.GetGenericArguments());
            }

            token = MetadataTokens.GetToken(handle);
            _members.Add(method, token);
        }

        return token;
    }

    private MethodSpecificationHandle Instantiate(EntityHandle method, Type[] arguments)
    {
        var blob = new BlobBuilder();
        var encoder = new BlobEncoder(blob).MethodSpecificationSignature(arguments.Length);
        foreach (var argument in arguments)
        {
            Encode(encoder.AddArgument(), argument);
        }

        return Builder.AddMethodSpecification(method, Builder.GetOrAddBlob(blob));
    }

    internal int FieldOf(FieldInfo field)
    {
        if (!_members.TryGetValue(field, out var token))
        {
            var blob = new BlobBuilder();
            Encode(new BlobEncoder(blob).Field().Type(), field.FieldType, IsVolatile(field));
            token = MetadataTokens.GetToken(Builder.AddMemberReference(
                TypeOf(field.DeclaringType!), Builder.GetOrAddString(field.Name), Builder.GetOrAddBlob(blob)));
            _members.Add(field, token);
        }

        return token;
    }

    private static bool IsVolatile(FieldInfo field) =>
        Array.IndexOf(field.GetRequiredCustomModifiers(), typeof(System.Runtime.CompilerServices.IsVolatile)) >= 0;

    /// <summary>A field of an emitted class, by its name.</summary>
    internal int FieldOf(EntityHandle type, string name, Type fieldType)
    {
        if (!_named.TryGetValue((type, name), out var token))
        {
            token = MetadataTokens.GetToken(Builder.AddMemberReference(type, Builder.GetOrAddString(name), FieldSignature(fieldType)));
            _named.Add((type, name), token);
        }

        return token;
    }

    internal BlobHandle FieldSignature(Type type)
    {
        var blob = new BlobBuilder();
        Encode(new BlobEncoder(blob).Field().Type(), type);
        return Builder.GetOrAddBlob(blob);
    }

    /// <summary>A function of another emitted class, by its name.</summary>
    internal int FunctionOf(EntityHandle type, string name, FunctionType functionType)
    {
        if (!_named.TryGetValue((type, name), out var token))
        {
            token = MetadataTokens.GetToken(Builder.AddMemberReference(type, Builder.GetOrAddString(name), FunctionSignature(functionType)));
            _named.Add((type, name), token);
        }

        return token;
    }

    /// <summary>The signature of compiled functions of a type: the state, then the parameters.</summary>
    internal BlobHandle FunctionSignature(FunctionType type)
    {
        var blob = new BlobBuilder();
        new BlobEncoder(blob).MethodSignature().Parameters(
            type.ParameterArray.Length + 1,
            result =>
            {
                if (type.ResultArray.Length == 0)
                {
                    result.Void();
                }
                else
                {
                    EncodeResults(result.Type(), type.ResultArray);
                }
            },
            parameters =>
            {
                Encode(parameters.AddParameter().Type(), typeof(InstanceState));
                foreach (var parameter in type.ParameterArray)
                {
                    Encode(parameters.AddParameter().Type(), ClrTypes.Of(parameter));
                }
            });
        return Builder.GetOrAddBlob(blob);
    }

    /// <summary>The signature of <see cref="FunctionSignature"/>, for <c>calli</c>.</summary>
    internal int CallSite(FunctionType type)
    {
        if (!_callSites.TryGetValue(type, out var token))
        {
            token = MetadataTokens.GetToken(Builder.AddStandaloneSignature(FunctionSignature(type)));
            _callSites.Add(type, token);
        }

        return token;
    }

    /// <summary>The signature of a piece of a function: the state, what goes in, and where there are any the places of what comes out.</summary>
    internal BlobHandle PieceSignature(Piece piece)
    {
        var blob = new BlobBuilder();
        new BlobEncoder(blob).MethodSignature().Parameters(
            1 + piece.Parameters.Length + (piece.FrameBytes > 0 ? 1 : 0) + (piece.FrameReferences > 0 ? 1 : 0),
            result =>
            {
                if (piece.ReturnsResult)
                {
                    Encode(result.Type(), ClrTypes.Of(piece.Results[0].Type));
                }
                else if (piece.ReturnsExit)
                {
                    result.Type().Int32();
                }
                else
                {
                    result.Void();
                }
            },
            parameters =>
            {
                Encode(parameters.AddParameter().Type(), typeof(InstanceState));
                foreach (var parameter in piece.Parameters)
                {
                    Encode(parameters.AddParameter().Type(), ClrTypes.Of(parameter.Type));
                }

                if (piece.FrameBytes > 0)
                {
                    parameters.AddParameter().Type().UIntPtr();
                }

                if (piece.FrameReferences > 0)
                {
                    parameters.AddParameter().Type(isByRef: true).Object();
                }
            });
        return Builder.GetOrAddBlob(blob);
    }

    private void EncodeResults(SignatureTypeEncoder encoder, ReadOnlySpan<WasmValueType> results)
    {
        if (results.Length == 1)
        {
            Encode(encoder, ClrTypes.Of(results[0]));
        }
        else
        {
            EncodeTuple(encoder, results);
        }
    }

    /// <summary>Several results are a <see cref="ValueTuple"/>, nested where there are more than seven.</summary>
    private void EncodeTuple(SignatureTypeEncoder encoder, ReadOnlySpan<WasmValueType> results)
    {
        var isNested = results.Length > 7;
        var arguments = encoder.GenericInstantiation(
            TypeOf(ClrTypes.TupleDefinition(results.Length)), isNested ? 8 : results.Length, isValueType: true);
        foreach (var result in isNested ? results[..7] : results)
        {
            Encode(arguments.AddArgument(), ClrTypes.Of(result));
        }

        if (isNested)
        {
            EncodeTuple(arguments.AddArgument(), results[7..]);
        }
    }

    /// <summary>The tuple of these results as a type.</summary>
    internal EntityHandle TupleOf(ReadOnlySpan<WasmValueType> results)
    {
        var key = ClrTypes.Letters(results);
        if (!_tuples.TryGetValue(key, out var handle))
        {
            var blob = new BlobBuilder();
            EncodeTuple(new SignatureTypeEncoder(blob), results);
            handle = Builder.AddTypeSpecification(Builder.GetOrAddBlob(blob));
            _tuples.Add(key, handle);
        }

        return handle;
    }

    /// <summary>A field of a tuple: <paramref name="index"/> from 0, 7 for the nested rest.</summary>
    internal int TupleField(ReadOnlySpan<WasmValueType> results, int index)
    {
        var name = index == 7 ? "Rest" : $"Item{index + 1}";
        var tuple = TupleOf(results);
        if (!_named.TryGetValue((tuple, name), out var token))
        {
            var blob = new BlobBuilder();
            new BlobEncoder(blob).Field().Type().GenericTypeParameter(index);
            token = MetadataTokens.GetToken(Builder.AddMemberReference(tuple, Builder.GetOrAddString(name), Builder.GetOrAddBlob(blob)));
            _named.Add((tuple, name), token);
        }

        return token;
    }

    internal int TupleConstructor(ReadOnlySpan<WasmValueType> results)
    {
        var tuple = TupleOf(results);
        if (!_named.TryGetValue((tuple, ".ctor"), out var token))
        {
            var arity = Math.Min(results.Length, 8);
            var blob = new BlobBuilder();
            new BlobEncoder(blob).MethodSignature(isInstanceMethod: true).Parameters(
                arity,
                result => result.Void(),
                parameters =>
                {
                    for (var index = 0; index < arity; index++)
                    {
                        parameters.AddParameter().Type().GenericTypeParameter(index);
                    }
                });
            token = MetadataTokens.GetToken(Builder.AddMemberReference(tuple, Builder.GetOrAddString(".ctor"), Builder.GetOrAddBlob(blob)));
            _named.Add((tuple, ".ctor"), token);
        }

        return token;
    }

    /// <summary>The signature of the locals of a body.</summary>
    internal StandaloneSignatureHandle LocalSignature(List<LocalSlot> locals)
    {
        if (locals.Count == 0)
        {
            return default;
        }

        var blob = new BlobBuilder();
        var encoder = new BlobEncoder(blob).LocalVariableSignature(locals.Count);
        foreach (var local in locals)
        {
            var type = encoder.AddVariable().Type();
            if (local.Results is { } results)
            {
                EncodeTuple(type, results);
            }
            else
            {
                Encode(type, local.ClrType ?? (local.Type == OperandType.V128 ? local.Lanes.Vector() : ClrTypes.Of(local.Type)));
            }
        }

        return Builder.AddStandaloneSignature(Builder.GetOrAddBlob(blob));
    }

    internal void Encode(SignatureTypeEncoder encoder, Type type, bool isVolatile = false)
    {
        if (isVolatile)
        {
            encoder.CustomModifiers().AddModifier(TypeOf(typeof(System.Runtime.CompilerServices.IsVolatile)), isOptional: false);
        }

        if (type.IsByRef)
        {
            type = type.GetElementType()!;
        }

        if (type.IsPointer)
        {
            var target = type.GetElementType()!;
            if (target == typeof(void))
            {
                encoder.VoidPointer();
            }
            else
            {
                Encode(encoder.Pointer(), target);
            }
        }
        else if (type.IsSZArray)
        {
            Encode(encoder.SZArray(), type.GetElementType()!);
        }
        else if (type.IsGenericParameter)
        {
            if (type.DeclaringMethod is null)
            {
                encoder.GenericTypeParameter(type.GenericParameterPosition);
            }
            else
            {
                encoder.GenericMethodTypeParameter(type.GenericParameterPosition);
            }
        }
        else if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            var instantiation = encoder.GenericInstantiation(TypeOf(type.GetGenericTypeDefinition()), arguments.Length, type.IsValueType);
            foreach (var argument in arguments)
            {
                Encode(instantiation.AddArgument(), argument);
            }
        }
        else
        {
            EncodeSimple(encoder, type);
        }
    }

    private void EncodeSimple(SignatureTypeEncoder encoder, Type type)
    {
        if (type.IsEnum)
        {
            encoder.Type(TypeOf(type), isValueType: true);
            return;
        }

        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Boolean:
                encoder.Boolean();
                break;
            case TypeCode.SByte:
                encoder.SByte();
                break;
            case TypeCode.Byte:
                encoder.Byte();
                break;
            case TypeCode.Int16:
                encoder.Int16();
                break;
            case TypeCode.UInt16:
                encoder.UInt16();
                break;
            case TypeCode.Int32:
                encoder.Int32();
                break;
            case TypeCode.UInt32:
                encoder.UInt32();
                break;
            case TypeCode.Int64:
                encoder.Int64();
                break;
            case TypeCode.UInt64:
                encoder.UInt64();
                break;
            case TypeCode.Single:
                encoder.Single();
                break;
            case TypeCode.Double:
                encoder.Double();
                break;
            case TypeCode.String:
                encoder.String();
                break;
            default:
                if (type == typeof(object))
                {
                    encoder.Object();
                }
                else if (type == typeof(nint))
                {
                    encoder.IntPtr();
                }
                else if (type == typeof(nuint))
                {
                    encoder.UIntPtr();
                }
                else
                {
                    encoder.Type(TypeOf(type), type.IsValueType);
                }

                break;
        }
    }
}
