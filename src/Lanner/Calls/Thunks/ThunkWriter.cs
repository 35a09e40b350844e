using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <summary>Writes the bridges between the host and compiled code. What the host sees are the types of a delegate, or values; what compiled
/// code sees is said by <see cref="CallingConvention"/>. What a bridge takes of the stack does not grow with the number of results, and
/// only by the arguments themselves with that of parameters: it is taken from the reserve that guests leave to the host.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal sealed partial class ThunkWriter
{
    private const string AssemblyName = "Lanner.Thunk";
    private const string ClassName = "Thunk";
    private const string MethodName = "Invoke";
    private const BindingFlags Members =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly MetadataWriter _metadata;
    private readonly IlWriter _il = new();
    private readonly Sequence<LocalSlot> _locals = new();

    /// <summary>The assemblies of the embedder whose types the thunk uses.</summary>
    private readonly Dictionary<string, Assembly> _references = new(StringComparer.Ordinal)
    {
        [AssemblyManifest.EngineAssembly] = typeof(ThunkWriter).Assembly,
    };

    /// <param name="metadata">The assembly that the code goes into; if null, one of its own.</param>
    private ThunkWriter(MetadataWriter? metadata = null) => _metadata = metadata ?? new MetadataWriter();

    internal MetadataWriter Metadata => _metadata;

    internal IlWriter Il => _il;

    /// <summary>Makes a method.</summary>
    /// <param name="returnType">The type that it returns.</param>
    /// <param name="parameters">Its parameters.</param>
    private Thunk Finish(Type returnType, Type[] parameters)
    {
        var metadata = _metadata;
        AssemblyManifest.Add(metadata, AssemblyName, _references.Keys);
        metadata.Tables.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            ClassName,
            metadata.TypeOf(typeof(object)),
            firstField: 1,
            firstMethod: 1);
        var bodies = new MethodBodies();
        AddMethod(
            bodies, MethodName, MethodAttributes.Public | MethodAttributes.Static, metadata.MethodSignature(returnType, parameters));
        var context = new ThunkLoadContext(_references);
        var assembly = context.LoadFromStream(new MemoryStream(PortableExecutable.Write(metadata.Tables, bodies)));
        return new Thunk(assembly.GetType(ClassName, throwOnError: true)!.GetMethod(MethodName)!, context);
    }

    private int AddMethod(MethodBodies bodies, string name, MethodAttributes attributes, int signature)
    {
        var body = _il.Finish();
        return _metadata.Tables.AddMethod(
            attributes | MethodAttributes.HideBySig,
            MethodImplAttributes.IL,
            name,
            signature,
            bodies.Add(body.Code, body.Handlers, body.MaximumStack, _metadata.LocalSignature(_locals), clearsLocals: true));
    }

    /// <summary>Lets the thunk use a type of the embedder, also one that is internal there.</summary>
    /// <exception cref="ArgumentException">Emitted code cannot refer to the type.</exception>
    private void Use(Type type)
    {
        foreach (var argument in type.GenericTypeArguments)
        {
            Use(argument);
        }

        var assembly = type.Assembly;
        if (assembly == typeof(object).Assembly)
        {
            return;
        }

        var name = assembly.GetName().Name!;
        if (assembly.IsDynamic || (_references.TryGetValue(name, out var known) && known != assembly))
        {
            throw new ArgumentException(
                $"{type} comes from an assembly that was emitted at run time, or from one of several of the same name: "
                + "code that hands over as many values cannot refer to it.");
        }

        _references[name] = assembly;
    }

    private void Use(DelegateShape shape)
    {
        Use(shape.DelegateType!);
        Use(shape.ReturnType);
        Array.ForEach(shape.Parameters, Use);
    }

    internal int AddLocal(Type type)
    {
        _locals.Add(new LocalSlot(default, null, ClrType: type));
        return _locals.Count - 1;
    }

    private void Call(MethodBase method) => _il.EmitCall(ILOpCode.Call, _metadata.MethodOf(method));

    private void Call([DynamicallyAccessedMembers(Trimming.Methods)] Type type, string name, params Type[] typeArguments)
    {
        var method = type.GetMethod(name, Members)!;
        Call(typeArguments.Length == 0 ? method : method.MakeGenericMethod(typeArguments));
    }

    private void LoadField([DynamicallyAccessedMembers(Trimming.Fields)] Type type, string name) =>
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(type.GetField(name, Members)!));

    private void LoadArguments(int count)
    {
        for (var index = 1; index <= count; index++)
        {
            _il.EmitLoadArgument(index);
        }
    }

    /// <summary>Returns the signature of compiled code as a delegate of a shape sees it: the delegate's own types, which are as large as
    /// those of compiled code.</summary>
    private static (Type ReturnType, Type[] Parameters) CompiledSignature(DelegateShape shape)
    {
        var parameters = CallingConvention.ParametersOf(shape.NaturalType, typeof(InstanceState));
        shape.Parameters.CopyTo(parameters, 1);
        return (CallingConvention.ReturnsThroughMemory(shape.NaturalType) ? typeof(void) : shape.ReturnType, parameters);
    }
}
