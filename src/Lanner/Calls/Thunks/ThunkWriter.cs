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
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Emitted)]
internal sealed partial class ThunkWriter : MethodWriter
{
    private const string AssemblyName = "Lanner.Thunk";

    /// <param name="metadata">The assembly that the code goes into; if null, one of its own.</param>
    private ThunkWriter(MetadataWriter? metadata = null)
        : base(metadata)
    {
    }

    /// <summary>Makes a method.</summary>
    /// <param name="returnType">The type that it returns.</param>
    /// <param name="parameters">Its parameters.</param>
    private Thunk Finish(Type returnType, Type[] parameters) => Finish(AssemblyName, returnType, parameters);

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
        if (assembly.IsDynamic || (References.TryGetValue(name, out var known) && known != assembly))
        {
            throw new ArgumentException(
                $"{type} comes from an assembly that was emitted at run time, or from one of several of the same name: "
                + "code that hands over as many values cannot refer to it.");
        }

        References[name] = assembly;
    }

    private void Use(DelegateShape shape)
    {
        Use(shape.DelegateType!);
        Use(shape.ReturnType);
        Array.ForEach(shape.Parameters, Use);
    }

    private void LoadArguments(int count)
    {
        for (var index = 1; index <= count; index++)
        {
            Il.EmitLoadArgument(index);
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
