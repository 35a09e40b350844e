using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Emits static methods whose address can be taken, which those of <see cref="DynamicMethod"/> cannot. Each has an assembly of its own, which is unloaded when nothing
/// refers to the method any more: the types that it is made for may come from code that can be unloaded, or from modules, which come and go.</summary>
internal static class ThunkAssembly
{
    private const string Name = "Lanner.Thunk";

    /// <summary>Emits a method.</summary>
    /// <param name="returnType">What the method returns.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="delegateType">A type of delegate that the method uses, or null.</param>
    /// <param name="emit">Writes the body. It may use the internals of this assembly and of those where the types are.</param>
    internal static MethodInfo Define(Type returnType, Type[] parameters, Type? delegateType, Action<ILGenerator> emit)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(Name), AssemblyBuilderAccess.RunAndCollect);
        var accessible = new HashSet<string>();
        AddAccess(assembly, accessible, typeof(ThunkAssembly));
        AddAccess(assembly, accessible, delegateType);
        AddAccess(assembly, accessible, returnType);
        foreach (var parameter in parameters)
        {
            AddAccess(assembly, accessible, parameter);
        }

        var type = assembly.DefineDynamicModule(Name).DefineType("Thunk", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        emit(type.DefineMethod("Invoke", MethodAttributes.Public | MethodAttributes.Static, returnType, parameters).GetILGenerator());
        return type.CreateType().GetMethod("Invoke")!;
    }

    private static void AddAccess(AssemblyBuilder assembly, HashSet<string> accessible, Type? type)
    {
        if (type is null)
        {
            return;
        }

        if (type.Assembly.GetName().Name is { } name && accessible.Add(name))
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!, [name]));
        }

        foreach (var argument in type.GenericTypeArguments)
        {
            AddAccess(assembly, accessible, argument);
        }
    }
}
