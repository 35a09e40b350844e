using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>Writes a static method into an assembly, its own if it is given none.</summary>
/// <param name="metadata">The metadata of the assembly; null for one that holds nothing but the method.</param>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal abstract class MethodWriter(MetadataWriter? metadata)
{
    private const string ClassName = "Thunk";
    private const string MethodName = "Invoke";
    private const BindingFlags Members =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Sequence<LocalSlot> _locals = new();

    internal MetadataWriter Metadata { get; } = metadata ?? new MetadataWriter();

    internal IlWriter Il { get; } = new();

    /// <summary>The assemblies besides those of .NET whose types the method uses, also those that are internal there.</summary>
    protected Dictionary<string, Assembly> References { get; } = new(StringComparer.Ordinal)
    {
        [AssemblyManifest.EngineAssembly] = typeof(MethodWriter).Assembly,
    };

    internal int AddLocal(Type type)
    {
        _locals.Add(new LocalSlot(default, null, ClrType: type));
        return _locals.Count - 1;
    }

    internal void Call(MethodBase method) => Il.EmitCall(ILOpCode.Call, Metadata.MethodOf(method));

    internal void Call([DynamicallyAccessedMembers(Trimming.Methods)] Type type, string name, params Type[] typeArguments)
    {
        var method = type.GetMethod(name, Members)!;
        Call(typeArguments.Length == 0 ? method : method.MakeGenericMethod(typeArguments));
    }

    internal void LoadField([DynamicallyAccessedMembers(Trimming.Fields)] Type type, string name) =>
        Il.EmitToken(ILOpCode.Ldfld, Metadata.FieldOf(type.GetField(name, Members)!));

    internal Label MarkedLabel()
    {
        var label = Il.DefineLabel();
        Il.MarkLabel(label);
        return label;
    }

    internal Label MarkedHandler()
    {
        var label = Il.DefineLabel();
        Il.MarkHandler(label);
        return label;
    }

    /// <summary>Makes the method in an assembly of its own.</summary>
    /// <param name="assemblyName">The name of the assembly, for debuggers and profilers.</param>
    /// <param name="returnType">The type that the method returns.</param>
    /// <param name="parameters">Its parameters.</param>
    protected Thunk Finish(string assemblyName, Type returnType, Type[] parameters)
    {
        AssemblyManifest.Add(Metadata, assemblyName, References.Keys);
        Metadata.Tables.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            ClassName,
            Metadata.TypeOf(typeof(object)),
            firstField: 1,
            firstMethod: 1);
        var bodies = new MethodBodies();
        AddMethod(
            bodies, MethodName, MethodAttributes.Public | MethodAttributes.Static, Metadata.MethodSignature(returnType, parameters));
        var context = new ThunkLoadContext(References);
        var image = PortableExecutable.Write(Metadata.Tables, bodies);
        var assembly = context.LoadFromStream(new MemoryStream(image));
        return new Thunk(assembly.GetType(ClassName, throwOnError: true)!.GetMethod(MethodName)!, context, image.Length);
    }

    protected int AddMethod(MethodBodies bodies, string name, MethodAttributes attributes, int signature)
    {
        var body = Il.Finish();
        return Metadata.Tables.AddMethod(
            attributes | MethodAttributes.HideBySig,
            MethodImplAttributes.IL,
            name,
            signature,
            bodies.Add(body.Code, body.Handlers, body.MaximumStack, Metadata.LocalSignature(_locals), clearsLocals: true));
    }
}
