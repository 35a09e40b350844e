using System.Reflection;
using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <content>The same bridges as methods of a library, whose module is known when it is compiled.</content>
internal sealed partial class ThunkWriter
{
    /// <summary>Adds a method of a library's class that calls a function of the guest.</summary>
    /// <param name="metadata">The metadata of the library.</param>
    /// <param name="bodies">Its methods.</param>
    /// <param name="name">The name of the method.</param>
    /// <param name="type">The type of the function.</param>
    /// <param name="callField">The field of the class that holds the <see cref="GuestCall"/>.</param>
    /// <returns>The token of the method.</returns>
    internal static int AddExport(MetadataWriter metadata, MethodBodies bodies, string name, FunctionType type, int callField)
    {
        var writer = new ThunkWriter(metadata) { _callField = callField };
        var shape = new DelegateShape(type, hasCaller: false);
        writer.EmitGuestCall(shape);
        return writer.AddMethod(
            bodies, name, MethodAttributes.Public, metadata.InstanceMethodSignature(shape.ReturnType, shape.Parameters));
    }

    /// <summary>Adds what compiled code calls when it calls a function that the library imports.</summary>
    /// <param name="metadata">The metadata of the library.</param>
    /// <param name="bodies">Its methods.</param>
    /// <param name="name">The name of the method.</param>
    /// <param name="type">The type of the function.</param>
    /// <param name="method">The method of the interface of imports that is the function.</param>
    /// <returns>The token of the method.</returns>
    internal static int AddImport(MetadataWriter metadata, MethodBodies bodies, string name, FunctionType type, MethodReference method)
    {
        var writer = new ThunkWriter(metadata);
        var shape = new DelegateShape(type, hasCaller: true);
        writer.EmitHostCall(shape, () => writer.Call(typeof(HostCalls), nameof(HostCalls.Imports)), method);
        var (returnType, parameters) = CompiledSignature(shape);
        return writer.AddMethod(bodies, name, StaticMethod, metadata.MethodSignature(returnType, parameters));
    }

    /// <summary>Adds what calls functions of a type with rows of values, as a <see cref="TrampolineBody"/>.</summary>
    internal static int AddCallWithValues(MetadataWriter metadata, MethodBodies bodies, string name, FunctionType type)
    {
        var writer = new ThunkWriter(metadata);
        writer.EmitCallWithValues(type);
        return writer.AddMethod(bodies, name, StaticMethod, metadata.MethodSignature(typeof(void), TrampolineParameters));
    }

    /// <summary>Adds what compiled code calls when it calls a <see cref="HostCallback"/>.</summary>
    internal static int AddCallback(MetadataWriter metadata, MethodBodies bodies, string name, FunctionType type)
    {
        var writer = new ThunkWriter(metadata);
        writer.EmitCallback(type);
        return writer.AddMethod(bodies, name, StaticMethod, metadata.FunctionSignature(type));
    }

    private const MethodAttributes StaticMethod = MethodAttributes.Assembly | MethodAttributes.Static;
}
